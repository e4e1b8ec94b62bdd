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
SELECT e.value, e.joins, e.pairs, e.corroborated FROM examined e JOIN valued v ON v.value = e.value
WHERE v.joins <> e.joins OR v.pairs <> e.pairs OR v.corroborated <> e.corroborated
"""

_PAIRED = f"""
SELECT p.value FROM ({PAIRED_VALUES}) AS p JOIN valued v ON v.value = p.value WHERE v.paired = 0
"""  # noqa: S608  numbers of our own


class Differing(NamedTuple):
    """Values to be written: examined ones with what came out, counted ones that turn, paired ones.

    `examined` has the columns value, joins, pairs, corroborated; the others value only.
    """

    examined: pa.Table
    counted: pa.Table
    paired: pa.Table


def find_differing(engine: Engine, examined: Examined) -> Differing:
    """Compare with the table `valued` of an engine, after `group_reports` has filled it."""
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
