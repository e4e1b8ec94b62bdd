"""Every write leaves one event, with it or not at all, and nobody changes one afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from conftest import NOW
from tipline.trust.audit.actions import NotInTransaction, record
from tipline.trust.audit.models import Event
from tipline.trust.audit.registry import KIND, UnknownKind, all_kinds
from tipline.trust.people import actions
from tipline.trust.people.models import Agency, Person
from tipline.trust.people.queries import command_line_actor
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable

ADDED = "trust:person:add"


def leave_event(actor: Actor, **more: object) -> None:
    record(actor, ADDED, object_type="person", object_id="1", now=NOW, **more)  # type: ignore[arg-type]


def events_of(agency_id: object) -> list[Event]:
    with acting(Actor(agency_id=agency_id, name="process:test")):
        return list(Event.objects.order_by("id"))


def test_an_event_says_who_did_what_to_what_when_and_why(actor: Actor) -> None:
    with acting(actor):
        leave_event(
            actor,
            before={"roles": []},
            after={"roles": ["analyst"]},
            reason="new colleague",
            rule_version="2026-11",
        )

    (event,) = events_of(actor.agency_id)
    assert (event.at, event.actor, event.kind) == (NOW, actor.name, ADDED)
    assert (event.object_type, event.object_id) == ("person", "1")
    assert (event.before, event.after) == ({"roles": []}, {"roles": ["analyst"]})
    assert (event.reason, event.rule_version) == ("new colleague", "2026-11")


def test_a_change_that_is_undone_leaves_no_event(actor: Actor) -> None:
    def change_and_fail() -> None:
        with acting(actor):
            leave_event(actor)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_and_fail()

    assert events_of(actor.agency_id) == []


def test_an_event_apart_from_its_change_is_refused(actor: Actor) -> None:
    with pytest.raises(NotInTransaction, match="acting"):
        leave_event(actor)


def test_an_event_for_another_agency_is_refused(actor: Actor, other_agency: Agency) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(actor):
        leave_event(Actor(agency_id=other_agency.id, name=actor.name))


def test_no_agency_reads_anothers_events(actor: Actor, other_agency: Agency) -> None:
    with acting(actor):
        leave_event(actor)

    assert len(events_of(actor.agency_id)) == 1
    assert events_of(other_agency.id) == []


def test_a_kind_that_no_stage_lists_is_refused(actor: Actor) -> None:
    with pytest.raises(UnknownKind, match=r"kinds\.py"), acting(actor):
        record(actor, "trust:person:praise", object_type="person", object_id="1", now=NOW)


def test_every_listed_kind_names_stage_object_and_verb_and_says_what_it_means() -> None:
    for kind, sentence in all_kinds().items():
        assert KIND.fullmatch(kind), kind
        assert sentence.endswith("."), kind


CHANGES = [
    "UPDATE audit_event SET reason = 'another'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_serves_cannot_change_an_event(actor: Actor, change: str) -> None:
    with acting(actor):
        leave_event(actor)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        acting(actor),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_does_not_change_an_event_by_a_slip(
    actor: Actor, server: str, change: str
) -> None:
    with acting(actor):
        leave_event(actor)

    with psycopg.connect(server) as owner:
        assert owner.execute("SELECT count(*) FROM audit_event").fetchone() == (1,)
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
            owner.execute(change)


def test_no_foreign_key_ties_the_log_to_what_it_tells_of(database: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f'"
            " AND 'audit_event'::regclass IN (conrelid, confrelid)"
        )
        assert cursor.fetchall() == []


def add_somebody() -> None:
    actions.add_person(
        command_line_actor(),
        email="Officer@Example.com",
        name="An Officer",
        roles=[Role.OFFICER],
        password="a-long-enough-password",
        now=NOW,
    )


def test_a_new_person_leaves_an_event_without_their_name_and_address(agency: Agency) -> None:
    add_somebody()

    (event,) = events_of(agency.id)
    added = Person.objects.get()
    assert added.email == "officer@example.com"
    assert (event.kind, event.object_id, event.after) == (
        ADDED,
        str(added.id),
        {"roles": ["officer"]},
    )


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda actor, who: actions.disable_person(actor, who, now=NOW), "trust:person:disable"),
        (
            lambda actor, who: actions.set_password(actor, who, "another-long-one", now=NOW),
            "trust:password:set",
        ),
    ],
    ids=["disable", "set-password"],
)
def test_a_change_of_a_person_leaves_its_event(
    agency: Agency, person: Person, change: Callable[[Actor, Person], None], kind: str
) -> None:
    change(command_line_actor(), person)

    (event,) = events_of(agency.id)
    assert (event.kind, event.object_id) == (kind, str(person.id))


def test_a_person_who_cannot_be_added_leaves_nothing(agency: Agency, person: Person) -> None:
    with pytest.raises(actions.NotAdded, match="already"):
        actions.add_person(
            command_line_actor(),
            email=person.email,
            name="Twin",
            roles=[Role.OFFICER],
            password="a-long-enough-password",
            now=NOW,
        )

    assert events_of(agency.id) == []
    assert Person.objects.count() == 1


def test_an_agency_begins_with_the_event_of_its_own_making(database: None) -> None:
    added = actions.add_agency("Harbour Hotline", now=NOW)

    assert [event.kind for event in events_of(added.id)] == ["trust:agency:add"]


def test_a_transaction_that_acts_for_nobody_can_leave_no_event(actor: Actor) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        leave_event(actor)
