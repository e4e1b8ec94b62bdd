"""The statements of a swap, in the order in which they are run.

Promise: only values and clusters are named, by number; each statement touches only what the run
found to differ, or what was written since its snapshot.
"""

from __future__ import annotations

from tipline.desk.linking.actions.placing import ENDLESS, RARE
from tipline.desk.linking.rows import NO_TIE
from tipline.desk.linking.rules.sampling import EXAMINED_FROM
from tipline.desk.linking.rules.strength import DECISIVE, RARE_UP_TO

_DECISIVE = ", ".join(f"'{kind.value}'" for kind in sorted(DECISIVE))
_RARE = ", ".join(f"'{kind.value}'" for kind in sorted(RARE_UP_TO))

# Written by a transaction that the run's snapshot does not see, one that was under way then
# included. A row tells 32 bits of its transaction; taken for the latest such number, a row of four
# thousand million transactions ago may look young, and is linked again to no harm.
_LATEST = "(SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
_NUMBER = f"({_LATEST} - (({_LATEST} - {{table}}.xmin::text::bigint) & 4294967295))"
_SINCE = f"""
    {_NUMBER} >= (SELECT pg_snapshot_xmin(%(seen)s::pg_snapshot)::text::bigint)
    AND NOT pg_visible_in_snapshot({_NUMBER}::text::xid8, %(seen)s::pg_snapshot)
"""

ARRIVED = f"""
CREATE TEMPORARY TABLE swap_arrived ON COMMIT DROP AS
SELECT report_id FROM linking_member WHERE {_SINCE.format(table="linking_member")}
"""  # noqa: S608  our own names

CHANGED = f"""
CREATE TEMPORARY TABLE swap_changed ON COMMIT DROP AS
SELECT cluster_id FROM linking_cluster WHERE {_SINCE.format(table="linking_cluster")}
UNION SELECT cluster_id FROM linking_member JOIN swap_arrived USING (report_id)
"""  # noqa: S608  our own names

# Whose sample may have changed since: their examination is made on what is there now.
GROWN = f"""
SELECT id, kind, reports, first_report_id, joins, examined_at, paired FROM linking_value
WHERE kind IN ({_DECISIVE}) AND reports >= {EXAMINED_FROM}
    AND {_SINCE.format(table="linking_value")}
ORDER BY id
"""  # noqa: S608  our own names

EXAMINED = """
UPDATE linking_value SET joins = e.joins = 1, examined_at = linking_value.reports,
    pairs = e.pairs, corroborated = e.corroborated
FROM swap_examined e WHERE linking_value.id = e.value AND linking_value.id <> ALL(%s)
"""

# What a run found to have turned is counted again, on what is there now.
COUNTED = f"""
UPDATE linking_value SET joins = NOT joins FROM swap_counted c
WHERE linking_value.id = c.value AND (kind NOT IN ({_DECISIVE}) OR reports < {EXAMINED_FROM})
    AND joins <> (marked_viral = 0 AND reports <= CASE kind {RARE} ELSE {ENDLESS} END)
"""  # noqa: S608  numbers and kinds of ours

PAIRED = """
UPDATE linking_value SET paired = true FROM swap_paired p WHERE linking_value.id = p.value
"""

# A cluster that changed meanwhile is linked again as a whole, with all that would have met in it.
LEFT = """
CREATE TEMPORARY TABLE swap_left ON COMMIT DROP AS
SELECT report_id, cluster_id, kept_id FROM swap_moved
WHERE cluster_id IN (SELECT cluster_id FROM swap_changed)
    OR kept_id IN (SELECT cluster_id FROM swap_changed)
"""

# One that would be opened is opened with all of its reports, or by the linking that follows.
LEFT_TOO = """
INSERT INTO swap_left SELECT m.report_id, m.cluster_id, m.kept_id
FROM swap_moved m JOIN swap_opened o ON o.cluster_id = m.kept_id
WHERE m.kept_id IN (SELECT kept_id FROM swap_left)
    AND m.report_id NOT IN (SELECT report_id FROM swap_left)
"""

