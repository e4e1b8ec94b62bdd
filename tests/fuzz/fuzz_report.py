"""Feeds the report language mutated documents: only declared errors come out.

    python tests/fuzz/fuzz_report.py --seconds 60 --seed 1

Ends with code 1 and the input (as a file) when anything else happens.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from properties.report_generation import NASTY_TEXTS, DocumentMaker, Seeded
from tipline.report import (
    CannotWrite,
    Limits,
    ReportError,
    UnreadableXml,
    Version,
    assess_completeness,
    check_file_rules,
    check_rules,
    parse_done_response,
    parse_file_details,
    parse_report,
    parse_response,
    resolve,
    walk,
    write_xml,
)
from tipline.report.cli.display import as_plain, list_unknown
from tipline.report.downstream import read_downstream_json
from tipline.report.reading.swift import Irregular, may_read_swiftly, read_swiftly
from tipline.report.reading.thorough import read_thoroughly

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIMITS = Limits(bytes=1024 * 1024, depth=32, elements=20_000)
PARSERS = {
    "report": parse_report,
    "fileDetails": parse_file_details,
    "reportResponse": parse_response,
    "reportDoneResponse": parse_done_response,
}
WORDS = (
    b"<!DOCTYPE report>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?xml ?>", b"&amp;", b"&#0;",
    b"&#x10FFFF;", b"&x;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80",
    b"<report>", b"</report>", b"<a/>", b'xmlns="x"', b'xmlns:a="b"', b"<a:b/>", b"-1", b"1e400",
    b"NaN", b"9" * 400, b"2026-02-30T25:00:00Z", b"+14:01", b"true", b"<email>", b" " * 5000,
    b"xsi:nil='true'", b'verified="1"', b'encoding="UTF-16"',
)  # fmt: skip
TEXTS = (b"", b"x", b"1", b"-5", b"2026-03-02T18:41:07", b"true", b"&lt;", b"<b/>", b"Login")
LEAVES_SHARE = 0.6
_TAG = re.compile(rb"<[^<>]*>")
_LEAF = re.compile(rb"<(\w+)[^<>]*>[^<>]*</\1 ?>|<!---->")
_ELEMENT = re.compile(rb"<(\w+)[^<>/]*>.*?</\1 ?>|<!---->", re.DOTALL)
_TEXT = re.compile(rb">[^<>]*<")


def mutate(raw: bytes, rng: random.Random, other: bytes) -> bytes:
    """Change a document somewhere: by bytes, or by leaves, which keeps it well-formed."""
    at, length = rng.randrange(len(raw) + 1), rng.choice((1, 1, 2, 8, 60))
    by_bytes = (
        lambda: raw[:at] + rng.randbytes(length) + raw[at:],
        lambda: raw[:at] + raw[at + length :],
        lambda: raw[:at] + rng.choice(WORDS) + raw[at:],
        lambda: raw[:at] + other[rng.randrange(len(other) + 1) :],
        lambda: raw[:at] + raw[at : at + 200] * rng.choice((2, 3, 40)) + raw[at + 200 :],
        lambda: raw[:at],
        lambda: raw[:at] + rng.choice(NASTY_TEXTS).encode() + raw[at:],
        lambda: _replace(raw, _TAG, rng, raw),
    )
    by_leaves = (
        lambda: _replace(raw, _LEAF, rng, raw),
        lambda: _replace(raw, _LEAF, rng, other),
        lambda: _replace(raw, _LEAF, rng, b"<!---->"),
        lambda: _replace(raw, _ELEMENT, rng, b"<!---->"),
        lambda: _LEAF.sub(rb"\g<0>\g<0>", raw, count=rng.choice((1, 2, 0))),
        lambda: _TEXT.sub(b">" + rng.choice(TEXTS) + b"<", raw, count=rng.choice((1, 3, 0))),
    )
    return rng.choice(by_leaves if rng.random() < LEAVES_SHARE else by_bytes)()


def _replace(raw: bytes, what: re.Pattern[bytes], rng: random.Random, source: bytes) -> bytes:
    # From a random place on, so that inner elements are found as well as outer ones.
    one = what.search(raw, rng.randrange(len(raw) + 1)) or what.search(raw)
    given = what.search(source, rng.randrange(len(source) + 1)) or what.search(source)
    if not one or not given:
        return raw
    return raw[: one.start()] + given[0] + raw[one.end() :]


def check(raw: bytes, root: str, version: Version) -> None:
    """Do everything with a document that anyone does; raises what nobody declared."""
    _check_readers_agree(raw, root, version)
    try:
        parsed = PARSERS[root](raw, version=version, limits=LIMITS)
    except UnreadableXml as refused:
        _check_place(refused.line, refused.column)
        return
    for error in parsed.errors:
        _check_place(error.line, error.column)
    if parsed.model is None:
        assert parsed.errors
        return
    _check_written(parsed.model, root, version, is_valid=not parsed.errors)
    for unknown in list_unknown(parsed.model):
        assert unknown.why
    if root == "report":
        _check_report(parsed)
    elif root == "fileDetails":
        check_file_rules(parsed.model, now=NOW)


def _check_place(line: int, column: int) -> None:
    assert line >= 1
    assert column >= 1


def _check_readers_agree(raw: bytes, root: str, version: Version) -> None:
    if not may_read_swiftly(raw, LIMITS):
        return
    try:
        swift = read_swiftly(raw, root, version)
    except (Irregular, UnreadableXml):
        return
    thorough, errors, _ = read_thoroughly(raw, root, version, LIMITS)
    assert errors == ()
    assert swift == thorough


def _check_written(model: object, root: str, version: Version, *, is_valid: bool) -> None:
    try:
        again = PARSERS[root](
            write_xml(model, version=version, allow_missing=not is_valid), version=version
        )
    except CannotWrite:
        assert not is_valid
        return
    if is_valid:
        assert again.errors == ()
        assert again.model == model


def _check_report(parsed: object) -> None:
    report = parsed.model
    for path, value in walk(report, "report"):
        assert resolve(path, report) == value
        as_plain(value)
        assert parsed.position(path).line >= 1
    for finding in check_rules(report, now=NOW):
        assert parsed.position(finding.path).line >= 1
    assess_completeness(report)


def check_json(text: bytes) -> None:
    """Read a mutated export of an agency."""
    try:
        report, files, _ = read_downstream_json(text)
    except ReportError:
        return
    assert parse_report(write_xml(report, allow_missing=True)).model == report
    for one in files:
        assert parse_file_details(write_xml(one, allow_missing=True)).model == one


def fuzz(seed: int, *, seconds: float | None = None, rounds: int | None = None) -> int:
    """Fuzz until the time or the number of rounds is over; returns how many inputs were tried.

    Raises AssertionError with the path of the input when something undeclared happens.
    """
    rng = random.Random(seed)  # noqa: S311  mutations, not keys
    until = None if seconds is None else time.monotonic() + seconds
    tried = 0
    while (rounds is None or tried < rounds) and (until is None or time.monotonic() < until):
        version = rng.choice(list(Version))
        root = rng.choice(["report", "report", "fileDetails", *PARSERS])
        maker = DocumentMaker(Seeded(rng), version)
        raw, other = (maker.document(name).encode() for name in (root, rng.choice(list(PARSERS))))
        export = json.dumps(_export(rng)).encode()
        original = raw
        for _ in range(12):
            _try(raw, partial(check, raw, root, version))
            _try(export, partial(check_json, export))
            # From the original again and again: what is broken twice tells little.
            raw = mutate(rng.choice((original, original, raw)), rng, other)[:200_000]
            export = mutate(export, rng, raw)[:50_000]
            tried += 2
    return tried


def _export(rng: random.Random) -> dict[str, object]:
    person = {"firstName": rng.choice(NASTY_TEXTS), "emails": {"emails": [{"value": "a@x"}]}}
    return {
        "reportId": rng.choice(("1", 2, None)),
        "reportedInformation": {
            "reportedPeople": {"reportedPersons": [person]},
            "uploadedFiles": {"uploadedFiles": [{"filename": "a", "viewedByEsp": None}]},
        },
    }


def _try(raw: bytes, what: Callable[[], None]) -> None:
    try:
        what()
    except Exception as error:
        path = Path("/tmp") / f"fuzz-report-{abs(hash(raw))}.bin"  # noqa: S108  to look at, no secret
        path.write_bytes(raw)
        raise AssertionError(f"{type(error).__name__}: {error}; the input is in {path}") from error


def main() -> None:
    """Fuzz for some seconds, and say how many inputs were tried."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--seed", type=int, default=None)
    chosen = options.parse_args()
    seed = chosen.seed if chosen.seed is not None else time.time_ns() % 2**32
    sys.stderr.write(f"seed {seed}, {chosen.seconds:g} seconds\n")
    tried = fuzz(seed, seconds=chosen.seconds)
    sys.stdout.write(f"{tried} inputs, only declared errors\n")


if __name__ == "__main__":
    main()
