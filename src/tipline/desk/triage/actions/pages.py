"""Carry pages to people: plan who is next, lend messages out, note what became of them.

Promise: a message is sent at least once and, unless a process dies between sending and noting it,
only once; a repetition carries the same key. A page that nobody acknowledges never rests.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.models import Page
from tipline.desk.triage.paging.messages import DueSend
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tipline.desk.triage.paging.configuration import Step
    from tipline.trust.people.types import Actor

# A flood of danger (a history loaded at once) reaches people as so many messages a minute.
PLANNED_AT_ONCE = 10
PLAN_AGAIN = timedelta(minutes=1)

# Whoever took a message and died gives it back by this time.
LENT_FOR = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=5)

# What nobody was told of goes out before what others were told of already.
DUE = """
SELECT id, step FROM triage_page WHERE acknowledged_at IS NULL AND next_at <= %s
ORDER BY step > 0, next_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""

OTHERS_LATER = """
UPDATE triage_page SET next_at = %(later)s
WHERE acknowledged_at IS NULL AND next_at <= %(now)s AND NOT (id = ANY(%(taken)s))
"""

PLAN = """
WITH stepped AS (
    UPDATE triage_page p SET step = planned.step, next_at = planned.next_at
    FROM unnest(%(pages)s::bigint[], %(steps)s::int[], %(next)s::timestamptz[])
        AS planned(id, step, next_at)
    WHERE p.id = planned.id
)
INSERT INTO triage_pagesend (agency_id, page_id, step, target, due_at, attempts)
SELECT %(agency)s, page_id, step, target, %(now)s, 0
FROM unnest(%(of_page)s::bigint[], %(of_step)s::int[], %(target)s::text[])
    AS send(page_id, step, target)
ON CONFLICT (page_id, step, target) DO NOTHING
"""

# One for each receiver: a loan must not run out while a message waits behind another's.
LEND = """
WITH next AS (
    SELECT DISTINCT ON (s.target) s.id, s.step, s.due_at
    FROM triage_pagesend s JOIN triage_page p ON p.id = s.page_id
    WHERE s.sent_at IS NULL AND s.due_at <= %(now)s AND p.acknowledged_at IS NULL
        AND NOT (s.target = ANY(%(without)s))
    ORDER BY s.target, s.step > 1, s.due_at, s.id
),
taken AS (
    SELECT s.id FROM triage_pagesend s JOIN next USING (id)
    WHERE s.sent_at IS NULL AND s.due_at <= %(now)s
    ORDER BY next.step > 1, next.due_at, next.id LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED
)
UPDATE triage_pagesend s SET due_at = %(back)s, attempts = s.attempts + 1
FROM taken, triage_page p LEFT JOIN triage_queueentry q ON q.cluster_id = p.cluster_id
WHERE s.id = taken.id AND p.id = s.page_id
RETURNING s.id, s.page_id, s.step, s.target, p.cluster_id, p.report_id, coalesce(q.tier, 'T0'),
    p.opened_at,
    (SELECT count(*) - 1 FROM triage_page WHERE acknowledged_at IS NULL)
"""

BEAT = """
INSERT INTO triage_pager (agency_id, beat_at) VALUES (%s, %s)
ON CONFLICT (agency_id) DO UPDATE SET beat_at = excluded.beat_at
"""


def plan_pages(actor: Actor, rota: Sequence[Step], *, now: datetime) -> int:
    """Have the next on the rota paged for what nobody acknowledged in time; return how many pages.

    After the last step the rota begins again.
    """
    if not rota:
        return 0
    with acting(actor), prepared_cursor() as cursor:
        due = cursor.execute(DUE, (now, PLANNED_AT_ONCE)).fetchall()
        if not due:
            return 0
        steps = [(number, before + 1, rota[before % len(rota)]) for number, before in due]
        sends = [
            (number, at, target)
            for number, at, step in steps
            for target in (*step.emails, *step.webhooks)
        ]
        planned: dict[str, Any] = {
            "agency": actor.agency_id,
            "now": now,
            "pages": [number for number, _, _ in steps],
            "steps": [at for _, at, _ in steps],
            "next": [now + step.deadline for _, _, step in steps],
            "of_page": [number for number, _, _ in sends],
            "of_step": [at for _, at, _ in sends],
            "target": [target for _, _, target in sends],
        }
        cursor.execute(PLAN, planned)
        waiting = {"later": now + PLAN_AGAIN, "now": now, "taken": planned["pages"]}
        cursor.execute(OTHERS_LATER, waiting)
        record(
            actor,
            "triage:page:step",
            object_type="page",
            object_id=f"{len(due)} pages",
            after={"steps": {str(number): at for number, at, _ in steps}, "messages": len(sends)},
            now=now,
        )
    return len(due)


