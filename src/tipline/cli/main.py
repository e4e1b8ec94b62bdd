"""Start the one command that was asked for, and load nothing that it does not need.

Promise: `tipline report ...` works without Django and without a database; a command that
needs the database finds it running.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup
from typer.main import get_command

if TYPE_CHECKING:
    # Typer carries its own copy of Click and exports these types nowhere else.
    from typer._click.core import Command, Context
    from typer._click.formatting import HelpFormatter


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives, and whether it needs Django with a running database.

    `without_database` names those of its commands that work where none runs, and need only Django.
    """

    target: str
    help: str
    needs_database: bool = False
    without_database: tuple[str, ...] = ()


# Named by text, so that the flow of imports stays one-way (site stands above cli) and a
# command without a database starts in a tenth of a second.
COMMANDS = {
    "demo": Entry("tipline.site.demo.cli:app", "A made-up world, submitted, ranked and shown"),
    "report": Entry("tipline.report.cli:app", "Validate, show and complete CyberTip documents"),
    "world": Entry("tipline.synthetic.cli:app", "Write a made-up world with known truth"),
    "db": Entry("tipline.site.database.cli:app", "The database: start, stop, back up, restore"),
    "serve": Entry("tipline.site.serve:app", "Serve the intake and the pages"),
    "people": Entry("tipline.trust.people.cli:app", "Agencies, people and senders", True),
    "intake": Entry("tipline.desk.intake.cli:app", "Load reports and list what came in", True),
    "location": Entry(
        "tipline.desk.location.cli:app", "Place datasets, and where things point", True
    ),
    "process": Entry("tipline.desk.work.cli:app", "Link and rank what has arrived", True),
    "relink": Entry("tipline.desk.bulk.cli.relink:app", "Derive every cluster anew", True),
    "retriage": Entry("tipline.desk.bulk.cli.retriage:app", "Rank every cluster anew", True),
    "relocate": Entry("tipline.desk.bulk.cli.relocate:app", "Locate every report anew", True),
    "queue": Entry("tipline.desk.triage.cli:queue", "The ranked queue", True),
    "clusters": Entry("tipline.desk.triage.cli:clusters", "Which reports belong together", True),
    "why": Entry("tipline.desk.linking.cli:why", "Why two reports are together, or not", True),
    "judge": Entry("tipline.desk.linking.cli:judge", "Say whether two reports are one", True),
    "judgements": Entry("tipline.desk.linking.cli:judgements", "Export, import, what next", True),
    "explain": Entry("tipline.desk.triage.cli:explain", "Why a report stands where it does", True),
    "label": Entry("tipline.desk.triage.cli:label", "Load what label lists say of files", True),
    "finding": Entry("tipline.desk.triage.cli:finding", "State what a report shows", True),
    "route": Entry("tipline.desk.routing.cli:route", "Who should get each report, and why", True),
    "packet": Entry(
        "tipline.desk.routing.cli:packet", "Write or verify a hand-over packet", True, ("verify",)
    ),
    "names": Entry("tipline.desk.linking.names.cli:app", "Accounts that are called alike", True),
    "override": Entry("tipline.desk.triage.cli:override", "Put a cluster in another tier", True),
    "page": Entry("tipline.desk.triage.cli:page", "Who is paged about imminent danger", True),
    "sample": Entry("tipline.desk.triage.cli:sample", "What the low tiers may hide", True),
    "deconflict": Entry(
        "tipline.desk.routing.cli:deconflict", "Who else holds it: call them", True
    ),
    "audit": Entry("tipline.trust.audit.cli:app", "The audit log: who did what, when, why", True),
    "policy": Entry("tipline.desk.triage.cli:policy", "Check or show the triage policy file"),
}


_NAMED = 2  # where a command of a command stands among the arguments


class Commands(TyperGroup):
    """Commands that are imported when they are run."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002  Click's signature
        """Name every command, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:  # noqa: ARG002
        """Import one command, after the database where it needs one."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.needs_database:
            database = importlib.import_module("tipline.site.database.ready")
            needs_none = _asks_for_help() or _asks_for_one_of(entry.without_database)
            (database.set_up_django if needs_none else database.make_ready)()
        return _load(cmd_name, entry)

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


def _asks_for_help() -> bool:
    return "--help" in sys.argv


def _asks_for_one_of(names: tuple[str, ...]) -> bool:
    # What is asked of a command stands right behind its name.
    return len(sys.argv) > _NAMED and sys.argv[_NAMED] in names


def _load(name: str, entry: Entry) -> Command:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tipline.site.settings")
    module, attribute = entry.target.split(":")
    app: typer.Typer = getattr(importlib.import_module(module), attribute)
    command = get_command(app)
    command.name = name
    command.help = command.help or entry.help
    return command


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def tipline() -> None:
    """Carry a report of online child sexual exploitation from detection to outcome."""


def main() -> None:
    """Run the command line; an error that knows its exit code ends in one clear line.

    Exit codes: 0 ok, 1 failed, 2 usage, 3 outside dependency, 4 refused by policy, 5 findings
    present, 130 interrupted.
    """
    try:
        app()
    except BrokenPipeError:
        # The reader (head, less) has what it wants; Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        exit_code = getattr(error, "exit_code", None)
        if not isinstance(exit_code, int):
            raise
        print(f"tipline: {error}", file=sys.stderr)
        sys.exit(exit_code)
