"""Measure how many reports are routed in a second: the rule alone, and in the store by batches.

    python benchmarks/route_reports.py [--quick] [--json]

The reports are those of a made-up world, loaded, located by its own gazetteer, linked and ranked.
`rule` decides each from its stored places, on one core. `ours` routes all of them anew in the
store under another routing file, which changes most of them: places and evidence are read, routes
decided, new generations and the standing routes written, with their events. `peer` does the same
for one report at a time, in a transaction each, as one would write first. `checked`: both leave
the same routes behind, which are what the pure rule says of each cluster; every report has exactly
one primary agency or the reasons why not; and no report goes to a state or country that its truth
does not name.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from frame import command, measure_at_home, read_options

REPORTS, QUICK = 10_000, 1_500
AT_ONCE = 1_000
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FILE = b"kind,where,value,note\ncountry,*,int-interpol,\nlead,CA,us-icac-ca-los-angeles,\n"
BACK = b"kind,where,value,note\n"


def prepare(home: str, reports: int) -> None:
    """Make a world, load, locate, link, rank and route it."""
    world = f"{home}/world"
    command("world", "--reports", str(reports), "--seed", "11", "--out", world)
    command("people", "add-agency", "Harbour Hotline")
    gazetteer = ("--kind", "csv", "--licence", "CC0-1.0", "--edition", "2026-10-01")
    command("location", "add", f"{world}/gazetteer.csv", *gazetteer, "--name", "made up")
    command("intake", "load", f"{world}/reports", "--sender-name", "Example Provider")
    command("process")


def route_all(actor: Any, file: bytes, at_once: int) -> float:
    """Route everything under a routing file; return the seconds that it took."""
    from tipline.desk.routing.actions import route_other_tables  # noqa: PLC0415  Django is set up
    from tipline.desk.routing.current_tables import tables_with  # noqa: PLC0415

    tables = tables_with(file)
    started = time.perf_counter()
    while route_other_tables(actor, limit=at_once, tables=tables, now=NOW).taken:
        pass
    return time.perf_counter() - started


def stored_routes(actor: Any, file: bytes) -> dict[str, Any]:
    """Return the route of every report."""
    from tipline.desk.routing.current_tables import tables_with  # noqa: PLC0415  Django is set up
    from tipline.desk.routing.queries import iterate_routes  # noqa: PLC0415

    return {one.report_id: one.route for one in iterate_routes(actor, tables_with(file))}


def derive(actor: Any, file: bytes) -> tuple[dict[str, Any], float]:
    """Return what the pure rule says of every cluster, and how many reports it does in a second."""
    from django.db import connection  # noqa: PLC0415  Django is set up

    from tipline.desk.routing.current_tables import tables_with  # noqa: PLC0415
    from tipline.desk.routing.queries.subjects import read_subjects  # noqa: PLC0415
    from tipline.desk.routing.rules.deciding import route_cluster  # noqa: PLC0415
    from tipline.trust.rows import acting  # noqa: PLC0415

    clusters: dict[str, list[int]] = {}
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT cluster_id, report_id FROM linking_member ORDER BY report_id")
        for cluster_id, report_id in cursor.fetchall():
            clusters.setdefault(cluster_id, []).append(report_id)
        known = {
            one.report_id: one
            for one in read_subjects(actor, [each for ids in clusters.values() for each in ids])
        }
    tables = tables_with(file)
    started = time.perf_counter()
    routes = [
        route
        for ids in clusters.values()
        for route in route_cluster([known[i] for i in ids], tables)
    ]
    seconds = time.perf_counter() - started
    return {route.report_id: route for route in routes}, len(routes) / seconds


def count_astray(home: str, routes: dict[str, Any]) -> int:
    """Count the reports that go to a place that no one in them is at, by the truth."""
    truth = {}
    for line in Path(f"{home}/world/truth.jsonl").read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        people = [one["suspect"], *one["victims"]]
        truth[one["path"]] = {
            place
            for person in people
            for place in (person["country"], f"{person['country']}-{person['state']}")
        }
    listed = [json.loads(line) for line in command("intake", "list", "--json").splitlines()]
    places = {
        one["report_id"]: set().union(*(truth.get(_inside(path), set()) for path in one["paths"]))
        for one in listed
        if one["report_id"]
    }
    return sum(
        route.primary is not None
        and route.rule.value != "R-CLUSTER"
        and not {_place(reason.text) for reason in route.reasons} & places[report_id]
        for report_id, route in routes.items()
    )


def _inside(path: str) -> str:
    return "reports/" + path.partition("/world/reports/")[2]


def _place(text: str) -> str:
    return text.partition(" ")[0].rstrip(":")


def main() -> None:
    """Measure and print."""
    options = read_options(__doc__)
    reports = QUICK if options.quick else REPORTS

    def measure(home: str) -> dict[str, Any]:
        prepare(home, reports)
        from tipline.site.database.ready import set_up_django  # noqa: PLC0415  the home is set now

        set_up_django()
        from tipline.trust.people.queries import command_line_actor  # noqa: PLC0415

        actor = command_line_actor()
        batches = route_all(actor, FILE, AT_ONCE)
        by_batches = stored_routes(actor, FILE)
        pure, rule = derive(actor, FILE)
        route_all(actor, BACK, AT_ONCE)
        singly = route_all(actor, FILE, 1)
        held = len(by_batches)
        sound = all((one.primary is None) == bool(one.remedies) for one in by_batches.values())
        astray = count_astray(home, by_batches)
        same = by_batches == stored_routes(actor, FILE) == pure
        return {
            "name": "route_reports",
            "unit": "reports routed anew in the store a second, one process",
            "reports": held,
            "rule": round(rule),
            "ours": round(held / batches),
            "peer": round(held / singly),
            "ratio": round(singly / batches, 2),
            "unroutable": sum(one.primary is None for one in by_batches.values()),
            "astray": astray,
            "checked": same and sound and astray == 0 and held > 0,
        }

    measure_at_home(measure, as_json=options.json)


if __name__ == "__main__":
    main()
