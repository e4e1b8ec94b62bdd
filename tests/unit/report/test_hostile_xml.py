"""Hostile documents get a clear error of their own, early, and cost next to nothing."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from tipline.report import (
    Limits,
    MalformedXml,
    RefusedDoctype,
    RefusedEncoding,
    RefusedSize,
    parse_report,
)

MEBIBYTE = 1024 * 1024
HEAD = b"<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>"
TAIL = (
    b"<incidentDateTime>2026-03-02T18:41:07Z</incidentDateTime></incidentSummary>"
    b"<reporter><reportingPerson/></reporter></report>"
)
VALID = HEAD + TAIL


class Endless:
    """A stream that begins somehow, and then repeats itself for a gigabyte."""

    def __init__(self, start: bytes, piece: bytes, size: int = 1024 * MEBIBYTE) -> None:
        self.start = start
        self.piece = piece * (64 * 1024 // len(piece))
        self.left = size
        self.given = 0

    def read(self, size: int, /) -> bytes:
        chunk = (self.start or self.piece)[: min(size, self.left)]
        self.start = b""
        self.left -= len(chunk)
        self.given += len(chunk)
        return chunk


LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
)
DOCTYPES = {
    "a doctype alone": b"<!DOCTYPE report>",
    "billion laughs": b'<!DOCTYPE report [<!ENTITY l0 "ha">' + LAUGHS + b"]>",
    "quadratic blow-up": b'<!DOCTYPE report [<!ENTITY a "' + b"a" * 50_000 + b'">]>',
    "external entity": b'<!DOCTYPE report [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    "parameter entity": b'<!DOCTYPE report [<!ENTITY % p SYSTEM "http://192.0.2.1/e.dtd"> %p;]>',
    "external subset": b'<!DOCTYPE report SYSTEM "http://192.0.2.1/report.dtd">',
    "public subset": b'<!DOCTYPE report PUBLIC "-//X//Y" "http://192.0.2.1/report.dtd">',
    "attribute defaults": b'<!DOCTYPE report [<!ATTLIST report x CDATA "y">]>',
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
def test_a_doctype_is_refused_before_anything_in_it_is_read(doctype):
    raw = (
        b'<?xml version="1.0"?>\n'
        + doctype
        + VALID.replace(b"</incidentType>", b"&l9;</incidentType>")
    )

    with pytest.raises(RefusedDoctype) as refused:
        parse_report(raw)

    assert "DOCTYPE" in str(refused.value)
    assert refused.value.line == 2


ENCODED = {
    "UTF-16 with a mark": VALID.decode().encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + VALID.decode().encode("utf-16-be"),
    "UTF-16 without a mark": VALID.decode().encode("utf-16-le"),
    "UTF-16 without a mark, big end first": VALID.decode().encode("utf-16-be"),
    "UTF-32": VALID.decode().encode("utf-32"),
    "UTF-32 without a mark": VALID.decode().encode("utf-32-be"),
    "UTF-7": b"+ADw-report+AD4-",
    "UTF-7 by declaration": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-report/+AD4-',
    "UTF-16 by declaration": b'<?xml version="1.0" encoding="UTF-16"?>' + VALID,
    "UTF-32 by declaration": b'<?xml version="1.0" encoding="UTF-32"?>' + VALID,
    "Latin-1 by declaration": b'<?xml version="1.0" encoding="ISO-8859-1"?>' + VALID,
    "an invention by declaration": b'<?xml version="1.0" encoding="x-nothing"?>' + VALID,
    "EBCDIC": '<?xml version="1.0"?>'.encode("cp037") + VALID,
}


@pytest.mark.parametrize("raw", ENCODED.values(), ids=ENCODED)
def test_an_encoding_other_than_utf_8_is_refused_by_name(raw):
    with pytest.raises(RefusedEncoding) as refused:
        parse_report(raw)

    assert "UTF-8" in str(refused.value)


MALFORMED = {
    "nothing": (b"", "empty"),
    "blanks": (b" \n ", "no element found"),
    "half a document": (VALID[: len(VALID) // 2], "no element found|unclosed token"),
    "two roots": (VALID + VALID, "junk after document element"),
    "a NUL": (HEAD + b"\x00" + TAIL, "not well-formed"),
    "a NUL at the start": (b"\x00" + VALID, "not well-formed"),
    "a control character": (HEAD + b"\x07" + TAIL, "not well-formed"),
    "a numbered control character": (HEAD + b"&#7;" + TAIL, "invalid character number"),
    "invalid bytes": (HEAD + b"\xff\xfe" + TAIL, "not well-formed"),
    "an overlong form": (HEAD + b"\xc0\xbc" + TAIL, "not well-formed"),
    "a surrogate": (HEAD + b"\xed\xa0\x80" + TAIL, "not well-formed"),
    "an unknown entity": (HEAD + b"&nbsp;" + TAIL, "undefined entity"),
    "an unbound prefix": (b"<x:report/>", "unbound prefix"),
    "an attribute twice": (b'<report a="1" a="2"/>', "duplicate attribute"),
    "wrong nesting": (b"<report><a></report></a>", "mismatched tag"),
    "JSON": (b'{"report": {}}', "not well-formed"),
    "an unclosed section": (HEAD + b"<![CDATA[ ", "unclosed CDATA section"),
    "a binary file": (b"\x89PNG\r\n\x1a\n\x00\x00", "not well-formed"),
}


@pytest.mark.parametrize(("raw", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_not_well_formed_is_named_with_its_place_and_a_remedy(raw, reason):
    with pytest.raises(MalformedXml, match=reason) as malformed:
        parse_report(raw)

    assert malformed.value.line >= 1
    assert malformed.value.column >= 1
    assert malformed.value.remedy


def test_an_xinclude_is_kept_as_unknown_and_never_followed(tmp_path):
    secret = tmp_path / "secret.xml"
    secret.write_text("<secret/>")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}"/>'

    parsed = parse_report(VALID.replace(b"</report>", include.encode() + b"</report>"))

    assert [one.raw for one in parsed.model.unknown] == [include]
    assert "XInclude}include" in str(parsed.errors[0])
    assert "secret/" not in str(parsed.model)


def test_a_stylesheet_instruction_is_ignored():
    raw = b'<?xml-stylesheet href="file:///etc/hostname" type="text/xsl"?>' + VALID

    assert parse_report(raw).errors == ()


def test_deep_nesting_is_refused_at_the_limit():
    with pytest.raises(RefusedSize, match="nested deeper than 64"):
        parse_report(HEAD + b"<a>" * 100_000 + b"</a>" * 100_000 + TAIL)


def test_a_million_attributes_are_refused_before_they_are_collected():
    attributes = b"".join(b' a%d=""' % number for number in range(1_000_000))

    with pytest.raises(RefusedSize, match="A tag has more than"):
        parse_report(b"<report" + attributes + b"/>")


def test_a_few_thousand_attributes_are_refused_by_their_number():
    attributes = b"".join(b' a%d=""' % number for number in range(2_000))

    with pytest.raises(RefusedSize, match="more than 1000 attributes"):
        parse_report(b"<report" + attributes + b"/>")


def test_too_many_elements_are_refused():
    with pytest.raises(RefusedSize, match="more than 200000 elements"):
        parse_report(HEAD + b"<a/>" * 250_000 + TAIL)


def test_a_document_larger_than_the_limit_is_refused_unread():
    with pytest.raises(RefusedSize, match="more than 1000 bytes"):
        parse_report(HEAD + b" " * 1_000 + TAIL, limits=Limits(bytes=1_000))


def test_a_large_text_within_the_limits_is_read_and_kept_whole():
    transcript = "[synthetic transcript] \U0001f600 " * 200_000
    chat = f"<chatImIncident><content>{transcript}</content></chatImIncident>"
    chat = f"<internetDetails>{chat}</internetDetails>"
    raw = VALID.replace(b"</incidentSummary>", b"</incidentSummary>" + chat.encode())

    parsed = parse_report(raw)

    assert parsed.errors == ()
    assert parsed.model.internet_details[0].chat_im_incident.content == transcript


ENDLESS = {
    "text": (HEAD, b"a"),
    "blanks before the root": (b" ", b" "),
    "elements": (HEAD, b"<a/>"),
    "nesting": (HEAD, b"<a>"),
    "attributes": (b"<report", b' a=""'),
    "one attribute": (b'<report a="', b"a"),
    "one comment": (b"<report><!--", b"a"),
    "one section": (HEAD + b"<![CDATA[", b"a"),
    "one instruction": (b"<report><?a ", b"a"),
    "one name": (b"<a", b"a"),
    "comments": (b"<report>", b"<!-- -->"),
    "character references": (HEAD, b"&#65;"),
}


@pytest.mark.parametrize(("start", "piece"), ENDLESS.values(), ids=ENDLESS)
def test_a_stream_of_a_gigabyte_is_left_early_and_memory_stays_flat(start, piece):
    stream = Endless(start, piece)
    limits = Limits(bytes=4 * MEBIBYTE)
    tracemalloc.start()

    try:
        with pytest.raises((RefusedSize, MalformedXml)) as refused:
            parse_report(stream, limits=limits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert stream.given <= limits.bytes + 64 * 1024
    assert peak < 10 * limits.bytes
    assert refused.value.remedy


@pytest.mark.parametrize("cut", range(1, len(VALID), 7))
def test_every_half_of_a_document_is_malformed_and_nothing_else(cut):
    with pytest.raises(MalformedXml):
        parse_report(VALID[:cut])


def test_errors_are_collected_up_to_the_limit():
    parsed = parse_report(HEAD + b"<a/>" * 500 + TAIL)

    assert len(parsed.errors) == 100
    assert len(parsed.model.incident_summary.unknown) == 500


def test_the_whole_process_stays_small_while_gigabytes_are_offered():
    script = """
import resource, sys
from unit.report.test_hostile_xml import ENDLESS, Endless
from tipline.report import ReportError, parse_report
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for start, piece in ENDLESS.values():
    try:
        parse_report(Endless(start, piece))
        sys.exit("a gigabyte was accepted")
    except ReportError:
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    tests = Path(__file__).parents[2]

    ran = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(tests)},
    )

    grown_kibibytes = int(ran.stdout)
    assert grown_kibibytes < 150 * 1024
