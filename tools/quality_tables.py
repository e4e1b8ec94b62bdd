"""Write the tables of docs/explanation/how-well-it-links.md from the results of the benchmarks.

Run it after `python benchmarks/run.py linking_quality linking_febrl triage_quality`:
`python tools/quality_tables.py`. A test holds the page to the results.
"""

from __future__ import annotations

import json
import re
import statistics
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/explanation/how-well-it-links.md"
RESULTS = ROOT / "benchmarks/results"
WAYS = ("ours", "reachable", "splink", "components", "cap_20", "cap_300")
NAMES = {
    "ours": "ours",
    "stored": "ours, whole path",
    "reachable": "exact, no mistake",
    "splink": "Splink",
    "components": "plain components",
    "cap_20": "cap 20",
    "cap_300": "cap 300",
    "without_linking": "the policy without linking",
    "points": "points",
    "flag_first": "sender's flag first",
    "oldest_first": "oldest first",
    "at_best": "at best",
}


def read(name: str) -> dict:
    """Read what a benchmark kept."""
    return json.loads((RESULTS / f"{name}.json").read_text("utf-8"))


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def family(way: str) -> str:
    """Name a way without its threshold."""
    return re.sub(r"_0\.\d+$", "", way)


def linking_quality() -> str:
    """Tabulate B-cubed figures by size and kind; the median where there are several seeds."""
    groups = defaultdict(lambda: defaultdict(list))
    for world in read("linking_quality")["worlds"]:
        for way in world["ways"]:
            groups[world["reports"], world["kind"]][family(way["way"])].append(way)
    rows = [
        (
            f"{reports:,}",
            kind.replace("_", " "),
            *(_prf(ways[name]) for name in WAYS),
        )
        for (reports, kind), ways in groups.items()
    ]
    return table(("reports", "world", *(NAMES[name] for name in WAYS)), rows)


def _prf(measured: list[dict]) -> str:
    if not measured:
        return "not run"
    if any("failed" in one for one in measured):
        return "did not end"
    names = ("b3_precision", "b3_recall", "b3_f1")
    values = [statistics.median(one[name] for one in measured) for name in names]
    return f"{values[0]:.3f} / {values[1]:.3f} / **{values[2]:.3f}**"


def linking_pairs() -> str:
    """Tabulate pairs of the mixed world, time and memory."""
    rows = [
        (
            f"{world['reports']:,}",
            NAMES[family(way["way"])],
            f"{way['pair_precision']:.4f}",
            f"{way['pair_recall']:.3f}",
            f"{way['largest']:,} (true {way['largest_true']})",
            f"{way['seconds']:,.1f} s",
            f"{way['peak_mb']:,} MB",
        )
        for world in read("linking_quality")["worlds"]
        if world["kind"] == "mixed" and world["seed"] == 201  # noqa: PLR2004  the first of the seeds
        for way in world["ways"]
        if "failed" not in way and way["way"] != "reachable"
    ]
    head = ("reports", "way", "pairs right", "pairs found", "largest cluster", "time", "memory")
    return table(head, rows)


def febrl() -> str:
    """Tabulate the people of febrl."""
    rows = []
    for one in read("linking_febrl")["sets"]:
        ours, peer = one["ours"], one["splink_best_of_six"]
        rows.append(
            (
                f"febrl {one['febrl']}" + (" (trained here)" if one["febrl"] == 2 else ""),  # noqa: PLR2004  the training set
                f"{one['records']:,}",
                f"{ours['precision']:.4f} / {ours['recall']:.4f} / **{ours['f1']:.4f}**",
                f"{ours['seconds']} s",
                f"{peer['precision']:.4f} / {peer['recall']:.4f} / **{peer['f1']:.4f}**",
                f"{peer['seconds']} s",
            )
        )
    head = ("set", "records", "ours: P / R / F1", "time", "Splink alone: P / R / F1", "time")
    return table(head, rows)


def triage_quality() -> str:
    """Tabulate how much planted danger the first shares of the queue hold."""
    rows = []
    for row in read("triage_quality")["medians_lowest_highest"]:
        found = []
        for share in ("1%", "2%", "5%"):
            middle, low, high = row[f"found_{share}"]
            found.append(f"{middle:.2f} ({low:.2f} to {high:.2f})")
        people = (row.get(f"people_{share}") for share in ("1%", "5%"))
        opened = (row.get(f"people_in_rows_{share}") for share in ("1%", "5%"))
        found += [
            ", ".join(f"{each:.2f}" for each in shares if each is not None)
            for shares in (people, opened)
        ]
        rows.append((row["kind"].replace("_", " "), NAMES[row["way"]], *found))
    head = ("danger shows", "order", "first 1 %", "first 2 %", "first 5 %", "people in 1, 5 %",
            "people in 1, 5 % of rows")  # fmt: skip
    return table(head, rows)


TABLES = {
    "linking_quality": linking_quality,
    "linking_pairs": linking_pairs,
    "febrl": febrl,
    "triage_quality": triage_quality,
}


def fill(text: str) -> str:
    """Put every table between its marks; raises ValueError where a mark is missing."""
    for name, draw in TABLES.items():
        head, start, rest = text.partition(f"<!-- table {name} -->")
        _, end, tail = rest.partition(f"<!-- end {name} -->")
        if not (start and end):
            raise ValueError(f"{PAGE.name}: the marks of the table {name} are missing")
        text = f"{head}{start}\n\n{draw()}\n\n{end}{tail}"
    return text


if __name__ == "__main__":
    PAGE.write_text(fill(PAGE.read_text("utf-8")), encoding="utf-8")
