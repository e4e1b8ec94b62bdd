"""Link everything that the tables of an engine name: the same answer as `link_everything`.

Promise: row for row what `rules.everything.link_everything` says of the same namings and
judgements, on every engine; memory follows the shared values, not the namings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from tipline.desk.bulk.relinking.examining import Examined, examine_values
from tipline.desk.bulk.relinking.parting import (
    Intricate,
    Joining,
    Judged,
    Linking,
    part_components,
)
from tipline.desk.bulk.relinking.statements import (
    DECISIVE_NAMINGS,
    FAMILY_NUMBER,
    HOLDERS,
    PAIRED,
    PAIRS,
    SUPPORTING,
)
from tipline.engine.components import Components
from tipline.engine.numbering import Numbering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy.typing as npt

    from tipline.desk.bulk.relinking.parting import NameValues
    from tipline.desk.linking.types import JudgedPair
    from tipline.engine import Engine

    Ids = npt.NDArray[np.int64]
    Labels = npt.NDArray[np.int32]

# The table of an engine that linking reads.
NAMED = pa.schema(
    [
        ("report", pa.int64()),
        ("value", pa.int64()),
        ("kind", pa.int16()),
        ("thing", pa.int32()),
        ("lot", pa.int64()),
        ("listed", pa.int16()),
    ]
)


class Grouped(NamedTuple):
    """Every report with the lowest report of its cluster, in ascending order; what decided it.

    `conflicts` are pairs judged different that stay together all the same; `intricate` are the
    clusters (by their lowest report) that were parted, or that hold such a pair.
    """

    report: Ids
    cluster: Ids
    examined: Examined
    conflicts: tuple[tuple[int, int], ...]
    intricate: Intricate


def group_reports(
    engine: Engine,
    reports: Ids,
    judgements: Iterable[JudgedPair] = (),
    *,
    name: NameValues,
    say: Callable[[str], None] = lambda _: None,
) -> Grouped:
    """Link all `reports` by the tables `named` and `marked` of an engine. Raises EngineError.

    `reports` are the ids of all reports, each once. `name` gives the names of values by which the
    rules order ties; `say` hears of each step.
    """
    reports = np.sort(reports)
    numbering = Numbering(reports)
    say("counting who shares which value")
    engine.materialise("holders", HOLDERS)
    say("examining much-shared values")
    examined = examine_values(engine)
    joining = _read_joining(engine, examined)
    say("pairing supporting values")
    engine.materialise("supporting", SUPPORTING)
    engine.materialise("pairs", PAIRS)
    engine.materialise("paired", PAIRED)
    say("joining reports")
    judged = Judged.of(judgements, reports)
    labels = _join(engine, numbering, joining, judged)[numbering.numbers_of(reports)]
    say("parting what holds together weakly")
    linking = Linking(engine, reports, joining, judged, name)
    parted = part_components(linking, numbering.ids_of(labels))
    return Grouped(reports, parted.cluster, examined, parted.conflicts, parted.intricate)


def _read_joining(engine: Engine, examined: Examined) -> Joining:
    """Return which decisive values join their reports."""
    decisive = ", ".join(str(kind) for kind, family in enumerate(FAMILY_NUMBER) if family == 0)
    values = (
        engine.arrow(f"SELECT value FROM holders WHERE kind IN ({decisive})")  # noqa: S608  numbers of our own
        .read_all()["value"]
        .to_numpy()
    )
    numbering = Numbering(values)
    joins = np.zeros(numbering.count, dtype=np.bool_)
    joins[numbering.numbers_of(values)] = True
    joins[numbering.numbers_of(examined.value[~examined.joins])] = False
    return Joining(numbering, joins)


def _join(engine: Engine, reports: Numbering, joining: Joining, judged: Judged) -> Labels:
    """Return the lowest report (by number) of each report's component."""
    components = Components(reports.count + joining.values.count)
    for batch in engine.arrow(DECISIVE_NAMINGS):
        number, named = joining.keep(batch.column("report").to_numpy(), batch.column("value"))
        components.join(reports.numbers_of(number), named + np.int32(reports.count))
    for batch in engine.arrow("SELECT report, first FROM paired WHERE report <> first"):
        components.join(*(reports.numbers_of(column.to_numpy()) for column in batch.columns))
    same = np.array([(pair.one, pair.other) for pair in judged.same], dtype=np.int64)
    components.join(*reports.numbers_of(same.reshape(-1, 2)).T)
    return components.labels()[: reports.count]
