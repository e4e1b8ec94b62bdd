"""Begin a child process, and let it end when its parent does, however the parent ended.

Nothing of Django is imported here: a child reads this before Django is set up.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time

CHECK_SECONDS = 0.5

# Set to the number of the starting process for a program that must not outlive it.
END_WITH_PARENT = "TIPLINE_END_WITH_PARENT"


def begin_worker() -> None:
    """Make a worker of a load ready. Ctrl-C is for its parent, whose end is the worker's too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(parent_of_worker())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tipline.site.settings")
    import django  # noqa: PLC0415  only children that work with the database pay for it

    django.setup()


def parent_of_worker() -> int:
    """Return the process that started this one through multiprocessing, even if it is gone."""
    parent = multiprocessing.parent_process()
    return os.getppid() if parent is None or parent.pid is None else parent.pid


def end_with_parent(parent: int) -> None:
    """Watch the parent from a thread, and end this process when it is gone, even by kill -9.

    The parent is named by who knows it, not asked for here: it may be gone already.
    """
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
