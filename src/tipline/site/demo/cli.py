"""`tipline demo`: from nothing to a ranked queue in a browser, and nothing left running after."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tipline.site.database import server
from tipline.site.database.ready import make_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = ".tipline-demo"
WORLD_SEED = 7

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    reports: Annotated[int, typer.Option(min=1, help="How many made-up reports.")] = 500,
    seed: Annotated[int, typer.Option(help="Another seed, another world.")] = WORLD_SEED,
    port: Annotated[int, typer.Option(help="Where the pages open on 127.0.0.1; 0: any.")] = 8017,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo's data away.")] = False,
    home: Annotated[Path, typer.Option(help="Where the demo keeps its state.")] = Path(HOME),
) -> None:
    """Make a world of reports, send them over HTTP, rank them, and show the queue.

    A second run goes on with the same data. Ctrl-C stops everything that was started.
    """
    os.environ["TIPLINE_HOME"] = str(home.absolute())
    os.environ["TIPLINE_ENVIRONMENT"] = "training"
    # The demo never touches a real server, even where one is named for other work.
    os.environ.pop("TIPLINE_DATABASE_URL", None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    if reset:
        _throw_away(home)
        return
    try:
        with _alone(home):
            _check_port(port)
            _run(home, reports=reports, seed=seed, port=port)
    except KeyboardInterrupt:
        _say("Stopped. `tipline demo` goes on with the same data; --reset starts over.")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


class NotNow(Exception):
    """Another demo is using this folder, or somebody else this port."""

    exit_code = 1


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep other demos out of this folder while the block runs. Raises NotNow."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NotNow(
                f"A demo is running in {home} already. Stop it with Ctrl-C first,"
                " or use another folder with --home."
            ) from error
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise NotNow(
                f"Port {port} on 127.0.0.1 is in use. Choose another: tipline demo --port 0"
            ) from error


def _throw_away(home: Path) -> None:
    if home.exists():
        with _alone(home):
            server.stop()
            shutil.rmtree(home)
    _say("The demo's data are gone; the next run starts over.")


def _run(home: Path, *, reports: int, seed: int, port: int) -> None:
    _say("Starting the database")
    started_here = server.start_if_needed()
    try:
        make_ready()
        from tipline.site.demo.play import play  # noqa: PLC0415  Django's models, now set up

        play(home / "demo.json", reports=reports, seed=seed, port=port, say=_say)
    finally:
        if started_here:
            server.stop()
