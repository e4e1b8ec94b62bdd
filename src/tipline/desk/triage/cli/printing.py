"""Print objects as JSON lines and rows as a plain table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

AsJson = Annotated[bool, typer.Option("--json", help="One object on each line.")]


def new_app() -> typer.Typer:
    """Return a command without shell completion."""
    return typer.Typer(
        add_completion=False, context_settings={"help_option_names": ["-h", "--help"]}
    )


def print_json(value: Any) -> None:
    """Print one object on one line."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns as wide as they need to be; the last one as long as it is."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        typer.echo("  ".join([*cells, row[-1]]).rstrip())
