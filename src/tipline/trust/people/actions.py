"""Add agencies and people, replace passwords, close accounts; each leaves its event."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError

from tipline.trust.audit.actions import record
from tipline.trust.people.models import Agency, Membership, Person
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

NOBODY = UUID(int=0)


class NotAdded(Exception):
    """Somebody or something is there already, or cannot be added like this."""

    exit_code = 1


def add_agency(name: str, *, now: datetime) -> Agency:
    """Add an agency under a name that no other has. Raises NotAdded."""
    if not name.strip():
        raise NotAdded("An agency needs a name.")
    agency = Agency(id=uuid4(), name=name.strip(), created_at=now)
    actor = Actor(agency_id=agency.id, name="process:command-line")
    try:
        with acting(actor):
            agency.save(force_insert=True)
            record(
                actor,
                "trust:agency:add",
                object_type="agency",
                object_id=str(agency.id),
                after={"name": agency.name},
                now=now,
            )
    except IntegrityError as error:
        raise NotAdded(f"There is an agency called {agency.name!r} already.") from error
    return agency


def add_person(
    actor: Actor,
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    password: str,
    now: datetime,
) -> Person:
    """Give somebody an account with roles at the actor's agency.

    Raises NotAdded when the address is malformed or in use, when no working role is given, or
    when the password is short, common, or like the name or address.
    """
    check_may(actor, Action.MANAGE_PEOPLE)
    _check_roles(roles)
    person = Person(email=_checked_email(email), name=name.strip(), created_at=now)
    _give_password(person, password)
    try:
        with acting(actor):
            person.save(force_insert=True)
            for role in roles:
                Membership.objects.create(
                    agency_id=actor.agency_id, person=person, role=role.value, created_at=now
                )
            _record_person(actor, "trust:person:add", person, {"roles": sorted(roles)}, now=now)
    except IntegrityError as error:
        raise NotAdded("Somebody signs in with that address already.") from error
    return person


def set_password(actor: Actor, person: Person, password: str, *, now: datetime) -> None:
    """Replace a person's password; every session that began with the old one ends.

    Raises NotAdded when it is short, common, or like their name or address.
    """
    check_may(actor, Action.MANAGE_PEOPLE)
    _give_password(person, password)
    with acting(actor):
        person.is_active = True
        person.save(update_fields=["password", "is_active"])
        _record_person(actor, "trust:password:set", person, {"active": True}, now=now)


def disable_person(actor: Actor, person: Person, *, now: datetime) -> None:
    """Close a person's account: sessions end with the next request, the password is void."""
    check_may(actor, Action.MANAGE_PEOPLE)
    person.set_unusable_password()
    with acting(actor):
        person.is_active = False
        person.save(update_fields=["password", "is_active"])
        _record_person(actor, "trust:person:disable", person, {"active": False}, now=now)


def open_session(actor: Actor, person_id: UUID, *, now: datetime) -> None:
    """Leave the event of a sign-in."""
    _record_session(actor, "open", str(person_id), now=now)


def close_session(actor: Actor, person_id: UUID, *, now: datetime) -> None:
    """Leave the event of a sign-out."""
    _record_session(actor, "close", str(person_id), now=now)


def refuse_session(actor: Actor | None, person_id: UUID | None, *, now: datetime) -> None:
    """Leave the event of a failed sign-in, at nobody's agency when nobody has the address.

    The same work is done either way, so that the time it takes tells nothing.
    """
    nobody = Actor(agency_id=NOBODY, name="process:sign-in")
    _record_session(actor or nobody, "refuse", str(person_id or "unknown"), now=now)


def _record_session(actor: Actor, verb: str, object_id: str, *, now: datetime) -> None:
    with acting(actor):
        record(actor, f"trust:session:{verb}", object_type="person", object_id=object_id, now=now)


def _record_person(
    actor: Actor, kind: str, person: Person, after: dict[str, object], *, now: datetime
) -> None:
    record(actor, kind, object_type="person", object_id=str(person.id), after=after, now=now)


def _give_password(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise NotAdded(f"The password will not do: {' '.join(error.messages)}") from error
    person.set_password(password)


def _check_roles(roles: Collection[Role]) -> None:
    if not roles or Role.SENDER in roles:
        working = ", ".join(role.value for role in Role if role is not Role.SENDER)
        raise NotAdded(
            f"A person needs one or more of the roles {working}."
            " Senders are platforms: tipline intake sender add"
        )


def _checked_email(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotAdded("That is no e-mail address.") from error
    return address
