"""What is sealed is on the disk, whole and private, or nothing of it is."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import stat
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import NOW, TESTED_BY, environment
from tipline.trust.vault import VaultFull, clear_old_drafts, open_sealed, seal
from tipline.trust.vault.store import NotSealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MEGABYTE = 1 << 20


@pytest.fixture(autouse=True)
def vault(tmp_path: Path) -> Iterator[Path]:
    with environment(TIPLINE_HOME=str(tmp_path / "home")):
        yield tmp_path / "home" / "vault"


def files_in(vault: Path) -> list[Path]:
    return [path for path in vault.rglob("*") if path.is_file()]


def test_what_is_sealed_comes_back_under_its_hash(vault: Path) -> None:
    content = b"[synthetic file]" * 100_000

    sealed = seal(io.BytesIO(content))

    assert sealed.sha256 == sealed.key == hashlib.sha256(content).hexdigest()
    assert sealed.md5 == hashlib.md5(content, usedforsecurity=False).hexdigest()
    assert sealed.size == len(content)
    with open_sealed(sealed.key) as file:
        assert file.read() == content


@settings(max_examples=25)
@given(st.lists(st.binary(max_size=2000), max_size=8))
def test_it_does_not_matter_how_the_stream_is_cut(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)

    assert seal(iter(pieces)) == seal(io.BytesIO(whole))


def test_the_same_content_is_kept_once(vault: Path) -> None:
    seal(io.BytesIO(b"[synthetic file]"))
    seal(io.BytesIO(b"[synthetic file]"))

    assert len(files_in(vault)) == 1


def test_nobody_else_can_read_it(vault: Path) -> None:
    seal(io.BytesIO(b"[synthetic file]"))

    modes = {stat.S_IMODE(path.stat().st_mode) for path in (vault.parent, vault, *vault.iterdir())}
    assert modes == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files_in(vault)} == {0o600}


def test_a_stream_that_breaks_leaves_nothing(vault: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        seal(breaking())

    assert files_in(vault) == []


@pytest.mark.parametrize("key", ["0" * 64, "", "../keys/django", "A" * 64, "0" * 63 + "/"])
def test_what_is_not_there_is_not_opened_and_makes_no_folder(vault: Path, key: str) -> None:
    with pytest.raises(NotSealed):
        open_sealed(key)

    assert not vault.exists()


def endless() -> Iterator[bytes]:
    while True:
        yield bytes(MEGABYTE)


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    _, hard = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_too_large_is_refused_and_leaves_nothing(vault: Path) -> None:
    with files_limited_to(3 * MEGABYTE), pytest.raises(VaultFull, match=r"bytes free"):
        seal(endless())

    assert files_in(vault) == []


@pytest.fixture
def small_disk(vault: Path, record_property: Callable[[str, object], None]) -> Iterator[Path]:
    """A vault with room for four megabytes: a disk of that size, or the nearest that is allowed.

    The summary of the run says which it was.
    """
    vault.parent.mkdir(mode=0o700)
    vault.mkdir(mode=0o700)
    mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", vault]
    if os.geteuid() == 0 and not subprocess.run(mount, check=False, capture_output=True).returncode:
        record_property(TESTED_BY, "a disk of 4 MiB (tmpfs)")
        yield vault
        subprocess.run(["/bin/umount", vault], check=True)
        return
    record_property(TESTED_BY, "RLIMIT_FSIZE of 4 MiB: mounting a small disk is not allowed here")
    with files_limited_to(4 * MEGABYTE):
        yield vault


def test_a_full_disk_is_told_of_with_path_and_room_and_the_part_is_gone(small_disk: Path) -> None:
    kept = seal(io.BytesIO(b"[synthetic file]"))

    with pytest.raises(VaultFull, match=rf"{small_disk}/drafts has \d+ bytes free"):
        seal(endless())

    assert [path.name for path in files_in(small_disk)] == [kept.key]
    assert seal(io.BytesIO(bytes(2 * MEGABYTE))).size == 2 * MEGABYTE


MEASURE = """
import resource
from tipline.trust.vault import seal
seal(iter([b"warm"]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sealed = seal(bytes(1 << 20) for _ in range(256))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(sealed.size, after - before)
"""


def test_memory_does_not_grow_with_the_file() -> None:
    said = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, check=True)
    size, grown = map(int, said.stdout.split())

    assert size == 256 * MEGABYTE
    assert grown < 16 * 1024  # kilobytes


def test_only_what_nobody_has_written_to_for_a_day_is_cleared_away(vault: Path) -> None:
    seal(io.BytesIO(b"[synthetic file]"))
    abandoned, slow = vault / "drafts" / "abandoned", vault / "drafts" / "slow"
    for draft, age in ((abandoned, timedelta(hours=25)), (slow, timedelta(hours=23))):
        draft.write_bytes(b"half")
        os.utime(draft, times=((NOW - age).timestamp(),) * 2)

    assert clear_old_drafts(now=NOW) == 1

    assert not abandoned.exists()
    assert slow.exists()
    assert len(files_in(vault)) == 2
