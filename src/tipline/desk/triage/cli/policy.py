"""`tipline policy`: check a policy file, or show the one in force and what it may ask for."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  Typer reads the signature
from typing import Annotated

import msgspec
import typer

from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.current_policy import current_policy, policy_path
from tipline.desk.triage.rules.conditions import say_condition
from tipline.desk.triage.rules.features import FEATURES
from tipline.desk.triage.rules.policy import BadPolicy, Policy, read_policy

policy_app = new_app()

_REFUSED = 4
_FINDINGS = 5


@policy_app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A policy file.", exists=True, dir_okay=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Name every fault of a policy file by line: exit 5, or 4 if it asks for the forbidden."""
    try:
        read = read_policy(file.read_bytes())
    except BadPolicy as error:
        for fault in error.faults:
            if as_json:
                print_json({"file": str(file)} | msgspec.to_builtins(fault))
            else:
                typer.echo(f"{file}:{fault}")
        forbidden = any(fault.code == "FORBIDDEN_FEATURE" for fault in error.faults)
        raise typer.Exit(_REFUSED if forbidden else _FINDINGS) from None
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


def _say(read: Policy) -> str:
    return f"{read.name} {read.version}, {len(read.rules)} rules, no fault, hash {read.hash[:12]}"
