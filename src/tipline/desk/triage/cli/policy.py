"""`tipline policy`: check, show, compare and try policy files."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.current_policy import current_policy, policy_path
from tipline.desk.triage.rules.comparing import compare_policies
from tipline.desk.triage.rules.conditions import say_condition
from tipline.desk.triage.rules.features import FEATURES
from tipline.desk.triage.rules.policy import BadPolicy, Policy, read_policy
from tipline.desk.triage.rules.reach import check_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.triage.queries.simulation import Simulation
    from tipline.desk.triage.rules.policy_faults import PolicyFault
    from tipline.desk.triage.types import Reason

policy_app = new_app()

PolicyFile = Annotated[Path, typer.Argument(help="A policy file.", exists=True, dir_okay=False)]

_REFUSED = 4
_FINDINGS = 5


@policy_app.command("check")
def check(file: PolicyFile, *, as_json: AsJson = False) -> None:
    """Name every fault of a policy file by line: exit 5, or 4 if it asks for the forbidden."""
    try:
        read, faults = check_policy(file.read_bytes())
    except BadPolicy as error:
        _print_faults(file, error.faults, as_json=as_json)
        forbidden = any(fault.code == "FORBIDDEN_FEATURE" for fault in error.faults)
        raise typer.Exit(_REFUSED if forbidden else _FINDINGS) from None
    _print_faults(file, faults, as_json=as_json)
    if faults:
        raise typer.Exit(_FINDINGS)
    typer.echo(f"{file}: {_say(read)}", err=True)


@policy_app.command("show")
def show(*, as_json: AsJson = False) -> None:
    """Show the policy in force, rule by rule."""
    read = current_policy()
    if as_json:
        for rule in read.rules:
            print_json(
                {
                    "tier": rule.tier.value,
                    "code": rule.code,
                    "text": rule.text,
                    "condition": say_condition(rule.condition),
                }
            )
        return
    rows = [(rule.tier.value, rule.code, say_condition(rule.condition)) for rule in read.rules]
    last = (read.otherwise.tier.value, read.otherwise.code, "otherwise")
    print_table(("tier", "rule", "when"), [*rows, last])
    typer.echo(f"\n{policy_path()}: {_say(read)}")


@policy_app.command("features")
def features(*, as_json: AsJson = False) -> None:
    """List everything that a policy may ask about."""
    for feature in FEATURES:
        if as_json:
            print_json(msgspec.to_builtins(feature))
    if not as_json:
        rows = [(one.name, one.kind.value, one.scope.value, one.meaning) for one in FEATURES]
        print_table(("feature", "kind", "read in", "meaning"), rows)


@policy_app.command("diff")
def diff(old: PolicyFile, new: PolicyFile, *, as_json: AsJson = False) -> None:
    """Say which rules differ between two files, and for which reports that matters: exit 5."""
    changes = compare_policies(read_policy(old.read_bytes()), read_policy(new.read_bytes()))
    for change in changes:
        if as_json:
            print_json(msgspec.to_builtins(change))
            continue
        typer.echo(f"{change.code} ({change.kind})")
        typer.echo(f"  before: {change.before or 'nothing'}\n  after:  {change.after or 'nothing'}")
        typer.echo(f"  {change.means}")
    if changes:
        raise typer.Exit(_FINDINGS)
    typer.echo("The policies rank alike.", err=True)


@policy_app.command("simulate")
def simulate(
    file: PolicyFile,
    *,
    examples: Annotated[int, typer.Option(min=0, max=100, help="Of each move.")] = 3,
    agency: Annotated[
        str | None, typer.Option("--agency", help="Whose queue; needed where there are several.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what would change in today's queue if this file were in force; nothing is written."""
    policy = read_policy(file.read_bytes())
    # The other subcommands need no database; this one does.
    import_module("tipline.site.database.ready").make_ready()
    queries = import_module("tipline.desk.triage.queries.simulation")
    people = import_module("tipline.trust.people.queries")
    actor = people.command_line_actor(agency)
    simulation: Simulation = queries.simulate_policy(actor, policy, examples=examples)
    if as_json:
        print_json(msgspec.to_builtins(simulation))
    else:
        _print_simulation(simulation)


def _print_simulation(simulation: Simulation) -> None:
    typer.echo(
        f"Under {simulation.policy_name} {simulation.policy_version}"
        f" {simulation.moved:,} of {simulation.clusters:,} clusters would stand in another tier."
    )
    for move in simulation.moves:
        typer.echo(f"\n{move.before} -> {move.after}: {move.clusters:,} clusters")
        for example in move.examples:
            typer.echo(f"  report {example.report_id} ({example.cluster_id})")
            typer.echo(f"    now:  {_codes(example.reasons_now)}")
            typer.echo(f"    then: {_codes(example.reasons_then)}")
    if simulation.unknown:
        typer.echo(
            f"\nOf {simulation.unknown:,} clusters nothing is said: run tipline process first.",
            err=True,
        )


def _print_faults(file: Path, faults: Sequence[PolicyFault], *, as_json: bool) -> None:
    for fault in faults:
        if as_json:
            print_json({"file": str(file)} | msgspec.to_builtins(fault))
        else:
            typer.echo(f"{file}:{fault}")


def _codes(reasons: Sequence[Reason]) -> str:
    return ", ".join(reason.code for reason in reasons[:5])


def _say(read: Policy) -> str:
    return f"{read.name} {read.version}, {len(read.rules)} rules, no fault, hash {read.hash[:12]}"
