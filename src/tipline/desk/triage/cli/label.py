"""`tipline label`: load what label lists say of files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003  Typer reads the signature
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.triage.actions import LoadedLabels, load_labels
from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, work_off_what_waits
from tipline.desk.triage.rules.label_lines import BadLine, LabelLine, normalised, read_label_line
from tipline.desk.triage.rules.vocabulary import LABELS
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from collections.abc import Iterator

label_app = new_app()

_AT_ONCE = 5_000
_FAULTS_NAMED = 100
_FINDINGS = 5


@label_app.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="JSON lines.", exists=True, dir_okay=False)],
    *,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """Load the labels of a list, and rank at once what they concern; exit 5 if lines are faulty."""
    actor = command_line_actor(agency)
    total, faults = LoadedLabels(given=0, changed=0, clusters=0), 0
    batch: list[tuple[LabelLine, str]] = []
    for number, read in _read_lines(file):
        if isinstance(read, str):
            faults += 1
            if faults <= _FAULTS_NAMED:
                typer.echo(f"{file}:line {number}: {read}", err=True)
            continue
        batch.append(read)
        if len(batch) == _AT_ONCE:
            total = _add(total, load_labels(actor, batch, now=datetime.now(UTC)))
            batch = []
    if batch:
        total = _add(total, load_labels(actor, batch, now=datetime.now(UTC)))
    work_off_what_waits()
    _say(total, faults, as_json=as_json)
    if faults:
        raise typer.Exit(_FINDINGS)


@label_app.command("codes")
def codes(*, as_json: AsJson = False) -> None:
    """List what a label list may say."""
    for code, meaning in LABELS.items() if as_json else ():
        print_json({"label": code, "meaning": meaning})
    if not as_json:
        print_table(("label", "a list says"), list(LABELS.items()))


def _read_lines(file: Path) -> Iterator[tuple[int, tuple[LabelLine, str] | str]]:
    """Yield each line as read, or in words what is wrong with it."""
    with file.open("rb") as lines:
        for number, raw in enumerate(lines, 1):
            if not raw.strip():
                continue
            try:
                line = read_label_line(raw)
                yield number, (line, normalised(line))
            except BadLine as error:
                yield number, str(error)


def _add(one: LoadedLabels, other: LoadedLabels) -> LoadedLabels:
    return LoadedLabels(
        given=one.given + other.given,
        changed=one.changed + other.changed,
        clusters=one.clusters + other.clusters,
    )


def _say(total: LoadedLabels, faults: int, *, as_json: bool) -> None:
    if as_json:
        print_json(msgspec.to_builtins(total) | {"faulty_lines": faults})
        return
    typer.echo(
        f"{total.given:,} labels read, {total.changed:,} new or different,"
        f" {total.clusters:,} clusters ranked anew"
    )
    if faults:
        typer.echo(f"{faults:,} lines are faulty and were left out", err=True)
