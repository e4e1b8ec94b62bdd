"""Kill a load again and again, let it run to its end, and count what is held."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psycopg

from crash.audit import Account
from crash.faults import RUN, command, kill
from integration.intake.documents import REPORT
from tipline.site.database import connection as reach

if TYPE_CHECKING:
    from pathlib import Path

REPORTS = 6000
DUPLICATES = 100


def load_campaign(*, kills: int, seed: int, home: Path) -> Account:
    """Load the same archive `kills` times with kill -9 in the middle, and once to its end."""
    dice = random.Random(seed)  # noqa: S311  a campaign that can be repeated
    lines = home.with_name(f"{home.name}-reports.jsonl")
    lines.write_text("\n".join(_lines(seed)))
    starts = 0
    try:
        for _ in range(kills):
            starts += 1
            _load_and_kill(lines, dice.uniform(0.6, 2.5))
        done = command("intake", "load", str(lines), "--sender-name", f"campaign {seed}")
        assert "refused" in done.stderr
        return _settle(lines, starts + 1)
    finally:
        lines.unlink()


def _lines(seed: int) -> list[str]:
    texts = [REPORT.replace(b"acct-1", f"l{seed}-{n}".encode()).decode() for n in range(REPORTS)]
    return [json.dumps({"report": text}) for text in (*texts, *texts[:DUPLICATES])]


def _load_and_kill(lines: Path, after: float) -> None:
    """Kill the parent only, as an impatient person would: its workers have to end by themselves."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, "intake", "load", str(lines)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    kill(process.pid)
    process.wait()


def _settle(lines: Path, starts: int) -> Account:
    with psycopg.connect(reach.conninfo(reach.as_superuser(reach.DATABASE))) as database:
        paths = database.execute(
            "SELECT l.path, count(*) FROM intake_loadedfrom l WHERE path LIKE %s GROUP BY path",
            [f"{lines}!%"],
        ).fetchall()
        contents = database.execute(
            "SELECT content_sha256, count(*), count(w.report_id), count(d.report_id)"
            " FROM intake_report r LEFT JOIN intake_waiting w USING (report_id)"
            " LEFT JOIN intake_document d USING (report_id)"
            " WHERE source = 'load' GROUP BY content_sha256"
        ).fetchall()
    account = Account(tried=starts, acknowledged=REPORTS, held=len(contents))
    wanted = {f"{lines}!line-{number}" for number in range(1, REPORTS + DUPLICATES + 1)}
    account.lost += [f"path {path}" for path in wanted - {path for path, _ in paths}]
    account.lost += ["a content"] * max(0, REPORTS - len(contents))
    account.lost += [f"a part of {c.hex()}" for c, n, w, d in contents if (n, w, d) != (1, 1, 1)]
    account.duplicated += [f"content {c.hex()}" for c, number, _, _ in contents if number > 1]
    account.duplicated += [f"path {path}" for path, number in paths if number > 1]
    return account
