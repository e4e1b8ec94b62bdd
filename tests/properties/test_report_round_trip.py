"""Whatever the report language can say survives being written and read, in every form."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.fuzz_report import mutate
from properties.report_generation import DocumentMaker, Drawn, make_model
from tipline.report import (
    DEFAULT_LIMITS,
    FieldNotSent,
    UnreadableXml,
    Version,
    assess_completeness,
    check_path,
    parse_done_response,
    parse_file_details,
    parse_report,
    parse_response,
    resolve,
    walk,
    write_xml,
)
from tipline.report.reading.swift import Irregular, read_swiftly
from tipline.report.reading.thorough import read_thoroughly

PARSERS = {
    "report": parse_report,
    "fileDetails": parse_file_details,
    "reportResponse": parse_response,
    "reportDoneResponse": parse_done_response,
}
ROOTS = list(PARSERS)
VERSIONS = list(Version)
RELAXED = settings(deadline=None, max_examples=200)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("root", ROOTS)
def test_a_model_survives_being_written_and_read(root, version):
    @RELAXED
    @given(st.data(), st.booleans())
    def check(data, indent):
        model = make_model(Drawn(data.draw), root, version)

        parsed = PARSERS[root](write_xml(model, version=version, indent=indent), version=version)

        assert parsed.errors == ()
        assert parsed.model == model

    check()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("root", ROOTS)
def test_a_valid_document_survives_being_read_and_written(root, version):
    @RELAXED
    @given(st.data())
    def check(data):
        text = DocumentMaker(Drawn(data.draw), version).document(root)

        first = PARSERS[root](text.encode(), version=version)
        again = PARSERS[root](write_xml(first.model, version=version), version=version)

        assert first.errors == ()
        assert again.errors == ()
        assert again.model == first.model

    check()


@RELAXED
@given(st.data(), st.sampled_from(ROOTS), st.sampled_from(VERSIONS))
def test_both_readers_read_a_valid_document_alike(data, root, version):
    raw = DocumentMaker(Drawn(data.draw), version).document(root).encode()

    thorough, errors, _ = read_thoroughly(raw, root, version, DEFAULT_LIMITS)

    assert errors == ()
    with suppress(Irregular):
        assert read_swiftly(raw, root, version) == thorough


@RELAXED
@given(st.data(), st.sampled_from(ROOTS), st.sampled_from(VERSIONS), st.data())
def test_the_swift_reader_accepts_nothing_that_the_thorough_one_refuses(
    data, root, version, mutation
):
    raw = DocumentMaker(Drawn(data.draw), version).document(root).encode()
    # Another root, another version, or a few mutations: mostly invalid, never always.
    rng = random.Random(mutation.draw(st.integers(0, 2**32)))  # noqa: S311  documents, not keys
    changed = raw
    for _ in range(rng.choice((1, 1, 2, 3))):
        changed = mutate(changed, rng, raw)
    other_root = rng.choice([root, root, root, "report", "fileDetails"])
    other_version = mutation.draw(st.sampled_from(VERSIONS))

    try:
        swift = read_swiftly(changed, other_root, other_version)
    except (Irregular, UnreadableXml):
        return
    thorough, errors, _ = read_thoroughly(changed, other_root, other_version, DEFAULT_LIMITS)
    assert errors == ()
    assert swift == thorough


@RELAXED
@given(st.data(), st.sampled_from(["report", "fileDetails"]))
def test_every_leaf_is_found_again_by_its_path_and_stands_where_its_name_is(data, root):
    raw = DocumentMaker(Drawn(data.draw), Version.V2026_08).document(root).encode()
    parsed = PARSERS[root](raw)
    report = parsed.model if root == "report" else None
    files = [parsed.model] if root == "fileDetails" else []
    lines = raw.decode().removeprefix("\ufeff").replace("\r\n", "\n").split("\n")

    for path, value in walk(parsed.model, "report" if root == "report" else "fileDetails[1]"):
        assert resolve(path, report, files) == value
        check_path(path)
        names = [part.partition("[")[0] for part in path.split(".") if not part.startswith("@")]
        place = parsed.position(path)
        if "\r" not in raw.decode():
            assert lines[place.line - 1][place.column - 1 :].startswith(f"<{names[-1]}")


@RELAXED
@given(st.data())
def test_every_gap_and_fact_cites_a_field_of_the_language(data):
    choose = Drawn(data.draw)
    report = make_model(choose, "report", Version.V2026_08)
    files = [
        make_model(choose, "fileDetails", Version.V2026_08) for _ in range(choose.pick((0, 1)))
    ]

    judged = assess_completeness(report, files)

    for fact in judged.facts:
        resolve(fact.path, report, files)
    for gap in judged.gaps:
        check_path(gap.path)
        if "zone" in gap.code:
            assert not resolve(gap.path, report, files).has_zone
        elif gap.code not in {
            "address-without-event",
            "no-account-id",
            "no-platform",
            "incident-time-unexplained",
            "no-content",
            "no-victim-identifier",
            "no-place",
        }:  # said, but blank or Unknown
            with pytest.raises(FieldNotSent):
                resolve(gap.path, report, files)
