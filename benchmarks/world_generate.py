"""Measure how fast made-up worlds are written, beside one process that writes report by report.

Ours is `tipline world` with a process per core in each of its three layouts. The peer makes the
same world with the same generator and the same XML writer in one plain loop and one file. Beside
them stands the floor: copying the very same bytes on the same disk. Nobody waits for the disk to
flush. `checked` is true when every document and every line of truth is byte for byte the same in
all of them. Seconds of processor time are given too, since other work on the machine changes the
clock's and not these.

Target: 1,000,000 reports in under 300 s on two cores, that is 3,334 reports a second.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import tarfile
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tipline.synthetic import WorldParameters, generate_world
from tipline.synthetic.layouts import Layout
from tipline.synthetic.writing import Task, write_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TARGET = 1_000_000 / 300
SEED = 1
LOAD_BEFORE = os.getloadavg()[0]


def write_plainly(parameters: WorldParameters, out: Path) -> None:
    """Write a world as one would in ten lines: one process, one file of lines, one of truth."""
    out.mkdir()
    with (out / "reports.jsonl").open("wb") as lines, (out / "truth.jsonl").open("wb") as truth:
        for made in generate_world(parameters, SEED):
            document = {
                "path": made.path,
                "report": made.report_xml.decode(),
                "fileDetails": [each.decode() for each in made.file_details],
            }
            lines.write(msgspec.json.encode(document) + b"\n")
            truth.write(msgspec.json.encode(made.truth) + b"\n")


def write_ours(parameters: WorldParameters, out: Path, layout: Layout) -> None:
    """Write a world as `tipline world` does, with a process per core."""
    task = Task(parameters=parameters, seed=SEED, out=str(out), layout=layout, with_files=False)
    write_world(task, processes=os.cpu_count() or 1, tell=lambda _: None)


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Run and give the seconds that it took."""
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started


def processor_seconds() -> float:
    """Give the seconds of processor time of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def digest(documents: Iterator[tuple[str, bytes]], truth: Path) -> str:
    """Hash every document with its path, in order, and the truth."""
    total = sha256()
    for path, content in documents:
        total.update(path.encode() + b"\0" + content)
    total.update(truth.read_bytes())
    return total.hexdigest()


def read_lines(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Give the documents of JSON lines with the paths that they have as folders."""
    for path in paths:
        with path.open("rb") as lines:
            for raw in lines:
                line = msgspec.json.decode(raw)
                yield f"{line['path']}/report.xml", line["report"].encode()
                for number, text in enumerate(line["fileDetails"], 1):
                    yield f"{line['path']}/{number}.fileDetails.xml", text.encode()


def read_tar(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the documents of a tar in its order."""
    with gzip.open(path) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            yield member.name, content.read()


def read_folders(paths: Iterator[tuple[str, bytes]], root: Path) -> Iterator[tuple[str, bytes]]:
    """Give the documents at the same paths as another layout has."""
    for path, _ in paths:
        yield path, (root / path).read_bytes()


def documents_of(layout: Layout, root: Path) -> Iterator[tuple[str, bytes]]:
    """Give every document of a written world; of folders those that the lines name."""
    lines = read_lines(sorted((root / "jsonl/reports").glob("*.jsonl")))
    if layout is Layout.TAR:
        return read_tar(root / "tar/reports.tar.gz")
    return lines if layout is Layout.JSON_LINES else read_folders(lines, root / "folders")


def measure(reports: int, layouts: list[Layout], root: Path) -> dict[str, object]:
    """Write the same world in several ways and compare."""
    parameters = WorldParameters(reports=reports)
    plain = timed(write_plainly, parameters, root / "plain")
    before = processor_seconds()
    seconds = {
        layout: timed(write_ours, parameters, root / layout.value, layout) for layout in layouts
    }
    spent = processor_seconds() - before
    floor = timed(shutil.copytree, root / "jsonl", root / "copy")
    expected = digest(read_lines([root / "plain/reports.jsonl"]), root / "plain/truth.jsonl")
    digests = {
        digest(documents_of(layout, root), root / layout.value / "truth.jsonl")
        for layout in layouts
    }
    speeds = {layout.value: round(reports / took) for layout, took in seconds.items()}
    return {
        "name": "world_generate",
        "unit": "reports/s",
        "ours": speeds["jsonl"],
        "peer": round(reports / plain),
        "ratio": round(plain / seconds[Layout.JSON_LINES], 2),
        "checked": digests == {expected},
        "peer_is": "one process, one plain loop, same generator and writer",
        "reports": reports,
        "by_layout": speeds,
        "target": round(TARGET),
        "layouts_that_meet_it": [name for name, speed in speeds.items() if speed >= TARGET],
        "processor_seconds_per_million": round(spent / len(layouts) / reports * 1e6),
        "floor_copying_the_same_bytes": round(reports / floor),
        "cores": os.cpu_count(),
        "load_before": round(LOAD_BEFORE, 1),
    }


def main() -> None:
    """Read the options, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a small world, under 40 s")
    options.add_argument("--json", action="store_true", help="only the result, as one line")
    options.add_argument("--reports", type=int, default=0)
    chosen = options.parse_args()
    reports = chosen.reports or (12_000 if chosen.quick else 60_000)
    layouts = [Layout.JSON_LINES, Layout.TAR] if chosen.quick else list(Layout)
    with tempfile.TemporaryDirectory(prefix="tipline-world-") as root:
        result = measure(reports, layouts, Path(root))
    if not chosen.json:
        for name, value in result.items():
            print(f"{name:32} {value}")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
