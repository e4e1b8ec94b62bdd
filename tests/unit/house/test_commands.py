"""Hold the command line: every command loads, explains itself, and is documented."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tipline.cli.main import COMMANDS


def tipline(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from tipline.cli.main import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_itself(name: str) -> None:
    result = tipline(name, "--help")

    assert result.returncode == 0, result.stderr
    assert "Usage:" in result.stdout


def test_an_unknown_command_is_a_usage_error() -> None:
    result = tipline("frobnicate")

    assert result.returncode == 2
    assert "frobnicate" in result.stderr


def test_the_report_language_loads_no_django() -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, tipline.report; sys.exit(bool({'django', 'typer'} & set(sys.modules)))",
        ],
        check=False,
    )

    assert result.returncode == 0
