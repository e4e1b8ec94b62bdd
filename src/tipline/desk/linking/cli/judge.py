"""`tipline judge A B same|different|cannot-tell`: say whether two reports belong together."""

from __future__ import annotations

from typing import Annotated

import typer

from tipline.desk.linking.actions.judging import Judged
from tipline.desk.linking.actions.judging import judge as keep_judgement
from tipline.desk.linking.cli.options import (
    Agency,
    AsJson,
    current_time,
    draw_id,
    new_app,
    print_line,
)
from tipline.desk.linking.types import Judgement  # noqa: TC001  Typer reads the annotation
from tipline.trust.people.queries import command_line_actor

judge_app = new_app()

_FINDINGS = 5


@judge_app.command()
def judge(
    one: Annotated[int, typer.Argument(metavar="A", help="The number of a report.")],
    other: Annotated[int, typer.Argument(metavar="B", help="The number of another.")],
    judgement: Annotated[Judgement, typer.Argument(help="What you say of the two.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with your name.")],
    agency: Agency = None,
    as_json: AsJson = False,
) -> None:
    """Say of two reports that they belong together, that they do not, or that nobody can tell.

    It outranks the machine, and the last one counts. Exit codes: 0 kept, 2 no such reports,
    4 not permitted or no reason, 5 kept, but people contradict each other.
    """
    actor = command_line_actor(agency)
    judged = keep_judgement(
        actor, one, other, judgement, reason=reason, now=current_time(), draw_id=draw_id
    )
    if as_json:
        print_line(say_judged(judged))
    else:
        typer.echo(f"Kept. {len(judged.moved):,} reports changed their cluster.", err=True)
    tell_conflicts(judged)


def say_judged(judged: Judged) -> dict[str, object]:
    """Return what came of judgements as the commands print it."""
    return {
        "added": judged.added,
        "moved": {str(report): cluster_id for report, cluster_id in judged.moved.items()},
        "conflicts": [[str(one), str(other)] for one, other in judged.conflicts],
    }


def tell_conflicts(judged: Judged) -> None:
    """Name the pairs that were judged different and stay together, and end with exit code 5."""
    for one, other in judged.conflicts:
        typer.echo(
            f"{one} and {other} were judged different and stay together: a chain of `same`"
            f" judgements holds them, or their cluster is too large to be cut."
            f" `tipline why {one} {other}` shows it.",
            err=True,
        )
    if judged.conflicts:
        raise typer.Exit(_FINDINGS)
