"""The reference of the report language says what the code does, no more and no less."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import tipline.report
from tipline.report import RULES, Limits, check_path
from tipline.report.completeness import FACTS, GAPS
from tipline.report.schema.compiled import TABLES, Content, form_of
from tipline.report.schema.shapes import Base, Empty, Flags, Must, OneOf, Sequence, Text, Version

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "docs/reference/report-language.md").read_text(encoding="utf-8")
HOW_TO = (ROOT / "docs/how-to/validate-a-report.md").read_text(encoding="utf-8")


def rows(heading):
    section = REFERENCE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip(" `") for cell in line.strip("|").split(" | ")) for line in lines[1:]]


def test_every_rule_is_listed_as_the_code_has_it():
    assert rows("Rules") == [(rule.code, rule.demand, rule.remedy) for rule in RULES.values()]


def test_every_gap_is_listed_as_the_code_has_it():
    assert rows("Gaps") == [
        tuple(
            text.replace("{place}", "...")
            for text in (gap.question, gap.code, gap.text, gap.why, gap.ask)
        )
        for gap in GAPS.values()
    ]


def test_every_fact_is_listed_as_the_code_has_it():
    assert rows("Facts") == [
        (fact.question, fact.code, fact.text.replace("{place}", "...")) for fact in FACTS.values()
    ]


def test_every_code_of_a_schema_error_is_listed():
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "src/tipline/report").rglob("*.py")
        if path.parent.name in {"reading", "schema"}
    )

    assert {code for code, _ in rows("Schema errors")} == set(re.findall(r'"(cvc-[^"]+)"', source))


def test_the_limits_are_as_documented():
    limits = Limits()

    assert (limits.bytes, limits.depth, limits.elements) == (16 * 1024**2, 64, 200_000)
    assert (limits.attributes, limits.tag_bytes) == (1_000, 256 * 1024)


@pytest.mark.parametrize("text", [REFERENCE, HOW_TO], ids=["reference", "how-to"])
def test_every_full_path_in_the_documents_exists(text):
    paths = re.findall(r"\b(?:report\.[a-z]\w*|fileDetails\[\d\])[\w.\[\]@]*", text)
    paths = [path.rstrip(".") for path in paths if not path.endswith("xml")]

    for path in paths:
        if not path.startswith("report.downstream"):
            check_path(path)


def test_every_public_name_has_a_docstring_or_is_a_value():
    for name in tipline.report.__all__:
        found = getattr(tipline.report, name)
        assert not callable(found) or found.__doc__, name


def test_the_example_of_the_package_is_true():
    ran = doctest.testmod(tipline.report)

    assert ran.attempted > 3
    assert ran.failed == 0


def declared(shape):
    match shape:
        case Sequence() | OneOf():
            return [*shape.children, *shape.attributes]
        case Text() | Empty():
            return list(shape.attributes)
        case Flags():
            return []


def test_every_time_of_the_wire_has_to_lie_in_the_past():
    for shape in TABLES.values():
        for one in declared(shape):
            kind = getattr(one, "kind", getattr(one, "shape", None))
            if getattr(kind, "base", None) in {Base.DATE, Base.DATE_TIME}:
                assert Must.PAST in one.must, one.name


def test_every_table_has_the_fields_of_its_type():
    for name in TABLES:
        form = form_of(name, Version.V2026_08)
        if form.content is not Content.FLAGS:
            on_the_wire = {
                f.attribute for f in (*form.children.values(), *form.attributes.values())
            }
            on_the_wire |= {"value"} if form.text else set()
            extra = {"reenabled_date"} if name == "accountPermanentlyDisabled" else set()
            assert on_the_wire | extra | {"unknown"} == set(form.struct.__struct_fields__), name