OPEN = """
INSERT INTO linking_cluster
    (agency_id, cluster_id, oldest_report_id, opened_at, reports, component, intricate)
SELECT %s, o.cluster_id, o.oldest_report_id,
    timestamptz 'epoch' + o.opened_us * interval '1 microsecond', 0, o.cluster_id, false
FROM swap_opened o
WHERE o.cluster_id NOT IN (SELECT kept_id FROM swap_left)
"""

MOVE = """
UPDATE linking_member SET cluster_id = m.kept_id FROM swap_moved m
WHERE linking_member.report_id = m.report_id AND linking_member.cluster_id = m.cluster_id
    AND NOT EXISTS (SELECT FROM swap_left l WHERE l.report_id = m.report_id)
RETURNING linking_member.report_id, m.cluster_id, m.kept_id
"""

MERGE = """
UPDATE linking_cluster SET merged_into = g.kept_id, merged_at = %(now)s, reports = 0,
    component = g.kept_id, intricate = false
FROM swap_merged g
WHERE linking_cluster.cluster_id = g.cluster_id AND linking_cluster.merged_into IS NULL
    AND NOT EXISTS (SELECT FROM linking_member m WHERE m.cluster_id = g.cluster_id)
RETURNING linking_cluster.cluster_id, g.kept_id
"""

COUNT = """
UPDATE linking_cluster SET reports = n.reports FROM (
    SELECT cluster_id, count(*) AS reports FROM linking_member
    WHERE cluster_id IN (
        SELECT cluster_id FROM swap_moved UNION SELECT kept_id FROM swap_moved
    ) GROUP BY cluster_id
) AS n WHERE linking_cluster.cluster_id = n.cluster_id AND linking_cluster.reports <> n.reports
"""

DESCRIBE = """
UPDATE linking_cluster SET component = d.component, intricate = d.intricate FROM swap_described d
WHERE linking_cluster.cluster_id = d.cluster_id AND merged_into IS NULL
    AND d.cluster_id NOT IN (SELECT cluster_id FROM swap_changed)
    AND (linking_cluster.component, linking_cluster.intricate)
        IS DISTINCT FROM (d.component, d.intricate)
RETURNING linking_cluster.cluster_id
"""

# Every cluster that an arrival may have to do with, on the new state: through a value that joins
# (its first report stands for all), or through a rare one that may be one of two.
STALE = f"""
WITH named AS (
    SELECT DISTINCT i.value_id FROM swap_arrived JOIN linking_identifier i USING (report_id)
    WHERE i.role NOT IN {NO_TIE}
), met AS (
    SELECT v.first_report_id AS report_id FROM named JOIN linking_value v ON v.id = named.value_id
    WHERE v.joins AND v.kind IN ({_DECISIVE})
    UNION
    SELECT i.report_id FROM named JOIN linking_value v ON v.id = named.value_id
    JOIN linking_identifier i ON i.value_id = v.id
    WHERE v.joins AND v.kind IN ({_RARE}) AND v.reports > 1 AND i.role NOT IN {NO_TIE}
    UNION SELECT report_id FROM swap_arrived
    UNION SELECT report_id FROM swap_left
    UNION SELECT unnest(ARRAY[one, other]) FROM linking_judged
    WHERE {_SINCE.format(table="linking_judged")}
)
SELECT DISTINCT m.cluster_id FROM met JOIN linking_member m USING (report_id)
UNION SELECT c.cluster_id FROM swap_changed JOIN linking_cluster c USING (cluster_id)
    WHERE c.merged_into IS NULL
UNION SELECT c.cluster_id FROM swap_left l JOIN linking_cluster c ON c.cluster_id = l.kept_id
    WHERE c.merged_into IS NULL
"""  # noqa: S608  words of ours
