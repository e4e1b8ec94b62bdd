"""Nothing that was acknowledged is lost, and nothing is there twice, whatever is killed."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import environment
from crash.campaign import campaign
from crash.faults import command
from crash.loads import load_campaign

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def own_home() -> Iterator[Path]:
    """A home with a database of its own, which a test may kill."""
    home = Path(tempfile.mkdtemp(prefix="tipline-crash-"))
    with environment(TIPLINE_HOME=str(home), TIPLINE_DATABASE_URL=None):
        yield home
        command("db", "stop", check=False)
    shutil.rmtree(home, ignore_errors=True)


def test_a_short_campaign_loses_nothing_and_keeps_nothing_twice(own_home: Path):
    account = campaign(rounds=6, seed=3, home=own_home)

    assert account.lost == []
    assert account.duplicated == []
    assert account.acknowledged > 20


def test_a_load_that_is_killed_again_and_again_ends_whole(own_home: Path):
    command("db", "start")

    account = load_campaign(kills=3, seed=3, home=own_home)

    assert account.lost == []
    assert account.duplicated == []
    assert account.held == account.acknowledged
