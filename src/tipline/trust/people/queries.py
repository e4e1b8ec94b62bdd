"""Read who works where."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from django.db.models.functions import Lower

from tipline.trust.people.models import Agency, Membership, Person
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting, reading_own_memberships

if TYPE_CHECKING:
    from collections.abc import Iterable

# What processes are called on pages.
PROCESSES = {
    "process:command-line": "Whoever runs this install",
    "process:intake": "The intake",
    "process:linking": "The linking",
    "process:triage": "The ranking",
    "process:routing": "The routing",
}
_PERSON = "person:"

WORKING_ROLES = frozenset(Role) - {Role.SENDER}


class NoSuchAgency(Exception):
    """The agency that was meant cannot be told."""

    exit_code = 2


class NoSuchPerson(Exception):
    """Nobody at the agency has this address."""

    exit_code = 2


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person at an agency, with roles there."""

    person_id: UUID
    email: str
    name: str
    roles: tuple[Role, ...]
    active: bool


def actor_for(person_id: UUID) -> Actor:
    """Return a person as an actor for the agency that they joined first, with their roles there.

    Raises NotPermitted when they belong to no agency.
    """
    with reading_own_memberships(person_id):
        held = list(
            Membership.objects.filter(person_id=person_id)
            .order_by("created_at", "agency_id")
            .values_list("agency_id", "role")
        )
    if not held:
        raise NotPermitted("You belong to no agency here. Ask whoever runs this install.")
    agency_id = held[0][0]
    roles = frozenset(Role(role) for agency, role in held if agency == agency_id)
    return Actor(agency_id=agency_id, name=f"person:{person_id}", roles=roles)


def name_people(actors: Iterable[str]) -> dict[str, str]:
    """Return what the actors of audit events and statements are called, for pages.

    A person by name, whoever runs the command line in words; what is neither stays as it is.
    """
    asked = set(actors)
    ids = {UUID(one.removeprefix(_PERSON)) for one in asked if one.startswith(_PERSON)}
    names = {f"{_PERSON}{one.id}": one.name for one in Person.objects.filter(id__in=ids)}
    return {one: names.get(one, PROCESSES.get(one, one)) for one in asked}


def command_line_actor(agency_name: str | None = None) -> Actor:
    """Return whoever runs the command line as an actor for an agency.

    They hold the keys of the install already, so they get every role but a sender's; the audit
    log says `process:command-line`. Without a name the install's only agency is meant.
    """
    agency = find_agency(agency_name)
    return Actor(agency_id=agency.id, name="process:command-line", roles=WORKING_ROLES)


def find_agency(name: str | None = None) -> Agency:
    """Return an agency by name, or the only one. Raises NoSuchAgency with what to do."""
    agencies = Agency.objects.order_by("created_at", "id")
    if name is not None:
        agencies = agencies.filter(name=name)
    found = list(agencies[:2])
    if len(found) == 1:
        return found[0]
    names = ", ".join(repr(agency.name) for agency in Agency.objects.order_by(Lower("name"))[:20])
    if not names:
        raise NoSuchAgency("There is no agency yet. Add one: tipline people add-agency NAME")
    if name is None:
        raise NoSuchAgency(f"There are several agencies. Name one with --agency: {names}")
    raise NoSuchAgency(f"There is no agency {name!r}. There are: {names}")


def agency_name(actor: Actor) -> str:
    """Return the name of the actor's agency."""
    return Agency.objects.get(id=actor.agency_id).name


def find_person(actor: Actor, email: str) -> Person:
    """Return a person at the actor's agency by e-mail address. Raises NoSuchPerson."""
    with acting(actor):
        members = Membership.objects.values("person_id")
        person = Person.objects.filter(email=email.strip().lower(), id__in=members).first()
    if person is None:
        raise NoSuchPerson(
            "Nobody at this agency signs in with that address. See: tipline people list"
        )
    return person


def list_people(actor: Actor) -> tuple[PersonRow, ...]:
    """Return everybody at the actor's agency, by name."""
    with acting(actor):
        held = list(
            Membership.objects.select_related("person").order_by("person__name", "person__email")
        )
    roles: dict[Person, list[Role]] = {}
    for membership in held:
        roles.setdefault(membership.person, []).append(Role(membership.role))
    return tuple(_row(person, held_roles) for person, held_roles in roles.items())


def _row(person: Person, roles: list[Role]) -> PersonRow:
    return PersonRow(
        person_id=person.id,
        email=person.email,
        name=person.name,
        roles=tuple(role for role in Role if role in roles),
        active=person.is_active,
    )
