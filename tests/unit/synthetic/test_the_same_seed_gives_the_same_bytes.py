from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
import pytest

from tipline.synthetic import GENERATOR_VERSION, World, WorldParameters, generate_world
from tipline.synthetic.layouts import Layout
from tipline.synthetic.writing import Task, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from tipline.synthetic import WorldReport

DIGEST = """
from hashlib import sha256
from tipline.synthetic import WorldParameters, generate_world
digest = sha256()
for made in generate_world(WorldParameters(reports=300), seed=5):
    digest.update(made.report_xml + b"".join(made.file_details) + repr(made.truth).encode())
print(digest.hexdigest())
"""


def write(
    out: Path,
    *,
    reports: int = 4200,
    seed: int = 5,
    processes: int = 1,
    layout: Layout = Layout.JSON_LINES,
) -> dict[str, bytes]:
    """Write a world and give every file of it by its path."""
    task = Task(
        parameters=WorldParameters(reports=reports),
        seed=seed,
        out=str(out),
        layout=layout,
        with_files=False,
    )
    write_world(task, processes=processes, tell=lambda _: None)
    return {
        str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()
    }


def test_whatever_order_python_hashes_in() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }

    assert len(digests) == 1


@pytest.mark.parametrize("layout", [Layout.JSON_LINES, Layout.TAR])
def test_however_many_processes_write(tmp_path: Path, layout: Layout) -> None:
    alone = write(tmp_path / "alone", layout=layout)
    shared = write(tmp_path / "shared", layout=layout, processes=2)

    assert shared == alone
    assert len(alone) > 2


def test_any_block_can_be_made_alone() -> None:
    world = World(WorldParameters(reports=3000), 5)
    whole = list(generate_world(WorldParameters(reports=3000), 5))

    assert world.make_block(2) == whole[2000:]


def test_another_seed_changes_what_is_said_and_nothing_of_how(tmp_path: Path) -> None:
    one = write(tmp_path / "one", reports=300, seed=1)
    other = write(tmp_path / "other", reports=300, seed=2)
    described, described_other = (msgspec.json.decode(each["world.json"]) for each in (one, other))
    same = ("tipline", "generator", "parameters", "raised_on_purpose", "gazetteer", "rates")

    assert one.keys() == other.keys()
    assert one["truth.jsonl"] != other["truth.jsonl"]
    assert {name: described[name] for name in same} == {
        name: described_other[name] for name in same
    }
    assert [paths_and_keys(each) for each in (one, other)] == [paths_and_keys(one)] * 2


def paths_and_keys(files: dict[str, bytes]) -> list[tuple[str, list[str]]]:
    lines = [msgspec.json.decode(line) for line in files["truth.jsonl"].splitlines()]
    return [(line["path"], list(line)) for line in lines]


def test_breaking_some_leaves_the_others_as_they_are() -> None:
    whole = generate_world(WorldParameters(reports=500), 5)
    partly = list(generate_world(WorldParameters(reports=500, broken_rate=0.2), 5))
    sound = [
        (one, other) for one, other in zip(whole, partly, strict=True) if not other.truth.broken
    ]

    assert 300 < len(sound) < 450
    assert all(one == other for one, other in sound)


def test_a_plain_world_has_the_documents_that_it_had_before_there_were_kinds(
    world: list[WorldReport],
) -> None:
    documents = b"".join(made.report_xml + b"".join(made.file_details) for made in world)

    assert sha256(documents).hexdigest()[:8] == "04fb2575"


def test_a_changed_generator_is_a_new_version(world: list[WorldReport]) -> None:
    """If this fails, the same seed gives another world: raise GENERATOR_VERSION, then pin anew."""
    told = b"\n".join(msgspec.json.encode(made.truth) for made in world)

    assert (GENERATOR_VERSION, sha256(told).hexdigest()[:16]) == ("2", "54e8cc0a7dd4c22b")
