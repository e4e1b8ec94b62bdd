"""`tipline deconflict`: learn which units hold the same identifiers, and nothing else of them."""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.routing.cli.new_files import new_file
from tipline.desk.routing.deconfliction.actions import (
    add_key,
    add_partner,
    answer_question,
    ask_partner,
    compare_answer,
)
from tipline.desk.routing.deconfliction.epoch_keys import draw_key, read_key, write_key
from tipline.desk.routing.deconfliction.exchange_files import MOST_BYTES
from tipline.desk.routing.deconfliction.own_values import gather_own_values
from tipline.desk.routing.deconfliction.queries import (
    find_partner,
    find_reference,
    list_keys,
    list_matches,
    list_partners,
)
from tipline.desk.routing.deconfliction.rules.sharing import MOST_GATHERED
from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, current_time
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tipline.desk.routing.deconfliction.types import LeftOut, Match, OwnValue
    from tipline.trust.people.types import Actor

WORDS_EVERY_S = 5.0

deconflict_app = new_app()
partner_app, key_app = new_app(), new_app()
deconflict_app.add_typer(partner_app, name="partner", help="Units to exchange with.")
deconflict_app.add_typer(key_app, name="key", help="Keys of an epoch, shared with a unit.")

Unit = Annotated[str, typer.Argument(metavar="UNIT", help="The name of a unit that was added.")]
Why = Annotated[str, typer.Option("--reason", help="Why; kept with your name, so name nobody.")]
Out = Annotated[Path, typer.Option("--out", help="A new file, which nobody else may read.")]
Days = Annotated[int, typer.Option("--days", min=1, help="Reports received in so many days.")]
Given = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False)]


@partner_app.command("add")
def add_unit(
    name: Annotated[str, typer.Argument(metavar="UNIT", help="Its name.")],
    *,
    call: Annotated[str, typer.Option("--call", help="How to reach its duty desk.")],
    reason: Why,
    agency: Agency = None,
) -> None:
    """Add another unit."""
    add_partner(command_line_actor(agency), name, call, reason=reason, now=current_time())
    typer.echo(f"{name} is added; next: tipline deconflict key new", err=True)


@partner_app.command("list")
def list_units(*, agency: Agency = None, as_json: AsJson = False) -> None:
    """List the units that were added."""
    partners = list_partners(command_line_actor(agency))
    if as_json:
        for one in partners:
            print_json({"name": one.name, "call": one.call})
    elif partners:
        print_table(("unit", "call"), [(one.name, one.call) for one in partners])


@key_app.command("new")
def new_key(
    unit: Unit,
    *,
    epoch: Annotated[str, typer.Option("--epoch", help="What both call it, as 2026-Q4.")],
    days: Annotated[int, typer.Option("--days", min=1, help="How long it is used.")] = 92,
    out: Out,
    reason: Why,
    agency: Agency = None,
) -> None:
    """Draw a key for an epoch that begins today, and write it for the other unit."""
    actor, now = command_line_actor(agency), current_time()
    partner = find_partner(actor, unit)
    today = now.date()
    key = draw_key(epoch, today, today + timedelta(days=days - 1), secrets.token_bytes)
    with new_file(out) as keep_file:
        add_key(actor, partner, key, reason=reason, now=now)
        keep_file(write_key(key))
    typer.echo(
        f"{out}: key {key.key_id}. Hand it over another way than the exchanges go, and then"
        " destroy the file",
        err=True,
    )


@key_app.command("add")
def take_key(unit: Unit, file: Given, *, reason: Why, agency: Agency = None) -> None:
    """Take a key that the other unit handed over."""
    actor = command_line_actor(agency)
    partner = find_partner(actor, unit)
    key = read_key(_read(file))
    add_key(actor, partner, key, reason=reason, now=current_time())
    typer.echo(
        f"Key {key.key_id} of epoch {key.epoch}, {key.first_day} to {key.last_day}: compare its id"
        f" with {unit} by telephone, and then destroy the file",
        err=True,
    )


