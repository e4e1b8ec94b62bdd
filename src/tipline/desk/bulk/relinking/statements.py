"""Write the rules of linking as SQL that every engine reads, from the same constants.

Tables: `named` (report, value, kind, thing, lot, listed), one row for each value that a report
names; kinds are numbered in the order of IdentifierKind, `listed` is 0 or 1. `marked` (value): the
values that a report marks as viral.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.linking.rules.sampling import EXAMINED_FROM, SAMPLE_SIZE
from tipline.desk.linking.rules.strength import DECISIVE, FAMILY_OF, RARE_UP_TO, TELLING, Family
from tipline.desk.linking.types import IdentifierKind

if TYPE_CHECKING:
    from collections.abc import Iterable

KIND_NUMBER = {kind: number for number, kind in enumerate(IdentifierKind)}
# 0: decisive; the families of supporting kinds from 1; -1: a kind that joins nobody.
FAMILY_NUMBER = [
    0 if kind in DECISIVE else list(Family).index(FAMILY_OF[kind]) + 1 if kind in FAMILY_OF else -1
    for kind in IdentifierKind
]


def _listed(kinds: Iterable[IdentifierKind]) -> str:
    return ", ".join(str(number) for number in sorted(KIND_NUMBER[kind] for kind in kinds))


_DECISIVE = _listed(DECISIVE)
_RARE = " OR ".join(
    f"kind = {KIND_NUMBER[kind]} AND reports <= {most}" for kind, most in RARE_UP_TO.items()
)
_FAMILY = " ".join(
    f"WHEN n.kind = {KIND_NUMBER[kind]} THEN {FAMILY_NUMBER[KIND_NUMBER[kind]]}"
    for kind in FAMILY_OF
)

# Every value that two reports share. `counts`: it joins, examination apart, or may be one of two.
HOLDERS = f"""
SELECT value, kind, reports, CASE
    WHEN kind IN ({_DECISIVE}) THEN 1
    WHEN viral = 0 AND ({_RARE}) THEN 1
    ELSE 0 END AS counts
FROM (
    SELECT n.value, min(n.kind) AS kind, count(*) AS reports, count(m.value) AS viral
    FROM named n LEFT JOIN marked m ON m.value = n.value GROUP BY n.value HAVING count(*) > 1
) AS held
"""  # noqa: S608  numbers of our own

# The reports by which a much-shared decisive value is examined: those of the lowest lots, and of
# exact copies, which have one lot, the first.
SAMPLE = f"""
SELECT value, report, thing, reports FROM (
    SELECT value, report, thing, reports,
        row_number() OVER (PARTITION BY value ORDER BY lot) AS place
    FROM (
        SELECT n.value, n.report, n.thing, n.lot, h.reports,
            row_number() OVER (PARTITION BY n.value, n.lot ORDER BY n.report) AS copy
        FROM named n JOIN holders h ON h.value = n.value
        WHERE h.kind IN ({_DECISIVE}) AND h.reports >= {EXAMINED_FROM}
    ) AS copied WHERE copy = 1
) AS placed WHERE place <= {SAMPLE_SIZE}
"""  # noqa: S608  numbers of our own

# What sampled reports name beside: the witnesses, and what tells a report from all others.
WITNESSES = f"""
SELECT n.report, n.value, n.thing, n.kind, coalesce(h.reports, 1) AS reports,
    coalesce(h.counts, 0) AS counts
FROM named n
JOIN (SELECT DISTINCT report FROM sample) AS s ON s.report = n.report
LEFT JOIN holders h ON h.value = n.value
WHERE n.listed = 0 AND (h.value IS NOT NULL OR n.kind IN ({_listed(TELLING)}))
"""  # noqa: S608  numbers of our own

DECISIVE_NAMINGS = f"""
SELECT report, value FROM named WHERE kind IN ({_DECISIVE}) AND listed = 0
"""  # noqa: S608  numbers of our own

SUPPORTING = f"""
SELECT n.report, n.value, n.thing, CASE {_FAMILY} END AS family
FROM named n JOIN holders h ON h.value = n.value
WHERE n.listed = 0 AND h.counts = 1 AND h.kind NOT IN ({_DECISIVE})
"""  # noqa: S608  numbers of our own

PAIRS = """
SELECT a.value AS one, b.value AS other, a.report
FROM supporting a JOIN supporting b ON b.report = a.report
WHERE a.value < b.value AND a.family <> b.family AND a.thing <> b.thing
"""

# The reports that share two supporting values, each beside the first of them.
PAIRED = """
SELECT p.report, s.first, p.one, p.other
FROM pairs p JOIN (
    SELECT one, other, min(report) AS first
    FROM pairs GROUP BY one, other HAVING count(*) > 1
) AS s ON s.one = p.one AND s.other = p.other
"""

# What holds the reports of `again` together, for the rules that read it as `Shared`.
SHARED = """
SELECT n.report, n.value, n.kind, n.thing, h.reports
FROM named n JOIN again a ON a.report = n.report JOIN holders h ON h.value = n.value
WHERE n.listed = 0 AND h.counts = 1
"""

PAIRED_AGAIN = """
SELECT p.report, p.one, p.other FROM paired p JOIN again a ON a.report = p.report
"""

# What is not examined joins, or counts, by its number of reports and marks alone: which turn. The
# flags of `valued` are 1 for what joins, 2 for what is marked viral, 4 for what is paired.
COUNTED = f"""
SELECT value FROM valued
WHERE (kind NOT IN ({_DECISIVE}) OR reports < {EXAMINED_FROM})
    AND CASE WHEN flags IN (1, 3, 5, 7) THEN 1 ELSE 0 END <> CASE
    WHEN flags IN (0, 1, 4, 5) AND (kind IN ({_DECISIVE}) OR {_RARE}) THEN 1 ELSE 0 END
"""  # noqa: S608  numbers of our own

# Values that are one of two that join: linking watches that they stay rare.
PAIRED_VALUES = f"""
SELECT h.value FROM holders h
JOIN (SELECT one AS value FROM paired UNION SELECT other AS value FROM paired) AS used
    ON used.value = h.value
WHERE h.kind IN ({_listed(RARE_UP_TO)})
"""  # noqa: S608  numbers of our own
