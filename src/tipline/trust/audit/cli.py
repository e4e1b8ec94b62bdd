"""Read the audit log from the command line."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from tipline.trust.audit.queries import EventRow, list_events
from tipline.trust.people.queries import command_line_actor

app = typer.Typer(add_completion=False, help="The audit log: who did what to what, when and why.")

PAGE = 1000  # events read at a time


@app.command()
def audit(
    *,
    agency: Annotated[str | None, typer.Option(help="Which, when there are several.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind, stage:object:verb.")] = None,
    object_id: Annotated[str | None, typer.Option("--object", help="Only about this.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many events at most.")] = 100,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """List an agency's audit events, newest first."""
    actor = command_line_actor(agency)
    before_id = None
    while limit > 0:
        page = min(limit, PAGE)
        events = list_events(actor, limit=page, before_id=before_id, kind=kind, object_id=object_id)
        for event in events:
            print(msgspec.json.encode(event).decode() if json else _in_words(event))
        if len(events) < page:
            return
        limit, before_id = limit - page, events[-1].event_id


def _in_words(event: EventRow) -> str:
    at = event.at.isoformat(timespec="seconds")
    line = f"{at}  {event.kind}  {event.object_type} {event.object_id}  by {event.actor}"
    return f"{line}  because: {event.reason}" if event.reason else line