def lend_sends(
    actor: Actor, *, limit: int, without: Sequence[str] = (), now: datetime
) -> tuple[DueSend, ...]:
    """Take the next message to each receiver but some, at most `limit`, for LENT_FOR.

    Whoever dies with one gives it back by then.
    """
    with acting(actor), prepared_cursor() as cursor:
        given = {"now": now, "limit": limit, "back": now + LENT_FOR, "without": list(without)}
        rows = cursor.execute(LEND, given).fetchall()
        if rows:
            record(
                actor,
                "triage:page:send",
                object_type="page",
                object_id=f"{len(rows)} messages",
                after={"sends": {str(row[0]): {"page": row[1], "step": row[2]} for row in rows}},
                now=now,
            )
    return tuple(
        DueSend(
            send_id=row[0],
            page_id=row[1],
            step=row[2],
            target=row[3],
            cluster_id=row[4],
            report_id=str(row[5]),
            tier=row[6],
            opened_at=row[7],
            others_open=row[8],
        )
        for row in rows
    )


def note_sent(actor: Actor, send: DueSend, *, now: datetime) -> None:
    """Note that a message was taken by its server."""
    _note(actor, send, "UPDATE triage_pagesend SET sent_at = %s, fault = NULL WHERE id = %s", now)


def note_not_sent(actor: Actor, send: DueSend, fault: str, *, now: datetime) -> None:
    """Note why a message was not taken; it is due again, each time after twice as long."""
    statement = """
        UPDATE triage_pagesend SET fault = %s, due_at = %s
            + least(%s, %s * power(2, attempts - 1)) WHERE id = %s
    """
    with acting(actor), prepared_cursor() as cursor:
        cursor.execute(statement, (fault[:200], now, LONGEST_RETRY, FIRST_RETRY, send.send_id))
        _record_note(actor, send, {"fault": fault[:200]}, now)


def acknowledge_page(actor: Actor, page_id: int, *, now: datetime) -> str:
    """Say that one has seen a page, which ends its escalation; return its report's number.

    Raises NotPossible for one that is not of this agency or that somebody has seen before.
    """
    check_may(actor, Action.ACKNOWLEDGE_PAGES)
    with acting(actor):
        page = Page.objects.select_for_update().filter(id=page_id).first()
        if page is None:
            raise NotPossible(f"page: this agency has no page {page_id}; see tipline page list")
        if page.acknowledged_at is not None:
            raise NotPossible(f"page: {page_id} was acknowledged by {page.acknowledged_by} before")
        page.acknowledged_at, page.acknowledged_by = now, actor.name
        page.save(update_fields=["acknowledged_at", "acknowledged_by"])
        record(
            actor,
            "triage:page:acknowledge",
            object_type="report",
            object_id=str(page.report_id),
            after={"page_id": page_id, "step": page.step, "cluster_id": page.cluster_id},
            now=now,
        )
    return str(page.report_id)


def beat(actor: Actor, *, now: datetime) -> None:
    """Note that the pager lives. It leaves no event: it says nothing of any report."""
    with acting(actor), prepared_cursor() as cursor:
        cursor.execute(BEAT, (actor.agency_id, now))


def _note(actor: Actor, send: DueSend, statement: str, now: datetime) -> None:
    with acting(actor), prepared_cursor() as cursor:
        cursor.execute(statement, (now, send.send_id))
        _record_note(actor, send, {"sent": True}, now)


def _record_note(actor: Actor, send: DueSend, after: dict[str, Any], now: datetime) -> None:
    record(
        actor,
        "triage:page:note",
        object_type="page",
        object_id=str(send.page_id),
        after={"send": send.send_id, "step": send.step, **after},
        now=now,
    )
