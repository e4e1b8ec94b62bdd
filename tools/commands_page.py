"""Write docs/reference/commands.md from the commands themselves: each with its options.

Run it after a command changed: `python tools/commands_page.py`. With `--print` the page goes to
standard output, and nothing is written.
"""

from __future__ import annotations

import importlib
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tipline.cli.main import COMMANDS, _load

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "commands.md"
HEAD = """\
# Commands

Written by `tools/commands_page.py` from the commands themselves; a test holds it to them.

Data goes to standard output, words and progress to standard error. With `--json` there is one JSON
object on each line. Every command takes `--help`.

To have `tipline` at hand after `make setup`: `export PATH="$PWD/.venv/bin:$PATH"`, or write
`.venv/bin/tipline` wherever these pages say `tipline`.

| Exit code | Means |
|---|---|
| 0 | done |
| 1 | failed; the last line on standard error says why |
| 2 | used wrongly: an option, a file or a number that does not exist |
| 3 | something outside failed that the command depends on: database, mail server, network |
| 4 | refused by policy: a permission or a reason is missing |
| 5 | done, and there are findings to look at |
| 130 | interrupted by Ctrl-C |
"""


def main() -> None:
    """Write the page, or print it."""
    text = write_page()
    if "--print" in sys.argv:
        sys.stdout.write(text)
    else:
        PAGE.write_text(text, encoding="utf-8")


def write_page() -> str:
    """Return the whole page: every command, and of groups every command below."""
    importlib.import_module("tipline.site.database.ready").set_up_django()
    parts = [HEAD]
    for name, entry in COMMANDS.items():
        for path, command in walk(f"tipline {name}", _load(name, entry)):
            parts += [f"\n## {path}\n", *describe(path, command)]
    return "\n".join(parts) + "\n"


def walk(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Yield a command, or the group's own line and every command below it."""
    below = getattr(command, "commands", {})
    if not below:
        yield path, command
    for name, one in below.items():
        if not one.hidden or len(below) > 1:
            yield from walk(path if one.hidden else f"{path} {name}", one)


def describe(path: str, command: Any) -> Iterator[str]:
    """Yield the lines about one command: its usage, what it does, its parameters."""
    parameters = [
        one for one in command.params if one.name != "help" and not getattr(one, "hidden", False)
    ]
    yield f"`{usage(path, parameters)}`\n"
    yield " ".join((command.help or "").split()) + "\n"
    if parameters:
        yield "| Parameter | Means |\n|---|---|"
        for one in parameters:
            yield f"| {spelled(one)} | {explain(one)} |"


def usage(path: str, parameters: list[Any]) -> str:
    """Return the line in which the command is written."""
    arguments = [shown_name(one) for one in parameters if one.param_type_name == "argument"]
    options = any(one.param_type_name == "option" for one in parameters)
    return " ".join([path, *(["[OPTIONS]"] if options else []), *arguments])


def shown_name(argument: Any) -> str:
    """Return an argument as it stands in the usage line."""
    name = str(argument.metavar or argument.name.upper())
    return name if argument.required else f"[{name}]"


def spelled(parameter: Any) -> str:
    """Return the ways in which a parameter is written."""
    if parameter.param_type_name == "argument":
        return f"`{shown_name(parameter)}`"
    names = [*parameter.opts, *parameter.secondary_opts]
    return ", ".join(f"`{name}`" for name in names)


def explain(parameter: Any) -> str:
    """Return what a parameter means, its choices, and whether it is needed."""
    words = " ".join((getattr(parameter, "help", None) or "").split())
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        words += f" One of {', '.join(f'`{one.value}`' for one in kind)}."
    if parameter.required and parameter.param_type_name == "option":
        words += " Needed."
    return words.replace("|", "\\|").strip()


if __name__ == "__main__":
    main()
