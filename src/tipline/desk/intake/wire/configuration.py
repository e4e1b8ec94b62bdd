"""Read how an install speaks on the wire from its environment; every switch has a safe default."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.report import Version
from tipline.report.rules import LENIENT, STRICT, Strictness

if TYPE_CHECKING:
    from collections.abc import Mapping


class WireSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The switches of the wire (docs/reference/wire.md).

    `requests_per_second` and `burst` bound one account in one server process. `xml_bytes` bounds
    the documents of /submit and /fileinfo; files have no bound.
    """

    version: Version = Version.V2026_08
    strictness: Strictness = LENIENT
    legacy_always_200: bool = False
    requests_per_second: float = 500.0
    burst: int = 10_000
    xml_bytes: int = 10 * 1024 * 1024


class UnknownSwitch(Exception):
    """A setting of the wire has a value that it does not know."""

    exit_code = 2


def read_settings(environment: Mapping[str, str]) -> WireSettings:
    """Read the wire's switches from environment variables. Raises UnknownSwitch."""
    default = WireSettings()
    return WireSettings(
        version=_version(environment.get("TIPLINE_WIRE_SCHEMA", default.version)),
        strictness=STRICT if _claim(environment, "TIPLINE_WIRE_STRICT") else LENIENT,
        legacy_always_200=_claim(environment, "TIPLINE_WIRE_LEGACY_200"),
        requests_per_second=_positive(
            environment, "TIPLINE_WIRE_RATE", default.requests_per_second
        ),
        burst=int(_positive(environment, "TIPLINE_WIRE_BURST", default.burst)),
        xml_bytes=int(_positive(environment, "TIPLINE_WIRE_XML_BYTES", default.xml_bytes)),
    )


def _version(text: str) -> Version:
    try:
        return Version(text)
    except ValueError:
        known = ", ".join(Version)
        raise UnknownSwitch(f"TIPLINE_WIRE_SCHEMA is {text!r}; known are {known}.") from None


def _claim(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "").strip().lower()
    if text not in {"", "0", "1", "false", "true"}:
        raise UnknownSwitch(f"{name} is {text!r}; use 1 or 0.")
    return text in {"1", "true"}


def _positive(environment: Mapping[str, str], name: str, default: float) -> float:
    text = environment.get(name, "").strip()
    try:
        number = float(text) if text else default
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise UnknownSwitch(f"{name} is {text!r}; use a number above 0.")
    return number
