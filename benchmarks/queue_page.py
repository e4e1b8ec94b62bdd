"""Measure a page of the queue with very many reports held, beside ranking them when asked.

A made-up world is loaded, linked and ranked as in use. Its rows (reports, members, clusters,
decisions, places in the queue) are then multiplied, each copy with ids and times of its own, until
as many are held as asked for; documents, evidence and identifiers are not multiplied, since the
page does not read them. Ours is `read_queue` of fifty clusters, and the whole page over HTTP
through `tipline serve`, signed in. The peer is what one would write first: one statement that
applies the same rules to the feature values of every report, takes the gravest of each cluster and
sorts; the values lie ready for it in typed columns. `checked` is true when both give the same
clusters in the same order.

Target: 100 ms at the server, p95, with 1,000,000 reports held.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import msgspec
import psycopg

from tipline.site.database import connection as reach
from tipline.site.database import make_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = 50
EMAIL, PASSWORD = "analyst@example.com", "correct-horse-battery-staple"
APART = 10**15  # report ids have fifteen digits; a copy's lie above
OK, FOUND = 200, 302

# The time in the id of a cluster makes room for the number of the copy.
COPIED = "overlay(cluster_id placing lpad(k::text, 4, '0') from 5 for 4)"


def command(*arguments: str) -> str:
    """Run the command line and return what it printed."""
    run = "from tipline.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", run, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def fill(base: int, reports: int) -> tuple[int, str, int]:
    """Load, link and rank a world, multiply its rows; return how many are held, of whom, times."""
    world = tempfile.mkdtemp(prefix="tipline-bench-world-")
    command("world", "--reports", str(base), "--seed", "5", "--out", world)
    command("intake", "load", os.path.join(world, "reports"))  # noqa: PTH118  one path
    command("process")
    shutil.rmtree(world)
    with psycopg.connect(reach.conninfo(reach.as_superuser("tipline"))) as connection:
        (held,) = connection.execute("SELECT count(*) FROM linking_member").fetchone() or (0,)
        (agency,) = connection.execute("SELECT id::text FROM people_agency").fetchone() or ("",)
        times = -(-reports // held)
        multiply(connection, agency, times)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        (held,) = connection.execute("SELECT count(*) FROM linking_member").fetchone() or (0,)
    return held, agency, times


def multiply(connection: psycopg.Connection, agency: str, times: int) -> None:
    """Write times - 1 copies of every report, member, cluster, decision and place."""
    report_id = f"report_id + k * {APART}::bigint"
    content = "sha256(content_sha256 || k::text::bytea)"
    changed = {
        "intake_report": {
            "report_id": report_id,
            "duplicate_of": "NULL",
            "content_sha256": content,
        },
        "linking_member": {"report_id": report_id, "cluster_id": COPIED},
        "linking_cluster": {"cluster_id": COPIED},
    }
    for table, columns in changed.items():
        names = [row[0] for row in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND NOT attisdropped ORDER BY attnum", (table,))]  # fmt: skip
        selected = ", ".join(columns.get(name, name) for name in names)
        connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {selected}"  # noqa: S608  our own names
            f" FROM {table}, generate_series(1, {times - 1}) AS k"
        )
    copy_places(connection, agency, times)


def copy_places(connection: psycopg.Connection, agency: str, times: int) -> None:
    """Write decisions and places of the copies, each copy some minutes earlier than the last."""
    from tipline.desk.triage.current_policy import current_policy  # noqa: PLC0415  needs Django
    from tipline.desk.triage.rules.ranking import Decision, encode_decision  # noqa: PLC0415

    policy = current_policy()
    rows = connection.execute(
        "SELECT q.cluster_id, q.reports, q.sender_names::text, q.profiles, p.decision"
        " FROM triage_queueentry q JOIN triage_priority p ON p.id = q.priority_id"
    ).fetchall()
    (last,) = connection.execute("SELECT max(id) FROM triage_priority").fetchone() or (0,)

    def copies() -> Iterator[tuple[str, int, str, list[int], Decision]]:
        for cluster_id, reports, names, profiles, stored in rows:
            decision = msgspec.json.decode(stored, type=Decision)
            for copy in range(1, times):
                earlier = timedelta(minutes=7 * copy)
                yield (
                    f"{cluster_id[:4]}{copy:04}{cluster_id[8:]}",
                    reports,
                    names,
                    profiles,
                    msgspec.structs.replace(
                        decision,
                        harm_at=decision.harm_at - earlier,
                        arrived_at=decision.arrived_at - earlier,
                        expires_at=decision.expires_at and decision.expires_at - earlier,
                    ),
                )

    now = datetime.now(UTC)
    made = list(enumerate(copies(), last + 1))
    with connection.cursor().copy(
        "COPY triage_priority (agency_id, id, cluster_id, generation, policy_name, policy_version,"
        " policy_hash, ranked_at, tier, decision) FROM STDIN"
    ) as copy:
        for number, (cluster_id, _, _, _, one) in made:
            copy.write_row((agency, number, cluster_id, 1, policy.name, policy.version,
                            policy.hash, now, one.tier, encode_decision(one)))  # fmt: skip
    with connection.cursor().copy(
        "COPY triage_queueentry (agency_id, cluster_id, priority_id, generation, tier,"
        " policy_tier, sort_key, policy_hash, reports, sender_names, profiles, expires_at)"
        " FROM STDIN"
    ) as copy:
        for number, (cluster_id, reports, names, profiles, one) in made:
            copy.write_row((agency, cluster_id, number, 1, one.tier, one.tier,
                            one.sort_key(policy.ties), policy.hash, reports, names, profiles,
                            one.expires_at))  # fmt: skip
    connection.execute("UPDATE triage_tiercount SET clusters = clusters * %s", (times,))


def lay_out_for_the_peer(agency: str, times: int) -> None:
    """Give the peer the feature values of every report in typed columns."""
    from tipline.desk.linking.queries import iterate_clusters  # noqa: PLC0415  needs Django
    from tipline.desk.triage.current_policy import current_policy  # noqa: PLC0415
    from tipline.desk.triage.queries.standing import derive_from_store  # noqa: PLC0415
    from tipline.desk.triage.rules.features import FEATURES  # noqa: PLC0415
    from tipline.desk.triage.rules.ranking import harm_of  # noqa: PLC0415

    policy, actor = current_policy(), actor_of(agency)
    kinds = {"flag": "boolean", "number": "int", "level": "text"}
    columns = ", ".join(f"{one.name} {kinds[one.kind]}" for one in FEATURES)
    with psycopg.connect(reach.conninfo(reach.as_superuser("tipline"))) as connection:
        connection.execute(
            "CREATE TABLE peer (cluster_id text, harm_at timestamptz, received_at timestamptz,"
            f" {columns})"
        )
        with connection.cursor().copy("COPY peer FROM STDIN") as copy:
            for cluster in list(iterate_clusters(actor)):
                if cluster.cluster_id[4:8].isdigit():
                    continue  # a copy
                derived = derive_from_store(actor, cluster.cluster_id, policy)
                for one in derived.standing.ranked if derived else ():
                    copy.write_row((cluster.cluster_id, harm_of(one.held), one.held.received_at,
                                    *one.values))  # fmt: skip
        names = ", ".join(one.name for one in FEATURES)
        copied = COPIED.replace("cluster_id", "p.cluster_id")
        earlier = "k * interval '7 minutes'"
        connection.execute(
            f"INSERT INTO peer SELECT {copied}, harm_at - {earlier}, received_at - {earlier},"  # noqa: S608  our own names
            f" {names}"
            " FROM peer p, generate_series(1, %s) AS k",
            (times - 1,),
        )
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE peer")


def peer_statement() -> str:
    """Write the policy as one statement over the feature values."""
    from tipline.desk.triage.current_policy import current_policy  # noqa: PLC0415  needs Django
    from tipline.desk.triage.types import Tier  # noqa: PLC0415

    policy, tiers = current_policy(), list(Tier)
    cases = " ".join(
        f"WHEN {in_sql(rule.condition)} THEN {tiers.index(rule.tier)}" for rule in policy.rules
    )
    return (
        "SELECT cluster_id FROM (SELECT cluster_id, max(harm_at) AS harm, min(received_at) AS came,"  # noqa: S608  our own rules
        f" min(CASE {cases} ELSE {tiers.index(policy.otherwise.tier)} END) AS tier"
        " FROM peer GROUP BY cluster_id) AS ranked"
        f" ORDER BY tier, harm DESC, came, cluster_id LIMIT {PAGE}"
    )


def in_sql(condition: Any) -> str:
    """Write one condition in SQL; what is unknown satisfies nothing."""
    from tipline.desk.triage.rules import conditions as words  # noqa: PLC0415  needs Django

    match condition:
        case words.Compare(feature, "in", operand):
            levels = ", ".join(f"'{one}'" for one in operand)
            return f"coalesce({feature} IN ({levels}), false)"
        case words.Compare(feature, order, operand):
            value = f"'{operand}'" if isinstance(operand, str) else str(operand).lower()
            return f"coalesce({feature} {order} {value}, false)"
        case words.Not(part):
            return f"NOT {in_sql(part)}"
        case words.Every(parts):
            return "(" + " AND ".join(in_sql(part) for part in parts) + ")"
        case words.Some(parts, count):
            held = " + ".join(f"({in_sql(part)})::int" for part in parts)
            return f"({held} >= {count})"
    raise AssertionError(condition)


def actor_of(agency: str) -> Any:
    """Return somebody who may read the agency's queue."""
    from tipline.trust.people.types import Actor  # noqa: PLC0415  needs Django

    return Actor(agency_id=msgspec.convert(agency, UUID), name="process:bench")


