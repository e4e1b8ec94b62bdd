"""`tipline location`: install place datasets, list and remove them, look addresses up."""

from __future__ import annotations

import sys
from datetime import datetime  # noqa: TC003  Typer reads it when it runs
from pathlib import Path  # noqa: TC003  likewise
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import msgspec
import typer
from django.utils.timezone import now as current_time

from tipline.desk.location import actions, queries
from tipline.desk.location.datasets.installing import Offer
from tipline.desk.location.rules.locating import look_up
from tipline.desk.location.rules.saying import FLAWS, say_cautions
from tipline.desk.location.types import DatasetKind, NetworkKind  # noqa: TC001  likewise
from tipline.report.types import DateTime
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.location.types import Hypothesis, Locator

app = typer.Typer(
    add_completion=False,
    help="Place datasets: add, list, remove; look up where an address points.",
    no_args_is_help=True,
)

AgencyName: TypeAlias = Annotated[
    str | None, typer.Option("--agency", help="Which agency; not needed when there is only one.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


@app.command("add")
def add(
    file: Annotated[Path, typer.Argument(help="The dataset's file.", exists=True, dir_okay=False)],
    *,
    kind: Annotated[DatasetKind, typer.Option(help="In which form it comes.")],
    licence: Annotated[str, typer.Option(help="Under which licence you may use it.")],
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
    number = actions.add_dataset(command_line_actor(agency), offer, now=current_time())
    print(number)


@app.command("list")
def list_datasets(*, agency: AgencyName = None, as_json: AsJson = False) -> None:
    """List the installed datasets with edition, licence and what is missing."""
    datasets = queries.open_datasets(command_line_actor(agency))
    for one in datasets.installed:
        missing = datasets.missing.get(one.dataset_id)
        if as_json:
            said: dict[str, Any] = msgspec.to_builtins(one.source)
            said |= {"dataset_id": one.dataset_id, "ranges": one.ranges, "sha256": one.sha256}
            print(msgspec.json.encode(said | {"missing": missing}).decode())
        else:
            source = one.source
            print(
                f"{one.dataset_id}  {source.name}  {source.kind}  {source.edition}"
                f"  {one.ranges:,} ranges  {source.licence}"
            )
            if missing:
                print(f"   not used: {missing}", file=sys.stderr)


@app.command("remove")
def remove(
    dataset: Annotated[int, typer.Argument(help="Its number, as `list` shows it.")],
    *,
    agency: AgencyName = None,
) -> None:
    """Remove a dataset and its files; places that were read from it stay as they were said."""
    actions.remove_dataset(command_line_actor(agency), dataset, now=current_time())


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
    if as_json:
        print(msgspec.json.encode(_say(address, locator, found)).decode())
        return
    for flaw in locator.flaws:
        print(FLAWS[flaw], file=sys.stderr)
    for one in found:
        place = one.region or one.country or "no country"
        parts = (place, one.operator, one.network, one.source.title)
        print("  ".join(str(part) for part in parts if part))
        for sentence in say_cautions(one):
            print(f"   {sentence}")


def _say(address: str, locator: Locator, found: Sequence[Hypothesis]) -> dict[str, Any]:
    """Return a look-up as JSON gives it: each hypothesis without the locator that all share."""
    event: Any = msgspec.to_builtins(locator.event)
    hypotheses = []
    for one in found:
        said = msgspec.to_builtins(one) | {"cautions": _say_codes(one.cautions, say_cautions(one))}
        hypotheses.append({key: value for key, value in said.items() if key != "locator"})
    flaws = _say_codes(locator.flaws, [FLAWS[flaw] for flaw in locator.flaws])
    return {"address": address, "event": event, "flaws": flaws, "hypotheses": hypotheses}


def _say_codes(codes: Sequence[str], texts: Sequence[str]) -> list[dict[str, str]]:
    """Return codes, each with the sentence that says what it means."""
    return [{"code": code, "text": text} for code, text in zip(codes, texts, strict=True)]
