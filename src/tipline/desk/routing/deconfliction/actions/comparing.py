"""Compare another unit's answer: which reports of ours name something that it holds, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.routing import models
from tipline.desk.routing.deconfliction.actions.asking import LAPSES_AFTER
from tipline.desk.routing.deconfliction.actions.steps import keep_step
from tipline.desk.routing.deconfliction.errors import WrongExchange
from tipline.desk.routing.deconfliction.exchange_files import (
    check_same_order,
    read_exchange,
    read_header,
)
from tipline.desk.routing.deconfliction.powers import forget_power, power_of
from tipline.desk.routing.deconfliction.queries import key_of_file
from tipline.desk.routing.deconfliction.rules.exchanging import compare
from tipline.desk.routing.deconfliction.types import Match, Partner, Step
from tipline.desk.routing.rules.stating_reasons import check_reason
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from tipline.desk.routing.deconfliction.types import Header
    from tipline.trust.people.types import Actor


class ComparedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer told: the matches, all of them reports of ours."""

    partner: Partner
    matches: tuple[Match, ...]


def compare_answer(actor: Actor, raw: bytes, *, reason: str, now: datetime) -> ComparedAnswer:
    """Keep and return which of our reports name what the other unit holds, too.

    Raises NotPermitted, UnfitReason, BadExchange, NoKeyToday, BadKey, WrongExchange, NoElement.
    """
    check_may(actor, Action.EXCHANGE_FOR_DECONFLICTION, reason=reason)
    said = check_reason(reason)
    header = read_header(raw)
    partner, key = key_of_file(
        actor, header.key_id, header.epoch, now.date(), days_after=LAPSES_AFTER.days
    )
    file = read_exchange(raw, key.secret)
    if file.header.step is not Step.ANSWER:
        raise WrongExchange(
            "This is a question, not an answer. It is answered by: tipline deconflict import"
        )
    with acting(actor):
        check_same_order(_asked(header, partner), file.asked)
        power = power_of(actor.agency_id, header.exchange)
        found = compare(file.asked, file.held, power=power)
        matches = _keep_matches(actor, partner, header.exchange, dict(found), now)
        keep_step(
            actor,
            header,
            partner,
            step=Step.COMPARISON,
            reason=said,
            matched=len(found),
            now=now,
        )
        models.AskedValue.objects.filter(exchange=header.exchange).delete()
    forget_power(actor.agency_id, header.exchange)
    return ComparedAnswer(partner=partner, matches=matches)


def _asked(header: Header, partner: Partner) -> int:
    """Return how many elements we asked this unit about in an exchange."""
    asked = models.Exchange.objects.filter(
        exchange=header.exchange, step=Step.QUESTION.value, partner_id=partner.partner_id
    ).first()
    if asked is None:
        raise WrongExchange(
            "The answer belongs to no question that this agency put to that unit. Ask anew:"
            " tipline deconflict export"
        )
    return asked.asked


def _keep_matches(
    actor: Actor,
    partner: Partner,
    exchange: UUID,
    references: dict[int, str],
    now: datetime,
) -> tuple[Match, ...]:
    asked = models.AskedValue.objects.filter(exchange=exchange, position__in=list(references))
    rows = [
        models.Match(
            agency_id=actor.agency_id,
            exchange=exchange,
            partner_id=partner.partner_id,
            report_id=one.report_id,
            path=one.path,
            kind=one.kind,
            reference=references[one.position],
            found_at=now,
        )
        for one in asked.order_by("report_id", "path")
    ]
    models.Match.objects.bulk_create(rows, batch_size=1_000)
    return _say(rows, partner, now)


def _say(rows: Sequence[models.Match], partner: Partner, now: datetime) -> tuple[Match, ...]:
    return tuple(
        Match(
            report_id=str(row.report_id),
            field=row.path,
            kind=row.kind,
            partner=partner.name,
            call=partner.call,
            reference=row.reference,
            found_at=now,
        )
        for row in rows
    )
