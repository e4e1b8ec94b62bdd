"""Read one line of a label list, and name what is wrong with it.

Promise: a label that is not in the vocabulary and a hash that is none are refused; the hash itself
is in no message.
"""

from __future__ import annotations

import json
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import msgspec

from tipline.desk.linking.evidence.file import normalise_hash
from tipline.desk.triage.rules.vocabulary import LABELS
from tipline.report.types import OriginalFileHash

KEYS = ("algorithm", "value", "label", "list", "entry", "labelled_at", "version", "withdrawn_at")
_NEEDED = KEYS[:5]
_LONGEST = 200


class BadLine(Exception):
    """A line of a label list cannot be read; the message names the field and the remedy."""


class LabelLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one list says of one hash; `withdrawn_at` when the list took it back."""

    algorithm: str
    value: str
    label: str
    list_name: str
    list_version: str
    entry: str
    labelled_at: datetime | None
    withdrawn_at: datetime | None


def read_label_line(raw: str | bytes) -> LabelLine:
    """Read one JSON object; raises BadLine."""
    document = _read_object(raw)
    for key in document:
        if key not in KEYS:
            raise BadLine(f"{key}: nothing reads it; the fields are {', '.join(KEYS)}")
    for key in _NEEDED:
        _check_text(document, key)
    if "version" in document:
        _check_text(document, "version")
    label = document["label"]
    if label not in LABELS:
        near = get_close_matches(label, LABELS, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"use one of {', '.join(LABELS)}"
        raise BadLine(f"label: no such label; {remedy}")
    return LabelLine(
        algorithm=document["algorithm"],
        value=document["value"],
        label=label,
        list_name=document["list"],
        list_version=document.get("version", ""),
        entry=document["entry"],
        labelled_at=_read_time(document, "labelled_at"),
        withdrawn_at=_read_time(document, "withdrawn_at"),
    )


def normalised(line: LabelLine) -> str:
    """Return the hash of a line as linking normalises hashes; raises BadLine."""
    found = normalise_hash(OriginalFileHash(value=line.value, hash_type=line.algorithm))
    if found is None:
        raise BadLine("value: no hash of this algorithm; use md5, sha1 or sha256, in hexadecimal")
    return found


def _read_object(raw: str | bytes) -> dict[str, Any]:
    try:
        document = json.loads(raw)
    except ValueError as error:
        raise BadLine("no JSON: write one object on each line") from error
    if not isinstance(document, dict):
        raise BadLine("no object: write one object on each line")
    return document


def _check_text(document: dict[str, Any], key: str) -> None:
    value = document.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadLine(f"{key}: missing or no text")
    if len(value) > _LONGEST:
        raise BadLine(f"{key}: longer than {_LONGEST} characters")


def _read_time(document: dict[str, Any], key: str) -> datetime | None:
    raw = document.get(key)
    if raw is None:
        return None
    try:
        moment = datetime.fromisoformat(str(raw))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadLine(f"{key}: no time with its zone, such as 2026-11-22T09:00:00Z")
    return moment
