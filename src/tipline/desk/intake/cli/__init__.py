"""`tipline intake`: load reports, list what came in, issue accounts for the wire."""

from __future__ import annotations

import typer

from tipline.desk.intake.cli.listing import expire, list_all, show
from tipline.desk.intake.cli.loading import load
from tipline.desk.intake.cli.senders import app as senders

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Load reports and list what came in."
)
app.command("load")(load)
app.command("list")(list_all)
app.command("show")(show)
app.command("expire")(expire)
app.add_typer(senders, name="sender")