def measure_reading(agency: str, times: int) -> tuple[list[float], list[str]]:
    """Read pages of the queue; return milliseconds each, and the ids of the first page."""
    from tipline.desk.triage.queries import read_queue  # noqa: PLC0415  needs Django
    from tipline.desk.triage.types import Tier  # noqa: PLC0415

    actor, took = actor_of(agency), []
    wanted = [(0, None), (PAGE, None), (0, Tier.T1), (10 * PAGE, None), (0, Tier.T5)]
    first = read_queue(actor, offset=0, limit=PAGE, now=datetime.now(UTC))
    for number in range(times):
        offset, tier = wanted[number % len(wanted)]
        began = time.perf_counter()
        read_queue(actor, offset=offset, limit=PAGE, tier=tier, now=datetime.now(UTC))
        took.append((time.perf_counter() - began) * 1000)
    return took, [row.cluster_id for row in first.rows]


def measure_pages(times: int) -> list[float]:
    """Ask a served, signed-in page over HTTP; return milliseconds each."""
    from tipline.site.serve import start_server  # noqa: PLC0415  needs Django
    from tipline.trust.people.actions import add_person  # noqa: PLC0415
    from tipline.trust.people.queries import command_line_actor  # noqa: PLC0415
    from tipline.trust.people.types import Role  # noqa: PLC0415

    add_person(
        command_line_actor(),
        email=EMAIL,
        name="A. Analyst",
        roles=[Role.ANALYST],
        password=PASSWORD,
        now=datetime.now(UTC),
    )
    took = []
    with start_server(process=False) as server:
        browser = Browser(server.url)
        browser.sign_in()
        for number in range(times + 5):
            path = ("/queue/", "/queue/?page=2", "/queue/?tier=T1", "/queue/?page=11")[number % 4]
            began = time.perf_counter()
            status, body = browser.get(path)
            took.append((time.perf_counter() - began) * 1000)
            assert status == OK, (status, body[:300])
            assert b"<h1" in body
    return took[5:]


