"""Write a question for another unit: which of these it holds, too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from tipline.desk.routing import models
from tipline.desk.routing.deconfliction.actions.steps import check_apart, keep_step
from tipline.desk.routing.deconfliction.errors import NothingToAsk
from tipline.desk.routing.deconfliction.exchange_files import FORMAT, VERSION, write_exchange
from tipline.desk.routing.deconfliction.powers import forget_power, keep_power
from tipline.desk.routing.deconfliction.queries import key_in_force
from tipline.desk.routing.deconfliction.rules.curve import draw_power
from tipline.desk.routing.deconfliction.rules.exchanging import ask
from tipline.desk.routing.deconfliction.rules.sharing import MOST_ASKED, choose_shared
from tipline.desk.routing.deconfliction.types import ExchangeFile, Header, LeftOut, Step
from tipline.desk.routing.rules.stating_reasons import check_reason
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.people.queries import agency_name
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tipline.desk.routing.deconfliction.rules.exchanging import Asked
    from tipline.desk.routing.deconfliction.types import OwnValue, Partner
    from tipline.trust.people.types import Actor


# A question is answered for a week; the answer may take its time on the way back.
LAPSES_AFTER = timedelta(days=28)


class AskedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it is to be sent, how many values it asks about, and what it leaves out."""

    raw: bytes
    exchange: UUID
    values: int
    left_out: tuple[LeftOut, ...]


def ask_partner(
    actor: Actor,
    partner: Partner,
    values: Sequence[OwnValue],
    *,
    reason: str,
    random_bytes: Callable[[int], bytes],
    keep_file: Callable[[bytes], None] = lambda _: None,
    now: datetime,
) -> AskedQuestion:
    """Return a question about these values, after its event was kept.

    `keep_file` is given the file before the event is kept: where it raises, nothing was asked.
    Raises NotPermitted, UnfitReason, NoKeyToday, TooSoon, NothingToAsk.
    """
    check_may(actor, Action.EXCHANGE_FOR_DECONFLICTION, reason=reason)
    said = check_reason(reason)
    key = key_in_force(actor, partner, now.date())
    chosen, left_out = choose_shared(values, most=MOST_ASKED)
    if not chosen:
        raise NothingToAsk("No identifier of these reports may be asked about.")
    power = draw_power(random_bytes)
    asked = ask(chosen, secret=key.secret, power=power, random_bytes=random_bytes)
    header = Header(
        format=FORMAT,
        version=VERSION,
        step=Step.QUESTION,
        exchange=UUID(bytes=random_bytes(16), version=4),
        epoch=key.epoch,
        key_id=key.key_id,
        from_unit=agency_name(actor),
        made_at=now,
        asked=len(asked.elements),
        held=0,
    )
    raw = write_exchange(ExchangeFile(header=header, asked=asked.elements), key.secret)
    # Before the question: one whose power is lost could never be compared.
    keep_power(actor.agency_id, header.exchange, power)
    try:
        with acting(actor):
            check_apart(partner, Step.QUESTION, now)
            keep_step(
                actor, header, partner, step=Step.QUESTION, reason=said, left_out=left_out, now=now
            )
            _keep_positions(actor, header.exchange, asked)
            lapsed = _forget_lapsed(now)
            keep_file(raw)
    except BaseException:
        forget_power(actor.agency_id, header.exchange)
        raise
    for exchange in lapsed:
        forget_power(actor.agency_id, exchange)
    return AskedQuestion(raw=raw, exchange=header.exchange, values=len(chosen), left_out=left_out)


def _keep_positions(actor: Actor, exchange: UUID, asked: Asked) -> None:
    models.AskedValue.objects.bulk_create(
        [
            models.AskedValue(
                agency_id=actor.agency_id,
                exchange=exchange,
                position=position,
                report_id=report_id,
                path=path,
                kind=value.kind,
            )
            for position, value in enumerate(asked.values)
            if value is not None
            for report_id, path in value.holders
        ],
        batch_size=1_000,
    )


def _forget_lapsed(now: datetime) -> list[UUID]:
    """Forget what questions stand for that nobody answers any more; return which those were."""
    waiting = models.AskedValue.objects.values("exchange")
    lapsed = models.Exchange.objects.filter(
        exchange__in=waiting, step=Step.QUESTION.value, at__lt=now - LAPSES_AFTER
    )
    found: list[UUID] = list(lapsed.values_list("exchange", flat=True))
    models.AskedValue.objects.filter(exchange__in=found).delete()
    return found
