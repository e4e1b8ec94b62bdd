"""What the commands of linking share: options, and how objects are printed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
import typer

from tipline.desk.linking.ids import draw_cluster_id

Agency = Annotated[
    str | None, typer.Option("--agency", help="Whose reports; needed where there are several.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One object on each line.")]


def new_app() -> typer.Typer:
    """Return a command without shell completion."""
    return typer.Typer(
        add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
    )


def print_line(value: Any) -> None:
    """Print one object on one line; numbers of reports as text, as scripts cut long numbers."""
    typer.echo(msgspec.json.encode(value).decode())


def current_time() -> datetime:
    """Return the time now, aware."""
    return datetime.now(UTC)


def draw_id() -> str:
    """Return an id for a new cluster."""
    return draw_cluster_id(current_time())
