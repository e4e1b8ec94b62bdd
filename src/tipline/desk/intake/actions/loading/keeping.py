"""Keep loaded reports in bulk, each content once, with every path at which it was met.

Rows are copied into tables of the session and moved from there: the database refuses COPY into
tables whose rows are walled by agency, and the move settles who comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.actions.loading.arrivals import (
    Kept,
    digest_path,
    document_rows,
    file_rows,
    refusal_row,
    report_row,
    writable,
)
from tipline.desk.intake.actions.loading.statements import (
    ADD_PATHS,
    DOCUMENT_TYPES,
    EMPTY_STAGES,
    FILE_TYPES,
    KNOWN,
    MOVE,
    REFUSE,
    REPORT_TYPES,
    STAGES,
)
from tipline.desk.intake.rows import DURABLY, prepared_cursor
from tipline.desk.intake.rules import draw_report_id
from tipline.desk.intake.types import Environment, State
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import psycopg

    from tipline.desk.intake.actions.loading.arrivals import (
        Arrival,
        LoadSettings,
        RefusedArrival,
        Row,
    )
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]


def find_known(
    actor: Actor, digests: Sequence[bytes], environment: Environment
) -> dict[bytes, int]:
    """Return the reports that are held with these contents."""
    with acting(actor), prepared_cursor() as cursor:
        return _known(cursor, actor, digests, environment)


def keep_arrivals(
    actor: Actor,
    arrivals: Sequence[Arrival],
    *,
    settings: LoadSettings,
    now: datetime,
    below: Callable[[int], int],
) -> dict[bytes, Kept]:
    """Keep reports, each content once; return for each content its report and whether it is new.

    One transaction: reports, documents, files, paths, the places in linking's line, the event.
    """
    by_content = {arrival.content_sha256: arrival for arrival in reversed(arrivals)}
    new: dict[bytes, int] = {}
    known: dict[bytes, int] = {}
    with acting(actor), prepared_cursor() as cursor:
        cursor.execute(f"SELECT {DURABLY}")
        _make_stages(cursor)
        while missing := [one for key, one in by_content.items() if key not in new | known]:
            new |= _keep(cursor, actor, missing, settings=settings, now=now, below=below)
            # What was not kept is held already; if it is not, its id was taken, and is redrawn.
            left = [one.content_sha256 for one in missing if one.content_sha256 not in new]
            known |= _known(cursor, actor, left, settings.environment) if left else {}
        ids = new | known
        _add_paths(cursor, actor, _further_paths(arrivals, by_content, new, ids), now)
        _record_load(actor, sorted(new.values()), settings, now=now)
    return {
        key: Kept(
            report_id=ids[key],
            is_new=key in new,
            path=arrival.path,
            has_errors=arrival.has_errors,
        )
        for key, arrival in by_content.items()
    }


def add_paths(actor: Actor, met: Sequence[tuple[int, str]], *, now: datetime) -> None:
    """Note that the contents of reports were met at other paths. A path is noted once."""
    with acting(actor), prepared_cursor() as cursor:
        added = _add_paths(cursor, actor, met, now)
        if added:
            record(
                actor,
                "intake:report:load",
                object_type="report",
                object_id=f"{added} paths",
                after={"report_ids": sorted({str(report_id) for report_id, _ in met})},
                now=now,
            )


def keep_refused(
    actor: Actor, refused: Sequence[RefusedArrival], *, settings: LoadSettings, now: datetime
) -> None:
    """Keep what is no report aside, with its path and the reason. The same once only."""
    with acting(actor), prepared_cursor() as cursor:
        kept = [
            row[0]
            for one in refused
            if (row := cursor.execute(REFUSE, refusal_row(one, actor, settings, now)).fetchone())
        ]
        if kept:
            record(
                actor,
                "intake:report:load",
                object_type="refusal",
                object_id=f"{len(kept)} refused",
                after={"refusals": kept},
                now=now,
            )


def _further_paths(
    arrivals: Sequence[Arrival],
    by_content: dict[bytes, Arrival],
    new: dict[bytes, int],
    ids: dict[bytes, int],
) -> list[tuple[int, str]]:
    """Return the paths that did not come in with a new report: its content was met again."""
    return [
        (ids[one.content_sha256], one.path)
        for one in arrivals
        if one.content_sha256 not in new or by_content[one.content_sha256] is not one
    ]


def _make_stages(cursor: Cursor) -> None:
    for stage in STAGES:
        cursor.execute(stage)


def _keep(
    cursor: Cursor,
    actor: Actor,
    arrivals: Sequence[Arrival],
    *,
    settings: LoadSettings,
    now: datetime,
    below: Callable[[int], int],
) -> dict[bytes, int]:
    numbered = [(draw_report_id(now, below), arrival) for arrival in arrivals]
    rows = [report_row(number, arrival) for number, arrival in numbered]
    _copy(cursor, "loading_report", REPORT_TYPES, rows)
    documents = [row for one in numbered for row in document_rows(*one)]
    _copy(cursor, "loading_document", DOCUMENT_TYPES, documents)
    files = [row for one in numbered for row in file_rows(*one)]
    _copy(cursor, "loading_file", FILE_TYPES, files)
    values = {
        "agency_id": actor.agency_id,
        "environment": settings.environment,
        "schema_version": settings.schema_version,
        "now": now,
    }
    kept = {row[0] for row in cursor.execute(MOVE, values, prepare=True).fetchall()}
    if len(kept) < len(numbered):
        cursor.execute(EMPTY_STAGES)
    return {arrival.content_sha256: number for number, arrival in numbered if number in kept}


def _copy(cursor: Cursor, table: str, types: Sequence[str], rows: Sequence[Row]) -> None:
    if not rows:
        return
    with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _add_paths(cursor: Cursor, actor: Actor, met: Sequence[tuple[int, str]], now: datetime) -> int:
    if not met:
        return 0
    columns = (
        [report_id for report_id, _ in met],
        [digest_path(path) for _, path in met],
        [writable(path) for _, path in met],
    )
    return cursor.execute(ADD_PATHS, (actor.agency_id, now, *columns), prepare=True).rowcount


def _known(
    cursor: Cursor, actor: Actor, digests: Sequence[bytes], environment: Environment
) -> dict[bytes, int]:
    values = {"agency_id": actor.agency_id, "environment": environment, "digests": list(digests)}
    return dict(cursor.execute(KNOWN, values, prepare=True).fetchall())


def _record_load(
    actor: Actor, report_ids: Sequence[int], settings: LoadSettings, *, now: datetime
) -> None:
    if report_ids:
        record(
            actor,
            "intake:report:load",
            object_type="report",
            object_id=f"{len(report_ids)} reports",
            after={
                "report_ids": [str(report_id) for report_id in report_ids],
                "state": State.FINISHED,
                "environment": settings.environment,
            },
            now=now,
        )
