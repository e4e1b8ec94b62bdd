"""The command line of triage: the queue, why, and what people, lists and samples say of it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def __getattr__(name: str) -> typer.Typer:
    """Import the one command that is asked for: `policy` needs no database, the others do."""
    if name not in {
        "queue",
        "clusters",
        "explain",
        "policy",
        "label",
        "finding",
        "override",
        "page",
        "sample",
    }:
        raise AttributeError(name)
    app: typer.Typer = getattr(import_module(f"tipline.desk.triage.cli.{name}"), f"{name}_app")
    return app
