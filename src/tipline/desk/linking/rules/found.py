"""Collect what a report names: each value once, never the sender's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.linking.rules.normalising import normalise_email, normalise_phone
from tipline.desk.linking.types import Identifier, IdentifierKind, IdentifierRole
from tipline.report.errors import ReportError

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.report.types import DateTime, Report


class Found:
    """Identifiers in the order of reading; a value that was read before is not taken again."""

    def __init__(self, report: Report) -> None:
        self.identifiers: dict[tuple[IdentifierKind, str], Identifier] = {}
        self._things: dict[str, int] = {}
        self._of_sender = _values_of_sender(report)

    def add(
        self,
        kind: IdentifierKind,
        value: str | None,
        *,
        role: IdentifierRole,
        path: str,
        about: str | None = None,
        at: DateTime | None = None,
        is_viral: bool = False,
    ) -> None:
        """Keep a value, unless it is none or the sender's own; `about` names what it is about."""
        if value is None or value in self._of_sender:
            return
        thing = self._things.setdefault(about or value, len(self._things))
        found = Identifier(
            kind=kind,
            value=value,
            role=role,
            at=_instant(at),
            path=path,
            thing=thing,
            is_viral=is_viral,
        )
        self.identifiers.setdefault((kind, value), found)


def _values_of_sender(report: Report) -> frozenset[str | None]:
    people = (report.reporter.reporting_person, report.reporter.contact_person)
    contacts = [person for person in people if person is not None]
    emails = (normalise_email(email.value) for person in contacts for email in person.email)
    phones = (normalise_phone(phone) for person in contacts for phone in person.phone)
    return frozenset(emails) | frozenset(phones)


def _instant(moment: DateTime | None) -> datetime | None:
    """Return the instant, or None where the text names none; a time is never guessed."""
    if moment is None:
        return None
    try:
        return moment.utc
    except ReportError:
        return None
