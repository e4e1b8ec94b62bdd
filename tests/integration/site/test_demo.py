"""Play the demo as a newcomer would: from nothing, twice, and stop it with Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from conftest import environment
from tipline.site.database import places
from tipline.site.database.processes import processes_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPORTS = 30
COMMAND = [sys.executable, "-c", "from tipline.cli.main import main; main()", "demo"]


@pytest.fixture
def demo_home(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "demo"
    yield home
    run_demo(home, "--reset")


def start_demo(home: Path) -> subprocess.Popen[str]:
    options = [f"--home={home}", "--port=0", f"--reports={REPORTS}"]
    # Set on purpose: the demo must not touch a database that is named for other work.
    surroundings = {**os.environ, "TIPLINE_DATABASE_URL": "postgresql://nowhere.invalid/x"}
    return subprocess.Popen(
        [*COMMAND, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=surroundings,
    )


def run_demo(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, f"--home={home}", *options], capture_output=True, text=True, check=True
    )


def wait_for_address(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            return found[0]
    pytest.fail(f"the demo ended without an address: {demo.communicate()[1]}")


def stop_demo(demo: subprocess.Popen[str], number: signal.Signals = signal.SIGINT) -> str:
    demo.send_signal(number)
    _, words = demo.communicate(timeout=60)
    return words


def what_runs_in(home: Path) -> list[int]:
    with environment(TIPLINE_HOME=str(home), TIPLINE_DATABASE_URL=None):
        return list(processes_in(places.data_folder()))


def list_datasets(home: Path) -> list[str]:
    """Return the names of the place datasets of the demo that runs in a folder."""
    surroundings = {**os.environ, "TIPLINE_HOME": str(home)}
    surroundings.pop("TIPLINE_DATABASE_URL", None)
    listing = subprocess.run(
        [*COMMAND[:-1], "location", "list", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env=surroundings,
    )
    return [json.loads(line)["name"] for line in listing.stdout.splitlines()]


def sign_in_page(address: str) -> tuple[int, str]:
    connection = HTTPConnection(address.removeprefix("http://"), timeout=30)
    try:
        connection.request("GET", "/accounts/login/")
        page = connection.getresponse()
        return page.status, page.read().decode()
    finally:
        connection.close()


def test_the_demo_shows_a_queue_goes_on_leaves_nothing_running_and_starts_over(
    demo_home: Path,
) -> None:
    first = start_demo(demo_home)
    address = wait_for_address(first)
    status, page = sign_in_page(address)
    assert status == 200
    assert "TRAINING" in page
    assert what_runs_in(demo_home)

    for option in ("--port=0", "--reset"):
        second = subprocess.run(
            [*COMMAND, f"--home={demo_home}", option], capture_output=True, text=True, check=False
        )
        assert (second.returncode, "is running" in second.stderr) == (1, True)

    words = stop_demo(first)

    assert f"All {REPORTS} reports are in" in words
    assert first.returncode == 0
    assert what_runs_in(demo_home) == []
    with pytest.raises(ConnectionRefusedError):
        sign_in_page(address)

    kept = json.loads((demo_home / "demo.json").read_text())
    second = start_demo(demo_home)
    wait_for_address(second)
    assert list_datasets(demo_home) == ["made-up gazetteer"]
    stop_demo(second, signal.SIGTERM)

    assert json.loads((demo_home / "demo.json").read_text()) == kept
    assert what_runs_in(demo_home) == []

    run_demo(demo_home, "--reset")

    assert not demo_home.exists()


def test_a_port_in_use_is_named_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        demo = subprocess.run(
            [*COMMAND, f"--home={tmp_path / 'demo'}", f"--port={port}"],
            capture_output=True,
            text=True,
            check=False,
        )

    assert demo.returncode == 1
    assert f"Port {port} on 127.0.0.1 is in use" in demo.stderr
    assert what_runs_in(tmp_path / "demo") == []
