"""`tipline demo`: from nothing to a ranked queue in a browser, and nothing left running after."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from tipline.site.database import server
from tipline.site.database.ready import make_ready

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
        _run(home, reports=reports, seed=seed, port=port)
    except KeyboardInterrupt:
        _say("Stopped. `tipline demo` goes on with the same data; --reset starts over.")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _throw_away(home: Path) -> None:
    if home.exists():
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
