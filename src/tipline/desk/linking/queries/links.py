"""Read why reports belong together: the values that they share, and the fields that hold them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.rules.joining import say_unused
from tipline.desk.linking.types import IdentifierKind
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.trust.people.types import Actor

# A hub is in as many clusters as it has reports; of a cluster, all values that more than one
# report of the whole store names are read.
SHARED = """
SELECT v.id, v.kind, v.reports, v.pairs, v.corroborated, v.marked_viral, v.joins,
    i.report_id, i.path
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s) AND v.reports > 1 ORDER BY v.id, i.report_id
"""

UNUSED = """
SELECT v.kind, v.reports, v.pairs, v.corroborated, v.marked_viral, i.report_id, i.path
FROM linking_value v JOIN linking_identifier i ON i.value_id = v.id AND i.position = 1
WHERE NOT v.joins ORDER BY v.reports DESC, v.id LIMIT %s
"""


class SharedValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value that reports share: how many in the whole store, which of these, in which fields.

    `not_used` says why it joins none, None where it joins them.
    """

    kind: IdentifierKind
    reports: int
    holders: tuple[tuple[int, str], ...]
    not_used: str | None


def read_cluster_links(actor: Actor, report_ids: Sequence[int]) -> tuple[SharedValue, ...]:
    """Return every value that these reports share with any report of the store."""
    holders: dict[int, list[tuple[int, str]]] = defaultdict(list)
    values = {}
    with acting(actor), prepared_cursor() as cursor:
        for value_id, *rest, report_id, path in cursor.execute(SHARED, (list(report_ids),)):
            holders[value_id].append((report_id, path))
            values[value_id] = rest
    return tuple(
        SharedValue(
            kind=IdentifierKind(kind),
            reports=reports,
            holders=tuple(holders[value_id]),
            not_used=None if joins else _why_unused(kind, reports, *counts),
        )
        for value_id, (kind, reports, *counts, joins) in values.items()
    )


def read_unused_values(actor: Actor, *, limit: int) -> tuple[SharedValue, ...]:
    """Return the values that join nobody, the most shared first, each with one of its reports."""
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(UNUSED, (limit,)).fetchall()
    return tuple(
        SharedValue(
            kind=IdentifierKind(kind),
            reports=reports,
            holders=((report_id, path),),
            not_used=_why_unused(kind, reports, *counts),
        )
        for kind, reports, *counts, report_id, path in rows
    )


def _why_unused(kind: str, reports: int, pairs: int, corroborated: int, marked_viral: int) -> str:
    return say_unused(
        reports,
        pairs,
        corroborated,
        is_file=kind == IdentifierKind.FILE_HASH,
        marked_viral=marked_viral,
    )
