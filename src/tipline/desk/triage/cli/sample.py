"""`tipline sample`: a random sample of the low tiers, worked by people: what the policy misses."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.triage.actions.sampling import draw_sample, record_sampled
from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, AsIs, find_actor
from tipline.desk.triage.queries.sampling import list_sampled, read_miss_rate
from tipline.desk.triage.types import Tier  # noqa: TC001  Typer reads the signature
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from tipline.desk.triage.rules.sampling import MissRate, Rate

sample_app = new_app()

_SIZE = 50


@sample_app.command("draw")
def draw(
    *,
    size: Annotated[int, typer.Option("--size", min=1, max=5_000, help="How many.")] = _SIZE,
    agency: Agency = None,
    as_is: AsIs = False,
    as_json: AsJson = False,
) -> None:
    """Draw this week's sample of T5 and T6; nobody chooses the seed, and it is kept."""
    actor = find_actor(agency, as_is=as_is)
    if actor is None:
        return
    drawn = draw_sample(actor, size=size, seed=secrets.token_hex(16), now=datetime.now(UTC))
    if as_json:
        print_json(msgspec.to_builtins(drawn))
        return
    for cluster_id in drawn.cluster_ids:
        typer.echo(cluster_id)
    typer.echo(
        f"{len(drawn.cluster_ids)} of {drawn.population:,} clusters, week {drawn.week},"
        f" seed {drawn.seed}",
        err=True,
    )


@sample_app.command("list")
def list_all(
    *,
    every: Annotated[bool, typer.Option("--all", help="Also what was worked.")] = False,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """List what is drawn and waits to be worked by a person."""
    found = list_sampled(command_line_actor(agency), worked=every)
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    elif not found:
        typer.echo("Nothing is drawn that nobody has worked: tipline sample draw", err=True)
    else:
        rows = [
            (
                str(one.sampled_id),
                one.week,
                one.tier.value,
                one.lead_report_id,
                one.true_tier.value if one.true_tier else "not worked",
            )
            for one in found
        ]
        print_table(("sampled", "week", "stood in", "report", "belongs in"), rows)


@sample_app.command("record")
def record(
    sampled: Annotated[int, typer.Argument(metavar="SAMPLED", help="Its number in the list.")],
    true_tier: Annotated[Tier, typer.Argument(help="Where a person finds it to belong.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; name nobody.")],
    agency: Agency = None,
) -> None:
    """Say where a sampled cluster belongs; to move it, state a finding or override its tier."""
    actor = command_line_actor(agency)
    record_sampled(actor, sampled, true_tier, reason=reason, now=datetime.now(UTC))
    typer.echo(f"Sampled {sampled} belongs in {true_tier}.", err=True)


@sample_app.command("rate")
def rate(*, agency: Agency = None, as_json: AsJson = False) -> None:
    """Say how much danger the low tiers hold, with exact 95 % intervals, and what is unworked."""
    rates = read_miss_rate(command_line_actor(agency))
    if as_json:
        for one in rates:
            print_json(msgspec.to_builtins(one))
        return
    if not rates:
        typer.echo("Nothing was drawn yet: tipline sample draw", err=True)
        return
    headings = (
        "week",
        "tier",
        "drawn",
        "worked",
        "not worked",
        "danger missed (95 %)",
        "any graver (95 %)",
    )
    print_table(headings, [_row(one) for one in rates])
    worst = rates[0].high_if_unworked_were_missed
    if rates[0].unworked_share and worst is not None:
        typer.echo(
            f"\n{rates[0].unworked_share:.0%} of the sample of {rates[0].week} is not worked:"
            f" if all of it were danger, up to {worst:.1%} of the low tiers could be."
        )


def _row(one: MissRate) -> tuple[str, ...]:
    return (
        one.week,
        one.tier.value if one.tier else "all",
        str(one.drawn),
        str(one.worked),
        f"{one.unworked_share:.0%}",
        _say(one.danger),
        _say(one.graver),
    )


def _say(rate: Rate) -> str:
    if rate.share is None or rate.low is None or rate.high is None:
        return "nothing worked"
    return f"{rate.missed}: {rate.share:.1%} ({rate.low:.1%} to {rate.high:.1%})"
