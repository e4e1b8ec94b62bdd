"""Find the values whose stored judgement differs from what a run found, so that few are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from tipline.desk.bulk.relinking.statements import COUNTED, PAIRED_VALUES

if TYPE_CHECKING:
    from tipline.desk.bulk.relinking.examining import Examined
    from tipline.engine import Engine

_EXAMINED = """
SELECT e.value, e.joins, e.pairs, e.corroborated
FROM examined e LEFT JOIN examined_before b ON b.value = e.value
WHERE b.value IS NULL OR b.joins <> e.joins OR b.pairs <> e.pairs
    OR b.corroborated <> e.corroborated
"""

_PAIRED = f"""
SELECT p.value FROM ({PAIRED_VALUES}) AS p JOIN valued v ON v.value = p.value
WHERE v.flags IN (0, 1, 2, 3)
"""  # noqa: S608  numbers of our own


class Differing(NamedTuple):
    """Values to be written: examined ones with what came out, counted ones that turn, paired ones.

    `examined` has the columns value, joins, pairs, corroborated; the others value only.
    """

    examined: pa.Table
    counted: pa.Table
    paired: pa.Table


def find_differing(engine: Engine, examined: Examined) -> Differing:
    """Compare with what was stored, after `group_reports` has filled the tables of an engine."""
    engine.register(
        "examined",
        pa.table(
            {
                "value": examined.value,
                "joins": examined.joins.astype(np.int16),
                "pairs": examined.pairs,
                "corroborated": examined.corroborated,
            }
        ),
    )
    return Differing(*(engine.arrow(one).read_all() for one in (_EXAMINED, COUNTED, _PAIRED)))
