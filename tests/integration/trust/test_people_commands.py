"""`tipline people` makes accounts, closes them, and says what to do when it cannot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from conftest import NOW, tipline
from tipline.trust.audit.queries import list_events
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.queries import NoSuchAgency, command_line_actor, find_agency
from tipline.trust.people.types import Role

if TYPE_CHECKING:
    from django.test import Client

    from tipline.trust.people.models import Agency, Person
    from tipline.trust.people.types import Actor


def test_a_person_is_added_signs_in_and_is_closed_out(database: None, client: Client) -> None:
    assert tipline("people", "add-agency", "Harbour Hotline").returncode == 0
    added = tipline("people", "add", "an@example.com", "--name", "An", "--role", "officer")
    assert added.returncode == 0, added.stderr
    password = added.stdout.strip()

    answer = client.post("/accounts/login/", {"login": "an@example.com", "password": password})
    assert answer.status_code == 302

    assert tipline("people", "disable", "an@example.com").returncode == 0
    listed = tipline("people", "list", "--json")
    row = json.loads(listed.stdout)
    assert (row["email"], row["roles"], row["active"]) == ("an@example.com", ["officer"], False)
    assert client.get("/accounts/login/").status_code == 200


def test_a_password_is_taken_from_standard_input(agency: Agency, client: Client) -> None:
    chosen = "a-passphrase-of-their-own"
    add = ["people", "add", "an@example.com", "--name", "An", "--role", "analyst"]

    added = tipline(*add, "--password-stdin", input=f"{chosen}\n")

    assert (added.returncode, added.stdout) == (0, ""), added.stderr
    answer = client.post("/accounts/login/", {"login": "an@example.com", "password": chosen})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("password", "complaint"),
    [("short", "at least 12"), ("password12345", "too common"), ("an@example.com", "too similar")],
)
def test_a_weak_password_is_refused(agency: Agency, password: str, complaint: str) -> None:
    add = ["people", "add", "an@example.com", "--name", "An", "--role", "analyst"]

    refused = tipline(*add, "--password-stdin", input=f"{password}\n")

    assert refused.returncode == 1
    assert complaint in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "remedy"),
    [
        (["add", "no-address", "--name", "N", "--role", "analyst"], 1, "no e-mail address"),
        (["add", "s@example.com", "--name", "N", "--role", "sender"], 1, "tipline intake sender"),
        (["add", "s@example.com", "--name", "N", "--role", "king"], 2, "Invalid value"),
        (["disable", "nobody@example.com"], 2, "tipline people list"),
        (["list", "--agency", "No Such Agency"], 2, "Harbour Hotline"),
        (["add-agency", "Harbour Hotline"], 1, "already"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_remedy(
    agency: Agency, arguments: list[str], code: int, remedy: str
) -> None:
    answer = tipline("people", *arguments)

    assert answer.returncode == code, answer.stderr
    assert remedy in answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_an_agency_it_is_said_how_to_add_one(database: None) -> None:
    with pytest.raises(NoSuchAgency, match="tipline people add-agency"):
        find_agency()


def test_among_several_agencies_one_must_be_named(agency: Agency, other_agency: Agency) -> None:
    with pytest.raises(NoSuchAgency, match=r"'Harbour Hotline', 'Upland Unit'"):
        find_agency()

    assert find_agency("Upland Unit") == other_agency


def test_an_agency_lists_its_own_people_only(
    agency: Agency, other_agency: Agency, person: Person
) -> None:
    ours = tipline("people", "list", "--agency", agency.name)
    theirs = tipline("people", "list", "--agency", other_agency.name)

    assert person.email in ours.stdout
    assert (theirs.returncode, theirs.stdout) == (0, "")


def test_an_auditor_reads_events_newest_first_and_nobody_else_does(
    agency: Agency, actor: Actor
) -> None:
    from tipline.trust.people import actions

    for name in ("first", "second"):
        actions.add_person(
            command_line_actor(),
            email=f"{name}@example.com",
            name=name,
            roles=[Role.ANALYST],
            password="a-long-enough-password",
            now=NOW,
        )

    newest, oldest = list_events(command_line_actor(), limit=10)
    assert newest.event_id > oldest.event_id
    assert list_events(command_line_actor(), limit=10, before_id=newest.event_id) == (oldest,)
    assert list_events(command_line_actor(), limit=10, object_id=oldest.object_id) == (oldest,)
    assert list_events(command_line_actor(), limit=10, kind="trust:agency:add") == ()
    with pytest.raises(NotPermitted, match="auditor"):
        list_events(actor, limit=10)
