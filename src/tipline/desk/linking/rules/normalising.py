"""Bring an identifier to the one form in which equal things are equal, or say that it is none.

Promise: two values that a person would call different never become equal by these rules,
except where the provider itself documents that it takes them for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import phonenumbers

if TYPE_CHECKING:
    from tipline.report.types import DeviceId, OriginalFileHash, Phone

# Providers that document one mailbox behind several spellings. Dots: Google only. A tag after
# `+`: Google, Microsoft, Apple, Proton. Letter case is folded everywhere: RFC 5321 (2.4) lets a
# host tell case apart and advises against it; no large provider does.
_ONE_DOMAIN = {"googlemail.com": "gmail.com"}
_IGNORES_DOTS = frozenset({"gmail.com"})
_IGNORES_TAG = frozenset(
    {"gmail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "proton.me"}
)

_HASH_LENGTHS = {"md5": 32, "sha1": 40, "sha256": 64}
_HEX = re.compile(r"[0-9a-f]+")

# The digests of nothing: an upload that failed, not a file that two people share.
_EMPTY_FILE = frozenset(
    {
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
)

# What kinds of device "identifier" name no single device: a network's name anybody can choose,
# a model, a program.
_NO_DEVICE = frozenset(
    {"ssid", "model", "devicemodel", "useragent", "browser", "os", "hostname", "devicename", "name"}
)
_DEVICE_SHORTEST = 6
# Android's emulator id (one for all), and the MAC address that Android 6 and iOS 7 show to every
# application.
_DEVICE_DEFAULTS = frozenset(
    {"9774d56d682e549c", "020000000000", "unknown", "android", "notavailable", "undefined"}
)
_COUNTING = "01234567890123456789012345678901234567890123456789"


def normalise_email(text: str) -> str | None:
    """Return the mailbox that an address names, or None if it names none."""
    local, at, domain = text.strip().casefold().rpartition("@")
    domain = domain.rstrip(".")
    if not (local and at and domain) or any(mark.isspace() for mark in local + domain):
        return None
    domain = _ONE_DOMAIN.get(domain, domain)
    if domain in _IGNORES_TAG:
        local = local.partition("+")[0]
    if domain in _IGNORES_DOTS:
        local = local.replace(".", "")
    return f"{local}@{domain}" if local else None


def normalise_phone(phone: Phone) -> str | None:
    """Return a number in E.164, or None where its country is not said: nobody may guess it."""
    text = phone.value.strip()
    if phone.country_calling_code and not text.startswith("+"):
        text = f"{phone.country_calling_code.strip()} {text}"
    if not text.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None
    # Possible, not valid: numbers for fiction are possible and assigned to nobody, and a table of
    # assigned ranges is always older than the newest range.
    if not phonenumbers.is_possible_number(number):
        return None
    line = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{line};ext={phone.extension}" if phone.extension else line


def normalise_account(service: str, identifier: str) -> str | None:
    """Return `service/identifier`; letter case counts in the identifier, it may be a code."""
    service, identifier = " ".join(service.casefold().split()), identifier.strip()
    if not service or not identifier or _is_filler(identifier.casefold()):
        return None
    return f"{service}/{identifier}"


def normalise_device(device: DeviceId) -> str | None:
    """Return `type/value` without separators and case, or None for defaults that many share."""
    kind = _letters_and_digits(device.id_type)
    value = _letters_and_digits(device.id_value)
    if kind in _NO_DEVICE or len(value) < _DEVICE_SHORTEST or _is_filler(value):
        return None
    if value in _DEVICE_DEFAULTS or value in _COUNTING:
        return None
    return f"{kind}/{value}"


def normalise_hash(original: OriginalFileHash) -> str | None:
    """Return `md5:...`, `sha1:...` or `sha256:...`, or None for what is no exact hash."""
    return digest_of(original.hash_type or "", original.value)


def digest_of(kind: str, value: str) -> str | None:
    """Return `kind:hex` of a digest with the length that its kind has, except that of nothing."""
    kind, value = _letters_and_digits(kind), value.strip().casefold()
    if len(value) != _HASH_LENGTHS.get(kind) or not _HEX.fullmatch(value):
        return None
    return None if value in _EMPTY_FILE or _is_filler(value) else f"{kind}:{value}"


def _letters_and_digits(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def _is_filler(value: str) -> bool:
    """Say whether a value only fills its field: one mark repeated, or a word for nothing."""
    return len(set(value)) == 1 or value in {"null", "none", "n/a", "na", "anonymous", "unknown"}
