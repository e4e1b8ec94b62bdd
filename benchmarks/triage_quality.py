"""Measure how early the queue comes to planted danger: the policy on clusters, beside simpler ways.

Worlds differ in where their danger shows: in the report itself, only in its cluster, only after a
label list has arrived. `found` is the share of the reports of planted danger (T0 or T1 by truth)
among the first 1, 2 and 5 % of all reports, worked one by one in the order of the queue; `people`
the share of endangering people of whom some report is among them. `at best` is the most that any
order could find. `people_in_rows` counts people when so many rows of the queue are opened: a row is
a whole cluster with linking and one report without. Only reports whose danger shows where the
world's name says count as planted. Every way sees what a receiver sees. `checked` is true when
every way put every report somewhere once. `tier_as_truth` is the share of reports whose cluster
stands in the tier of the truth.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys

from ranking.holding import Known, hold_world, label, link
from ranking.orders import order_alone, order_flagged, order_oldest, order_ours, order_points
from tipline.synthetic import WorldKind, WorldParameters
from tipline.synthetic.rates import rate

KINDS = (WorldKind.DANGER_OWN, WorldKind.DANGER_IN_CLUSTER, WorldKind.DANGER_AFTER_LABEL)
SHARES = (0.01, 0.02, 0.05)
SEEDS = (201, 202, 203, 204, 205)
WAYS = ("ours", "without_linking", "points", "flag_first", "oldest_first")


def is_planted(one: Known, kind: WorldKind) -> bool:
    """Say whether a report is of danger that shows where the kind of world says."""
    truth = one.truth
    if truth.tier not in {"T0", "T1"}:
        return False
    if kind is WorldKind.DANGER_OWN:
        return truth.shown == "own"
    if kind is WorldKind.DANGER_IN_CLUSTER:
        return truth.shown in {"neighbour", "together"}
    return truth.scenario == "labelled_file"


def measure(kind: WorldKind, reports: int, seed: int) -> dict[str, object]:
    """Order one world in every way and count what is found."""
    parameters = WorldParameters(
        reports=reports, kind=kind, urgent_rate=rate("urgent_published"), placed=False
    )
    known = hold_world(parameters, seed)
    clusters = link(known)
    if kind is WorldKind.DANGER_AFTER_LABEL:
        known = label(known)
    tiers: dict[int, str] = {}
    rows = {
        "ours": order_ours(known, clusters, parameters.until, tiers),
        "without_linking": order_alone(known, parameters.until),
        "points": [[each] for each in order_points(known)],
        "flag_first": [[each] for each in order_flagged(known)],
        "oldest_first": [[each] for each in order_oldest(known)],
    }
    orders = {way: [each for row in of_way for each in row] for way, of_way in rows.items()}
    planted = {one.held.report_id for one in known if is_planted(one, kind)}
    person_of = {one.held.report_id: one.truth.cluster for one in known}
    return {
        "kind": str(kind),
        "seed": seed,
        "reports": len(known),
        "planted": len(planted),
        "tier_as_truth": round(
            sum(tiers[one.held.report_id] == one.truth.tier for one in known) / len(known), 4
        ),
        "people": len({person_of[each] for each in planted}),
        "whole": all(sorted(order) == list(range(len(known))) for order in orders.values()),
        "found": {way: found_in(order, planted) for way, order in orders.items()}
        | {"at_best": found_in([*planted, *(set(range(len(known))) - planted)], planted)},
        "people_found": {
            way: people_in([[each] for each in order], planted, person_of)
            for way, order in orders.items()
        },
        "people_in_rows": {
            way: people_in(of_way, planted, person_of, of=len(known))
            for way, of_way in rows.items()
        },
    }


def found_in(order: list[int], planted: set[int]) -> list[float]:
    """Give the share of planted reports in each of the first shares of an order."""
    tops = (set(order[: round(share * len(order))]) for share in SHARES)
    return [round(len(top & planted) / max(len(planted), 1), 4) for top in tops]


def people_in(
    rows: list[list[int]], planted: set[int], person_of: dict[int, str], *, of: int | None = None
) -> list[float]:
    """Give the share of people of planted reports of whom any report is in each first share.

    The shares are of `of` openings of a row, or of all rows.
    """
    people = {person_of[each] for each in planted}
    sizes = (round(share * (of or len(rows))) for share in SHARES)
    tops = ({person_of[each] for row in rows[:size] for each in row} for size in sizes)
    return [round(len(top & people) / max(len(people), 1), 4) for top in tops]


def summarise(worlds: list[dict]) -> list[dict[str, object]]:
    """Give for each kind, way and share the median over seeds with the lowest and the highest."""
    rows = []
    for kind in dict.fromkeys(world["kind"] for world in worlds):
        of_kind = [world for world in worlds if world["kind"] == kind]
        for way in (*WAYS, "at_best"):
            row = {"kind": kind, "way": way}
            for at, share in enumerate(SHARES):
                shares = [world["found"][way][at] for world in of_kind]
                row[f"found_{share:.0%}"] = [
                    round(each, 3) for each in (statistics.median(shares), min(shares), max(shares))
                ]
                if way != "at_best":
                    people = [world["people_found"][way][at] for world in of_kind]
                    row[f"people_{share:.0%}"] = round(statistics.median(people), 3)
                    opened = [world["people_in_rows"][way][at] for world in of_kind]
                    row[f"people_in_rows_{share:.0%}"] = round(statistics.median(opened), 3)
            rows.append(row)
    return rows


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="worlds of 2,000 reports, one seed")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--reports", type=int, default=10_000)
    options.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    chosen = options.parse_args()
    reports, seeds = (2_000, (201,)) if chosen.quick else (chosen.reports, chosen.seeds)
    worlds = []
    for kind in KINDS:
        for seed in seeds:
            worlds.append(measure(kind, reports, seed))
            print(json.dumps(worlds[-1]), file=sys.stderr, flush=True)
    rows = summarise(worlds)
    hidden = [row for row in rows if row["kind"] == str(WorldKind.DANGER_IN_CLUSTER)]
    found = {row["way"]: row["found_5%"][0] for row in hidden}
    peer = max(found[way] for way in WAYS if way != "ours")
    result = {
        "name": "planted danger that only the cluster shows, in the first 5 % of the queue",
        "unit": "share of its reports, median over seeds",
        "ours": found["ours"],
        "peer": peer,
        "peer_name": "the best of: the policy without linking, points, sender's flag, oldest first",
        "ratio": round(found["ours"] / max(peer, 0.001), 2),
        "checked": all(world["whole"] for world in worlds),
        "medians_lowest_highest": rows,
        "worlds": worlds,
    }
    for row in rows if not chosen.json else ():
        print(json.dumps(row))
    print(json.dumps(result if chosen.json else {**result, "worlds": len(worlds)}))


if __name__ == "__main__":
    main()
