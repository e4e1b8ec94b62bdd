"""Say what a worked random sample tells of everything that was not worked, and how surely.

Promise: the interval is exact for the sample that was worked, and what was drawn and not worked is
never left out of the words.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.types import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LOW_TIERS = (Tier.T5, Tier.T6)
DANGER = (Tier.T0, Tier.T1)
CONFIDENCE = 0.95

# Halvings of the interval from 0 to 1: beyond what a double can tell apart.
_HALVINGS = 60


class SampledResult(msgspec.Struct, frozen=True, kw_only=True):
    """A sampled cluster: of which week, where it stood, where a person found it to belong, if any.

    Weeks are those of ISO 8601, such as 2026-W47.
    """

    week: str
    tier: Tier
    true_tier: Tier | None


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A share with its exact interval: of `worked`, `missed`; between `low` and `high`.

    Shares are from 0 to 1, None where nothing was worked.
    """

    missed: int
    share: float | None
    low: float | None
    high: float | None


class MissRate(msgspec.Struct, frozen=True, kw_only=True):
    """What the sample of one week says of one low tier, or of all (None).

    `danger` counts clusters that belong in T0 or T1, `graver` those that belong in any graver
    tier than they stood in. `high_if_unworked_were_missed` is the upper end for danger if every
    cluster that nobody worked were one.
    """

    week: str
    tier: Tier | None
    drawn: int
    worked: int
    unworked_share: float
    danger: Rate
    graver: Rate
    high_if_unworked_were_missed: float | None


def rate_misses(results: Sequence[SampledResult]) -> tuple[MissRate, ...]:
    """Return the miss rate of all low tiers together, then of each; the newest week first.

    Weeks are never put together: as many are drawn from few as from many, so that a cluster of a
    quiet week would weigh more.
    """
    weeks = sorted({one.week for one in results}, reverse=True)
    return tuple(
        rate
        for week in weeks
        for rate in _rate_week(week, [one for one in results if one.week == week])
    )


def _rate_week(week: str, results: Sequence[SampledResult]) -> list[MissRate]:
    tiers = [tier for tier in LOW_TIERS if any(one.tier is tier for one in results)]
    groups = [(tier, [one for one in results if one.tier is tier]) for tier in tiers]
    return [_rate(week, tier, group) for tier, group in [(None, list(results)), *groups]]


def exact_interval(missed: int, worked: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of a share: at least as sure as it says, for any share.

    Clopper and Pearson, Biometrika 26 (1934), by halving on the binomial distribution.
    """
    if not 0 <= missed <= worked or worked == 0:
        raise ValueError(f"{missed} of {worked} is no share")
    tail = (1 - confidence) / 2
    low = 0.0 if missed == 0 else _solve(lambda p: 1 - _at_most(missed - 1, worked, p) < tail)
    high = 1.0 if missed == worked else _solve(lambda p: _at_most(missed, worked, p) > tail)
    return low, high


def _solve(is_below: Callable[[float], bool]) -> float:
    """Return where a property that holds from 0 up to some point ends."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def _at_most(count: int, trials: int, share: float) -> float:
    """Return the chance of at most so many of so many trials."""
    if share in (0.0, 1.0):
        return 1.0 if share == 0.0 or count == trials else 0.0
    logs = (math.log(share), math.log1p(-share))
    return math.fsum(
        math.exp(
            math.lgamma(trials + 1)
            - math.lgamma(k + 1)
            - math.lgamma(trials - k + 1)
            + k * logs[0]
            + (trials - k) * logs[1]
        )
        for k in range(count + 1)
    )


def _rate(week: str, tier: Tier | None, results: Sequence[SampledResult]) -> MissRate:
    worked = [one for one in results if one.true_tier is not None]
    danger = sum(one.true_tier in DANGER for one in worked)
    graver = sum(one.true_tier is not None and one.true_tier < one.tier for one in worked)
    unworked = len(results) - len(worked)
    worst = exact_interval(danger + unworked, len(results))[1] if results else None
    return MissRate(
        week=week,
        tier=tier,
        drawn=len(results),
        worked=len(worked),
        unworked_share=unworked / len(results) if results else 0.0,
        danger=_share(danger, len(worked)),
        graver=_share(graver, len(worked)),
        high_if_unworked_were_missed=worst,
    )


def _share(missed: int, worked: int) -> Rate:
    if not worked:
        return Rate(missed=missed, share=None, low=None, high=None)
    low, high = exact_interval(missed, worked)
    return Rate(missed=missed, share=missed / worked, low=low, high=high)
