"""Write a made-up world to disk from the command line."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003  Typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tipline.synthetic.kinds import WorldKind
from tipline.synthetic.layouts import Layout
from tipline.synthetic.rates import rate
from tipline.synthetic.types import UnusableParameter, WorldParameters
from tipline.synthetic.writing import Task, write_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
_EVERY = 50_000  # reports between two lines of progress where there is no terminal


@app.command()
def world(
    *,
    reports: Annotated[int, typer.Option(help="How many reports.")] = 500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    out: Annotated[Path, typer.Option(help="A folder that is empty or not there yet.")],
    until: Annotated[str, typer.Option(help="All happens before this day or time.")] = "2026-11-01",
    days: Annotated[int, typer.Option(help="Length of the period, in days.")] = 90,
    urgent_rate: Annotated[
        float,
        typer.Option(
            help="Share of reports that are T0 (raised on purpose; published: "
            f"{rate('urgent_published'):.4f})."
        ),
    ] = rate("urgent_default"),
    broken_rate: Annotated[float, typer.Option(help="Share of reports broken on purpose.")] = 0.0,
    test_rate: Annotated[float, typer.Option(help="Share of reports of test senders.")] = 0.0,
    placed: Annotated[
        bool, typer.Option(help="Place one case of every scenario in the first block.")
    ] = True,
    kind: Annotated[
        WorldKind, typer.Option(help="What the world makes hard; plain: nothing on purpose.")
    ] = WorldKind.PLAIN,
    with_files: Annotated[bool, typer.Option(help="Also write the files: lines of text.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON lines, 1,000 to a file.")] = False,
    tar: Annotated[bool, typer.Option("--tar", help="One reports.tar.gz.")] = False,
    processes: Annotated[int, typer.Option(help="How many write; the bytes stay the same.")] = 0,
) -> None:
    """Write a made-up world of reports with known truth: reports, truth.jsonl, world.json."""
    if jsonl and tar:
        raise UnusableParameter("jsonl, tar: choose one")
    parameters = WorldParameters(
        reports=reports,
        until=_read_until(until),
        days=days,
        urgent_rate=urgent_rate,
        broken_rate=broken_rate,
        test_rate=test_rate,
        placed=placed,
        kind=kind,
    )
    layout = Layout.JSON_LINES if jsonl else Layout.TAR if tar else Layout.FOLDERS
    task = Task(
        parameters=parameters, seed=seed, out=str(out), layout=layout, with_files=with_files
    )
    with _progress(reports) as tell:
        counts = write_world(task, processes=processes or _cores(), tell=tell)
    print(
        f"{counts['reports']:,} reports, {counts['files']:,} files, "
        f"{counts['bytes'] / 1e6:,.1f} MB of XML in {out}",
        file=sys.stderr,
    )


def _read_until(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise UnusableParameter(
            f"until: {text!r} is no date; write 2026-11-01 or add a time"
        ) from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal, a plain line now and then elsewhere; always on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(total)
        return
    columns = (TextColumn("reports"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("reports", total=total)
        yield lambda count: bar.advance(task, count)


class _Lines:
    """Says plainly, every so many reports, how far it is."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._written = 0

    def __call__(self, count: int) -> None:
        before, self._written = self._written, self._written + count
        if before // _EVERY != self._written // _EVERY:
            print(f"{self._written:,} of {self._total:,} reports", file=sys.stderr)
