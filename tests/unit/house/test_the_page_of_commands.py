"""Hold the page of commands to what the commands say of themselves."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
NAMES_A_COMMAND = re.compile(r"(?m)^\s*(?:\$ )?tipline \w|`tipline \w")


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    printed = subprocess.run(
        [sys.executable, ROOT / "tools/commands_page.py", "--print"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert printed.returncode == 0, printed.stderr
    written = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")

    assert written == printed.stdout, "run: python tools/commands_page.py"


def test_every_how_to_that_names_a_command_says_how_to_have_it() -> None:
    lacking = [
        page.name
        for page in sorted((ROOT / "docs/how-to").glob("*.md"))
        if NAMES_A_COMMAND.search(page.read_text(encoding="utf-8"))
        and "reference/commands.md" not in page.read_text(encoding="utf-8")
    ]

    assert lacking == [], "link to ../reference/commands.md: it says how to have `tipline` at hand"
