"""What a report names that can point to a place: what it is, whose, and when it was seen."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from tipline.report.types import AddressType, EventName


class LocatorKind(StrEnum):
    """What kind of thing points to a place."""

    IP_ADDRESS = "ip_address"
    PHONE = "phone"
    POSTAL_ADDRESS = "postal_address"
    ESTIMATED_LOCATION = "estimated_location"
    COORDINATES = "coordinates"


class Whose(StrEnum):
    """To which side of the report a locator belongs.

    `incident`: to what happened, without a word on whose it is; the address that uploaded a file
    is one.
    """

    REPORTED = "reported"
    VICTIM = "victim"
    RECIPIENT = "recipient"
    INCIDENT = "incident"


class Assumption(StrEnum):
    """What had to be assumed to read a time; where it says `refused`, nothing was."""

    NONE = "none"
    REFUSED_ABSENT = "refused: no time was sent"
    REFUSED_NO_ZONE = "refused: the text names no zone"
    REFUSED_UNUSABLE = "refused: the text is no time that can be used"


class EventTime(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time as sent and as read; `utc` is None where reading it would mean to guess."""

    raw: str | None = None
    utc: datetime | None = None
    assumption: Assumption = Assumption.REFUSED_ABSENT


class Flaw(StrEnum):
    """What is wrong with a locator itself, or is missing beside it, whatever a dataset says."""

    UNREADABLE = "unreadable"
    SHARED_RANGE = "shared_range"
    PRIVATE_RANGE = "private_range"
    RESERVED_RANGE = "reserved_range"
    PORT_MISSING = "port_missing"
    TIME_MISSING = "time_missing"
    ZONE_MISSING = "zone_missing"
    TIME_UNUSABLE = "time_unusable"
    SECONDS_MISSING = "seconds_missing"
    SAID_TO_BE_PROXY = "said_to_be_proxy"
    NO_DATASET_KNOWS_IT = "no_dataset_knows_it"
    COUNTRY_NOT_SAID = "country_not_said"
    NOT_A_FULL_NUMBER = "not_a_full_number"


class Locator(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a report names and that can point to a place; its value is not in here.

    `path` is its field. `version` is 4 or 6 for an IP address. `has_port`: whether the source
    port was sent with it. `verified` is what the sender says of an estimate or of a number.
    """

    path: str
    kind: LocatorKind
    whose: Whose
    event: EventTime = EventTime()
    event_name: EventName | None = None
    address_type: AddressType | None = None
    verified: bool | None = None
    version: int | None = None
    has_port: bool = False
    flaws: tuple[Flaw, ...] = ()
