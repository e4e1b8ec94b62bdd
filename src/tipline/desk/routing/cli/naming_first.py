"""Let a command take the name of what it shows where others take the name of a subcommand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click.core import Context

SHOWN_BY = "show"
_HELP = {"-h", "--help"}


class ShowsByDefault(TyperGroup):
    """`tipline route 123` means `tipline route show 123`."""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Put `show` before arguments that begin with no subcommand."""
        if args and args[0] not in self.commands and args[0] not in _HELP:
            args = [SHOWN_BY, *args]
        return super().parse_args(ctx, args)
