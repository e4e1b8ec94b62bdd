"""`tipline people` makes accounts, closes them, and says what to do when it cannot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from conftest import NOW, environment, tipline
from tipline.trust.audit.queries import list_events
from tipline.trust.people import actions
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


def test_the_command_line_lists_events_newest_first(agency: Agency, person: Person) -> None:
    actor = command_line_actor()
    actions.disable_person(actor, person, now=NOW)
    actions.set_password(actor, person, "a-long-enough-password", now=NOW)
    actions.disable_person(actor, person, now=NOW)
    everything = list_events(actor, limit=10)

    listed = tipline("audit", "--json", "--limit", "2")
    others = tipline("audit", "--json", "--kind", "trust:agency:add")
    in_words = tipline("audit", "--object", str(person.id))

    events = [json.loads(line) for line in listed.stdout.splitlines()]
    assert (listed.returncode, listed.stderr) == (0, "")
    assert [event["event_id"] for event in events] == [each.event_id for each in everything[:2]]
    assert [event["kind"] for event in events] == [each.kind for each in everything[:2]]
    assert {event["actor"] for event in events} == {"process:command-line"}
    assert len(everything) == 3
    assert (others.returncode, others.stdout) == (0, "")
    assert [line.split()[1] for line in in_words.stdout.splitlines()] == [
        each.kind for each in everything
    ]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(["--limit", "0"], "--limit"), (["--agency", "Nobody"], "There is no agency 'Nobody'")],
)
def test_what_the_audit_log_cannot_be_asked_is_a_usage_error(
    agency: Agency, arguments: list[str], complaint: str
) -> None:
    refused = tipline("audit", *arguments)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert complaint in refused.stderr


def test_help_for_the_audit_log_needs_no_database() -> None:
    with environment(TIPLINE_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none"):
        helped = tipline("audit", "--help")

    assert helped.returncode == 0, helped.stderr
    assert "--object" in helped.stdout


def test_an_auditor_reads_events_newest_first_and_nobody_else_does(
    agency: Agency, actor: Actor
) -> None:
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
