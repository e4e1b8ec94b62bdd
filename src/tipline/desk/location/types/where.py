"""What a page shows of where a report points: sides, claims with their witnesses, questions."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tipline.desk.location.types.hypotheses import Caution, Hypothesis
from tipline.desk.location.types.locators import Flaw, LocatorKind, Whose


class Level(StrEnum):
    """What a claim is about."""

    COUNTRY = "country"
    REGION = "region"
    OPERATOR = "network operator"
    NETWORK = "kind of network"


class Standing(StrEnum):
    """How the sources of one side stand to each other; none is outvoted.

    `single`: one source says it, of however many locators.
    """

    SILENT = "silent"
    SINGLE = "single"
    AGREED = "agreed"
    CONFLICT = "conflict"


class Rung(StrEnum):
    """How far up the ladder a side is; each rung takes those below it."""

    NOTHING = "nothing"
    ONE_SOURCE = "one source"
    COUNTRY = "country by independent sources"
    REGION = "region"
    OPERATOR = "network operator that can be asked"


class Witness(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who says it: a locator's field, and the source that was asked about it."""

    path: str
    kind: LocatorKind
    source: str
    cautions: tuple[Caution, ...] = ()


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said, such as a place, and everybody who says it.

    `independent` counts kinds of evidence, not datasets: two datasets on one address are one, and
    a sender's estimate is often itself read from an address.
    """

    value: str
    witnesses: tuple[Witness, ...]
    independent: int


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one side at one level: all claims side by side."""

    level: Level
    standing: Standing
    claims: tuple[Claim, ...]


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a report, or what happened: what is said of it, and what points to an exit.

    `holder` is the path of the person or account, empty for what happened. `exits` say where
    somebody's VPN, hosting or Tor exit is, and nothing of the side.
    """

    whose: Whose
    holder: str
    country: Comparison
    region: Comparison
    operator: Comparison
    network: Comparison
    exits: tuple[Hypothesis, ...]
    rung: Rung


class Recipient(StrEnum):
    """Who can answer a question."""

    SENDER = "sender"
    NETWORK_OPERATOR = "network operator"


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask whom, about which fields.

    A text to the sender is ready to send; one to an operator once `fill_in` wrote the values, as
    the packet does. `{address}`, `{port}` and `{time}` in a text to a network operator stand for
    what the first field says: it writes them once somebody may see them. `operator` is whom a
    dataset names, None where none does.
    """

    recipient: Recipient
    flaw: Flaw | None
    text: str
    paths: tuple[str, ...]
    operator: str | None = None


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """Where one report points, ready to be shown; `looked_at` of its `counted` locators."""

    report_id: int
    counted: int
    looked_at: int
    sides: tuple[Side, ...]
    hypotheses: tuple[Hypothesis, ...]
    asks: tuple[Ask, ...]
