"""Run batches in processes of their own, so that both reading and judging use every core."""

from __future__ import annotations

import multiprocessing
import secrets
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING

from tipline.desk.intake.load.batches import Dice, Result, Task, load_batch
from tipline.desk.intake.processes import begin_worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.desk.intake.actions.loading import LoadSettings
    from tipline.desk.intake.load.packages import Found
    from tipline.report.rules import Strictness
    from tipline.trust.people.types import Actor

BATCH = 1000
# Enough that no worker waits for the reader, few enough that memory stays flat.
AHEAD = 2
WORTH_A_POOL = 2


def run_batches(
    found: Iterator[Found],
    *,
    actor: Actor,
    settings: LoadSettings,
    strictness: Strictness,
    workers: int,
) -> Iterator[list[Result]]:
    """Give the results of each batch as it ends; each is committed when it is given.

    What fits into one batch is done in this process, which starts nothing.
    """
    tasks = (
        Task(actor=actor, settings=settings, strictness=strictness, found=batch)
        for batch in _batches(found)
    )
    first = list(islice(tasks, WORTH_A_POOL))
    if len(first) < WORTH_A_POOL or workers < 1:
        for task in chain(first, tasks):
            yield run_task(task)
        return
    with _pool(workers) as pool:
        yield from _feed(pool, chain(first, tasks), limit=workers * AHEAD)


def run_task(task: Task) -> list[Result]:
    """Do one batch with the real clock and real dice."""
    dice = Dice(below=secrets.randbelow, random_bytes=secrets.token_bytes)
    return load_batch(task, now=datetime.now(UTC), dice=dice)


def _batches(found: Iterator[Found]) -> Iterator[tuple[Found, ...]]:
    while batch := tuple(islice(found, BATCH)):
        yield batch


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=begin_worker,
    )


def _feed(
    pool: ProcessPoolExecutor, tasks: Iterator[Task], *, limit: int
) -> Iterator[list[Result]]:
    running: set[Future[list[Result]]] = set()
    try:
        for task in tasks:
            running.add(pool.submit(run_task, task))
            if len(running) >= limit:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        yield from (future.result() for future in running)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
