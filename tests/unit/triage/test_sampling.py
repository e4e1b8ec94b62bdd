"""What a sample says is exact, and what was not worked is never left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from tipline.desk.triage.rules.sampling import SampledResult, exact_interval, rate_misses
from tipline.desk.triage.types import Tier


@given(st.integers(1, 400), st.data())
@settings(max_examples=150, deadline=None)
def test_the_interval_is_that_of_the_reference(worked, data):
    missed = data.draw(st.integers(0, worked))
    reference = binomtest(missed, worked).proportion_ci(0.95, method="exact")

    low, high = exact_interval(missed, worked)

    assert low == pytest.approx(reference.low, abs=1e-9)
    assert high == pytest.approx(reference.high, abs=1e-9)


@pytest.mark.parametrize(("missed", "worked"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(missed, worked):
    with pytest.raises(ValueError, match="is no share"):
        exact_interval(missed, worked)


def results(tier: Tier, *true_tiers: Tier | None, week: str = "2026-W47") -> list[SampledResult]:
    return [SampledResult(week=week, tier=tier, true_tier=one) for one in true_tiers]


def test_weeks_are_never_put_together_and_the_newest_comes_first():
    earlier = results(Tier.T6, Tier.T0, Tier.T0, week="2026-W46")
    later = results(Tier.T6, Tier.T6, Tier.T6)

    rates = rate_misses(earlier + later)

    assert [(one.week, one.tier, one.danger.missed, one.worked) for one in rates] == [
        ("2026-W47", None, 0, 2),
        ("2026-W47", Tier.T6, 0, 2),
        ("2026-W46", None, 2, 2),
        ("2026-W46", Tier.T6, 2, 2),
    ]


def test_danger_and_anything_graver_are_told_apart_by_tier():
    made = results(Tier.T5, Tier.T1, Tier.T3, Tier.T5, None) + results(Tier.T6, Tier.T5, Tier.T6)

    everything, fifth, sixth = rate_misses(made)

    assert (everything.drawn, everything.worked, everything.unworked_share) == (6, 5, 1 / 6)
    assert (fifth.tier, fifth.danger.missed, fifth.graver.missed) == (Tier.T5, 1, 2)
    assert (sixth.tier, sixth.danger.missed, sixth.graver.missed) == (Tier.T6, 0, 1)


def test_nothing_worked_says_nothing_and_everything_could_be_danger():
    (everything, _) = rate_misses(results(Tier.T6, None, None))

    assert everything.danger.share is None
    assert everything.high_if_unworked_were_missed == 1.0


def test_no_miss_among_few_is_no_proof():
    (everything, _) = rate_misses(results(Tier.T6, *[Tier.T6] * 50))

    assert everything.danger.low == 0.0
    assert everything.danger.high == pytest.approx(0.0711, abs=0.0001)