@key_app.command("list")
def show_keys(*, agency: Agency = None, as_json: AsJson = False) -> None:
    """List the keys, never their secrets."""
    headings = ("unit", "epoch", "key", "first day", "last day")
    rows = [tuple(map(str, row)) for row in list_keys(command_line_actor(agency))]
    if as_json:
        for row in rows:
            print_json(dict(zip(headings, row, strict=True)))
    elif rows:
        print_table(headings, rows)


@deconflict_app.command("export")
def export(unit: Unit, *, out: Out, days: Days = 90, reason: Why, agency: Agency = None) -> None:
    """Write a question for another unit: keyed, blinded and padded; it shows no identifier."""
    actor, now = command_line_actor(agency), current_time()
    partner = find_partner(actor, unit)
    with new_file(out) as keep_file:
        asked = ask_partner(
            actor,
            partner,
            _gather(actor, _days_ago(now, days)),
            reason=reason,
            random_bytes=secrets.token_bytes,
            keep_file=keep_file,
            now=now,
        )
    _say_left_out(asked.left_out)
    typer.echo(f"{out}: {asked.values:,} identifiers, for {partner.name}", err=True)


@deconflict_app.command("import")
def import_question(
    file: Given, *, out: Out, days: Days = 365, reason: Why, agency: Agency = None
) -> None:
    """Answer another unit's question: it learns what both hold, and this unit learns nothing."""
    actor, now = command_line_actor(agency), current_time()
    with new_file(out) as keep_file:
        answered = answer_question(
            actor,
            _read(file),
            lambda: _gather(actor, _days_ago(now, days)),
            reason=reason,
            random_bytes=secrets.token_bytes,
            keep_file=keep_file,
            now=now,
        )
    _say_left_out(answered.left_out)
    typer.echo(
        f"{out}: the answer for {answered.partner.name}, from {answered.values:,} identifiers held",
        err=True,
    )


@deconflict_app.command("compare")
def compare(file: Given, *, reason: Why, agency: Agency = None, as_json: AsJson = False) -> None:
    """Compare an answer: which reports of ours name what the other unit holds, and whom to call."""
    compared = compare_answer(
        command_line_actor(agency), _read(file), reason=reason, now=current_time()
    )
    _print_matches(compared.matches, as_json=as_json)
    typer.echo(f"{len(compared.matches):,} matches with {compared.partner.name}", err=True)


@deconflict_app.command("matches")
def matches(
    *,
    report: Annotated[int | None, typer.Option("--report", help="Only this report.")] = None,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """List what other units hold, too, newest first."""
    actor = command_line_actor(agency)
    _print_matches(list_matches(actor, report_id=report), as_json=as_json)


@deconflict_app.command("reference")
def reference(
    text: Annotated[str, typer.Argument(metavar="REFERENCE", help="As the caller spells it.")],
    *,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """Show which report of ours a reference stands for that another unit calls about."""
    found = find_reference(command_line_actor(agency), text)
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
        return
    rows = [(one.report_id, one.kind, one.field, one.partner) for one in found]
    print_table(("report", "kind", "field", "given to"), rows)


def _print_matches(found: Sequence[Match], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    elif found:
        rows = [(one.report_id, one.kind, one.partner, one.call, one.reference) for one in found]
        print_table(("report", "kind", "unit", "call", "reference"), rows)


def _say_left_out(left_out: Sequence[LeftOut]) -> None:
    for one in left_out:
        typer.echo(f"left out: {one.values:,} of kind {one.kind}: {one.why}", err=True)


def _gather(actor: Actor, since: datetime) -> Sequence[OwnValue]:
    return gather_own_values(
        actor, since=since, say=_say_progress(), say_passed_over=_say_passed_over
    )


def _say_passed_over(namings: int) -> None:
    typer.echo(
        f"passed over: {namings:,} namings by older reports of more than the"
        f" {MOST_GATHERED:,} newest identifiers",
        err=True,
    )


def _say_progress() -> Callable[[int, int], None]:
    """Return what says every few seconds how many reports were read."""
    said = time.monotonic()

    def say(done: int, of: int) -> None:
        nonlocal said
        if time.monotonic() - said > WORDS_EVERY_S:
            said = time.monotonic()
            typer.echo(f"{done:,} of {of:,} reports read", err=True)

    return say


def _days_ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)
