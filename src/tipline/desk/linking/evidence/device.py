"""Bring device identifiers to one form, and leave out what names no single device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.linking.evidence.filler import is_filler, letters_and_digits
from tipline.desk.linking.types import IdentifierKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.linking.evidence.found import Found
    from tipline.desk.linking.types import IdentifierRole
    from tipline.report.types import DeviceId

# What kinds of device "identifier" name no single device: a network's name anybody can choose,
# a model, a program.
_NO_DEVICE = frozenset(
    {"ssid", "model", "devicemodel", "useragent", "browser", "os", "hostname", "devicename", "name"}
)
_SHORTEST = 6

# Identifiers that many devices show: Android's emulator (one for all), the MAC address that
# Android 6 and iOS 7 show to every application, the advertising identifier of who switched it
# off (zeros: one mark repeated), IMEIs of copied firmware, the SMBIOS words of unset boards.
_DEFAULTS = frozenset(
    {
        "9774d56d682e549c",
        "020000000000",
        "000000000000000",
        "004999010640000",
        "012345678901234",
        "123456789012345",
        "111111111111119",
        "android",
        "emulator5554",
        "notavailable",
        "notapplicable",
        "tobefilledbyoem",
        "defaultstring",
        "systemserialnumber",
        "unknownserial",
    }
)
_COUNTING = "01234567890123456789012345678901234567890123456789"


def normalise_device(device: DeviceId) -> str | None:
    """Return `type/value` without separators and case, or None for defaults that many share."""
    kind = letters_and_digits(device.id_type)
    value = letters_and_digits(device.id_value)
    if kind in _NO_DEVICE or len(value) < _SHORTEST or is_filler(value):
        return None
    if value in _DEFAULTS or value in _COUNTING:
        return None
    return f"{kind}/{value}"


def read_devices(
    found: Found, devices: Sequence[DeviceId], role: IdentifierRole, path: str
) -> None:
    """Add the devices that an element lists."""
    for position, device in enumerate(devices, 1):
        found.add(
            IdentifierKind.DEVICE,
            normalise_device(device),
            role=role,
            path=f"{path}.deviceId[{position}].idValue",
            at=device.date_time,
        )
