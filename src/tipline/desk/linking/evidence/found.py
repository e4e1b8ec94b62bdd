"""Collect what a report names: each value once, never the sender's own."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.evidence.email import normalise_email
from tipline.desk.linking.evidence.phone import normalise_phone
from tipline.desk.linking.rules.strength import FAMILY_OF, Family
from tipline.desk.linking.types import Identifier, IdentifierKind, IdentifierRole
from tipline.report.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tipline.report.types import DateTime, Report

# A report that names more of one kind lists them: it says of no two that they belong together.
# Files are exempt up to what a seized account holds.
LISTED_FROM = 50
FILES_LISTED_FROM = 1_500
_OF_FILES = frozenset({IdentifierKind.FILE_HASH, IdentifierKind.LOOK_ALIKE})
# Two that support make a pair, so that their number is squared: of each family a report offers so
# many, and only lists the rest. They are those of the lowest digests, so that two reports that name
# the same many things offer the same few of them.
OFFERED = {Family.PLACE: 50, Family.FILE: 200, Family.NAME: 50}
_NEVER_LISTED = frozenset({IdentifierKind.REPORT_CONTENT, IdentifierKind.PRIOR_REPORT})


class Found:
    """Identifiers in the order of reading; a value that was read before is not taken again."""

    def __init__(self, report: Report) -> None:
        self._identifiers: dict[tuple[IdentifierKind, str], Identifier] = {}
        self._things: dict[str, int] = {}
        self._of_sender = _values_of_sender(report)
        self._lists_people = report.batched_report is not None

    def add(
        self,
        kind: IdentifierKind,
        value: str | None,
        *,
        role: IdentifierRole,
        path: str,
        about: str | None = None,
        at: DateTime | datetime | None = None,
        is_viral: bool = False,
    ) -> None:
        """Keep a value, unless it is none or the sender's own; `about` names what it is about."""
        if value is None or value in self._of_sender or (kind, value) in self._identifiers:
            return
        thing = self._things.setdefault(about or value, len(self._things))
        self._identifiers[kind, value] = Identifier(
            kind=kind,
            value=value,
            role=role,
            at=instant_of(at),
            path=path,
            thing=thing,
            is_viral=is_viral,
        )

    def all(self) -> tuple[Identifier, ...]:
        """Return what was found; what the report only lists is marked as listed.

        A batched report names many accounts for one viral file, and says nothing of them together.
        """
        counts = Counter(kind for kind, _ in self._identifiers)
        listed = {kind for kind, number in counts.items() if _is_list(kind, number)}
        offered = [
            one
            for one in self._identifiers.values()
            if one.kind not in listed and not self._is_batched(one)
        ]
        kept = {(one.kind, one.value) for one in _bound(offered)}
        return tuple(
            one
            if (one.kind, one.value) in kept
            else msgspec.structs.replace(one, role=IdentifierRole.LISTED)
            for one in self._identifiers.values()
        )

    def _is_batched(self, one: Identifier) -> bool:
        return self._lists_people and one.kind not in _NEVER_LISTED | _OF_FILES


def _bound(offered: Sequence[Identifier]) -> Iterator[Identifier]:
    """Yield the decisive values, and of each family as many as a report may offer."""
    of_family: dict[Family, list[Identifier]] = defaultdict(list)
    for one in offered:
        family = FAMILY_OF.get(one.kind)
        if family is None:
            yield one
        else:
            of_family[family].append(one)
    for family, members in of_family.items():
        if len(members) > OFFERED[family]:
            members.sort(key=lambda one: sha256(one.value.encode()).digest())
        yield from members[: OFFERED[family]]


def _is_list(kind: IdentifierKind, number: int) -> bool:
    most = FILES_LISTED_FROM if kind in _OF_FILES else LISTED_FROM
    return number > most and kind not in _NEVER_LISTED


def _values_of_sender(report: Report) -> frozenset[str | None]:
    people = (report.reporter.reporting_person, report.reporter.contact_person)
    contacts = [person for person in people if person is not None]
    emails = (normalise_email(email.value) for person in contacts for email in person.email)
    phones = (normalise_phone(phone) for person in contacts for phone in person.phone)
    return frozenset(emails) | frozenset(phones)


def instant_of(moment: DateTime | datetime | None) -> datetime | None:
    """Return the instant, or None where the text names none; a time is never guessed."""
    if moment is None or isinstance(moment, datetime):
        return moment
    try:
        return moment.utc
    except ReportError:
        return None
