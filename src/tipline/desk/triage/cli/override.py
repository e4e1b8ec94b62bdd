"""`tipline override`: a person's word against the policy on where a cluster stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
import typer

from tipline.desk.triage.actions import override_tier, revoke_override
from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, work_off_what_waits
from tipline.desk.triage.queries.overrides import list_overrides
from tipline.desk.triage.types import Tier  # noqa: TC001  Typer reads the signature
from tipline.trust.people.queries import command_line_actor

override_app = new_app()

Reason = Annotated[str, typer.Option("--reason", help="Why; kept in clear, so name nobody.")]


@override_app.command("set")
def set_tier(
    cluster: Annotated[str, typer.Argument(metavar="CLUSTER", help="The id of a cluster.")],
    tier: Annotated[Tier, typer.Argument(help="Where it belongs.")],
    *,
    reason: Reason,
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """Put a cluster in another tier than the policy's; shown as disagreement, revocable."""
    actor = command_line_actor(agency)
    number = override_tier(actor, cluster, tier, reason=reason, now=datetime.now(UTC))
    work_off_what_waits()
    if as_json:
        print_json({"override_id": number, "cluster_id": cluster, "tier": tier.value})
    else:
        typer.echo(f"override {number}")


@override_app.command("revoke")
def revoke(
    override: Annotated[int, typer.Argument(metavar="OVERRIDE", help="Its number.")],
    *,
    reason: Reason,
    agency: Agency = None,
) -> None:
    """Take an override back; the policy's tier holds again."""
    revoke_override(command_line_actor(agency), override, reason=reason, now=datetime.now(UTC))
    work_off_what_waits()
    typer.echo(f"Override {override} is revoked.", err=True)


@override_app.command("list")
def list_all(*, agency: Agency = None, as_json: AsJson = False) -> None:
    """List overrides, newest first, with the revoked ones."""
    found = list_overrides(command_line_actor(agency))
    if as_json:
        for one in found:
            print_json(msgspec.to_builtins(one))
    elif not found:
        typer.echo("Nobody has put a cluster in another tier.", err=True)
    else:
        rows = [
            (
                str(one.override_id),
                one.report_id,
                f"{one.policy_tier} -> {one.tier}",
                "revoked" if one.revoked_at else "stands",
                one.set_by,
                one.reason,
            )
            for one in found
        ]
        print_table(("override", "report", "policy -> person", "state", "by", "reason"), rows)
