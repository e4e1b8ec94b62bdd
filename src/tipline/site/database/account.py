"""Run the server's programs as an account that may, with only the folder that they need open.

PostgreSQL refuses to run as root. The account then gets one open directory, TIPLINE_HOME's
`database`, and reaches it as /proc/self/fd/N: no parent has to be opened to it (ADR 0021).
"""

from __future__ import annotations

import os
import pwd
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.site.database.errors import NoDatabase
from tipline.site.database.places import data_folder, database_folder
from tipline.trust.home import PRIVATE, private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ACCOUNTS = ("postgres", "nobody")


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The account that the server runs as; `changed` when it is not our own."""

    name: str
    uid: int
    gid: int
    changed: bool


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """The database folder as the server's programs see it, and how to start them in it."""

    account: Account
    path: str
    popen: dict[str, Any]

    def run(
        self, command: Sequence[str | Path], **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run one program as the account, to its end, and return what it said."""
        return subprocess.run(  # noqa: S603  programs of the PostgreSQL that was found
            list(command), **self.popen, **options, capture_output=True, text=True, check=False
        )

    def start(self, command: Sequence[str | Path], log: Path) -> subprocess.Popen[bytes]:
        """Start one program as the account, detached from our terminal, its words into a log."""
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            return subprocess.Popen(  # noqa: S603  programs of the PostgreSQL that was found
                list(command),
                **self.popen,
                stdin=subprocess.DEVNULL,
                stdout=descriptor,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        finally:
            os.close(descriptor)


def server_account() -> Account:
    """Return the account that the server shall run as: ours, or a named one when we are root."""
    if os.geteuid() != 0:
        return Account(name="", uid=os.geteuid(), gid=os.getegid(), changed=False)
    if owner := _owner_of_existing_data():
        return Account(name=owner.pw_name, uid=owner.pw_uid, gid=owner.pw_gid, changed=True)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, changed=True)
    raise NoDatabase(
        f"PostgreSQL does not run as root, and this machine has none of the accounts"
        f" {', '.join(ACCOUNTS)}. Run tipline as a user of its own, or set TIPLINE_DATABASE_URL."
    )


def _owner_of_existing_data() -> pwd.struct_passwd | None:
    try:
        uid = data_folder().stat().st_uid
    except FileNotFoundError:
        return None
    return pwd.getpwuid(uid) if uid else None


@contextmanager
def server_room() -> Iterator[Room]:
    """Make the database folder and open it for the server's programs while the block runs."""
    account = server_account()
    folder = _owned_folder(account)
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    popen: dict[str, Any] = {"cwd": "/", "env": environment, "umask": 0o077}
    if not account.changed:
        yield Room(account=account, path=str(folder), popen=popen)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    popen |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    popen |= {"pass_fds": (descriptor,)}
    try:
        yield Room(account=account, path=f"/proc/self/fd/{descriptor}", popen=popen)
    finally:
        os.close(descriptor)


def _owned_folder(account: Account) -> Path:
    private_folder()
    folder = database_folder()
    for path in (folder, folder / "socket"):
        path.mkdir(mode=PRIVATE, exist_ok=True)
        status = path.stat()
        if account.changed and (status.st_uid, status.st_gid) != (account.uid, account.gid):
            os.chown(path, account.uid, account.gid)
    return folder
