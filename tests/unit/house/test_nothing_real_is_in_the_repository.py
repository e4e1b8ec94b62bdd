"""Hold the repository to made-up people, reserved addresses and no outside origin."""

from __future__ import annotations

import ipaddress
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
RESERVED = [
    ipaddress.ip_network(text)
    for text in (
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "127.0.0.0/8",
        # Nobody's on the internet: this host, protocols, private, shared, link-local, multicast,
        # class E.
        "0.0.0.0/8",
        "192.0.0.0/24",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "224.0.0.0/3",
    )
]
ADDRESS = re.compile(r"(?<![\w.\-])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?![\w.\-])")
MAIL = re.compile(r"[\w.+-]+@([a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+)")
RESERVED_DOMAIN = re.compile(
    r"(^|\.)(example\.(com|net|org|edu)|example|test|invalid|localhost|127\.0\.0\.1)$",
    re.IGNORECASE,
)


def texts() -> list[tuple[str, str]]:
    """Give every tracked text file but the lock files (hashes) and the licence."""
    listed = subprocess.run(
        ["git", "ls-files"],  # noqa: S607  git is what made this checkout
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    names = [name for name in listed if not name.startswith("locks/") and name != "LICENSE"]
    found = []
    for name in names:
        try:
            found.append((name, (ROOT / name).read_text(encoding="utf-8")))
        except (UnicodeDecodeError, FileNotFoundError):
            continue
    return found


def test_addresses_are_from_reserved_ranges() -> None:
    wrong = []
    for name, text in texts():
        for match in ADDRESS.finditer(text):
            try:
                address = ipaddress.ip_address(match[1])
            except ValueError:
                continue  # not an address: a version, or a hostile value on purpose
            if not any(address in network for network in RESERVED):
                wrong.append((name, match[1]))

    assert wrong == []


def test_mail_domains_are_reserved() -> None:
    wrong = [
        (name, match[0])
        for name, text in texts()
        for match in MAIL.finditer(text)
        if not RESERVED_DOMAIN.search(match[1])
    ]

    assert wrong == []


def test_pages_name_no_outside_origin() -> None:
    wrong = [
        (name, match[0])
        for name, text in texts()
        if name.endswith((".html", ".css", ".js"))
        for match in re.finditer(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text)
        if not match[0].endswith(("www.w3.org",))
    ]

    assert wrong == []
