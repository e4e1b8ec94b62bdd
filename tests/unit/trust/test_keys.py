"""Keys are made once, kept to their owner, and make identifiers comparable here only."""

from __future__ import annotations

import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conftest import environment
from tipline.trust.home import NotPrivate, private_folder
from tipline.trust.keys import blind_index, keep_once, key, key_if_made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def fresh_home(tmp_path: Path) -> Iterator[Path]:
    with environment(TIPLINE_HOME=str(tmp_path / "home")):
        yield tmp_path / "home"


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_looking_for_a_key_makes_none(fresh_home: Path) -> None:
    assert key_if_made("blind-index") is None
    assert not fresh_home.exists()

    made = key("blind-index")

    assert key_if_made("blind-index") == made


def test_a_key_is_made_once_and_is_nobody_elses(fresh_home: Path) -> None:
    first = key("blind-index")

    assert len(first) == 32
    assert key("blind-index") == first == (fresh_home / "keys" / "blind-index").read_bytes()
    assert stat.S_IMODE((fresh_home / "keys" / "blind-index").stat().st_mode) == 0o600
    assert stat.S_IMODE((fresh_home / "keys").stat().st_mode) == 0o700
    assert names_in(fresh_home / "keys") == ["blind-index"]


def test_commands_that_make_a_key_at_once_agree(fresh_home: Path) -> None:
    show = [sys.executable, "-c", "from tipline.trust.keys import key; print(key('k').hex())"]
    commands = [subprocess.Popen(show, stdout=subprocess.PIPE, text=True) for _ in range(4)]

    said = {command.communicate()[0] for command in commands}

    assert len(said) == 1
    assert names_in(fresh_home / "keys") == ["k"]


def test_a_secret_that_is_there_is_kept(fresh_home: Path) -> None:
    keep_once("secret", b"first")

    assert keep_once("secret", b"second").read_bytes() == b"first"


def test_equal_values_have_equal_indexes_within_a_kind_and_an_install(
    fresh_home: Path, tmp_path: Path
) -> None:
    index = blind_index("email", "a@example.com")

    assert blind_index("email", "a@example.com") == index
    assert len(index) == 32
    assert blind_index("email", "b@example.com") != index
    assert blind_index("account", "a@example.com") != index
    with environment(TIPLINE_HOME=str(tmp_path / "another")):
        assert blind_index("email", "a@example.com") != index


def test_a_home_that_others_can_enter_is_refused_and_left_as_it_is(fresh_home: Path) -> None:
    fresh_home.mkdir()
    (fresh_home / "something").touch()
    fresh_home.chmod(0o755)

    with pytest.raises(NotPrivate, match="chmod 700"):
        private_folder()

    assert stat.S_IMODE(fresh_home.stat().st_mode) == 0o755


def test_an_empty_home_is_closed_to_others(fresh_home: Path) -> None:
    fresh_home.mkdir()
    fresh_home.chmod(0o755)

    private_folder("vault")

    assert stat.S_IMODE(fresh_home.stat().st_mode) == 0o700
