"""Read the identifiers of this agency's reports that may enter an exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.intake.queries import documents_of
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.evidence.reading import read_identifiers
from tipline.desk.linking.types import IdentifierRole
from tipline.desk.routing.deconfliction.rules.sharing import KINDS, MOST_GATHERED, MOST_HOLDERS
from tipline.desk.routing.deconfliction.types import OwnValue
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from tipline.desk.intake.types import ReportDocuments
    from tipline.trust.people.types import Actor

# Reports that count, only: a test account's would ask the other unit about nothing.
REPORTS = """
SELECT report_id FROM intake_report
WHERE state = 'finished' AND environment = 'production' AND received_at >= %s
ORDER BY report_id DESC
"""

_AT_ONCE = 500


def gather_own_values(
    actor: Actor,
    *,
    since: datetime,
    most: int = MOST_GATHERED,
    say: Callable[[int, int], None] = lambda _done, _of: None,
    say_passed_over: Callable[[int], None] = lambda _namings: None,
) -> tuple[OwnValue, ...]:
    """Return what the reports received since then name of whoever is reported, each value once.

    Of more than `most` values those of the newest reports; `say_passed_over` is told how often
    reports name another. Of a value that more than MOST_HOLDERS fields name, the newest of these
    and one more are given. `say` is told how many reports of how many were read.
    """
    with acting(actor), prepared_cursor() as cursor:
        report_ids = [row[0] for row in cursor.execute(REPORTS, (since,)).fetchall()]
    holders: dict[tuple[str, str], list[tuple[int, str]]] = {}
    passed_over = 0
    for start in range(0, len(report_ids), _AT_ONCE):
        part = report_ids[start : start + _AT_ONCE]
        for documents in _read(actor, part):
            for kind, value, path in _named(documents):
                if len(holders) >= most and (kind, value) not in holders:
                    passed_over += 1
                    continue
                held = holders.setdefault((kind, value), [])
                # One more than may enter says that it may not; where else it stands says nothing.
                if len(held) <= MOST_HOLDERS:
                    held.append((documents.report_id, path))
        say(min(start + _AT_ONCE, len(report_ids)), len(report_ids))
    if passed_over:
        say_passed_over(passed_over)
    return tuple(
        OwnValue(kind=kind, value=value, holders=tuple(sorted(held)))
        for (kind, value), held in holders.items()
    )


def _read(actor: Actor, report_ids: Sequence[int]) -> list[ReportDocuments]:
    found = documents_of(actor, report_ids)
    return [found[one] for one in sorted(found, reverse=True)]


def _named(documents: ReportDocuments) -> Iterator[tuple[str, str, str]]:
    identifiers = read_identifiers(
        documents.report,
        sender_name=documents.sender_name,
        content=documents.content_sha256,
    )
    for one in identifiers:
        if one.kind in KINDS and one.role is IdentifierRole.REPORTED:
            yield one.kind.value, one.value, one.path
