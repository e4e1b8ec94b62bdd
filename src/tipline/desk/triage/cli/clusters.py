"""`tipline clusters`: which reports belong together, through what, and what is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tipline.desk.linking.queries import SharedValue, iterate_clusters, read_unused_values
from tipline.desk.triage.cli.printing import AsJson, new_app, print_json, print_table
from tipline.desk.triage.cli.whose_rows import Agency, AsIs, find_actor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.linking.queries import LinkedCluster
    from tipline.trust.people.types import Actor

clusters_app = new_app()

_UNUSED_SHOWN = 1_000
_ON_A_SCREEN = 20


@clusters_app.command()
def show_clusters(
    *,
    at_least: Annotated[
        int, typer.Option("--at-least", min=1, help="Only clusters of so many reports.")
    ] = 1,
    agency: Agency = None,
    as_is: AsIs = False,
    as_json: AsJson = False,
) -> None:
    """Show which reports belong together and why; as JSON all, then the values that join none."""
    actor = find_actor(agency, as_is=as_is)
    if actor is None:
        return
    if as_json:
        for cluster in iterate_clusters(actor, at_least=at_least):
            print_json(say_cluster(cluster))
        for value in read_unused_values(actor, limit=_UNUSED_SHOWN):
            print_json({"cluster_id": None, "report_ids": [], "links": [say_value(value)]})
        return
    _print_tables(actor, max(at_least, 2))


def say_cluster(cluster: LinkedCluster) -> dict[str, Any]:
    """Return a cluster as the command prints it."""
    return {
        "cluster_id": cluster.cluster_id,
        "report_ids": [str(report_id) for report_id in cluster.report_ids],
        "links": [say_value(value) for value in cluster.values],
    }


def say_value(value: SharedValue) -> dict[str, Any]:
    """Return a shared value: kind, number of reports in the store, fields by report, why unused."""
    said: dict[str, Any] = {
        "kind": value.kind.value,
        "reports": value.reports,
        "fields": {str(report_id): path for report_id, path in value.holders},
    }
    return said if value.not_used is None else said | {"not_used": value.not_used}


def _print_tables(actor: Actor, at_least: int) -> None:
    rows = [_row(cluster) for cluster in iterate_clusters(actor, at_least=at_least)]
    rows.sort(key=lambda row: -int(row[1]))
    if not rows:
        typer.echo("No two reports belong together.", err=True)
    else:
        print_table(("cluster", "reports", "joined by"), rows[:_ON_A_SCREEN])
        typer.echo(f"\n{len(rows):,} clusters of {at_least} reports or more")
    unused = read_unused_values(actor, limit=_ON_A_SCREEN)
    if unused:
        typer.echo("")
        print_table(("not used", "why"), [(one.kind.value, one.not_used or "") for one in unused])


def _row(cluster: LinkedCluster) -> Sequence[str]:
    kinds = sorted({value.kind.value for value in cluster.values if value.not_used is None})
    return cluster.cluster_id, str(len(cluster.report_ids)), ", ".join(kinds)
