"""Measure a bulk load of reports without files, beside a bare COPY of the rows that it makes.

Ours reads JSON lines, parses and judges every report, and keeps report, text, path, place in line
and audit event, in batches of 1,000 that each survive a crash. The peer copies the very same rows
into tables with the same indexes, as the database's superuser, and does nothing else.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import psycopg

from frame import command, measure_at_home, read_options
from tipline.site.database import connection as reach

REPORT = Path(__file__).with_name("intake_report.xml").read_text()
TABLES = ("intake_report", "intake_document", "intake_loadedfrom", "intake_waiting")
BATCH = 1000


def write_reports(target: Path, count: int) -> None:
    """Write so many reports that differ in whom they name, one to a line."""
    with target.open("w") as file:
        for number in range(count):
            text = REPORT.replace("acct-4410973", f"acct-{number}").replace(
                "someone@", f"someone-{number}@"
            )
            file.write(json.dumps({"report": text}) + "\n")


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


def measure(count: int, workers: int, home: str) -> dict[str, object]:
    """Load, copy the same rows, and compare the tables."""
    lines = Path(home).with_suffix(".jsonl")
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
    """Measure, and show the figures."""
    chosen = read_options(__doc__)
    count = 40_000 if chosen.quick else 150_000
    measure_at_home(lambda home: measure(count, chosen.workers, home), as_json=chosen.json)


if __name__ == "__main__":
    main()
