"""Write a file of an exchange and read it back: bounded, complete, and of a key that both hold."""

from __future__ import annotations

import binascii
import hashlib
import hmac
import re
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.routing.deconfliction.rules.curve import ELEMENT_BYTES
from tipline.desk.routing.deconfliction.rules.sharing import MOST_ASKED, MOST_HELD
from tipline.desk.routing.deconfliction.types import ExchangeFile, Header, Held

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = "tipline-deconfliction"
VERSION = 1
MOST_BYTES = 256 * 1024 * 1024

_ELEMENT = re.compile(rb"[0-9a-f]{64}")
_HELD = re.compile(rb"([0-9a-f]{64}) ([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})")
_TAG = re.compile(rb"tag ([0-9a-f]{64})")


class BadExchange(Exception):
    """A file of an exchange cannot be taken; the message says why and what to do."""

    exit_code = 5


def write_exchange(exchange: ExchangeFile, secret: bytes) -> bytes:
    """Return the file: a line that says what it is, a line for each element, a tag over all."""
    lines = [msgspec.json.encode(exchange.header)]
    lines += [element.hex().encode() for element in exchange.asked]
    lines += [f"{one.element.hex()} {one.reference}".encode() for one in exchange.held]
    body = b"\n".join(lines) + b"\n"
    return body + b"tag " + _tag(body, secret).encode() + b"\n"


def read_header(raw: bytes) -> Header:
    """Read what a file says of itself, before its key is known. Raises BadExchange."""
    if len(raw) > MOST_BYTES:
        raise BadExchange(f"The file passes {MOST_BYTES // 1024**2} MiB: no exchange does.")
    try:
        header = msgspec.json.decode(raw.partition(b"\n")[0], type=Header)
    except (msgspec.DecodeError, RecursionError):
        raise BadExchange(
            "This is no file of an exchange: its first line says nothing of it."
        ) from None
    if header.format != FORMAT:
        raise BadExchange(f"This is no file of an exchange, but {header.format!r}.")
    if header.version != VERSION:
        raise BadExchange(
            f"The file is of version {header.version}, and this tipline reads version {VERSION}."
            " Agree with the other unit on one tipline."
        )
    if header.asked > MOST_ASKED or header.held > MOST_HELD:
        raise BadExchange(
            f"The file says {header.asked:,} asked and {header.held:,} held; at most"
            f" {MOST_ASKED:,} and {MOST_HELD:,} are taken."
        )
    return header


def read_exchange(raw: bytes, secret: bytes) -> ExchangeFile:
    """Read a whole file. Raises BadExchange for one cut short, altered, or of another key."""
    header = read_header(raw)
    body, tag_line = _split_tag(raw)
    if not hmac.compare_digest(tag_line, _tag(body, secret)):
        raise BadExchange(
            "The file was altered, or was made with another secret than ours of this epoch:"
            " have it sent again, and compare the key ids by telephone."
        )
    lines = body.split(b"\n")[1:-1]
    if len(lines) != header.asked + header.held:
        raise BadExchange("The file holds another number of elements than it says.")
    asked = lines[: header.asked]
    if not all(map(_ELEMENT.fullmatch, asked)):
        raise BadExchange("An element of the file is no element.")
    return ExchangeFile(
        header=header,
        asked=tuple(map(binascii.unhexlify, asked)),
        held=tuple(map(_read_held, lines[header.asked :])),
    )


def check_same_order(asked: int, answered: Sequence[bytes]) -> None:
    """Raise BadExchange unless an answer has one element for each that was asked."""
    if asked != len(answered) or any(len(one) != ELEMENT_BYTES for one in answered):
        raise BadExchange("The answer is to another question: the numbers of elements differ.")


def _split_tag(raw: bytes) -> tuple[bytes, str]:
    body, _, last = raw.removesuffix(b"\n").rpartition(b"\n")
    found = _TAG.fullmatch(last)
    if not raw.endswith(b"\n") or found is None:
        raise BadExchange("The file is cut short: its last line is missing. Have it sent again.")
    return body + b"\n", found[1].decode()


def _read_held(line: bytes) -> Held:
    found = _HELD.fullmatch(line)
    if found is None:
        raise BadExchange("An element of the file is no element.")
    return Held(element=binascii.unhexlify(found[1]), reference=found[2].decode())


def _tag(body: bytes, secret: bytes) -> str:
    return hmac.new(secret, b"tipline-deconfliction-file-1\0" + body, hashlib.sha256).hexdigest()
