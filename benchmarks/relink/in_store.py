"""Relink a PostgreSQL of its own end to end: `in_store.py REPORTS SEED`; one JSON line.

The store is filled by COPY as its superuser with what placing would have left, from the clusters
that a first run finds; then one cluster in twenty is broken up, and the run is measured that finds
and mends it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import UTC, datetime
from uuid import UUID

import pyarrow as pa
from made_edges import make_blocks
from pyarrow import compute, csv

from tipline.site.database import connection as reach
from tipline.site.database.ready import make_ready

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AGENCY = UUID(int=1)

VALUES = """
INSERT INTO linking_value (id, agency_id, kind, blind_index, reports, first_report_id, joins,
    examined_at, pairs, corroborated, marked_viral, paired)
SELECT value, %(agency)s, (%(kinds)s::text[])[min(kind) + 1], decode(md5(value::text), 'hex'),
    count(*), min(report), true, 0, 0, 0, 0, false
FROM made GROUP BY value
"""

IDENTIFIERS = """
INSERT INTO linking_identifier (agency_id, value_id, lot, report_id, thing, role, at, path)
SELECT %(agency)s, value, lot, report, thing, 'reported', NULL,
    'report.personOrUserReported[1].espIdentifier'
FROM made
"""

MEMBERS = """
INSERT INTO linking_member (agency_id, report_id, cluster_id, received_at, sender_name)
SELECT %(agency)s, r, 'clu_' || lpad(r::text, 26, '0'), %(now)s::timestamptz + r * interval '1 ms',
    'Example Chat'
FROM generate_series(1, %(reports)s) AS r
"""

CLUSTERS = """
INSERT INTO linking_cluster (agency_id, cluster_id, oldest_report_id, opened_at, reports, component,
    intricate)
SELECT agency_id, cluster_id, report_id, received_at, 1, cluster_id, false FROM linking_member
"""

# One cluster in twenty loses its younger half to a new one.
BREAK = """
WITH chosen AS (
    SELECT report_id, 'clu_Z' || lpad(report_id::text, 25, '0') AS broken FROM linking_member m
    JOIN linking_cluster c USING (cluster_id)
    WHERE c.reports > 1 AND c.oldest_report_id %% 20 = 0 AND m.report_id <> c.oldest_report_id
        AND m.report_id %% 2 = 0
), opened AS (
    INSERT INTO linking_cluster (agency_id, cluster_id, oldest_report_id, opened_at, reports,
        component, intricate)
    SELECT %(agency)s, broken, report_id, %(now)s::timestamptz + interval '1 day', 1, broken, false
    FROM chosen
)
UPDATE linking_member SET cluster_id = broken FROM chosen
WHERE linking_member.report_id = chosen.report_id
"""


def fill(reports: int, seed: int) -> int:
    """Fill the store with reports that are each a cluster of its own; return the namings."""
    from tipline.desk.bulk.relinking.statements import KIND_NUMBER  # noqa: PLC0415  after set-up

    named = {
        "agency": AGENCY,
        "now": NOW,
        "reports": reports,
        "kinds": [kind.value for kind in KIND_NUMBER],
    }
    with reach.connect(reach.as_superuser(reach.DATABASE)) as database:
        database.execute("SET session_replication_role = replica")
        database.execute(
            "INSERT INTO people_agency (id, name, created_at) VALUES (%s, 'Harbour Hotline', %s)",
            [AGENCY, NOW],
        )
        database.execute(
            "CREATE TEMP TABLE made (report bigint, value bigint, kind int, thing int, lot bigint)"
        )
        namings = 0
        copying = "COPY made FROM STDIN (FORMAT csv)"
        with database.cursor() as cursor, cursor.copy(copying) as copy:
            for block in make_blocks(reports, seed):
                namings += block.num_rows
                lines = pa.BufferOutputStream()
                columns = pa.table(block).select(["report", "value", "kind", "thing", "lot"])
                csv.write_csv(columns, lines, csv.WriteOptions(include_header=False))
                copy.write(lines.getvalue())
        for statement in (VALUES, IDENTIFIERS, MEMBERS, CLUSTERS):
            database.execute(statement, named)
        database.execute("VACUUM (ANALYZE)")
    return namings


def break_up() -> int:
    """Break one cluster in twenty; return how many reports were moved out."""
    with reach.connect(reach.as_superuser(reach.DATABASE)) as database:
        database.execute("SET session_replication_role = replica")
        moved = database.execute(BREAK, {"agency": AGENCY, "now": NOW}).rowcount
        database.execute("VACUUM (ANALYZE)")
    return moved


def read_partition() -> pa.Table:
    """Return which report is in which cluster."""
    from tipline.trust.columns import reading_columns  # noqa: PLC0415  after set-up
    from tipline.trust.people.types import Actor  # noqa: PLC0415  likewise

    with reading_columns(Actor(agency_id=AGENCY, name="process:benchmark")) as read:
        members = read("SELECT report_id, cluster_id FROM linking_member").read_all()
    return members.sort_by("report_id")


def relink(steps: list[tuple[str, float]]) -> tuple[float, dict[str, object]]:
    """Relink; return seconds and what was done."""
    import msgspec  # noqa: PLC0415  after set-up

    from tipline.desk.bulk.actions.relinking import relink_store  # noqa: PLC0415  likewise
    from tipline.desk.linking.ids import draw_cluster_id  # noqa: PLC0415  likewise
    from tipline.engine import open_engine  # noqa: PLC0415  likewise
    from tipline.trust.home import private_folder  # noqa: PLC0415  likewise
    from tipline.trust.people.types import Actor  # noqa: PLC0415  likewise

    began = time.monotonic()
    engine = open_engine(private_folder("engine"))
    done = relink_store(
        Actor(agency_id=AGENCY, name="process:benchmark"),
        engine,
        now=NOW,
        draw_id=lambda: draw_cluster_id(NOW),
        say=lambda step: steps.append((step, time.monotonic() - began)),
    )
    engine.close()
    return time.monotonic() - began, msgspec.to_builtins(done)


def main() -> None:
    """Fill, link, break, relink, print."""
    reports, seed = int(sys.argv[1]), int(sys.argv[2])
    make_ready()
    began = time.monotonic()
    namings = fill(reports, seed)
    print(f"filled in {time.monotonic() - began:.0f} s", file=sys.stderr)
    first_took, first = relink([])
    print(f"from nothing in {first_took:.1f} s: {first}", file=sys.stderr)
    before = read_partition()
    broken = break_up()
    steps: list[tuple[str, float]] = []
    took, done = relink(steps)
    ends = [at for _, at in steps[1:]] + [took]
    same = compute.all(compute.equal(read_partition()["cluster_id"], before["cluster_id"])).as_py()
    print(
        json.dumps(
            {
                "reports": reports,
                "namings": namings,
                "seconds": round(took, 2),
                "namings_a_second": round(namings / took),
                "seconds_when_every_report_moves": round(first_took, 2),
                "broken_up": broken,
                "done": done,
                "first": first,
                "steps": {
                    step: round(end - at, 2) for (step, at), end in zip(steps, ends, strict=True)
                },
                "peak_memory_gb": round(
                    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9, 2
                ),
                "checked": bool(same) and broken > 0,
            }
        )
    )


if __name__ == "__main__":
    main()
