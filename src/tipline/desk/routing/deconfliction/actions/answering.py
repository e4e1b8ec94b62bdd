"""Answer another unit's question: it learns what both hold, and we learn nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.routing import models
from tipline.desk.routing.deconfliction.actions.steps import check_apart, keep_step
from tipline.desk.routing.deconfliction.errors import WrongExchange
from tipline.desk.routing.deconfliction.exchange_files import (
    read_exchange,
    read_header,
    write_exchange,
)
from tipline.desk.routing.deconfliction.queries import key_of_file
from tipline.desk.routing.deconfliction.rules.curve import draw_power
from tipline.desk.routing.deconfliction.rules.exchanging import answer
from tipline.desk.routing.deconfliction.rules.sharing import MOST_HELD, choose_shared
from tipline.desk.routing.deconfliction.types import ExchangeFile, LeftOut, Partner, Step
from tipline.desk.routing.rules.stating_reasons import check_reason
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.people.queries import agency_name
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from tipline.desk.routing.deconfliction.types import OwnValue
    from tipline.trust.people.types import Actor

OLDEST = timedelta(days=7)
# An exchange may be made every day, and each gives a reference for everything that is held.
REFERENCES_HOLD = timedelta(days=365)


class AnsweredQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as it is to be sent back, to whom, and how many values it stands for."""

    raw: bytes
    partner: Partner
    values: int
    left_out: tuple[LeftOut, ...]


def answer_question(
    actor: Actor,
    raw: bytes,
    values_of: Callable[[], Sequence[OwnValue]],
    *,
    reason: str,
    random_bytes: Callable[[int], bytes],
    keep_file: Callable[[bytes], None] = lambda _: None,
    now: datetime,
) -> AnsweredQuestion:
    """Return the answer to a question, after its event was kept.

    `values_of` gathers our own values, once the question was found to be in order; `keep_file` is
    given the file before the event is kept: where it raises, nothing was answered. Raises
    NotPermitted, UnfitReason, BadExchange, NoKeyToday, BadKey, WrongExchange, TooSoon, NoElement.
    """
    check_may(actor, Action.EXCHANGE_FOR_DECONFLICTION, reason=reason)
    said = check_reason(reason)
    header = read_header(raw)
    partner, key = key_of_file(actor, header.key_id, header.epoch, now.date())
    question = read_exchange(raw, key.secret)
    _check_question(question, now)
    with acting(actor):
        _check_not_ours(question)
        check_apart(partner, Step.ANSWER, now)
    chosen, left_out = choose_shared(values_of(), most=MOST_HELD)
    answered = answer(
        question.asked,
        chosen,
        secret=key.secret,
        power=draw_power(random_bytes),
        random_bytes=random_bytes,
    )
    header = msgspec.structs.replace(
        header,
        step=Step.ANSWER,
        from_unit=agency_name(actor),
        made_at=now,
        held=len(answered.held),
    )
    file = ExchangeFile(header=header, asked=answered.raised, held=answered.held)
    raw = write_exchange(file, key.secret)
    with acting(actor):
        check_apart(partner, Step.ANSWER, now)
        keep_step(actor, header, partner, step=Step.ANSWER, reason=said, left_out=left_out, now=now)
        _forget_old_references(now)
        _keep_references(actor, partner, answered.references, now)
        keep_file(raw)
    return AnsweredQuestion(
        raw=raw,
        partner=partner,
        values=len(chosen),
        left_out=left_out,
    )


def _check_question(question: ExchangeFile, now: datetime) -> None:
    header = question.header
    if header.step is not Step.QUESTION:
        raise WrongExchange(
            f"This is the {header.step.value} of an exchange, not a question. An answer is taken"
            " by: tipline deconflict compare"
        )
    if not now - OLDEST <= header.made_at <= now + timedelta(days=1):
        raise WrongExchange(
            f"The question is of {header.made_at:%Y-%m-%d}: it is answered for {OLDEST.days} days."
            " Have it asked anew."
        )


def _check_not_ours(question: ExchangeFile) -> None:
    """Refuse a question that this agency put itself: both units hold the same key."""
    asked = models.Exchange.objects.filter(
        exchange=question.header.exchange, step=Step.QUESTION.value
    )
    if asked.exists():
        raise WrongExchange(
            "This agency put this question itself. Send the file to the other unit; what comes back"
            " is taken by: tipline deconflict compare"
        )


def _forget_old_references(now: datetime) -> None:
    models.GivenReference.objects.filter(given_at__lt=now - REFERENCES_HOLD).delete()


def _keep_references(
    actor: Actor, partner: Partner, references: Mapping[str, OwnValue], now: datetime
) -> None:
    """Keep one field for each reference: that of the newest report, whose cluster has the rest."""
    given = [(reference, value, *value.holders[-1]) for reference, value in references.items()]
    models.GivenReference.objects.bulk_create(
        [
            models.GivenReference(
                agency_id=actor.agency_id,
                reference=reference,
                report_id=report_id,
                path=path,
                kind=value.kind,
                partner_id=partner.partner_id,
                given_at=now,
            )
            for reference, value, report_id, path in given
        ],
        batch_size=1_000,
    )
