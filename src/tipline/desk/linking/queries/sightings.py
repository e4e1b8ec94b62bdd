"""Read which hashes the files of reports have, and who else in the store holds them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.rules.viral import is_viral_for_all
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tipline.trust.people.types import Actor

# The reports of whole clusters are asked for, so that all holders inside a cluster are known.
HELD = """
SELECT i.report_id, v.id, v.kind, i.path, v.reports, v.marked_viral, m.cluster_id, f.cluster_id
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
JOIN linking_member m ON m.report_id = i.report_id
LEFT JOIN linking_member f ON f.report_id = v.first_report_id
WHERE i.report_id = ANY(%s) AND v.kind IN ('file_hash', 'report_content')
ORDER BY i.report_id, i.path, v.id
"""


class HashHeld(msgspec.Struct, frozen=True, kw_only=True):
    """One hash of a report's file: its field, and how many reports of anybody else hold it.

    Anybody else is whoever stands in another cluster. `brought_first`: the first report of all that
    held it stands in the cluster of this one. `viral`: enough of the reports that hold it mark it
    so.
    """

    path: str
    elsewhere: int
    brought_first: bool
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
    inside = Counter((row[1], row[6]) for row in rows)
    held: dict[int, list[HashHeld]] = {report_id: [] for report_id in report_ids}
    for report_id, value_id, kind, path, reports, marked, cluster_id, first in rows:
        if kind == "file_hash":
            hash_held = HashHeld(
                path=path,
                elsewhere=reports - inside[value_id, cluster_id],
                brought_first=first == cluster_id,
                viral=is_viral_for_all(reports, marked),
            )
            held[report_id].append(hash_held)
    return {report_id: tuple(hashes) for report_id, hashes in held.items()}
