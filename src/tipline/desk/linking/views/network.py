"""Show what holds a cluster together: values in a table, and the network around one report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.views.names import anchor_of, path_in_words
from tipline.desk.linking.queries import graph_of
from tipline.desk.linking.rules.strength import bits_of
from tipline.desk.linking.views.drawing import draw
from tipline.desk.linking.views.one_file import file_of, gather_alike
from tipline.desk.linking.views.words import JUDGED, KINDS, bits_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tipline.desk.linking.queries import SharedValue
    from tipline.desk.linking.queries.paths import PathStep
    from tipline.trust.people.types import Actor

VALUES_SHOWN = 50
NODES_SHOWN = 60
HOLDERS_SHOWN = 3


class ValueRow(msgspec.Struct, frozen=True, kw_only=True):
    """A value that reports of the cluster share, by reference, and what it does.

    `here` of its `reports` are in this cluster. `values` counts what stands in this line: the
    hashes of one file are one.
    """

    kind: str
    values: int
    here: int
    reports: int
    bits: float
    strength: str
    field: str
    anchor: str
    report_id: int
    not_used: str | None


def list_values(shared: Iterable[SharedValue], held: int) -> tuple[ValueRow, ...]:
    """List what the reports of a cluster share: what joins them first, then the strongest."""
    groups = gather_alike(shared, _identity)
    rows = [_row(group, held) for group in groups]
    return tuple(sorted(rows, key=lambda row: (row.not_used is not None, -row.bits, row.kind)))


def gather_network(
    actor: Actor, cluster_id: str, around: int | None, tiers: Mapping[str, str]
) -> dict[str, Any]:
    """Return the drawing of the network around a report, and its table of neighbours."""
    graph = graph_of(actor, cluster_id, around=around, shown=NODES_SHOWN)
    numbers = {report_id: at for at, report_id in enumerate(graph.report_ids, 1)}
    drawing = draw(graph.around, [(step.report_id, step.other) for step in graph.edges])
    return {
        "around": graph.around,
        "size": drawing.size,
        "dots": [
            {
                "dot": dot,
                "number": numbers[dot.report_id],
                "tier": tiers.get(str(dot.report_id), ""),
                "is_centre": dot.report_id == graph.around,
            }
            for dot in drawing.dots
        ],
        "lines": [
            {"line": line, **_words(step)}
            for line, step in zip(drawing.lines, graph.edges, strict=True)
        ],
        "neighbours": [_neighbour(step, numbers) for step in graph.edges],
        "more": graph.reports - len(graph.report_ids),
    }


def _identity(value: SharedValue) -> tuple[object, ...]:
    """Tell what stands in one line: the values of one file in the same reports, alike in use."""
    places = tuple((report_id, file_of(path)) for report_id, path in value.holders)
    return value.kind, value.not_used is None, places


def _row(group: list[SharedValue], held: int) -> ValueRow:
    best = min(group, key=lambda each: each.reports)
    report_id, path = best.holders[0]
    bits = bits_of(held, best.reports)
    return ValueRow(
        kind=KINDS[best.kind],
        values=len(group),
        here=len(best.holders),
        reports=best.reports,
        bits=bits,
        strength=bits_in_words(bits),
        field=path_in_words(path.removeprefix("report.")),
        anchor=anchor_of(path) if path != "report" else "fields",
        report_id=report_id,
        not_used=best.not_used,
    )


def _words(step: PathStep) -> dict[str, Any]:
    if step.said is not None:
        return {"words": f"judged {JUDGED[step.said.judgement]}", "is_judged": True, "bits": 0.0}
    kinds = dict.fromkeys(KINDS[each.kind] for each in step.evidence)
    bits = sum(each.bits for each in step.evidence)
    words = f"same {' and '.join(kinds)}, {bits_in_words(bits)}"
    return {"words": words, "is_judged": False, "bits": bits}


def _neighbour(step: PathStep, numbers: Mapping[int, int]) -> dict[str, Any]:
    return {
        "report_id": step.report_id,
        "other": step.other,
        "number": numbers[step.report_id],
        "other_number": numbers[step.other],
        **_words(step),
    }
