"""Write a world to disk with several processes, the same bytes whatever their number."""

from __future__ import annotations

import os
import signal
from collections import Counter, deque
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tipline.synthetic.describing import count_reports, describe_world
from tipline.synthetic.layouts import (
    TAR_NAME,
    Layout,
    end_tar,
    pack_tar,
    write_folders,
    write_json_lines,
)
from tipline.synthetic.lists import write_gazetteer, write_labels
from tipline.synthetic.types import UnusableParameter, WorldParameters
from tipline.synthetic.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FEWEST_BLOCKS_TO_SHARE = 4  # fewer are done before another process has started


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What every process needs to know to write any block of one world."""

    parameters: WorldParameters
    seed: int
    out: str
    layout: Layout
    with_files: bool


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one block: lines of truth and of labels, its piece of the tar, its counts."""

    reports: int
    truth: bytes
    labels: tuple[bytes, ...]
    packed: bytes
    counts: Counter[str]


def write_world(task: Task, *, processes: int, tell: Callable[[int], None]) -> Counter[str]:
    """Write a world into a folder that is empty or not there yet; give its counts.

    `truth.jsonl` and the tar grow in order of blocks; `world.json` comes last, so a folder that
    has it is complete. `tell` hears how many reports are written. Raises UnusableParameter.
    """
    out = Path(task.out)
    _check(task, out)
    out.mkdir(parents=True, exist_ok=True)
    world = World(task.parameters, task.seed)
    counts: Counter[str] = Counter()
    labels: dict[bytes, None] = {}  # once each, in the order in which the files are met
    with (out / "truth.jsonl").open("wb") as truth, _open_tar(task, out) as put:
        for written in _write_blocks(task, world, processes):
            truth.write(written.truth)
            labels.update(dict.fromkeys(written.labels))
            put(written.packed)
            counts.update(written.counts)
            tell(written.reports)
    (out / "gazetteer.csv").write_bytes(write_gazetteer())
    if labels:
        (out / "labels.jsonl").write_bytes(b"".join(labels))
    described = describe_world(task.parameters, task.seed, counts)
    (out / "world.json").write_bytes(msgspec.json.format(msgspec.json.encode(described)) + b"\n")
    return counts


def _check(task: Task, out: Path) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UnusableParameter(f"out: {out} is not an empty folder; name another")
    if task.with_files and task.layout is Layout.JSON_LINES:
        raise UnusableParameter("with-files: JSON lines hold no files; use folders or --tar")


@contextmanager
def _open_tar(task: Task, out: Path) -> Iterator[Callable[[bytes], object]]:
    if task.layout is not Layout.TAR:
        yield bytes  # nothing was packed
        return
    with (out / TAR_NAME).open("wb") as tar:
        yield tar.write
        tar.write(end_tar())


def _write_blocks(task: Task, world: World, processes: int) -> Iterator[Written]:
    if processes < 2 or world.blocks < FEWEST_BLOCKS_TO_SHARE:  # noqa: PLR2004  one is alone
        for block in range(world.blocks):
            yield _write_block(task, world, block)
        return
    yield from _share_blocks(task, world.blocks, processes)


def _share_blocks(task: Task, blocks: int, processes: int) -> Iterator[Written]:
    """Let processes write blocks, a few ahead of what is taken, and give them in order."""
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(task,)
    )
    ahead: deque[Future[Written]] = deque()
    try:
        for block in range(blocks):
            ahead.append(pool.submit(_write_in_process, block))
            if len(ahead) > 2 * processes:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


class _Process:
    """What a writing process remembers between blocks."""

    task: Task
    world: World


def _begin(task: Task) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends the pool in order
    os.nice(1)
    _Process.task, _Process.world = task, World(task.parameters, task.seed)


def _write_in_process(block: int) -> Written:
    return _write_block(_Process.task, _Process.world, block)


def _write_block(task: Task, world: World, block: int) -> Written:
    reports = world.make_block(block)
    packed = b""
    if task.layout is Layout.FOLDERS:
        write_folders(reports, Path(task.out), with_files=task.with_files)
    elif task.layout is Layout.JSON_LINES:
        write_json_lines(reports, Path(task.out))
    else:
        packed = pack_tar(reports, with_files=task.with_files)
    encode = msgspec.json.Encoder().encode
    return Written(
        reports=len(reports),
        truth=b"".join(encode(report.truth) + b"\n" for report in reports),
        labels=tuple(write_labels(reports, task.parameters.until)),
        packed=packed,
        counts=count_reports(reports),
    )
