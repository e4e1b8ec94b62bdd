from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import tarfile
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-c", "from tipline.cli.main import main; main()", "world"]


def world(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False)


def truth_of(out: Path) -> list[dict]:
    return [msgspec.json.decode(line) for line in (out / "truth.jsonl").read_bytes().splitlines()]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world") / "w"
    done = world("--reports", "300", "--out", str(out), "--with-files")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("300 reports, ")
    return out


def test_each_report_is_a_folder_where_the_truth_says(folders: Path) -> None:
    truths = truth_of(folders)

    assert len(truths) == 300
    for truth in truths:
        names = {path.name for path in (folders / truth["path"]).iterdir()}
        numbers = range(1, truth["files"] + 1)
        assert names == {"report.xml"} | {f"{n}.fileDetails.xml" for n in numbers} | {
            f"{n}.bin" for n in numbers
        }


def test_the_truth_lies_outside_what_is_loaded(folders: Path) -> None:
    assert {path.name for path in folders.iterdir()} == {
        "gazetteer.csv",
        "reports",
        "truth.jsonl",
        "world.json",
    }


def test_the_world_says_what_it_is_and_what_is_raised(folders: Path) -> None:
    described = msgspec.json.decode((folders / "world.json").read_bytes())
    counts = {each["what"]: each for each in described["counts"]}

    assert described["seed"] == 1
    assert described["parameters"]["reports"] == 300
    assert described["parameters"]["until"] == "2026-11-01T00:00:00Z"
    assert counts["reports"] == {"what": "reports", "value": 300, "unit": "reports"}
    assert counts["files"]["unit"] == "files"
    assert sum(each["value"] for what, each in counts.items() if what.startswith("tier:")) == 300
    assert counts["tier:T0"]["value"] >= 3
    assert any("T0 is" in said for said in described["raised_on_purpose"])
    assert any(each["mark"] == "cited" for each in described["rates"])


def test_all_layouts_hold_the_same_documents(folders: Path, tmp_path: Path) -> None:
    assert world("--reports", "300", "--out", str(tmp_path / "j"), "--jsonl").returncode == 0
    assert world("--reports", "300", "--out", str(tmp_path / "t"), "--tar").returncode == 0
    expected = {truth["path"]: documents_in(folders / truth["path"]) for truth in truth_of(folders)}

    assert documents_in_lines(tmp_path / "j") == expected
    assert documents_in_tar(tmp_path / "t") == expected
    assert truth_of(tmp_path / "j") == truth_of(tmp_path / "t") == truth_of(folders)


def documents_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.xml")}


def documents_in_lines(out: Path) -> dict[str, dict[str, bytes]]:
    found = {}
    for path in sorted((out / "reports").glob("*.jsonl")):
        for raw in path.read_bytes().splitlines():
            line = msgspec.json.decode(raw)
            found[line["path"]] = {"report.xml": line["report"].encode()} | {
                f"{number}.fileDetails.xml": text.encode()
                for number, text in enumerate(line["fileDetails"], 1)
            }
    return found


def documents_in_tar(out: Path) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    with gzip.open(out / "reports.tar.gz") as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
        for member in tar:
            folder, _, name = member.name.rpartition("/")
            content = tar.extractfile(member)
            assert content
            found.setdefault(folder, {})[name] = content.read()
    return found


def test_a_tar_is_whole(tmp_path: Path) -> None:
    assert world("--reports", "1200", "--out", str(tmp_path / "t"), "--tar").returncode == 0
    with gzip.open(tmp_path / "t" / "reports.tar.gz") as plain:
        raw = plain.read()

    assert raw.endswith(b"\0" * 1024)
    assert not raw.endswith(b"\0" * 2048)
    assert raw.count(b"/report.xml\0") == 1200


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--reports", "0"], "reports"),
        (["--until", "yesterday"], "until"),
        (["--jsonl", "--tar"], "jsonl, tar"),
        (["--jsonl", "--with-files"], "with-files"),
        (["--urgent-rate", "3"], "urgent_rate"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], word: str
) -> None:
    done = world(*arguments, "--out", str(tmp_path / "w"))

    assert done.returncode == 2
    assert done.stderr.startswith(f"tipline: {word}: ")
    assert not (tmp_path / "w").exists()


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    done = world("--out", str(tmp_path))

    assert done.returncode == 2
    assert "is not an empty folder; name another" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_world_that_was_interrupted_does_not_look_complete(tmp_path: Path) -> None:
    out = tmp_path / "w"
    running = subprocess.Popen(
        [*PROGRAM, "--reports", "2000000", "--out", str(out), "--jsonl", "--processes", "2"],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (out / "reports" / "00002.jsonl").exists() and running.poll() is None:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)  # as Ctrl-C in a terminal reaches all of them
    _, said = running.communicate(timeout=60)

    assert running.returncode == 130, said
    assert "Traceback" not in said
    assert not (out / "world.json").exists()
