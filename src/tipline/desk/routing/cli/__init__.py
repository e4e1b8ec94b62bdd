"""The command line of routing: routes, hand-over packets, deconfliction."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typer


def __getattr__(name: str) -> typer.Typer:
    """Import the one command that is asked for."""
    if name not in {"route", "packet", "deconflict"}:
        raise AttributeError(name)
    app: typer.Typer = getattr(import_module(f"tipline.desk.routing.cli.{name}"), f"{name}_app")
    return app
