"""Read who is paged, how, and who is next, from the file that TIPLINE_PAGING names.

Promise: a file with a fault pages nobody by guess; every fault is named with its remedy, and
secrets stand in files of their own, never in this one.
"""

from __future__ import annotations

import os
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class BadPaging(Exception):
    """The paging file cannot be used; each line names a field and its remedy."""

    exit_code = 2


class Smtp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mail server; `security` is none, starttls or tls. The password is in a file."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password_file: str = ""
    sender: str


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is paged together, and how long they have before the next step's people are.

    Without `agencies` it is for every agency of the install.
    """

    deadline_minutes: int
    emails: tuple[str, ...] = ()
    webhooks: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()

    @property
    def deadline(self) -> timedelta:
        """How long they have to acknowledge."""
        return timedelta(minutes=self.deadline_minutes)


class Paging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is paged, in the order of the rota; after the last step it begins again.

    `link` is the address of the desk's pages. `heartbeat` is asked every minute while the pager
    lives, so that something outside notices when it is silent.
    """

    link: str
    step: tuple[Step, ...]
    smtp: Smtp | None = None
    webhook_secret_file: str = ""
    heartbeat: str = ""

    def steps_for(self, agency_name: str) -> tuple[Step, ...]:
        """Return the rota of one agency."""
        return tuple(one for one in self.step if not one.agencies or agency_name in one.agencies)


def current_paging() -> Paging | None:
    """Read the file that TIPLINE_PAGING names; None where it names none. Raises BadPaging."""
    named = os.environ.get("TIPLINE_PAGING")
    if not named:
        return None
    try:
        raw = Path(named).read_bytes()
    except OSError as error:
        raise BadPaging(f"TIPLINE_PAGING: {named} cannot be read: {error.strerror}") from error
    return read_paging(raw)


def read_paging(raw: bytes) -> Paging:
    """Read a paging file; raises BadPaging with every fault."""
    try:
        document: dict[str, Any] = tomllib.loads(raw.decode())
        paging = msgspec.convert(document, Paging)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadPaging(f"no TOML: {error}; see https://toml.io") from error
    except msgspec.ValidationError as error:
        raise BadPaging(f"{error}; see docs/how-to/be-paged.md") from error
    faults = [*_faults_of_steps(paging), *_faults_of_channels(paging)]
    if faults:
        raise BadPaging("\n".join(faults))
    return paging


def read_secret(path: str) -> bytes:
    """Return what a secret's file holds, without its line end; raises BadPaging."""
    try:
        secret = Path(path).read_bytes().strip()
    except OSError as error:
        raise BadPaging(f"{path} cannot be read: {error.strerror}") from error
    if not secret:
        raise BadPaging(f"{path} is empty: write the secret into it")
    return secret


def _faults_of_steps(paging: Paging) -> list[str]:
    faults = []
    if not paging.step:
        faults.append("step: nobody is paged; begin each step with [[step]]")
    for number, step in enumerate(paging.step, 1):
        if not step.emails and not step.webhooks:
            faults.append(f"step {number}: it pages nobody; give it emails or webhooks")
        if step.deadline_minutes < 1:
            faults.append(f"step {number}: deadline_minutes is at least 1")
        faults += [
            f"step {number}: emails: {address!r} is no address"
            for address in step.emails
            if address.count("@") != 1
        ]
        faults += [
            f"step {number}: webhooks: give https addresses (http only on this machine)"
            for url in step.webhooks
            if not _is_safe(url)
        ]
    return faults


def _faults_of_channels(paging: Paging) -> list[str]:
    faults = []
    if any(step.emails for step in paging.step) and paging.smtp is None:
        faults.append("smtp: steps have emails and no mail server; add [smtp] with host and sender")
    if paging.smtp and paging.smtp.security not in {"none", "starttls", "tls"}:
        faults.append("smtp: security is one of none, starttls, tls")
    if any(step.webhooks for step in paging.step) and not paging.webhook_secret_file:
        faults.append("webhook_secret_file: webhooks are signed; name a file with the secret")
    if not _is_safe(paging.link):
        faults.append("link: the https address of the desk's pages (http only on this machine)")
    if paging.heartbeat and not _is_safe(paging.heartbeat):
        faults.append("heartbeat: an https address (http only on this machine)")
    return faults


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
