"""Put the wire's names into words that an officer reads, and give fields their place on a page."""

from __future__ import annotations

import re

_STEP = re.compile(r"(@?[A-Za-z0-9]+)(?:\[(\d+)\])?")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+")
_CAPITALS = {
    "ai": "AI",
    "csam": "CSAM",
    "ct": "CyberTipline",
    "esp": "ESP",
    "exif": "EXIF",
    "id": "ID",
    "im": "IM",
    "ip": "IP",
    "le": "law enforcement",
    "url": "URL",
    "usa": "USA",
}
_OWN_WORDS = {
    "fileViewedByEsp": "Whole file viewed by the sender",
    "exifViewedByEsp": "EXIF viewed by the sender",
    "internetDetails": "Where it happened",
    "personOrUserReportedPerson": "Person",
    "intendedRecipientPerson": "Person",
    "victimPerson": "Person",
    "fileDetails": "File",
    "additionalInfo": "Notes",
    "peer2peerIncident": "Peer to peer incident",
}
_NOT_IN_AN_ANCHOR = re.compile(r"[^A-Za-z0-9]+")


def name_in_words(name: str) -> str:
    """Put one wire name into words: `ipCaptureEvent` is `IP capture event`."""
    bare = name.removeprefix("@")
    if bare in _OWN_WORDS:
        return _OWN_WORDS[bare]
    words = [word.lower() for word in _WORD.findall(bare)]
    text = " ".join(_CAPITALS.get(word, word) for word in words)
    return text[:1].upper() + text[1:]


def path_in_words(path: str) -> str:
    """Put a stretch of a field path into words: `IP capture event 2, port`."""
    parts = [
        name_in_words(name) + (f" {index}" if index else "") for name, index in _STEP.findall(path)
    ]
    return ", ".join(
        part if place == 0 else _uncapitalise(part) for place, part in enumerate(parts)
    )


def group_of(path: str) -> str:
    """Say to which group on the page a field belongs: the path's first two steps, one for a file.

    The content of a chat or mail is a group of its own, because it opens by itself.
    """
    if path.endswith(".content"):
        return path
    steps = path.split(".")
    return ".".join(steps[:2]) if steps[0] == "report" else steps[0]


def anchor_of(path: str) -> str:
    """Give the id under which a field stands on the page."""
    return "field-" + _NOT_IN_AN_ANCHOR.sub("-", path).strip("-")


def _uncapitalise(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
