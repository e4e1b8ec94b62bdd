"""The `tipline db` commands: start, stop, look at, migrate, back up, restore, open a shell."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003  Typer reads it when it runs
from typing import Annotated

import msgspec
import typer

from tipline.site.database import backup as backups
from tipline.site.database import server
from tipline.site.database.connection import as_owner, connect, given_url
from tipline.site.database.migration import bring_up_to_date
from tipline.site.database.ready import make_ready, set_up_django
from tipline.site.database.restore import restore_backup, rows_of_use
from tipline.site.database.status import in_words, read_status
from tipline.site.database.waiting import say

app = typer.Typer(
    add_completion=False, help="The database: start, stop, back up, restore.", no_args_is_help=True
)

DOES_NOT_ANSWER = 3
FINDINGS = 5
GIVEN = "TIPLINE_DATABASE_URL names a server that tipline neither starts nor stops."


@app.command()
def start() -> None:
    """Start the embedded server, if it does not run, and bring it up to date."""
    started = server.start_if_needed()
    make_ready()
    if given_url():
        say(GIVEN)
    else:
        say("The database is running." if started else "The database was running already.")


@app.command()
def stop() -> None:
    """Stop the embedded server; whoever uses it is disconnected."""
    stopped = server.stop()
    if given_url():
        say(GIVEN)
    else:
        say("The database has stopped." if stopped else "The database was not running.")


@app.command()
def status(
    *, json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False
) -> None:
    """Say which server is used, where it is, how large, how current; start nothing.

    Exit code 3 when it does not answer.
    """
    found = read_status()
    print(msgspec.json.encode(found).decode() if json else in_words(found))
    if not found.answers:
        raise typer.Exit(DOES_NOT_ANSWER)


@app.command()
def migrate() -> None:
    """Apply the migrations that are missing, as the owner of the tables."""
    server.start_if_needed()
    set_up_django()
    applied = bring_up_to_date()
    for label, name in applied:
        print(f"{label}.{name}")
    say(f"{len(applied)} migrations applied." if applied else "Nothing to apply.")


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    *,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Include the keys; guard it like the install.")
    ] = False,
) -> None:
    """Write the database and the vault to a folder, with a list of hashes.

    Exit code 5 when a sealed file is not what its name says; the backup is complete then too.
    """
    make_ready()
    made = backups.make_backup(target, with_keys=with_keys, now=datetime.now(UTC))
    size = sum(file.size for file in made.manifest.files)
    say(f"{target}: {len(made.manifest.files)} files, {size} bytes.")
    if not with_keys:
        say("Without the keys: keep TIPLINE_HOME/keys elsewhere, a restore needs blind-index.")
    for path in made.damaged:
        say(f"Damaged in the vault: {path}")
    if made.damaged:
        raise typer.Exit(FINDINGS)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that `tipline db backup` wrote.")],
    confirm: Annotated[
        str | None, typer.Option(help="The name of the database whose rows may be replaced.")
    ] = None,
) -> None:
    """Check a backup and bring it back; what was there stays until the new one is whole."""
    make_ready()
    manifest = restore_backup(folder, confirmed=confirm)
    make_ready()
    rows = rows_of_use(manifest.rows)
    say(
        f"Restored {sum(rows.values()):,} rows in {len(rows)} tables and"
        f" {len(manifest.files) - 1} files, as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC."
    )


@app.command(context_settings={"ignore_unknown_options": True})
def shell(
    arguments: Annotated[
        list[str] | None, typer.Argument(help="Passed on to psql; put `--` before them.")
    ] = None,
) -> None:
    """Open psql as the owner of the tables, who sees every agency's rows."""
    make_ready()
    parameters = as_owner()
    with connect(parameters) as connection:
        program = backups.programs_for_server(connection).path("psql")
    # What is typed here may name people; psql would keep it in the home folder.
    environment = {**os.environ, "PSQL_HISTORY": os.devnull}
    if parameters.get("password"):
        environment["PGPASSWORD"] = str(parameters["password"])
    sys.stdout.flush()
    os.execve(  # noqa: S606  psql takes over this process
        program,
        [str(program), backups.without_password(parameters), *(arguments or [])],
        environment,
    )
