"""Score clusters by hand and by the benchmark's own measure."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

SCORE = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks/linking/scoring.py"))["score"]


def score(found: list[int], people: list[int], parts: list[int] | None = None) -> dict[str, float]:
    return SCORE(*(np.array(each) for each in (found, people, parts or [0] * len(found))))


def test_clusters_that_are_the_people_score_one() -> None:
    scored = score([7, 7, 9, 9, 3], [1, 1, 2, 2, 0])

    assert {scored[name] for name in scored if name.startswith(("b3", "pair", "reach"))} == {1.0}
    assert (scored["clusters"], scored["largest"]) == (3, 2)


def test_a_cluster_of_one_and_a_half_people() -> None:
    scored = score([0, 0, 0, 1, 1], [0, 0, 1, 1, 1])

    # By hand: of five reports 2/3, 2/3, 1/3, 1, 1 of the cluster are of its person.
    assert scored["b3_precision"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 2) / 5, abs=1e-5)
    assert scored["b3_recall"] == pytest.approx((2 + 1 / 3 + 2 / 3 + 2 / 3) / 5, abs=1e-5)
    assert (scored["pair_precision"], scored["pair_recall"]) == (0.5, 0.5)


def test_everything_in_one_cluster_finds_all_and_is_seldom_right() -> None:
    scored = score([0] * 10, list(range(10)))

    assert scored["b3_precision"] == 0.1
    assert scored["b3_recall"] == 1.0
    assert scored["pair_precision"] == 0.0


def test_what_nothing_exact_holds_together_is_not_counted_as_reachable() -> None:
    scored = score([0, 0, 1, 2], [0, 0, 0, 0], [0, 0, 1, 1])

    assert scored["pair_recall"] == pytest.approx(1 / 6, abs=1e-5)
    assert scored["reachable_recall"] == 0.5
