"""Share ranges of a store among processes, each of which goes through its own.

Promise: workers end with their parent; what each did is added up; an error in one ends all.
Nothing of Django is imported here at first: a child reads this before Django is set up.
"""

from __future__ import annotations

import importlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from tipline.desk.intake.processes import begin_worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def work_through(task: str, shares: Sequence[tuple[Any, ...]], *, workers: int) -> Iterator[Any]:
    """Call `task` (module:function) with each share of arguments; yield what each call returns.

    Results come as calls end. With one worker all is done in this process.
    """
    if workers == 1:
        for share in shares:
            yield _call(task, share)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, begin_worker) as pool:
        calls = [pool.submit(_call, task, share) for share in shares]
        try:
            for call in calls:
                yield call.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _call(task: str, share: tuple[Any, ...]) -> Any:
    module, function = task.split(":")
    return getattr(importlib.import_module(module), function)(*share)
