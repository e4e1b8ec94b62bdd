"""Read partners, keys, exchanges and matches, and the values that may enter an exchange."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from tipline.desk.routing import models
from tipline.desk.routing.deconfliction.epoch_keys import secret_of
from tipline.desk.routing.deconfliction.errors import (
    NoKeyToday,
    NoSuchPartner,
    NoSuchReference,
)
from tipline.desk.routing.deconfliction.types import EpochKey, Match, OwnReference, Partner
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import date

    from tipline.trust.people.types import Actor


def find_partner(actor: Actor, name: str) -> Partner:
    """Return another unit by name. Raises NoSuchPartner, with the names that there are."""
    partners = list_partners(actor)
    found = next((one for one in partners if one.name == name), None)
    if found is None:
        names = ", ".join(repr(one.name) for one in partners) or "none yet"
        raise NoSuchPartner(
            f"There is no unit {name!r}; there are: {names}. Add it: tipline deconflict partner"
        )
    return found


def list_partners(actor: Actor) -> tuple[Partner, ...]:
    """Return the units that this agency exchanges with, by name."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor):
        rows = list(models.Partner.objects.order_by("name"))
    return tuple(Partner(partner_id=row.id, name=row.name, call=row.call) for row in rows)


def key_in_force(actor: Actor, partner: Partner, day: date) -> EpochKey:
    """Return the newest key that is shared with a unit on a day. Raises NoKeyToday, BadKey."""
    with acting(actor):
        row = (
            models.EpochKey.objects.filter(
                partner_id=partner.partner_id, first_day__lte=day, last_day__gte=day
            )
            .order_by("-first_day", "-id")
            .first()
        )
    if row is None:
        raise NoKeyToday(
            f"No key is shared with {partner.name} on {day}. Make one and hand it over another"
            " way than the exchanges: tipline deconflict key new"
        )
    return _key(actor, row)


def key_of_file(
    actor: Actor, key_id: str, epoch: str, day: date, *, days_after: int = 0
) -> tuple[Partner, EpochKey]:
    """Return the key that a file names, and with whom it is shared. Raises NoKeyToday, BadKey.

    `days_after` its last day it still holds for what was begun under it.
    """
    with acting(actor):
        row = models.EpochKey.objects.select_related("partner").filter(key_id=key_id).first()
    if row is None:
        raise NoKeyToday(
            f"The file is of epoch {epoch!r}, key {key_id}: this agency has no such key. Compare"
            " the key ids by telephone: tipline deconflict key list"
        )
    key = _key(actor, row)
    partner = row.partner
    if not (key.holds_on(day) or key.holds_on(day - timedelta(days=days_after))):
        raise NoKeyToday(
            f"Epoch {key.epoch!r} with {partner.name} lasts from {key.first_day} to"
            f" {key.last_day}: its key is not used on {day}. Agree on the next."
        )
    return Partner(partner_id=partner.id, name=partner.name, call=partner.call), key


def list_keys(actor: Actor) -> tuple[tuple[str, str, str, date, date], ...]:
    """Return partner, epoch, key id, first and last day of every key, newest first."""
    check_may(actor, Action.READ_QUEUE)
    with acting(actor):
        rows = list(models.EpochKey.objects.select_related("partner").order_by("-first_day", "-id"))
    return tuple(
        (row.partner.name, row.epoch, row.key_id, row.first_day, row.last_day) for row in rows
    )


def list_matches(
    actor: Actor, *, report_id: int | None = None, limit: int = 1_000
) -> tuple[Match, ...]:
    """Return what partners hold too, newest first; of one report where one is named."""
    check_may(actor, Action.READ_QUEUE)
    wanted = Q() if report_id is None else Q(report_id=report_id)
    with acting(actor):
        found = models.Match.objects.select_related("partner").filter(wanted)
        rows = list(found.order_by("-id")[:limit])
    return tuple(
        Match(
            report_id=str(row.report_id),
            field=row.path,
            kind=row.kind,
            partner=row.partner.name,
            call=row.partner.call,
            reference=row.reference,
            found_at=row.found_at,
        )
        for row in rows
    )


def find_reference(actor: Actor, reference: str) -> tuple[OwnReference, ...]:
    """Return what a reference that a caller names stands for. Raises NoSuchReference."""
    check_may(actor, Action.READ_QUEUE)
    spelt = reference.strip().upper()
    with acting(actor):
        found = models.GivenReference.objects.select_related("partner").filter(reference=spelt)
        rows = list(found.order_by("report_id", "path"))
    if not rows:
        raise NoSuchReference(
            "No such reference was given by this agency. Have it spelt again, and ask from whom"
            " the caller has it."
        )
    return tuple(
        OwnReference(
            report_id=str(row.report_id),
            field=row.path,
            kind=row.kind,
            partner=row.partner.name,
            given_at=row.given_at,
        )
        for row in rows
    )


def _key(actor: Actor, row: models.EpochKey) -> EpochKey:
    return EpochKey(
        epoch=row.epoch,
        first_day=row.first_day,
        last_day=row.last_day,
        key_id=row.key_id,
        secret=secret_of(actor.agency_id, row.key_id),
    )
