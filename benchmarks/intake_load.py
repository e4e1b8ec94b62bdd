"""Measure a bulk load of reports without files, beside a bare COPY of the rows that it makes.

Ours reads JSON lines, parses and judges every report, and keeps report, text, path, place in line
and audit event, in batches of 1,000 that each survive a crash. The peer copies the very same rows
into tables with the same indexes, as the database's superuser, and does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tipline.site.database import connection as reach

REPORT = Path(__file__).with_name("intake_report.xml").read_text()
TABLES = ("intake_report", "intake_document", "intake_loadedfrom", "intake_waiting")
BATCH = 1000
RUN = "from tipline.cli.main import main; main()"


def write_reports(target: Path, count: int) -> None:
    """Write so many reports that differ in whom they name, one to a line."""
    with target.open("w") as file:
        for number in range(count):
            text = REPORT.replace("acct-4410973", f"acct-{number}").replace(
                "someone@", f"someone-{number}@"
            )
            file.write(json.dumps({"report": text}) + "\n")


def command(*arguments: str) -> str:
    """Run the command line and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def load(path: Path, workers: int) -> float:
    """Load the file as a person would, starting the command included; return the seconds."""
    began = time.monotonic()
    command("intake", "load", str(path), "--workers", str(workers))
    return time.monotonic() - began


def copy_rows(database: psycopg.Connection) -> float:
    """Copy what was loaded into tables of the same shape; return the seconds of copying alone."""
    ids = [row[0] for row in database.execute("SELECT report_id FROM intake_report")]
    for table in TABLES:
        database.execute(f"CREATE TABLE peer_{table} (LIKE {table} INCLUDING ALL)")
    database.commit()
    seconds = 0.0
    for start in range(0, len(ids), BATCH):
        chosen = ids[start : start + BATCH]
        rows = {table: _read(database, table, chosen) for table in TABLES}
        began = time.monotonic()
        for table, raw in rows.items():
            with database.cursor().copy(f"COPY peer_{table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(raw)
        database.commit()
        seconds += time.monotonic() - began
    return seconds


def _read(database: psycopg.Connection, table: str, ids: list[int]) -> bytes:
    chosen = f"SELECT * FROM {table} WHERE report_id = ANY(%s)"  # noqa: S608  our own names
    query = f"COPY ({chosen}) TO STDOUT (FORMAT binary)"
    with database.cursor().copy(query, [ids]) as copy:
        return b"".join(copy)


def sum_of(database: psycopg.Connection, table: str) -> tuple[object, ...]:
    """Return a sum over whole rows that is equal only for equal tables."""
    query = f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} t"  # noqa: S608  likewise
    return database.execute(query).fetchone() or ()


def measure(count: int, workers: int) -> dict[str, object]:
    """Load, copy the same rows, and compare the tables."""
    lines = Path(os.environ["TIPLINE_HOME"]).with_suffix(".jsonl")
    write_reports(lines, count)
    try:
        command("db", "start")
        seconds = load(lines, workers)
    finally:
        lines.unlink()
    superuser = reach.conninfo(reach.as_superuser(reach.DATABASE))
    with psycopg.connect(superuser) as database:
        database.execute("CHECKPOINT")
        copying = copy_rows(database)
        same = all(sum_of(database, one) == sum_of(database, f"peer_{one}") for one in TABLES)
        held = sum_of(database, "intake_report")[0]
    ours, peer = count / seconds, count / copying
    return {
        "name": "bulk load of reports without files",
        "unit": "reports a second",
        "ours": round(ours, 1),
        "peer": round(peer, 1),
        "peer_name": "bare COPY of the same rows, one connection, nothing parsed",
        "ratio": round(ours / peer, 3),
        "target": 5000,
        "checked": same and held == count,
        "reports": count,
        "seconds": round(seconds, 2),
        "workers": workers,
        "report_bytes": len(REPORT),
    }


def main() -> None:
    """Measure in a folder of its own, which is removed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="under 40 seconds")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = options.parse_args()
    home = tempfile.mkdtemp(prefix="tipline-bench-")
    os.environ["TIPLINE_HOME"] = home
    os.environ.pop("TIPLINE_DATABASE_URL", None)
    try:
        result = measure(40_000 if chosen.quick else 150_000, chosen.workers)
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
