"""What names or places somebody is masked until it is revealed; new text fields are masked too."""

from __future__ import annotations

import pytest

from journeys import made_up
from tipline.desk.intake.views.masks import (
    CLEAR_FIELDS,
    Showing,
    field_name,
    make_visible,
    mask_value,
    reveal_value,
)
from tipline.desk.triage.views.fields import Leaf, group_fields
from tipline.report import parse_file_details, parse_report, walk
from tipline.report.schema import compiled
from tipline.report.schema.shapes import Base, Version
from tipline.report.types import Date, DateTime, Double


def leaves() -> list[Leaf]:
    report, details = made_up.full_report()
    found = list(walk(parse_report(report).model, "report"))
    for number, raw in enumerate(details, start=1):
        found += walk(parse_file_details(raw).model, f"fileDetails[{number}]")
    return [Leaf(path=path, value=value, line=1) for path, value in found]


def text_fields() -> set[str]:
    """Every field of the wire whose value is free of a fixed list: text of any kind."""
    names: set[str] = set()

    def visit(form: compiled.Form, path: str) -> None:
        for field in [*form.attributes.values(), *form.children.values()]:
            mark = "@" if field in form.attributes.values() else ""
            place = f"{path}.{mark}{field.name}"
            if field.kind and field.kind.base in {Base.STRING, Base.TOKEN}:
                names.add(place)
            if field.form and field.form.text and field.form.text.kind.base is Base.STRING:
                names.add(place)
            if field.form:
                visit(field.form, place)

    for root in ("report", "fileDetails"):
        visit(compiled.form_of(root, Version.V2026_08), root)
    return names


@pytest.mark.parametrize("path", sorted(text_fields()))
def test_every_text_field_of_the_wire_is_masked_unless_it_is_listed_as_clear(path: str) -> None:
    value = "Zq4-canary.value@example.com"
    shown = mask_value(path, value)

    if field_name(path) in CLEAR_FIELDS or path.endswith("nameValuePair.name"):
        assert shown.showing is Showing.CLEAR
    else:
        assert shown.showing in {Showing.MASKED, Showing.HELD_BACK}
        assert "canary" not in shown.text


def test_the_list_of_clear_fields_names_fields_that_exist() -> None:
    known = {field_name(path) for path in text_fields()}
    codes = {"country", "countryCode", "@fleaCountry"}

    assert known | codes >= CLEAR_FIELDS


def test_no_marked_value_of_a_full_report_shows_before_a_reveal() -> None:
    shown = " ".join(field.text for group in group_fields(leaves()) for field in group.fields)

    assert [value for value in made_up.MARKED if value in shown] == []


def test_a_reveal_shows_its_group_and_no_other() -> None:
    key = "report.personOrUserReported[1]"
    groups = group_fields(leaves(), revealed=key)
    inside = " ".join(f.text for g in groups if g.key == key for f in g.fields)
    outside = " ".join(f.text for g in groups if g.key != key for f in g.fields)

    assert [value for value in made_up.OF_THE_PERSON if value not in inside] == []
    assert [value for value in made_up.MARKED if value in outside] == []


def test_messages_open_by_themselves() -> None:
    """Revealing where it happened does not open what was said there."""
    groups = {group.key: group for group in group_fields(leaves())}
    content = groups["report.internetDetails[1].chatImIncident.content"]

    assert content.is_content
    assert content.fields[0].showing is Showing.HELD_BACK
    assert "report.internetDetails[1]" in groups


@pytest.mark.parametrize("value", [Date("1990-01-31"), Double("38.80")])
def test_birthdays_and_coordinates_are_masked(value: object) -> None:
    assert mask_value("report.victim[1].victimPerson.dateOfBirth", value).showing is Showing.MASKED


def test_times_flags_and_numbers_are_clear() -> None:
    assert mask_value("x.port", 40321).text == "40321"
    assert mask_value("x.possibleProxy", True).text == "Yes"
    assert mask_value("x.dateTime", DateTime("2026-11-20T18:41:07Z")).showing is Showing.CLEAR


def test_characters_that_turn_text_round_are_written_out() -> None:
    assert make_visible("a\u202eexe.gnp\x00") == "a[U+202E]exe.gnp[U+0000]"
    assert "[U+202E]" in reveal_value("x.screenName", "a\u202eb").text


def test_a_time_without_a_zone_is_told_as_one() -> None:
    leaf = Leaf(
        path="report.incidentSummary.incidentDateTime",
        value=DateTime("2026-11-20T18:41:07"),
        line=3,
    )
    field = group_fields([leaf])[0].fields[0]

    assert field.lacks_zone
    assert field.at is None
    assert field.text == "2026-11-20T18:41:07"
