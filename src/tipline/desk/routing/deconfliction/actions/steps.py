"""Take one step of an exchange: at most one of its kind with a unit within a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from tipline.desk.routing import models
from tipline.desk.routing.deconfliction.errors import TooSoon, WrongExchange
from tipline.trust.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tipline.desk.routing.deconfliction.types import Header, LeftOut, Partner, Step
    from tipline.trust.people.types import Actor

# A day less an hour of give, so that "every morning at nine" is not refused for a minute.
APART = timedelta(hours=23)

ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('deconfliction'), hashtext(%s))"


def check_apart(partner: Partner, step: Step, now: datetime) -> None:
    """Raise TooSoon where such a step was taken with a unit within a day. Call inside `acting`.

    Two at once wait for each other, so that not both can pass.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [str(partner.partner_id)])
    last = (
        models.Exchange.objects.filter(partner_id=partner.partner_id, step=step.value)
        .order_by("-at")
        .first()
    )
    if last and now < last.at + APART:
        raise TooSoon(
            f"The last {step.value} with {partner.name} was on {last.at:%Y-%m-%d %H:%M} UTC; the"
            f" next may be from {last.at + APART:%Y-%m-%d %H:%M} UTC on. Many small exchanges"
            " would tell more than one."
        )


def keep_step(
    actor: Actor,
    header: Header,
    partner: Partner,
    *,
    step: Step,
    reason: str,
    matched: int | None = None,
    left_out: Sequence[LeftOut] = (),
    now: datetime,
) -> None:
    """Keep that a step was taken, with its event. Raises WrongExchange where it was already.

    Call it inside `acting`.
    """
    try:
        with transaction.atomic():
            models.Exchange.objects.create(
                agency_id=actor.agency_id,
                exchange=header.exchange,
                step=step.value,
                partner_id=partner.partner_id,
                key_id=header.key_id,
                asked=header.asked,
                held=header.held,
                matched=matched,
                reason=reason,
                actor=actor.name,
                at=now,
            )
    except IntegrityError:
        raise WrongExchange(
            f"This {step.value} was taken already: an exchange has each of its steps once."
        ) from None
    verbs = {"question": "ask", "answer": "answer", "comparison": "compare"}
    after: dict[str, Any] = {
        "partner": str(partner.partner_id),
        "epoch": header.epoch,
        "key_id": header.key_id,
        "asked": header.asked,
        "held": header.held,
        "matched": matched,
        "left_out": [[one.kind, one.why, one.values] for one in left_out],
    }
    record(
        actor,
        f"routing:exchange:{verbs[step.value]}",
        object_type="exchange",
        object_id=str(header.exchange),
        after=after,
        reason=reason,
        now=now,
    )
