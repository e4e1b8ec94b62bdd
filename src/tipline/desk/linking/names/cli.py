"""`tipline names`: find accounts that are called alike, list them, train and check the model."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec
import typer
from django.utils.timezone import now as current_time

from tipline.desk.linking.names import actions, queries
from tipline.desk.linking.names.comparing import read_model
from tipline.desk.linking.names.training import check as check_accounts
from tipline.desk.linking.names.training import train as train_on
from tipline.desk.linking.names.types import NamedAccount
from tipline.trust.people.queries import command_line_actor

app = typer.Typer(
    add_completion=False,
    help="Screen names that are alike: possible links, which join nobody.",
    no_args_is_help=True,
)

AgencyName: TypeAlias = Annotated[
    str | None, typer.Option("--agency", help="Which agency; not needed when there is only one.")
]
Accounts: TypeAlias = Annotated[
    Path,
    typer.Argument(
        help="Labelled accounts, a JSON object per line: report, path, group (whose it is),"
        " screen_name, display_name.",
        exists=True,
        dir_okay=False,
    ),
]
LEAST = 0.5


class UnreadableAccounts(Exception):
    """A line of labelled accounts cannot be read."""

    exit_code = 1


@app.command("find")
def find(
    *,
    least: Annotated[float, typer.Option(help="Least chance to be kept.", min=0, max=1)] = LEAST,
    agency: AgencyName = None,
) -> None:
    """Compare all reported accounts and keep the possible links in place of the last ones."""
    actor = command_line_actor(agency)
    accounts = queries.read_accounts(actor, tell=_tell)
    kept = actions.find_alike(actor, accounts, read_model(), least=least, now=current_time())
    print(f"{len(accounts):,} accounts, {kept:,} possible links", file=sys.stderr)


@app.command("list")
def list_alike(
    *,
    limit: Annotated[int, typer.Option(help="How many, the strongest first.", min=1)] = 100,
    agency: AgencyName = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """List the possible links between clusters, the strongest first, without the names."""
    for one in queries.list_alike(command_line_actor(agency), limit=limit):
        if as_json:
            print(msgspec.json.encode(one).decode())
        else:
            print(
                f"{one.bits:6.1f} bits  {one.report_id} {one.path}  ~  {one.other} {one.other_path}"
            )


@app.command("train")
def train(
    accounts: Accounts,
    *,
    out: Annotated[Path, typer.Option(help="Where to write the model.")],
    pairs: Annotated[int, typer.Option(help="Random pairs to learn from.")] = 100_000_000,
    seed: Annotated[int, typer.Option(help="Of the random pairs.")] = 1,
) -> None:
    """Train a model on labelled accounts and write it as JSON."""
    read = _read(accounts)
    model = train_on(
        read, on=accounts.name, random_pairs=pairs, seed=seed, today=current_time().date()
    )
    out.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n")


@app.command("check")
def check(
    accounts: Accounts,
    *,
    least: Annotated[float, typer.Option(help="Least chance to be found.", min=0, max=1)] = LEAST,
) -> None:
    """Say what the model that comes with tipline finds of labelled accounts: one JSON object."""
    print(msgspec.json.encode(check_accounts(_read(accounts), read_model(), least=least)).decode())


def _read(path: Path) -> list[NamedAccount]:
    """Read labelled accounts; raises UnreadableAccounts with the line."""
    decode = msgspec.json.Decoder(NamedAccount).decode
    read = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            read.append(decode(line))
        except msgspec.DecodeError as error:
            raise UnreadableAccounts(f"{path}, line {number}: {error}") from error
    return read


def _tell(reports: int) -> None:
    print(f"{reports:,} reports read", file=sys.stderr)
