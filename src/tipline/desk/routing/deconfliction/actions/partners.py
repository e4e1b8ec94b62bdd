"""Add units to exchange with, and the keys that are shared with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from tipline.desk.routing import models
from tipline.desk.routing.deconfliction.epoch_keys import keep_key
from tipline.desk.routing.deconfliction.errors import PartnerExists
from tipline.desk.routing.rules.stating_reasons import check_reason
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.routing.deconfliction.types import EpochKey, Partner
    from tipline.trust.people.types import Actor


def add_partner(actor: Actor, name: str, call: str, *, reason: str, now: datetime) -> None:
    """Add another unit; `call` says how its duty desk is reached.

    Raises NotPermitted, UnfitReason, PartnerExists.
    """
    check_may(actor, Action.EXCHANGE_FOR_DECONFLICTION, reason=reason)
    said = check_reason(reason)
    with acting(actor):
        try:
            with transaction.atomic():
                partner = models.Partner.objects.create(
                    agency_id=actor.agency_id, name=name, call=call, added_at=now
                )
        except IntegrityError:
            raise PartnerExists(f"There is a unit {name!r} already.") from None
        record(
            actor,
            "routing:partner:add",
            object_type="partner",
            object_id=str(partner.id),
            after={"name": name, "call": call},
            reason=said,
            now=now,
        )


def add_key(actor: Actor, partner: Partner, key: EpochKey, *, reason: str, now: datetime) -> None:
    """Keep a key that is shared with a unit; the same key again is no change.

    Raises NotPermitted, UnfitReason.
    """
    check_may(actor, Action.EXCHANGE_FOR_DECONFLICTION, reason=reason)
    said = check_reason(reason)
    keep_key(actor.agency_id, key)
    with acting(actor):
        _, added = models.EpochKey.objects.get_or_create(
            agency_id=actor.agency_id,
            key_id=key.key_id,
            defaults={
                "partner_id": partner.partner_id,
                "epoch": key.epoch,
                "first_day": key.first_day,
                "last_day": key.last_day,
                "added_at": now,
            },
        )
        if added:
            record(
                actor,
                "routing:epoch-key:add",
                object_type="epoch-key",
                object_id=key.key_id,
                after={"partner": str(partner.partner_id), "epoch": key.epoch},
                reason=said,
                now=now,
            )
