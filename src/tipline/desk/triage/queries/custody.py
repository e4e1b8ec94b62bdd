"""Read who did what with one report, also where one event names many reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.types import CustodyLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.desk.intake.types import ReceivedReport
    from tipline.trust.people.types import Actor

LINES_SHOWN = 200

# No index leads from a report to the batch that it was in: of the events of batches, so many
# are looked through, the first ones since the report came. The page says so.
BATCHES_SEARCHED = 1000

# Of an actor that is a person or a sender of this install.
NAME = """coalesce(
    (SELECT name FROM people_person WHERE id = CASE
        WHEN actor ~ '^person:[0-9a-f-]{36}$' THEN substr(actor, 8)::uuid END),
    (SELECT name FROM intake_sender WHERE id = CASE
        WHEN actor ~ '^sender:[0-9a-f-]{36}$' THEN substr(actor, 8)::uuid END),
    '')"""

OWN = f"""
SELECT at, actor, {NAME}, kind, coalesce(reason, ''),
    CASE WHEN kind = 'triage:report:reveal' THEN after->>'group' ELSE '' END,
    CASE WHEN kind = 'triage:report:reveal' THEN after->>'why' ELSE '' END
FROM audit_event
WHERE agency_id = %s AND (object_type = 'report' AND object_id = %s
    OR object_type = 'file' AND object_id = ANY(%s))
ORDER BY id DESC LIMIT %s
"""  # noqa: S608  only the constant above is put in

OF_BATCHES = f"""
WITH batches AS MATERIALIZED (
    SELECT id, at, actor, kind, reason, after FROM audit_event
    WHERE agency_id = %(agency)s AND at >= %(since)s AND kind = ANY(%(kinds)s)
    ORDER BY id LIMIT %(searched)s
)
SELECT at, actor, {NAME}, kind, coalesce(reason, ''), '', '' FROM batches
WHERE after->'report_ids' ? %(report)s OR after->'moved' ? %(report)s
    OR jsonb_path_exists(after, '$.clusters.*[*] ? (@ == $one)',
        jsonb_build_object('one', %(report)s::text))
ORDER BY id LIMIT %(shown)s
"""  # noqa: S608  only the constant above is put in

_KINDS = [
    "intake:report:load",
    "intake:report:claim",
    "intake:report:expire",
    "linking:reports:link",
    "linking:reports:relink",
    "linking:report:set-aside",
    "linking:reports:retry",
    "triage:report:set-aside",
]


def read_custody(
    actor: Actor, books: ReceivedReport, generations: Iterable[tuple[Any, ...]]
) -> tuple[CustodyLine, ...]:
    """Return who did what to the report and when its cluster was ranked, oldest first.

    Call it inside `acting`.
    """
    report = str(books.report_id)
    files = [file.file_id for file in books.stored_files]
    batches = {
        "agency": actor.agency_id,
        "since": books.opened_at,
        "kinds": _KINDS,
        "searched": BATCHES_SEARCHED,
        "report": report,
        "shown": LINES_SHOWN,
    }
    with prepared_cursor() as cursor:
        own = (actor.agency_id, report, files, LINES_SHOWN)
        rows = cursor.execute(OWN, own).fetchall()
        rows += cursor.execute(OF_BATCHES, batches).fetchall()
    lines = [CustodyLine(*row) for row in rows]
    lines += [
        CustodyLine(
            at=ranked_at,
            actor="process:triage",
            name="",
            kind="triage:clusters:rank",
            reason=f"Its cluster was ranked {tier} under policy {version}, generation {generation}",
        )
        for ranked_at, tier, version, generation, *_ in generations
    ]
    return tuple(sorted(lines, key=lambda line: line.at))
