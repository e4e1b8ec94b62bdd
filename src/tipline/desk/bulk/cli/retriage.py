"""`tipline retriage`: rank every cluster anew."""

from __future__ import annotations

import msgspec
import typer

from tipline.desk.bulk.actions.reranking import Reranked, rerank_store
from tipline.desk.bulk.cli.sharing import AgencyName, AsJson, Workers, current_time, tell
from tipline.desk.triage.current_policy import current_policy, policy_path
from tipline.trust.people.queries import command_line_actor

app = typer.Typer(add_completion=False)


@app.command()
def retriage(*, agency: AgencyName = None, workers: Workers = 1, as_json: AsJson = False) -> None:
    """Rank every cluster anew that was ranked under another policy than the one in force.

    Killed anywhere, what was ranked stays; started again it goes on with the rest.
    """
    policy, raw = current_policy(), policy_path().read_bytes()
    actor = command_line_actor(agency)
    done = Reranked()
    for stretch in tell(rerank_store(actor, raw, now=current_time(), workers=workers)):
        done.add(stretch)
    if as_json:
        typer.echo(msgspec.json.encode(done).decode())
        return
    typer.echo(
        f"{done.clusters:,} clusters of {done.reports:,} reports ranked under {policy.name}"
        f" {policy.version}; {done.left:,} left to `tipline process`"
    )
