"""Name the kinds of worlds, and say by how much each departs from a plain one."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tipline.synthetic.rates import rate


class WorldKind(StrEnum):
    """What a world makes hard: for linking the first seven, for ranking the last three."""

    PLAIN = "plain"
    HUBS = "hubs"
    HOUSEHOLDS = "households"
    ALIASES = "aliases"
    SLIPS = "slips"
    RING_ON_A_HUB = "ring_on_a_hub"
    MIXED = "mixed"
    DANGER_OWN = "danger_own"
    DANGER_IN_CLUSTER = "danger_in_cluster"
    DANGER_AFTER_LABEL = "danger_after_label"


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of world turns up; shares from 0 to 1, all as in a plain world by default.

    `danger_accounts` are the fewest and most accounts of a person of T0 to T3; None: as others.
    `household`, `crew` and `label` are chances of a case, `viral_pack` of a report with files,
    `slip` of a mailbox or number that somebody types; `aliases` lets each further account of a
    person share one thing with one earlier account and nothing with the others.
    """

    second_account: float = rate("second_account")
    exit_address: float = rate("exit_address")
    shared_mailbox: float = rate("shared_mailbox")
    default_device: float = rate("default_device")
    people_of_a_hub: int = int(rate("people_of_a_hub"))
    second_hub: float = 0.0
    disposable_domain: float = 0.0
    viral_pack: float = 0.0
    batch_names_reported: float = 0.0
    household: float = 0.0
    household_device: float = 0.0
    reassigned_home: float = 0.0
    roaming: float = 0.0
    other_name: float = 0.0
    aliases: bool = False
    slip: float = 0.0
    crew: float = 0.0
    rings_share_a_hub: bool = False
    danger_accounts: tuple[int, int] | None = None
    together: float = 0.0
    label: float = 0.0
    label_decoy: float = 0.0


_HUBS = {
    "exit_address": rate("hubs_exit_address"),
    "shared_mailbox": rate("hubs_shared_mailbox"),
    "default_device": rate("hubs_default_device"),
    "people_of_a_hub": int(rate("hubs_people_of_a_hub")),
    "second_hub": rate("second_hub"),
    "disposable_domain": rate("disposable_domain"),
    "viral_pack": rate("viral_pack"),
    "batch_names_reported": rate("batch_names_reported"),
    "reassigned_home": rate("reassigned_home"),
}
_HOUSEHOLDS = {"household": rate("household"), "household_device": rate("household_device")}
_SEVERAL = {
    "second_account": rate("several_second_account"),
    "roaming": rate("roaming"),
    "other_name": rate("other_name"),
}
_ALIASES = {"aliases": True, **_SEVERAL}
_SLIPS = {"slip": rate("slip"), **_SEVERAL}
_RINGS = {"crew": rate("crew"), "rings_share_a_hub": True}
_DEPARTURES: dict[WorldKind, dict[str, object]] = {
    WorldKind.PLAIN: {},
    WorldKind.HUBS: dict(_HUBS),
    WorldKind.HOUSEHOLDS: dict(_HOUSEHOLDS),
    WorldKind.ALIASES: dict(_ALIASES),
    WorldKind.SLIPS: dict(_SLIPS),
    WorldKind.RING_ON_A_HUB: dict(_RINGS),
    WorldKind.MIXED: {**_HUBS, **_HOUSEHOLDS, **_ALIASES, **_SLIPS, **_RINGS},
    WorldKind.DANGER_OWN: {"danger_accounts": (1, 1)},
    WorldKind.DANGER_IN_CLUSTER: {"danger_accounts": (2, 5), "together": rate("together")},
    WorldKind.DANGER_AFTER_LABEL: {"label": rate("label"), "label_decoy": rate("label_decoy")},
}


def traits_of(kind: WorldKind) -> Traits:
    """Give what a kind of world turns up."""
    return msgspec.convert(_DEPARTURES[kind], Traits)
