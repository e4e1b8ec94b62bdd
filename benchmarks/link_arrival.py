"""Measure how long one arriving report takes to be linked with very many reports held.

A made-up world is loaded and linked as in use. Its rows (members, clusters, values, identifiers)
are then multiplied, each copy with values of its own, until as many are held as asked for; values
that very many reports share (disposable mailboxes, exits, device defaults) stay one value, so that
hubs grow with the store. Then reports of another world arrive one by one: ours is `link_waiting`
of one report, its transaction included: reading it back from its documents, normalising, looking up
where it points, placing. The peer is what one would write first: plain connected components, which
for an arrival walks from its values to every report that is reachable through any shared value,
stopped at PEER_STOPS reports. `checked` is true when every arrival was placed, and when deriving
the clusters that they came to anew changes nothing.

Target: 50 ms at the 95th percentile, with 1,000,000 reports held.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import psycopg

from tipline.site.database import connection as reach
from tipline.site.database import make_ready

APART = 10**15  # report ids have fifteen digits; a copy's lie above
VALUES_APART = 10**9
HUB_FROM = 100  # reports of the first world that share a value for it to stay one in all copies
PEER_STOPS = 20_000

WALK = """
WITH RECURSIVE reached AS (
    SELECT %(report)s::bigint AS report_id
    UNION
    SELECT other.report_id FROM reached
    JOIN linking_identifier mine ON mine.report_id = reached.report_id
    JOIN linking_identifier other ON other.value_id = mine.value_id
)
SELECT count(*) FROM (SELECT FROM reached LIMIT %(most)s) AS walked
"""


def command(*arguments: str) -> str:
    """Run the command line and return what it printed."""
    run = "from tipline.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", run, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def load(reports: int, seed: int) -> None:
    """Load a made-up world; its reports wait to be linked."""
    world = Path(tempfile.mkdtemp(prefix="tipline-bench-world-")) / "world"
    command("world", "--reports", str(reports), "--seed", str(seed), "--out", str(world))
    command("intake", "load", str(world / "reports"))
    shutil.rmtree(world.parent)


def multiply(connection: psycopg.Connection, times: int) -> None:
    """Write times - 1 copies of every member, cluster, value and identifier; hubs grow instead."""
    hub = f"(SELECT id FROM linking_value WHERE reports >= {HUB_FROM})"  # noqa: S608  a number
    changed = {
        "linking_member": {
            "report_id": f"report_id + k * {APART}::bigint",
            "cluster_id": "overlay(cluster_id placing lpad(k::text, 4, '0') from 5 for 4)",
        },
        "linking_cluster": {
            "cluster_id": "overlay(cluster_id placing lpad(k::text, 4, '0') from 5 for 4)",
            "component": "overlay(component placing lpad(k::text, 4, '0') from 5 for 4)",
            "merged_into": "overlay(merged_into placing lpad(k::text, 4, '0') from 5 for 4)",
            "oldest_report_id": f"oldest_report_id + k * {APART}::bigint",
        },
        "linking_identifier": {
            "report_id": f"report_id + k * {APART}::bigint",
            "value_id": f"CASE WHEN value_id IN {hub} THEN value_id"
            f" ELSE value_id + k * {VALUES_APART}::bigint END",
            "lot": "('x' || left(md5(lot::text || ' ' || k), 16))::bit(64)::bigint",
        },
        "linking_value": {
            "id": f"id + k * {VALUES_APART}::bigint",
            "blind_index": "sha256(blind_index || k::text::bytea)",
            "first_report_id": f"first_report_id + k * {APART}::bigint",
        },
    }
    for table, columns in changed.items():
        names = [row[0] for row in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped ORDER BY attnum", (table,))]  # fmt: skip
        selected = ", ".join(columns.get(name, name) for name in names)
        kept = f" WHERE reports < {HUB_FROM}" if table == "linking_value" else ""
        connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {selected}"  # noqa: S608  our own names
            f" FROM {table} CROSS JOIN generate_series(1, {times - 1}) AS k{kept}"
        )
        print(f"{table} multiplied", file=sys.stderr)
    connection.execute(
        "UPDATE linking_value SET reports = reports * %s WHERE reports >= %s", (times, HUB_FROM)
    )
    connection.execute("UPDATE linking_tally SET reports = reports * %s", (times,))


def fill(base: int, reports: int) -> tuple[int, str]:
    """Load and link a world and multiply it; return how many reports are held, and of whom."""
    load(base, seed=5)
    link_all()
    with psycopg.connect(reach.conninfo(reach.as_superuser("tipline"))) as connection:
        (held,) = connection.execute("SELECT count(*) FROM linking_member").fetchone() or (0,)
        (agency,) = connection.execute("SELECT id::text FROM people_agency").fetchone() or ("",)
        connection.execute("SET synchronous_commit = off")
        multiply(connection, -(-reports // held))
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        (held,) = connection.execute("SELECT count(*) FROM linking_member").fetchone() or (0,)
    return held, agency


def link_all() -> None:
    """Link what waits, and nothing else."""
    while link_some(500):
        pass


def link_some(limit: int) -> int:
    """Link some reports that wait; return how many were placed."""
    from tipline.desk.linking.actions import link_waiting  # noqa: PLC0415  needs Django
    from tipline.desk.linking.cli.options import draw_id  # noqa: PLC0415
    from tipline.desk.linking.queries import Shelf  # noqa: PLC0415
    from tipline.trust.people.queries import command_line_actor  # noqa: PLC0415

    linked = link_waiting(
        command_line_actor(), limit=limit, shelf=Shelf(1), now=datetime.now(UTC), draw_id=draw_id
    )
    return linked.placed


def measure(arrivals: int) -> list[float]:
    """Link arrivals one by one; return the milliseconds of each."""
    took = []
    for _ in range(arrivals):
        started = time.perf_counter()
        placed = link_some(1)
        took.append((time.perf_counter() - started) * 1000)
        if not placed:
            raise SystemExit("Nothing waits any more: the second world was too small.")
    return took


def newest_reports(connection: psycopg.Connection, number: int) -> list[int]:
    """Return the reports that were placed last."""
    rows = connection.execute(
        "SELECT (jsonb_array_elements_text(value))::bigint FROM audit_event,"
        " jsonb_each(after -> 'clusters') WHERE kind = 'linking:reports:link'"
        " ORDER BY id DESC LIMIT %s",
        (number,),
    )
    return [row[0] for row in rows.fetchall()]


def measure_peer(reports: list[int]) -> list[float]:
    """Walk from each report through any shared value; return the milliseconds of each."""
    took = []
    with psycopg.connect(reach.conninfo(reach.as_superuser("tipline"))) as connection:
        connection.execute("SET statement_timeout = '20s'")
        for report in reports:
            started = time.perf_counter()
            try:
                connection.execute(WALK, {"report": report, "most": PEER_STOPS})
            except psycopg.errors.QueryCanceled:
                connection.rollback()
                connection.execute("SET statement_timeout = '20s'")
            took.append((time.perf_counter() - started) * 1000)
    return took


def derive_again(agency: str, reports: list[int]) -> bool:
    """Say whether the clusters that these reports came to are the same when derived anew."""
    from django.db import transaction  # noqa: PLC0415  needs Django

    from tipline.desk.intake.rows import prepared_cursor  # noqa: PLC0415
    from tipline.desk.linking.actions.relinking import relink  # noqa: PLC0415
    from tipline.desk.linking.cli.options import draw_id  # noqa: PLC0415
    from tipline.trust.people.types import Actor  # noqa: PLC0415
    from tipline.trust.rows import acting  # noqa: PLC0415

    actor = Actor(agency_id=UUID(agency), name="process:benchmark")
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(
            "SELECT DISTINCT cluster_id FROM linking_member WHERE report_id = ANY(%s)", (reports,)
        ).fetchall()
        again = relink(
            cursor, actor, [row[0] for row in rows], now=datetime.now(UTC), draw_id=draw_id
        )
        transaction.set_rollback(True)
    return not again.cluster_of


def percentile(took: list[float], share: float) -> float:
    """Return a percentile of durations."""
    return round(sorted(took)[min(len(took) - 1, int(len(took) * share))], 1)


def main() -> None:
    """Fill, measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="20,000 reports held")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--reports", type=int, default=1_000_000)
    options.add_argument("--arrivals", type=int, default=1_000)
    chosen = options.parse_args()
    base, reports, arrivals, walks = 10_000, chosen.reports, chosen.arrivals, 20
    if chosen.quick:
        base, reports, arrivals, walks = 1_000, 20_000, 100, 3
    with tempfile.TemporaryDirectory(prefix="tipline-link-") as home:
        os.environ["TIPLINE_HOME"] = home
        os.environ.pop("TIPLINE_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tipline.site.settings"
        try:
            make_ready()
            held, agency = fill(base, reports)
            load(arrivals * 2, seed=6)
            measure(min(50, arrivals))  # the server's memory and its plans are warm, as in use
            took = measure(arrivals)
            with psycopg.connect(reach.conninfo(reach.as_superuser("tipline"))) as connection:
                newest = newest_reports(connection, arrivals)
            checked = derive_again(agency, newest)
            peer = measure_peer(newest[:walks])
        finally:
            command("db", "stop")
    result = {
        "name": "link one arriving report",
        "unit": "ms, 95th percentile",
        "ours": percentile(took, 0.95),
        "peer": percentile(peer, 0.95),
        "ratio": round(percentile(peer, 0.95) / percentile(took, 0.95), 1),
        "checked": checked and len(newest) == arrivals,
        "target": 50,
        "held": held,
        "arrivals": arrivals,
        "median": round(statistics.median(took), 1),
        "p99": percentile(took, 0.99),
        "slowest": round(max(took), 1),
        "peer_median": round(statistics.median(peer), 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
