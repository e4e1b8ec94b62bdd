"""Put the ids that a server answered in the place of a world's own, as a client has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tipline.report import parse_file_details, parse_report

if TYPE_CHECKING:
    from tipline.synthetic import WorldReport

REPORT_ID = 207790790657455


def file_ids(made: WorldReport) -> list[str]:
    return [f"{index:032x}" for index in range(len(made.files))]


def test_file_details_name_the_report_and_the_files_that_the_server_knows(
    world: list[WorldReport],
) -> None:
    for made in world[:300]:
        _, details = made.addressed(REPORT_ID, file_ids(made), {})
        models = [parse_file_details(document).model for document in details]

        assert [each and each.report_id for each in models] == [REPORT_ID] * len(made.files)
        assert [each and each.file_id for each in models] == file_ids(made)


def test_nothing_else_is_changed(world: list[WorldReport]) -> None:
    for made in world[:300]:
        own = made.file_ids
        report, details = made.addressed(
            REPORT_ID, own, {each: each for each in made.prior_numbers}
        )
        number = b"<reportId>%d</reportId>"

        assert report == made.report_xml
        assert [each.replace(number % REPORT_ID, b"") for each in details] == [
            each.replace(number % placeholder(made), b"") for each in made.file_details
        ]


def placeholder(made: WorldReport) -> int:
    """Give the reportId of the documents; a duplicate repeats that of the first."""
    model = parse_file_details(made.file_details[0]).model if made.file_details else None
    return model.report_id or 0 if model else 0


def test_a_follow_up_names_the_earlier_report_by_the_id_that_it_got(
    world: list[WorldReport],
) -> None:
    follow_up = next(made for made in world if made.truth.follow_up_of)
    (number,) = follow_up.prior_numbers
    report, _ = follow_up.addressed(REPORT_ID, file_ids(follow_up), {number: 42})
    model = parse_report(report).model

    assert model
    assert model.person_or_user_reported[0].prior_ct_reports == (42,)


def test_an_earlier_report_that_the_server_does_not_have_is_not_named(
    world: list[WorldReport],
) -> None:
    follow_up = next(made for made in world if made.truth.follow_up_of)
    report, _ = follow_up.addressed(REPORT_ID, file_ids(follow_up), {})
    parsed = parse_report(report)

    assert parsed.errors == ()
    assert parsed.model
    assert parsed.model.person_or_user_reported[0].prior_ct_reports == ()


def test_too_few_file_ids_are_refused(world: list[WorldReport]) -> None:
    made = next(made for made in world if len(made.files) > 1)

    with pytest.raises(ValueError, match="shorter"):
        made.addressed(REPORT_ID, ["f" * 32], {})
