"""`tipline queue`: the ranked queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, AsIs, current_time, find_actor
from tipline.desk.triage.queries import read_queue
from tipline.desk.triage.types import QueueRow, Tier  # noqa: TC001  Typer reads the signature

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.desk.triage.types import QueuePage
    from tipline.trust.people.types import Actor

queue_app = new_app()

FIELDS = (
    "rank",
    "cluster_id",
    "report_ids",
    "tier",
    "reasons",
    "missing",
    "moves_most",
    "age",
    "clocks",
    "policy_tier",
    "disagreements",
    "lifted_for",
)
_PAGE = 500
_ON_A_SCREEN = 20


@queue_app.command()
def show_queue(
    *,
    tier: Annotated[Tier | None, typer.Option("--tier", help="Only this tier.")] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="At most so many clusters.")
    ] = None,
    agency: Agency = None,
    as_is: AsIs = False,
    as_json: AsJson = False,
) -> None:
    """Show the ranked queue: all of it as JSON, the first 20 clusters as a table."""
    actor = find_actor(agency, as_is=as_is)
    if actor is None:
        return
    if as_json:
        for row in read_rows(actor, tier, limit):
            print_json(say_row(row))
        return
    page = read_queue(
        actor, offset=0, limit=limit or _ON_A_SCREEN, tier=tier, now=current_time(), reports_shown=1
    )
    _print_page(page)


def say_row(row: QueueRow) -> dict[str, Any]:
    """Return a row with exactly the fields that are promised (issue 2, item 6)."""
    said: dict[str, Any] = msgspec.to_builtins(row)
    return {field: said[field] for field in FIELDS}


def read_rows(actor: Actor, tier: Tier | None, limit: int | None) -> Iterator[QueueRow]:
    """Yield the queue, with all report ids, a page at a time."""
    offset, now = 0, current_time()
    while limit is None or offset < limit:
        size = _PAGE if limit is None else min(_PAGE, limit - offset)
        page = read_queue(actor, offset=offset, limit=size, tier=tier, now=now, reports_shown=None)
        yield from page.rows
        if len(page.rows) < size:
            return
        offset += size


def _print_page(page: QueuePage) -> None:
    if not page.rows:
        typer.echo("The queue is empty.", err=True)
        return
    rows = [
        (
            str(row.rank),
            row.tier.value,
            row.cluster_id,
            str(row.report_count),
            f"{row.age.value} {row.age.unit}",
            f"{row.clocks[0].left} {row.clocks[0].unit}" if row.clocks else "unknown",
            row.reasons[0].text,
        )
        for row in page.rows
    ]
    print_table(("#", "tier", "cluster", "reports", "age", "preserved for", "why"), rows)
    _print_counts(page)


def _print_counts(page: QueuePage) -> None:
    counts = ", ".join(f"{count.tier} {count.clusters:,}" for count in page.counts)
    typer.echo(f"\n{page.total:,} clusters ({counts}); policy {page.policy_version}")
    if page.set_aside:
        typer.echo(f"{page.set_aside} reports could not be read and are set aside", err=True)
