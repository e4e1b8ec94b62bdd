"""A backup brings everything back, or says before it touches anything why it cannot."""

from __future__ import annotations

import io
import os
import re
import stat
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from conftest import DATABASE, NOW, environment, tipline
from tipline.site.database.backup import count_rows, make_backup
from tipline.site.database.connection import as_owner, connect
from tipline.site.database.errors import Refused
from tipline.site.database.manifest import MANIFEST, DamagedBackup
from tipline.site.database.restore import restore_backup
from tipline.trust.people.models import Agency
from tipline.trust.vault import open_sealed, seal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tipline.trust.people.models import Person

pytestmark = pytest.mark.usefixtures("person")
CONTENT = b"[synthetic file]" * 1000


@pytest.fixture
def backup(tmp_path: Path, home: Path) -> Path:
    """A backup of an agency, a person and a sealed file; all three are gone afterwards."""
    key = seal(io.BytesIO(CONTENT)).key
    target = tmp_path / "backup"
    make_backup(target, with_keys=False, now=NOW)
    (home / "vault" / key[:2] / key).unlink()
    Agency.objects.update(name="Another name")
    connections.close_all()
    return target


def rows() -> dict[str, int]:
    with connect(as_owner()) as connection:
        return count_rows(connection)


def test_a_restore_brings_back_every_row_and_every_sealed_file(backup: Path) -> None:
    before = rows()

    manifest = restore_backup(backup, confirmed=DATABASE)

    assert rows() == before == manifest.rows
    assert Agency.objects.get().name == "Harbour Hotline"
    sealed = sha256(CONTENT).hexdigest()
    assert sealed in {file.sha256 for file in manifest.files if file.path.startswith("vault/")}
    with open_sealed(sealed) as file:
        assert file.read() == CONTENT


def test_rows_that_are_there_are_not_replaced_unconfirmed(backup: Path) -> None:
    before = rows()

    with pytest.raises(Refused, match=f"--confirm {DATABASE}") as refusal:
        restore_backup(backup, confirmed=None)

    assert rows() == before
    assert refusal.value.exit_code == 4


@pytest.mark.parametrize("damage", ["changed", "cut", "missing"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(backup: Path, damage: str) -> None:
    dump = backup / "database.dump"
    match damage:
        case "changed":
            dump.write_bytes(dump.read_bytes()[:-1] + b"x")
        case "cut":
            os.truncate(dump, dump.stat().st_size - 1)
        case "missing":
            dump.unlink()

    with pytest.raises(DamagedBackup, match=r"database\.dump"):
        restore_backup(backup, confirmed=DATABASE)

    assert Agency.objects.get().name == "Another name"


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedBackup, match=MANIFEST):
        restore_backup(tmp_path, confirmed=DATABASE)


def test_keys_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    without = make_backup(tmp_path / "without", with_keys=False, now=NOW).manifest
    with_keys = make_backup(tmp_path / "with", with_keys=True, now=NOW).manifest

    assert not [file.path for file in without.files if file.path.startswith("keys/")]
    assert "keys/blind-index" in {file.path for file in with_keys.files}


def test_a_backup_of_other_keys_is_refused(backup: Path, home: Path) -> None:
    manifest = (backup / MANIFEST).read_text()
    fingerprint = manifest.split('"key_fingerprint": "')[1][:16]
    (backup / MANIFEST).write_text(manifest.replace(fingerprint, "0" * 16))

    with pytest.raises(Refused, match="other keys"):
        restore_backup(backup, confirmed=DATABASE)

    assert Agency.objects.get().name == "Another name"


@pytest.fixture
def fresh_home(tmp_path: Path) -> Iterator[Path]:
    """A home without any key, before the same database."""
    with environment(TIPLINE_HOME=str(tmp_path / "fresh")):
        yield tmp_path / "fresh"


def test_a_restore_refused_for_want_of_keys_leaves_room_for_one_that_brings_them(
    tmp_path: Path, backup: Path, fresh_home: Path, home: Path
) -> None:
    with environment(TIPLINE_HOME=str(home)):
        make_backup(tmp_path / "with-keys", with_keys=True, now=NOW)
    connections.close_all()

    with pytest.raises(Refused, match="blind-index"):
        restore_backup(backup, confirmed=DATABASE)
    restore_backup(tmp_path / "with-keys", confirmed=DATABASE)

    kept = (fresh_home / "keys" / "blind-index").read_bytes()
    assert kept == (home / "keys" / "blind-index").read_bytes()


def test_a_restore_refused_for_the_rows_that_are_there_leaves_no_key(
    tmp_path: Path, fresh_home: Path, home: Path
) -> None:
    with environment(TIPLINE_HOME=str(home)):
        make_backup(tmp_path / "with-keys", with_keys=True, now=NOW)

    with pytest.raises(Refused, match="--confirm"):
        restore_backup(tmp_path / "with-keys", confirmed=None)

    assert not (fresh_home / "keys" / "blind-index").exists()


def test_an_install_that_never_used_its_key_is_backed_up_with_it(
    tmp_path: Path, fresh_home: Path
) -> None:
    manifest = make_backup(tmp_path / "with-keys", with_keys=True, now=NOW).manifest

    assert "keys/blind-index" in {file.path for file in manifest.files}


def test_a_sealed_file_that_rotted_is_told_of(tmp_path: Path, home: Path) -> None:
    key = seal(io.BytesIO(b"[synthetic file]")).key
    (home / "vault" / key[:2] / key).write_bytes(b"something else")

    made = make_backup(tmp_path / "backup", with_keys=False, now=NOW)

    (home / "vault" / key[:2] / key).unlink()
    assert made.damaged == (f"vault/{key[:2]}/{key}",)


def test_a_backup_is_private_and_replaces_nothing(backup: Path) -> None:
    open_to_others = [
        path for path in (backup, *backup.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    with pytest.raises(Refused, match="exists"):
        make_backup(backup, with_keys=False, now=NOW)

    assert open_to_others == []
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_the_command_line_backs_up_and_restores(tmp_path: Path, person: Person) -> None:
    target = str(tmp_path / "backup")
    made = tipline("db", "backup", target)
    assert made.returncode == 0, made.stderr
    assert "Without the keys" in made.stderr

    refused = tipline("db", "restore", target)
    assert (refused.returncode, "--confirm" in refused.stderr) == (4, True)

    connections.close_all()
    restored = tipline("db", "restore", target, "--confirm", DATABASE)
    assert restored.returncode == 0, restored.stderr
    counted = re.compile(r"[\d,]+ rows in \d+ tables")
    assert counted.search(restored.stderr)[0] == counted.search(refused.stderr)[0]
