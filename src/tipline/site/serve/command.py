"""`tipline serve`: answer HTTP until told to stop, and leave nothing running."""

from __future__ import annotations

import os
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import nullcontext
from typing import Annotated

import typer
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import MPServer as Granian

from tipline.desk.intake.processes import END_WITH_PARENT, end_with_parent
from tipline.site.database import make_ready, start_if_needed, stop
from tipline.site.serve.beside import LAST_CALLS_SECONDS, work_beside

app = typer.Typer(add_completion=False)

TARGET = "tipline.site.serve.worker:application"
READY = "tipline is ready at"
PROBE = "/ispws/documentation"

RESPAWN_SECONDS = 0.1
RESTART_SECONDS = 0.5


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = max(
        1, min(4, os.cpu_count() or 1)
    ),
    threads: Annotated[
        int, typer.Option(min=1, help="Calls that one process answers at once.")
    ] = 16,
    *,
    process: Annotated[
        bool, typer.Option(help="Also link and rank what comes in, in a process beside.")
    ] = True,
) -> None:
    """Serve the pages at / and the intake at /ispws, until Ctrl-C or SIGTERM.

    A database that was started for it is stopped with it.
    """
    if starter := os.environ.pop(END_WITH_PARENT, ""):
        end_with_parent(int(starter))
    started_database = start_if_needed()
    try:
        make_ready()
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        with work_beside() if process else nullcontext():
            ready = threading.Event()
            threading.Thread(target=_tell_when_ready, args=(address, ready), daemon=True).start()
            _serve_until_told(host, port, workers=workers, threads=threads, ready=ready)
    finally:
        if started_database:
            stop()


def _serve_until_told(
    host: str, port: int, *, workers: int, threads: int, ready: threading.Event
) -> None:
    """Serve, and go on after whatever kills workers in a row; give up only what never began."""
    while True:
        try:
            _server(host, port, workers=workers, threads=threads).serve()
        except SystemExit as ended:
            if not ended.code or not ready.is_set():
                raise
            typer.echo("Workers died in a row; starting them again.", err=True)
            time.sleep(RESTART_SECONDS)
        else:
            return


def _server(host: str, port: int, *, workers: int, threads: int) -> Granian:
    return Granian(
        TARGET,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        # Threads hold connections to the database, which are dear to open: they are kept.
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_SECONDS,
        workers_kill_timeout=LAST_CALLS_SECONDS,
        log_level=LogLevels.warning,
    )


def _tell_when_ready(address: str, ready: threading.Event) -> None:
    while not _answers(address + PROBE):
        time.sleep(0.05)
    ready.set()
    sys.stdout.write(f"{READY} {address}\n")
    sys.stdout.flush()
    typer.echo(
        f"Pages    {address}/   (make somebody who may sign in: tipline people add)\n"
        f"Reports  {address}/ispws   (make an account that may send: tipline intake sender add)\n"
        "Ctrl-C stops it.",
        err=True,
    )


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310  our own address
            return bool(answer.status == 200)  # noqa: PLR2004  the status of success
    except (urllib.error.URLError, OSError):
        return False
