"""Compare clusters with the truth: pairs of reports, and report by report (B-cubed).

B-cubed after Bagga and Baldwin (1998): a report's precision is the share of its cluster that is of
its person, its recall the share of its person's reports that are in its cluster; the mean over
reports. Pairs weigh a cluster by its square, so a single wrong merge of two large clusters shows.
"""

from __future__ import annotations

import numpy as np


def score(found: np.ndarray, people: np.ndarray, parts: np.ndarray) -> dict[str, float]:
    """Score clusters against the people and against what exact identifiers can reach.

    All three number the group of each report. `reachable_recall` is of pairs that are in one part:
    reports of one person that shared exact identifiers hold together, directly or by others.
    """
    sizes, whole, both = _sizes(found), _sizes(people), _sizes(_cross(found, people))
    reachable = _cross(people, parts)
    joined = _sizes(_cross(found, reachable))
    pair_precision = _share(_pairs(both), _pairs(sizes))
    pair_recall = _share(_pairs(both), _pairs(whole))
    total = len(found)
    precision = float(_mean_share(found, people, sizes) / total)
    recall = float(_mean_share(people, found, whole) / total)
    return {
        "b3_precision": round(precision, 5),
        "b3_recall": round(recall, 5),
        "b3_f1": round(_mean(precision, recall), 5),
        "pair_precision": round(pair_precision, 5),
        "pair_recall": round(pair_recall, 5),
        "pair_f1": round(_mean(pair_precision, pair_recall), 5),
        "reachable_recall": round(_share(_pairs(joined), _pairs(_sizes(reachable))), 5),
        "clusters": len(sizes),
        "largest": int(sizes.max()),
        "largest_true": int(whole.max()),
    }


def _sizes(groups: np.ndarray) -> np.ndarray:
    return np.unique(groups, return_counts=True)[1].astype(np.int64)


def _cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Give those that agree in both one number."""
    _, ones = np.unique(one, return_inverse=True)
    _, others = np.unique(other, return_inverse=True)
    return ones.astype(np.int64) * (int(others.max()) + 1) + others


def _pairs(sizes: np.ndarray) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _mean_share(inside: np.ndarray, of: np.ndarray, sizes: np.ndarray) -> float:
    """Sum over reports the share of its group `inside` that is in its group `of` too."""
    names, group = np.unique(inside, return_inverse=True)
    assert len(names) == len(sizes)
    crossed = _cross(inside, of)
    _, first, counts = np.unique(crossed, return_index=True, return_counts=True)
    return float((counts.astype(np.float64) ** 2 / sizes[group[first]]).sum())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
