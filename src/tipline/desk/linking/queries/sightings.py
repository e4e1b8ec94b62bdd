"""Read which hashes the files of reports have, and who else in the store holds them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.rules.viral import is_viral_for_all
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tipline.trust.people.types import Actor

# Whoever holds a hash that joins is in the same cluster, so that the reports of whole clusters
# know all its holders; of one that does not join, the count is enough.
HELD = """
SELECT i.report_id, v.id, v.kind, i.path, v.reports, v.joins, v.marked_viral
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s) AND (v.kind = 'file_hash' OR v.joins AND v.reports > 1)
ORDER BY i.report_id, i.path, v.id
"""


class HashHeld(msgspec.Struct, frozen=True, kw_only=True):
    """One hash of a report's file: its field, and how many reports of anybody else hold it.

    A report that shares an account, a person, a device or its whole content with this one is not
    of anybody else.
    `viral`: enough of the reports that hold it mark it so.
    """

    path: str
    elsewhere: int
    viral: bool


class HeldFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The hashes of a report's files; `content` is equal for exact copies of a report."""

    content: str
    hashes: tuple[HashHeld, ...]


def read_held_files(actor: Actor, report_ids: Sequence[int]) -> dict[int, HeldFiles]:
    """Return the files of reports. `report_ids` are all reports of the clusters concerned."""
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(HELD, (list(report_ids),)).fetchall()
    content = {row[0]: f"content {row[1]}" for row in rows if row[2] == "report_content"}
    return {
        report_id: HeldFiles(content=content.get(report_id, f"report {report_id}"), hashes=held)
        for report_id, held in _by_report(report_ids, rows).items()
    }


def _by_report(
    report_ids: Iterable[int], rows: Sequence[Sequence[Any]]
) -> dict[int, tuple[HashHeld, ...]]:
    named: dict[int, set[int]] = defaultdict(set)
    holders: dict[int, list[int]] = defaultdict(list)
    for report_id, value_id, kind, *_ in rows:
        if kind == "file_hash":
            holders[value_id].append(report_id)
        else:
            named[report_id].add(value_id)
    held: dict[int, list[HashHeld]] = {report_id: [] for report_id in report_ids}
    for report_id, value_id, kind, path, reports, joins, marked in rows:
        if kind != "file_hash":
            continue
        others = (one for one in holders[value_id] if one != report_id)
        strangers = sum(named[one].isdisjoint(named[report_id]) for one in others)
        elsewhere = strangers if joins else reports - 1
        held[report_id].append(
            HashHeld(path=path, elsewhere=elsewhere, viral=is_viral_for_all(reports, marked))
        )
    return {report_id: tuple(hashes) for report_id, hashes in held.items()}
