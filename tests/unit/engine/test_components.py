"""Union-find over arrays gives the components that scipy gives, in whatever batches edges come."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tipline.engine.components import MOST_THINGS, Components


def oracle(things: int, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The lowest member of each thing's component, by scipy."""
    edges = coo_array((np.ones(len(ones), dtype=np.int8), (ones, others)), shape=(things, things))
    _, labels = connected_components(edges, directed=False)
    lowest = np.full(things, things)
    np.minimum.at(lowest, labels, np.arange(things))
    return lowest[labels]


@pytest.mark.parametrize("edges", [0, 1, 300, 1_000, 5_000])
@pytest.mark.parametrize("batch", [1_000_000, 97])
def test_components_are_those_of_scipy_in_one_batch_or_many(edges, batch):
    rng = np.random.default_rng(edges)
    ones, others = rng.integers(0, 1_000, (2, edges))
    components = Components(1_000)
    for at in range(0, edges, batch):
        components.join(ones[at : at + batch], others[at : at + batch])
    assert components.labels().tolist() == oracle(1_000, ones, others).tolist()


def test_the_order_of_edges_does_not_matter():
    rng = np.random.default_rng(7)
    ones, others = rng.integers(0, 400, (2, 300))
    forward, backward = Components(400), Components(400)
    forward.join(ones, others)
    backward.join(others[::-1], ones[::-1])
    assert forward.labels().tolist() == backward.labels().tolist()


def test_a_chain_of_a_million_is_one_set():
    components = Components(1_000_000)
    components.join(np.arange(999_999, 0, -1), np.arange(999_998, -1, -1))
    assert not components.labels().any()


def test_a_number_that_is_none_of_the_things_is_refused():
    components = Components(3)
    with pytest.raises(IndexError, match="3 is none of the 3 things"):
        components.join(np.array([0]), np.array([3]))
    with pytest.raises(IndexError, match="-1 is none"):
        components.join(np.array([0]), np.array([-1]))
    with pytest.raises(IndexError, match="1 numbers are to be joined with 2"):
        components.join(np.array([0]), np.array([1, 2]))
    assert components.labels().tolist() == [0, 1, 2]


def test_more_things_than_fit_are_refused_before_memory_is_taken():
    with pytest.raises(ValueError, match="more than the 2,147,483,647 that fit"):
        Components(MOST_THINGS + 1)
