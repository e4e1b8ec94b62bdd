"""Write what a MaxMind-format file holds to standard output, as lines of JSON.

Run as a process of its own with bounded memory and time: a record of such a file may refer to
others again and again, so that a small file can unfold to more than any machine holds.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import maxminddb
import msgspec

MOST_MEMORY = 1 << 30  # bytes of address space beside the file, which is mapped
MOST_SECONDS = 900  # of processor time; 5 million networks take about 60


def write_edition(path: str) -> None:
    """Write when the file was built, in seconds since 1970."""
    with maxminddb.open_database(path) as reader:
        sys.stdout.buffer.write(msgspec.json.encode(reader.metadata().build_epoch))


def write_networks(path: str) -> None:
    """Write one line for each network: [network, country, region, operator, kind]."""
    write = sys.stdout.buffer.write
    encode = msgspec.json.encode
    with maxminddb.open_database(path) as reader:
        for network, record in reader:
            write(encode([str(network), *say(record)]) + b"\n")


def say(record: Any) -> tuple[str, str, str, str]:
    """Return country, region, operator and kind of network that a record states, in any dialect.

    Empty where it states none. The dialects: nested, as MaxMind and DB-IP write it, and flat.
    """
    if not isinstance(record, dict):
        return "", "", "", ""
    country = _code(record.get("country")) or _text(record.get("country_code"))
    regions = record.get("subdivisions")
    region = _code(regions[0]) if isinstance(regions, list) and regions else ""
    region = region or _text(record.get("region_code"))
    return country, region if country else "", _operator(record), _kind(record)


def _operator(record: dict[str, Any]) -> str:
    traits = _dict(record.get("traits"))
    names = ("autonomous_system_organization", "as_organization", "organization", "isp", "as_name")
    for holder in (record, traits):
        for name in names:
            if found := _text(holder.get(name)):
                return found
    return ""


def _kind(record: dict[str, Any]) -> str:
    traits = _dict(record.get("traits")) | record
    for name, kind in (
        ("is_tor_exit_node", "tor"),
        ("is_anonymous_vpn", "vpn"),
        ("is_vpn", "vpn"),
        ("is_hosting_provider", "hosting"),
        ("is_hosting", "hosting"),
    ):
        if traits.get(name) is True:
            return kind
    uses = _text(traits.get("user_type")) or _text(traits.get("connection_type"))
    return {
        "hosting": "hosting",
        "cellular": "mobile",
        "Cellular": "mobile",
        "residential": "residential",
    }.get(uses, "")


def _code(value: Any) -> str:
    return _text(value.get("iso_code")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def bound_yourself(size: int) -> None:
    """Let this process have no more memory and time than a real file of this size needs."""
    memory = MOST_MEMORY + size
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


if __name__ == "__main__":
    bound_yourself(Path(sys.argv[2]).stat().st_size)
    {"edition": write_edition, "networks": write_networks}[sys.argv[1]](sys.argv[2])
