"""Hold the report that a call names, and let it lapse when its time has passed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.queries.reports import STANDING, standing_of
from tipline.desk.intake.rows import acting_at_once
from tipline.desk.intake.rules import answer_call, has_expired
from tipline.desk.intake.types import Call, Code, Sender, Standing, State
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.people.types import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from tipline.desk.intake.rows import Bundle

T = TypeVar("T")

# A statement sees what was committed when it began. The files are read by a second one, which
# begins when the lock is held: a file that came while this call waited is seen by it.
HOLD = "SELECT FROM intake_report WHERE report_id = %s FOR UPDATE"

EXPIRE = """
UPDATE intake_report SET state = 'expired' WHERE report_id = ANY(%s) AND state = 'open'
"""


def sender_actor(sender: Sender) -> Actor:
    """Name a sender as the audit log does. Raises NotPermitted for who may not send reports."""
    actor = Actor(
        agency_id=sender.agency_id,
        name=f"sender:{sender.sender_id}",
        roles=frozenset({Role.SENDER}),
    )
    check_may(actor, Action.SUBMIT_REPORTS)
    return actor


def change_open_report(
    sender: Sender,
    call: Call,
    report_id: int,
    write: Callable[[Bundle, Standing], T],
    *,
    now: datetime,
) -> T:
    """Run `write` with the report held, if the call may go on. Raises Refused.

    The write and its audit event commit together, before this returns.
    """
    actor = sender_actor(sender)
    with acting_at_once(actor) as cursor:
        cursor.execute(HOLD, (report_id,))
        row = cursor.execute(STANDING, (report_id,)).fetchone()
        standing = standing_of(row) if row else None
        refusal = check_call(
            cursor,
            actor,
            call,
            standing,
            caller=sender.sender_id,
            report_id=report_id,
            now=now,
        )
        if refusal is None and standing is not None:
            return write(cursor, standing)
    raise refusal or Refused(Code.NO_SUCH_REPORT, f"Report {report_id} does not exist.")


def check_call(
    cursor: Bundle,
    actor: Actor,
    call: Call,
    standing: Standing | None,
    *,
    caller: UUID,
    report_id: int,
    now: datetime,
) -> Refused | None:
    """Return why a call may not go on, or None. A report that passed its time is closed on the way.

    Returned, not raised: what was closed must stay closed, and a raise would roll it back.
    """
    code, text = answer_call(call, standing, caller=caller, report_id=report_id, now=now)
    if code is Code.SUCCESS:
        return None
    if standing and standing.sender_id == caller and has_expired(standing, now=now):
        expire(cursor, actor, [report_id], now=now)
    return Refused(code, text)


def expire(cursor: Bundle, actor: Actor, report_ids: list[int], *, now: datetime) -> None:
    """Close reports whose time has passed; call it with them held."""
    cursor.execute(EXPIRE, (report_ids,))
    record(
        actor,
        "intake:report:expire",
        object_type="report",
        object_id=str(report_ids[0]) if len(report_ids) == 1 else f"{len(report_ids)} reports",
        before={"state": State.OPEN},
        after={"state": State.EXPIRED, "report_ids": [str(number) for number in report_ids]},
        now=now,
        cursor=cursor,
    )
