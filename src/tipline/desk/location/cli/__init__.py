"""`tipline location`: place datasets in and out, addresses looked up, where a report points."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003  Typer reads it when it runs
from pathlib import Path  # noqa: TC003  likewise
from typing import Annotated, Any, TypeAlias

import msgspec
import typer
from django.utils.timezone import now as current_time

from tipline.desk.location import actions, queries
from tipline.desk.location.cli.printing import (
    print_hypotheses,
    print_json,
    print_where,
    say_look_up,
    say_where,
)
from tipline.desk.location.datasets.installing import Offer
from tipline.desk.location.rules.locating import look_up
from tipline.desk.location.rules.saying import FLAWS
from tipline.desk.location.types import DatasetKind, Flaw, Locator, NetworkKind
from tipline.report.types import DateTime
from tipline.trust.people.queries import command_line_actor

app = typer.Typer(
    add_completion=False,
    help="Place datasets: add, list, remove; look up where an address points.",
    no_args_is_help=True,
)

AgencyName: TypeAlias = Annotated[
    str | None, typer.Option("--agency", help="Which agency; not needed when there is only one.")
]
Why: TypeAlias = Annotated[
    str, typer.Option("--reason", help="Why; kept with your name, so name nobody.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


class NotLocated(Exception):
    """A report is not there, or nothing has located it yet."""

    exit_code = 1


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="The dataset's file.", exists=True, dir_okay=False)],
    *,
    kind: Annotated[DatasetKind, typer.Option(help="In which form it comes.")],
    licence: Annotated[str, typer.Option(help="Under which licence you may use it.")],
    reason: Why,
    edition: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day it describes, if the file does not say."),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="What to call it; the same for all its editions.")
    ] = None,
    columns: Annotated[
        str, typer.Option(help="Names of the columns of CSV without a header: start,end,country.")
    ] = "",
    network: Annotated[
        NetworkKind | None, typer.Option(help="What the networks of a list are.")
    ] = None,
    agency: AgencyName = None,
) -> None:
    """Check a dataset, compile it and install it; its number goes to standard output."""
    offer = Offer(
        file=file,
        kind=kind,
        name=name if name is not None else file.name.split(".")[0],
        licence=licence,
        edition=edition.date() if edition else None,
        columns=tuple(part.strip().lower() for part in columns.split(",") if part.strip()),
        network=network,
    )
    number = actions.add_dataset(
        command_line_actor(agency), offer, reason=reason, now=current_time()
    )
    typer.echo(number)


@app.command("list")
def list_datasets(*, agency: AgencyName = None, as_json: AsJson = False) -> None:
    """List the installed datasets with edition, licence and what is missing."""
    datasets = queries.open_datasets(command_line_actor(agency))
    for one in datasets.installed:
        missing = datasets.missing.get(one.dataset_id)
        if as_json:
            said: dict[str, Any] = msgspec.to_builtins(one.source)
            said |= {"dataset_id": one.dataset_id, "ranges": one.ranges, "sha256": one.sha256}
            print_json(said | {"missing": missing})
        else:
            source = one.source
            typer.echo(
                f"{one.dataset_id}  {source.name}  {source.kind}  {source.edition}"
                f"  {one.ranges:,} ranges  {source.licence}"
            )
            if missing:
                typer.echo(f"   not used: {missing}", err=True)


@app.command("remove")
def remove(
    dataset: Annotated[int, typer.Argument(help="Its number, as `list` shows it.")],
    *,
    reason: Why,
    agency: AgencyName = None,
) -> None:
    """Remove a dataset and its files; places that were read from it stay as they were said."""
    actions.remove_dataset(command_line_actor(agency), dataset, reason=reason, now=current_time())


@app.command("look-up")
def look_up_address(
    address: Annotated[str, typer.Argument(help="An IP address.")],
    *,
    at: Annotated[
        str | None, typer.Option(help="When it was seen, with zone: 2026-03-02T18:41:07Z.")
    ] = None,
    agency: AgencyName = None,
    as_json: AsJson = False,
) -> None:
    """Say where an address points by each dataset, with the days between edition and event."""
    datasets = queries.open_datasets(command_line_actor(agency))
    locator, found = look_up(address, DateTime(at) if at else None, datasets)
    _refuse_unreadable(locator)
    if as_json:
        print_json(say_look_up(address, locator, found))
        return
    for flaw in locator.flaws:
        typer.echo(FLAWS[flaw], err=True)
    print_hypotheses(found)


def _refuse_unreadable(locator: Locator) -> None:
    """Raise BadParameter for an address that is none, or a time that was given in vain."""
    if Flaw.UNREADABLE in locator.flaws:
        raise typer.BadParameter("this is no IP address", param_hint="ADDRESS")
    if locator.event.raw is not None and locator.event.utc is None:
        raise typer.BadParameter(
            f"{locator.event.assumption}; write it as 2026-03-02T18:41:07Z", param_hint="--at"
        )


@app.command("where")
def show_where(
    report: Annotated[int, typer.Argument(help="The number of a report.")],
    *,
    agency: AgencyName = None,
    as_json: AsJson = False,
) -> None:
    """Say where a report points, by whom, where they differ, and what to ask; no identifiers."""
    where = queries.where_of(command_line_actor(agency), report)
    if where is None:
        raise NotLocated(
            f"Report {report} was not located here. `tipline process` locates what has arrived."
        )
    if as_json:
        print_json(say_where(where))
    else:
        print_where(where)
