"""Describe a finished world: what was asked, what came out, and which sources it follows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from tipline import __version__
from tipline.synthetic.kinds import Traits, WorldKind, traits_of
from tipline.synthetic.places import gazetteer
from tipline.synthetic.rates import all_rates, rate
from tipline.synthetic.types import GENERATOR_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.synthetic.types import WorldParameters, WorldReport

UNITS = {
    "files": "files",
    "documents": "documents",
    "bytes": "bytes of XML",
    "hubs": "reports that show it",
}


def count_reports(reports: Iterable[WorldReport]) -> Counter[str]:
    """Count what a world holds; a key is `what` or `what:which`, reports unless UNITS says else."""
    counts: Counter[str] = Counter()
    for report in reports:
        truth = report.truth
        counts["reports"] += 1
        counts["files"] += len(report.files)
        counts["documents"] += 1 + len(report.file_details)
        counts["bytes"] += len(report.report_xml) + sum(map(len, report.file_details))
        counts[f"tier:{truth.tier}"] += 1
        counts[f"tier_alone:{truth.tier_alone}"] += 1
        counts[f"scenario:{truth.scenario}"] += 1
        counts[f"joined:{truth.joined}"] += 1
        counts.update(f"hubs:{kind}" for kind in {hub.kind for hub in truth.hubs})
        counts.update(f"missing:{word}" for word in truth.missing)
        counts.update(_count_oddities(report))
    return counts


def _count_oddities(report: WorldReport) -> list[str]:
    truth = report.truth
    odd = {
        "duplicate": truth.duplicate_of,
        "near_duplicate": truth.near_duplicate_of,
        "follow_up": truth.follow_up_of,
        "wrong_clock": truth.clock_error_hours,
        "viral_file": truth.viral_files,
        "coincidence": truth.coincidences,
        "placed": truth.placed,
        "slip": truth.slips,
        "label": truth.labels,
        "test": truth.environment == "test",
        f"broken:{truth.broken}": truth.broken,
    }
    return [word for word, there in odd.items() if there]


def describe_world(
    parameters: WorldParameters, seed: int, counts: Counter[str]
) -> dict[str, object]:
    """Describe a world as JSON would hold it; the same world gives the same description."""
    return {
        "what": "a made-up world of reports; nobody and nothing in it is real",
        "tipline": __version__,
        "generator": GENERATOR_VERSION,
        "seed": seed,
        "parameters": msgspec.to_builtins(parameters),
        "raised_on_purpose": _raised(parameters),
        "counts": [
            {"what": what, "value": counts[what], "unit": UNITS.get(what.split(":")[0], "reports")}
            for what in sorted(counts)
        ],
        "gazetteer": gazetteer(),
        "rates": [msgspec.to_builtins(each) for each in all_rates().values()],
    }


def _tell_traits(parameters: WorldParameters) -> str:
    plain, traits = traits_of(WorldKind.PLAIN), traits_of(parameters.kind)
    return ", ".join(
        f"{name} {getattr(traits, name)}"
        for name in Traits.__struct_fields__
        if getattr(traits, name) != getattr(plain, name)
    )


def _raised(parameters: WorldParameters) -> list[str]:
    said = []
    published = rate("urgent_published")
    if parameters.urgent_rate > published:
        said.append(
            f"T0 is {parameters.urgent_rate:.4f} of reports by urgent_rate; "
            f"{published:.4f} is published"
        )
    if parameters.kind is not WorldKind.PLAIN:
        said.append(f"this is a world of the kind {parameters.kind}: {_tell_traits(parameters)}")
    if parameters.placed:
        said.append("one case of every scenario is placed in the first block (truth: placed)")
    return said
