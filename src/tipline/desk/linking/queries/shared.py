"""Read what reports share with others, as the rules of linking want it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.linking.rows import NO_TIE, number_array
from tipline.desk.linking.rules.ties import Shared
from tipline.desk.linking.types import IdentifierKind, JudgedPair, Judgement

if TYPE_CHECKING:
    from collections.abc import Collection

    import psycopg

    Cursor = psycopg.Cursor[tuple[Any, ...]]

SHARED = f"""
SELECT i.report_id, v.kind, encode(v.blind_index, 'hex'), i.thing, v.reports, v.joins
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s::bigint[]) AND v.reports > 1 AND i.role NOT IN {NO_TIE}
"""  # noqa: S608  words of ours

JUDGED = """
SELECT DISTINCT ON (one, other) one, other, judgement FROM linking_judged
WHERE one = ANY(%(reports)s::bigint[]) OR other = ANY(%(reports)s::bigint[])
ORDER BY one, other, judged_at DESC, id DESC
"""

KIND_OF = {kind.value: kind for kind in IdentifierKind}


def read_shared(cursor: Cursor, reports: Collection[int]) -> list[Shared]:
    """Return the values that reports share with any others and do not only list."""
    rows = cursor.execute(SHARED, (number_array(sorted(reports)),)).fetchall()
    return [
        Shared(report, f"{kind}:{index}", KIND_OF[kind], thing, holders, counts)
        for report, kind, index, thing, holders, counts in rows
    ]


def read_judged(cursor: Cursor, reports: Collection[int]) -> list[JudgedPair]:
    """Return what people said last of pairs in which one of these reports is."""
    rows = cursor.execute(JUDGED, {"reports": number_array(sorted(reports))}).fetchall()
    return [JudgedPair(one, other, Judgement(said)) for one, other, said in rows]
