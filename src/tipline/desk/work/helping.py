"""Link and rank in a process of its own, for one that does the same.

Nothing of Django is imported here at first: a child reads this before Django is set up.
"""

from __future__ import annotations

import multiprocessing
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tipline.desk.intake.processes import begin_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.queues import SimpleQueue

    from tipline.desk.work.done import Done

_LOOK_AGAIN_S = 0.1


@contextmanager
def others_at_work(number: int, done: Done, may_go_on: Callable[[], bool]) -> Iterator[None]:
    """Have so many other processes do the same meanwhile; at the end add what they did.

    They end when nothing waits, when told to stop (which loses nothing), and with this process.
    """
    context = multiprocessing.get_context("spawn")
    answers: SimpleQueue[Done] = context.SimpleQueue()
    others = [context.Process(target=help_out, args=(answers,)) for _ in range(number)]
    for other in others:
        other.start()
    yield
    for other in others:
        while other.is_alive() and may_go_on():
            other.join(_LOOK_AGAIN_S)
        other.terminate()
        other.join()
    while not answers.empty():
        done.add(answers.get())


def help_out(answers: SimpleQueue[Done]) -> None:
    """Link and rank until nothing waits, and say what was done."""
    begin_worker()
    from tipline.desk.work.done import Done  # noqa: PLC0415  Django is set up now
    from tipline.desk.work.rounds import process_waiting  # noqa: PLC0415

    done = Done()
    process_waiting(done)
    answers.put(done)
