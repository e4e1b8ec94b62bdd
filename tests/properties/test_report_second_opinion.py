"""libxml2, given the schema that we generate, agrees with our validator on what is valid.

Known differences, all avoided by the documents here: libxml2 refuses `1` and blanks in a fixed
flag, and blanks around a time; it accepts `xsi:nil` and `xsi:type` where we know neither; it
reads a DOCTYPE; rules of the documentation are in neither.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from properties.report_generation import DocumentMaker, Seeded
from tipline.report import (
    Version,
    parse_done_response,
    parse_file_details,
    parse_report,
    parse_response,
    schema_xsd,
)

PARSERS = {
    "report": parse_report,
    "fileDetails": parse_file_details,
    "reportResponse": parse_response,
    "reportDoneResponse": parse_done_response,
}
SCHEMAS = {version: etree.XMLSchema(etree.fromstring(schema_xsd(version))) for version in Version}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
TEXTS = (
    "",
    "x",
    "1",
    "true",
    "false",
    "2026-03-02T18:41:07Z",
    "2026-02-30T00:00:00Z",
    "US",
    "-1",
    "99999999999",
    "1e5",
    "Login",
    "1990-02-28",
    "NaN",
    "é",
)


def rng_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  documents, not keys


def opinions(raw: bytes, root: str, version: Version) -> tuple[bool, bool]:
    ours = PARSERS[root](raw, version=version)
    theirs = SCHEMAS[version].validate(etree.fromstring(raw, PARSER))
    return not ours.errors, theirs


@pytest.mark.parametrize("version", list(Version))
@pytest.mark.parametrize("root", list(PARSERS))
def test_libxml2_finds_valid_what_we_find_valid(root, version):
    @settings(deadline=None, max_examples=100)
    @given(st.integers(0, 2**32))
    def check(seed):
        maker = DocumentMaker(Seeded(rng_of(seed)), version, is_plain=True)
        raw = maker.document(root).encode()

        assert opinions(raw, root, version) == (True, True)

    check()


def mutate(tree: etree._Element, rng: random.Random) -> None:
    """Break (or not) one thing in the document."""
    elements = [one for one in tree.iter() if isinstance(one.tag, str)]
    one = rng.choice(elements)
    parent = one.getparent()
    match rng.choice(("drop", "double", "swap", "rename", "text", "attribute", "strip", "stray")):
        case "drop" if parent is not None:
            parent.remove(one)
        case "double" if parent is not None:
            copy = etree.fromstring(etree.tostring(one, with_tail=False))
            parent.insert(rng.randrange(len(parent) + 1), copy)
        case "swap" if parent is not None:
            parent.insert(rng.randrange(len(parent)), one)
        case "rename":
            one.tag = rng.choice(elements).tag
        case "text":
            one.text = rng.choice(TEXTS)
        case "attribute":
            name = rng.choice(("type", "verified", "hashType", "disabledDate", "other", "reason"))
            one.set(name, rng.choice(TEXTS))
        case "strip" if one.attrib:
            del one.attrib[rng.choice(list(one.attrib))]
        case "stray" if parent is not None:
            one.tail = rng.choice((" ", "x", "\n"))


def is_known_difference(tree: etree._Element) -> bool:
    """Whether a mutation made one of the differences that the module's head lists."""
    for flags in tree.iter("reportAnnotations", "fileAnnotations"):
        if any((flag.text or "") not in ("", "true", "false") for flag in flags):
            return True
    return False


@pytest.mark.parametrize("root", list(PARSERS))
def test_libxml2_finds_invalid_what_we_find_invalid(root):
    seen = {True: 0, False: 0}

    @settings(deadline=None, max_examples=300, derandomize=True)
    @given(st.integers(0, 2**32), st.sampled_from(list(Version)))
    def check(seed, version):
        rng = rng_of(seed)
        text = DocumentMaker(Seeded(rng), version, is_plain=True).document(root)
        tree = etree.fromstring(text.encode(), PARSER)
        for _ in range(rng.choice((1, 1, 2, 4))):
            mutate(tree, rng)
        if is_known_difference(tree) or tree.tag != root:
            return
        ours, theirs = opinions(etree.tostring(tree, encoding="UTF-8"), root, version)
        seen[theirs] += 1

        assert ours == theirs

    check()
    assert min(seen.values()) > 20, "the mutations no longer make both valid and invalid documents"


@pytest.mark.parametrize("text", ["1", " true "])
def test_a_flag_equal_in_value_is_valid_to_us_and_not_to_libxml2(text):
    raw = (
        "<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>"
        f"<reportAnnotations><spam>{text}</spam></reportAnnotations>"
        "<incidentDateTime>2026-03-02T18:41:07Z</incidentDateTime></incidentSummary>"
        "<reporter><reportingPerson/></reporter></report>"
    ).encode()

    assert opinions(raw, "report", Version.V2025_11) == (True, False)


def test_the_older_schema_lacks_what_the_newer_one_adds():
    raw = (
        b"<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>"
        b"<reportAnnotations><informational/></reportAnnotations>"
        b"<incidentDateTime>2026-03-02T18:41:07Z</incidentDateTime></incidentSummary>"
        b"<reporter><reportingPerson><ageAssertionDiscrepancy>true</ageAssertionDiscrepancy>"
        b"</reportingPerson></reporter></report>"
    )

    assert opinions(raw, "report", Version.V2026_08) == (True, True)
    assert opinions(raw, "report", Version.V2025_11) == (False, False)
