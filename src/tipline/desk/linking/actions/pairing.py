"""Find whom arrivals share two independent supporting values with, by reading few rows.

Promise: only values that count are looked into, and those few reports hold; so the rows read are
bounded for each arrival, whatever the store holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.linking.queries.shared import KIND_OF
from tipline.desk.linking.rows import NO_TIE, number_array
from tipline.desk.linking.rules.strength import FAMILY_OF, LEADING
from tipline.desk.linking.rules.ties import Shared, Tie, tie_up

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from tipline.desk.linking.actions.examining import Counted

    Cursor = psycopg.Cursor[tuple[Any, ...]]

# Of each arrival: who else holds one of its rare values. Of all of these: what supports.
NEIGHBOURS = f"""
WITH holder AS (
    SELECT DISTINCT report_id FROM linking_identifier
    WHERE value_id = ANY(%s::bigint[]) AND role NOT IN {NO_TIE}
)
SELECT i.report_id, i.value_id, v.kind, i.thing, v.reports
FROM holder JOIN linking_identifier i USING (report_id) JOIN linking_value v ON v.id = i.value_id
WHERE v.reports > 1 AND v.joins AND v.kind = ANY(%s) AND i.role NOT IN {NO_TIE}
"""  # noqa: S608  words of ours

USED = "UPDATE linking_value SET paired = true WHERE id = ANY(%s) AND NOT paired"

SUPPORTING = [kind.value for kind in FAMILY_OF]


def pair_arrivals(cursor: Cursor, counted: Iterable[Counted]) -> tuple[Tie, ...]:
    """Return the ties of two supporting values in which an arrival may have a part, and note them.

    `counted` are the values of the arrivals. A tie names its values by their ids, as text.
    """
    rare = [
        value.value_id
        for value in counted
        if value.joins and value.reports > 1 and value.kind in LEADING
    ]
    if not rare:
        return ()
    rows = cursor.execute(NEIGHBOURS, (number_array(sorted(rare)), SUPPORTING)).fetchall()
    ties = tie_up(
        Shared(report, str(value_id), KIND_OF[kind], thing, holders, counts=True)
        for report, value_id, kind, thing, holders in rows
    )
    if ties:
        # Should one of them cease to be rare, somebody is held together no longer.
        cursor.execute(USED, (sorted({int(one) for tie in ties for one in tie.key}),))
    return ties