class Browser:
    """The little of a browser that signing in and reading pages needs."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80)
        self._cookies: dict[str, str] = {}
        self._origin = url

    def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and body of a page."""
        return self._ask("GET", path, None)

    def sign_in(self) -> None:
        """Sign in through the form, as a person does."""
        _, body = self.get("/accounts/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert token, body[:300]
        form = {"csrfmiddlewaretoken": token[1].decode(), "login": EMAIL, "password": PASSWORD}
        status, body = self._ask("POST", "/accounts/login/", urlencode(form))
        assert status == FOUND, (status, body[-600:])

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self._origin,
                        "Referer": self._origin + path}  # fmt: skip
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, content = value.partition(";")[0].partition("=")
                self._cookies[key] = content
        return answer.status, answer.read()


def measure_peer(times: int) -> tuple[list[float], list[str]]:
    """Rank at reading; return milliseconds each, and the ids of the first page."""
    statement, took = peer_statement(), []
    with psycopg.connect(reach.conninfo(reach.as_superuser("tipline"))) as connection:
        for _ in range(times):
            began = time.perf_counter()
            rows = connection.execute(statement).fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return took, [row[0] for row in rows]


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    return round(sorted(values)[min(len(values) - 1, int(share * len(values)))], 2)


def measure(*, reports: int, base: int, quick: bool) -> dict[str, object]:
    """Fill a store and measure both; the order of the first page is compared."""
    make_ready()
    began = time.monotonic()
    held, agency, times = fill(base, reports)
    lay_out_for_the_peer(agency, times)
    filled = time.monotonic() - began
    reading, ours = measure_reading(agency, 60 if quick else 500)
    pages = measure_pages(20 if quick else 200)
    ranking, theirs = measure_peer(3 if quick else 10)
    return {
        "name": "a page of the queue (read_queue, p95)",
        "unit": "ms",
        "ours": percentile(reading, 0.95),
        "ours_p50": percentile(reading, 0.5),
        "http_p50": percentile(pages, 0.5),
        "http_p95": percentile(pages, 0.95),
        "peer": round(statistics.median(ranking), 2),
        "peer_name": "one SQL statement that ranks all reports when asked",
        "ratio": round(statistics.median(ranking) / percentile(reading, 0.95), 1),
        "target": 100,
        "checked": ours == theirs and len(ours) == PAGE,
        "reports": held,
        "made_by": f"a world of {base} loaded and processed, its rows multiplied by COPY and SQL",
        "filling_s": round(filled, 1),
        "load_before": os.getloadavg()[0],
    }


def main() -> None:
    """Measure in a folder of its own, which is removed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="under 40 seconds, fewer reports")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--reports", type=int, help="how many reports to hold")
    chosen = options.parse_args()
    home = tempfile.mkdtemp(prefix=f"tipline-bench-{secrets.token_hex(2)}-")
    os.environ["TIPLINE_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "tipline.site.settings"
    os.environ.pop("TIPLINE_DATABASE_URL", None)
    reports = chosen.reports or (20_000 if chosen.quick else 1_000_000)
    try:
        result = measure(reports=reports, base=300 if chosen.quick else 4000, quick=chosen.quick)
    finally:
        command("db", "stop")
        shutil.rmtree(home)
    if chosen.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:14} {value}")


if __name__ == "__main__":
    main()
