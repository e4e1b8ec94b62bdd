"""Measure how long it takes to say what another policy would change in a queue of a million.

A made-up world is loaded, linked and ranked as in use, and its places in the queue are multiplied
as benchmarks/queue_page.py does. Ours is `simulate_policy`: each profile of feature values is asked
once, and one statement says which clusters would move. The peer is what one would write first: one
cluster after another, each with all its reports ranked under the policy from stored evidence; it is
timed on some clusters of the world and multiplied. `checked` is true when both give those clusters
the same tier.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import tempfile
import time
from datetime import UTC, datetime
from uuid import UUID

from queue_page import command, fill
from tipline.site.database import make_ready

CHANGED = (("SEXTORTION", "T1"), ("SENT_TO_SOMEONE", "T3"), ("VICTIM_NAMED", "T2"))


def other_policy(text: str) -> bytes:
    """Return the policy that comes with tipline with three rules in other tiers."""
    for code, tier in CHANGED:
        at = text[: text.index(f'code = "{code}"')].rindex('tier = "')
        text = text[:at] + f'tier = "{tier}"' + text[at + len('tier = "T0"') :]
    return text.encode()


def measure(base: int, reports: int, looked_at: int) -> dict[str, object]:
    """Fill a store, and compare both ways on it."""
    held, agency_id, _ = fill(base, reports)
    make_ready()
    from tipline.desk.triage.current_policy import SHIPPED  # noqa: PLC0415  needs Django
    from tipline.desk.triage.queries import read_queue  # noqa: PLC0415
    from tipline.desk.triage.queries.simulation import simulate_policy  # noqa: PLC0415
    from tipline.desk.triage.queries.standing import derive_from_store  # noqa: PLC0415
    from tipline.desk.triage.rules.policy import read_policy  # noqa: PLC0415
    from tipline.trust.people.types import Actor, Role  # noqa: PLC0415

    roles = frozenset({Role.ANALYST})
    actor = Actor(agency_id=UUID(agency_id), name="process:benchmark", roles=roles)
    policy = read_policy(other_policy(SHIPPED.read_text(encoding="utf-8")))
    began = time.perf_counter()
    simulation = simulate_policy(actor, policy, examples=0)
    took = time.perf_counter() - began
    with_all = simulate_policy(actor, policy, examples=5_000)
    said = {e.cluster_id: move.after for move in with_all.moves for e in move.examples}
    rows = read_queue(actor, offset=0, limit=20 * looked_at, now=datetime.now(UTC)).rows
    # Only the clusters of the world itself have evidence; the copies only have places.
    own = [row for row in rows if derive_from_store(actor, row.cluster_id, policy)][:looked_at]
    began = time.perf_counter()
    derived = {row.cluster_id: derive_from_store(actor, row.cluster_id, policy) for row in own}
    peer_took = (time.perf_counter() - began) / len(own) * simulation.clusters
    then = {one: found.decision.tier for one, found in derived.items() if found}
    shown = {row.cluster_id: said.get(row.cluster_id, row.tier) for row in own}
    return {
        "name": "say what another policy would change in the queue, nothing written",
        "unit": "seconds",
        "ours": round(took, 2),
        "peer": round(peer_took, 1),
        "peer_name": "each cluster ranked anew from stored evidence, timed on some and multiplied",
        "ratio": round(peer_took / took, 1),
        "checked": shown == then and simulation.unknown == 0,
        "clusters": simulation.clusters,
        "moved": simulation.moved,
        "reports": held,
        "clusters_compared": len(own),
    }


def main() -> None:
    """Measure in a folder of its own, which is removed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer reports")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    chosen = options.parse_args()
    home = tempfile.mkdtemp(prefix=f"tipline-bench-{secrets.token_hex(2)}-")
    os.environ["TIPLINE_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "tipline.site.settings"
    os.environ.pop("TIPLINE_DATABASE_URL", None)
    try:
        result = measure(*((300, 5_000, 50) if chosen.quick else (3_000, 1_000_000, 200)))
    finally:
        command("db", "stop")
        shutil.rmtree(home)
    if chosen.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:20} {value}")


if __name__ == "__main__":
    main()
