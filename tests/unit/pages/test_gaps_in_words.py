"""What is missing is put so that a row informs and one text asks for all of it."""

from __future__ import annotations

import pytest

from tipline.desk.triage.types import Missing
from tipline.desk.triage.views.questions import write_questions
from tipline.desk.triage.views.thinness import measure_thinness
from tipline.report import Gap, Question


def missing(code: str, ask: str = "What is it?") -> Missing:
    return Missing(
        question="who", code=code, text="", why="", ask=ask, field="report", report_id="7"
    )


def gap(code: str, ask: str) -> Gap:
    return Gap(question=Question.WHO, code=code, text="", why="", path="report", ask=ask)


@pytest.mark.parametrize(
    ("codes", "leads_to_nobody"),
    [
        (["no-contact", "no-address", "no-place"], True),
        (["no-reported-user"], True),
        (["no-contact", "no-place"], False),
        (["no-address", "viewing-unknown"], False),
        ([], False),
    ],
)
def test_a_row_is_marked_only_where_nothing_leads_to_a_person(
    codes: list[str], leads_to_nobody: bool
) -> None:
    assert measure_thinness(map(missing, codes)).leads_to_nobody is leads_to_nobody


def test_every_gap_of_a_kind_is_asked_for_and_the_report_is_named() -> None:
    gaps = [gap("viewing-unknown", f"Was file {n} viewed?") for n in (1, 2, 3)]
    gaps.append(gap("no-device", "Which device?"))

    text = write_questions(207, [missing("viewing-unknown", "Was file 1 viewed?")], gaps)

    assert text.splitlines() == [
        "About report 207:",
        "1. Was file 1 viewed?",
        "2. Was file 2 viewed?",
        "3. Was file 3 viewed?",
    ]


def test_what_another_report_of_the_cluster_lacks_is_asked_in_its_words() -> None:
    assert write_questions(7, [missing("GENERATED_OR_REAL")], []) == (
        "About report 7:\n1. What is it?"
    )


def test_nothing_is_asked_where_nothing_is_missing() -> None:
    assert write_questions(7, [], [gap("no-device", "Which device?")]) == ""
