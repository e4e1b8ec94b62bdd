"""Where a locator points by one source, and everything that was found of one report."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tipline.desk.location.types.locators import Locator
from tipline.desk.location.types.networks import NetworkKind, Source


class Caution(StrEnum):
    """Why a hypothesis must be read with care."""

    EDITION_FAR_FROM_EVENT = "edition_far_from_event"
    REGION_WITHHELD = "region_withheld"
    EVENT_TIME_UNKNOWN = "event_time_unknown"
    KIND_IS_HEURISTIC = "kind_is_heuristic"
    REGISTERED_NOT_LOCATED = "registered_not_located"
    PLACE_OF_AN_EXIT = "place_of_an_exit"
    MOBILE_NETWORK = "mobile_network"
    LIST_OF_ANOTHER_HOUR = "list_of_another_hour"
    NUMBER_CAN_MOVE = "number_can_move"
    NUMBER_WITHOUT_COUNTRY = "number_without_country"
    ESTIMATE_OF_SENDER = "estimate_of_sender"
    ESTIMATE_UNDATED = "estimate_undated"
    STATED_NOT_CHECKED = "stated_not_checked"
    REGION_IS_NO_CODE = "region_is_no_code"
    STATE_OF_ANOTHER_COUNTRY = "state_of_another_country"
    NUMBER_NOT_ASSIGNED = "number_not_assigned"


class Hypothesis(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where one locator points to, by one source: never more than that source says.

    `country` is ISO 3166-1 alpha-2, `region` ISO 3166-2 (or US-AA, US-AE, US-AP of a military
    address), each None where it is not said or must not be; `days` lie between the source's
    edition and the event, None where one has no date.
    `minutes` lie between the event and the list in which a Tor exit was found.
    """

    locator: Locator
    source: Source
    country: str | None = None
    region: str | None = None
    postal_code: str | None = None
    operator: str | None = None
    network: NetworkKind = NetworkKind.UNKNOWN
    days: int | None = None
    minutes: int | None = None
    cautions: tuple[Caution, ...] = ()


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of one report.

    `counted` is how many locators it names; the `locators` are those that were looked at, the
    first of them where there were more than the limit.
    """

    report_id: int
    counted: int
    locators: tuple[Locator, ...]
    hypotheses: tuple[Hypothesis, ...]
