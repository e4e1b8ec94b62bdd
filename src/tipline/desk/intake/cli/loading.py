"""`tipline intake load`: take in reports from files, folders and archives."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path  # noqa: TC003  Typer reads it when it runs
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.intake.actions.loading import LoadSettings
from tipline.desk.intake.cli.agencies import AgencyName, acting_agency_or_first
from tipline.desk.intake.cli.senders import AsJson  # noqa: TC001  Typer reads it when it runs
from tipline.desk.intake.load.batches import Outcome, Result
from tipline.desk.intake.load.discovery import find_reports
from tipline.desk.intake.load.workers import run_batches
from tipline.desk.intake.types import Environment
from tipline.report import Version
from tipline.report.rules import LENIENT

if TYPE_CHECKING:
    from collections.abc import Iterator

INTERRUPTED, FINDINGS_PRESENT = 130, 5
TICK_SECONDS = 0.2
PLAIN_TICK_SECONDS = 5.0
MAX_REFUSED_SHOWN = 20


class Tally:
    """Counts what became of each path, and says so on stderr while it goes on."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.with_errors = 0
        self.ignored = 0
        self.first_ignored = ""
        self._began = self._told = time.monotonic()
        self._tick = TICK_SECONDS if sys.stderr.isatty() else PLAIN_TICK_SECONDS

    def ignore(self, path: Path) -> None:
        """Count a file that is no report."""
        self.first_ignored = self.first_ignored or str(path)
        self.ignored += 1

    def add(self, results: list[Result]) -> None:
        """Count a batch."""
        self.outcomes.update(result.outcome for result in results)
        self.with_errors += sum(result.has_errors for result in results)
        if time.monotonic() - self._told >= self._tick:
            self._told = time.monotonic()
            self._say("\r" if sys.stderr.isatty() else "", "" if sys.stderr.isatty() else "\n")

    def close(self) -> None:
        """Say the sum."""
        self._say("\r" if sys.stderr.isatty() else "", "\n")
        if self.with_errors:
            typer.echo(
                f"{self.with_errors} new reports break the schema or a rule; they are held, with"
                " their findings (tipline intake list).",
                err=True,
            )
        if self.ignored:
            typer.echo(
                f"{self.ignored} files are no reports and were left alone, such as"
                f" {self.first_ignored}.",
                err=True,
            )

    def _say(self, start: str, end: str) -> None:
        count = self.outcomes
        speed = count.total() / max(time.monotonic() - self._began, 0.001)
        sys.stderr.write(
            f"{start}{count[Outcome.NEW]} new, {count[Outcome.DUPLICATE]} held already,"
            f" {count[Outcome.REFUSED]} refused ({speed:,.0f} a second){end}"
        )
        sys.stderr.flush()


def load(
    paths: Annotated[
        list[Path],
        typer.Argument(help="A .xml, a folder, a .zip, a .tar.gz, a .json or a .jsonl."),
    ],
    agency: AgencyName = None,
    *,
    sender_name: Annotated[
        str, typer.Option(help="Who sent these; else the reporter's own mail domain.")
    ] = "",
    test: Annotated[
        bool, typer.Option("--test", help="These are test reports: kept, never in the queue.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that read and judge; 0 for this one only.")
    ] = os.cpu_count() or 1,
    as_json: AsJson = False,
) -> None:
    """Take in reports. Run it again after any interruption: nothing is taken twice or lost.

    Exit code 5 when something was refused; its bytes are kept aside, with the reason.
    """
    actor = acting_agency_or_first(agency)
    settings = LoadSettings(
        environment=Environment.TEST if test else Environment.PRODUCTION,
        sender_name=sender_name,
        schema_version=Version.V2026_08,
    )
    tally = Tally()
    batches = run_batches(
        find_reports(paths, ignored=tally.ignore),
        actor=actor,
        settings=settings,
        strictness=LENIENT,
        workers=workers,
    )
    try:
        _follow(batches, tally, as_json=as_json)
    except KeyboardInterrupt:
        tally.close()
        typer.echo("Interrupted. What is counted is kept; run the same command again.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    tally.close()
    if tally.outcomes[Outcome.REFUSED]:
        raise typer.Exit(FINDINGS_PRESENT)


def _follow(batches: Iterator[list[Result]], tally: Tally, *, as_json: bool) -> None:
    shown = 0
    for results in batches:
        tally.add(results)
        for result in results:
            if as_json:
                sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
            elif result.outcome is Outcome.REFUSED and shown < MAX_REFUSED_SHOWN:
                shown += 1
                typer.echo(f"refused: {result.path}: {result.reason}", err=True)
