"""A real server over this worker's database, and accounts that send to it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from integration.intake.field_client import FieldClient, in_process, over_http

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from tipline.desk.intake.types import IssuedSender
    from tipline.site.serve import RunningServer
    from tipline.trust.people.models import Agency
    from tipline.trust.people.types import Actor

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def wire_server(server: str) -> Iterator[RunningServer]:
    from tipline.site.serve import start_server

    with start_server(process=False) as running:
        yield running


def issue(agency_id: UUID, name: str = "Example Chat", environment: str = "production"):
    from tipline.desk.intake.actions import issue_sender
    from tipline.desk.intake.types import Environment
    from tipline.trust.people.types import Actor, Role

    return issue_sender(
        Actor(agency_id=agency_id, name="process:test", roles=frozenset({Role.ADMINISTRATOR})),
        name,
        environment=Environment(environment),
        now=NOW,
        random_bytes=secrets.token_bytes,
    )


@pytest.fixture
def account(agency: Agency) -> IssuedSender:
    return issue(agency.id)


@pytest.fixture
def client(wire_server: RunningServer, account: IssuedSender) -> FieldClient:
    """One account over real HTTP."""
    return FieldClient(over_http(wire_server.url), account.sender.username, account.secret)


@pytest.fixture
def another(wire_server: RunningServer, agency: Agency) -> FieldClient:
    """Another account of the same agency."""
    other = issue(agency.id, "Example Forum")
    return FieldClient(over_http(wire_server.url), other.sender.username, other.secret)


@pytest.fixture
def stranger(wire_server: RunningServer, other_agency: Agency) -> FieldClient:
    """An account of another agency."""
    other = issue(other_agency.id, "Example Games")
    return FieldClient(over_http(wire_server.url), other.sender.username, other.secret)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def speaking(account: IssuedSender, clock: Clock) -> Callable[..., FieldClient]:
    """Make a client of a wire with switches of its own, in this process and under `clock`."""
    from tipline.desk.intake.wire import Wire, WireSettings

    def speak(**switches: object) -> FieldClient:
        wire = Wire(WireSettings(**switches), clock)
        return FieldClient(in_process(wire), account.sender.username, account.secret)

    return speak


@pytest.fixture
def reader(agency: Agency) -> Actor:
    """Somebody who reads what the agency holds."""
    from tipline.trust.people.types import Actor, Role

    roles = frozenset({Role.ADMINISTRATOR})
    return Actor(agency_id=agency.id, name="process:test", roles=roles)
