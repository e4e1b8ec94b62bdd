"""Known people get in, strangers learn nothing, and nobody stays in longer than they should."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session

from conftest import NOW, PASSWORD
from tipline.trust.audit.models import Event
from tipline.trust.people import actions
from tipline.trust.people.limits import LONGEST, LONGEST_IDLE
from tipline.trust.people.queries import command_line_actor
from tipline.trust.people.sessions import OPENED, USED
from tipline.trust.people.types import Actor
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tipline.trust.people.models import Agency, Person

LOGIN = "/accounts/login/"


def sign_in(
    client: Client, *, email: str = "analyst@example.com", password: str = PASSWORD
) -> HttpResponse:
    return client.post(LOGIN, {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get(LOGIN).status_code == 302


def kinds_of(agency_id: object) -> list[str]:
    with acting(Actor(agency_id=agency_id, name="process:test")):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


pytestmark = pytest.mark.usefixtures("person")


def test_a_person_signs_in_with_address_and_password(client: Client) -> None:
    answer = sign_in(client)

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_the_case_of_the_address_does_not_matter(client: Client) -> None:
    sign_in(client, email="Analyst@Example.COM")

    assert is_signed_in(client)


def test_every_attempt_leaves_an_event(client: Client, agency: Agency) -> None:
    sign_in(client, password="wrong")
    sign_in(client)
    client.post("/accounts/logout/")

    assert kinds_of(agency.id) == [f"trust:session:{verb}" for verb in ("refuse", "open", "close")]


def test_an_unknown_address_is_answered_like_a_wrong_password(client: Client) -> None:
    wrong = sign_in(client, password="wrong")
    unknown = sign_in(client, email="nobody@example.com", password="wrong")

    assert wrong.status_code == unknown.status_code == 200
    assert _words(wrong, "analyst@example.com") == _words(unknown, "nobody@example.com")
    assert kinds_of(actions.NOBODY) == ["trust:session:refuse"]


def _words(answer: HttpResponse, email: str) -> list[str]:
    text = answer.content.decode().replace(email, "ADDRESS")
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_closed_account_is_answered_like_a_wrong_password(client: Client, person: Person) -> None:
    wrong = sign_in(client, password="wrong")
    person.is_active = False
    person.save()
    closed = sign_in(client)

    assert _words(wrong, person.email) == _words(closed, person.email)
    assert not is_signed_in(client)


def test_whoever_is_disabled_is_out_with_the_next_request(client: Client, person: Person) -> None:
    sign_in(client)
    assert is_signed_in(client)

    actions.disable_person(command_line_actor(), person, now=NOW)

    assert not is_signed_in(client)


def test_a_new_password_ends_the_sessions_of_the_old_one(client: Client, person: Person) -> None:
    sign_in(client)

    actions.set_password(command_line_actor(), person, "another-long-password", now=NOW)

    assert not is_signed_in(client)


def test_a_get_does_not_sign_out(client: Client) -> None:
    sign_in(client)

    client.get("/accounts/logout/")

    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("noted", "limit"), [(USED, LONGEST_IDLE), (OPENED, LONGEST)], ids=["idle", "absolute"]
)
def test_a_session_ends_at_its_limit(client: Client, noted: str, limit: timedelta) -> None:
    from django.utils.timezone import now

    sign_in(client)
    assert is_signed_in(client)
    session = client.session
    session[noted] = (now() - limit - timedelta(seconds=1)).isoformat()
    session.save()

    assert not is_signed_in(client)
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_after_five_wrong_passwords_the_right_one_must_wait(client: Client) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")

    answer = sign_in(client)

    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()
    assert not is_signed_in(client)


def test_the_session_cookie_is_for_this_site_and_no_script(client: Client) -> None:
    sign_in(client)

    cookie = client.cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "social/signup/"])
def test_what_is_not_needed_of_allauth_has_no_address(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code in {302, 404}
    with pytest.raises(LookupError):
        _resolve(f"/accounts/{path}")


def _resolve(path: str) -> None:
    from django.urls import Resolver404, resolve

    try:
        resolve(path)
    except Resolver404 as error:
        raise LookupError(path) from error
