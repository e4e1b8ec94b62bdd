"""A reveal needs a reason from the list and a note; the note may name nobody."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from tipline.desk.triage.views.reasons_to_reveal import WORDS, RevealForm, RevealReason
from tipline.trust.naming import find_identifier


def form(reason: str, note: str) -> RevealForm:
    answers = QueryDict(mutable=True)
    answers.update({"reason": reason, "note": note})
    return RevealForm(answers)


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(RevealReason)


@pytest.mark.parametrize("reason", RevealReason)
def test_a_reason_and_a_note_are_enough(reason: RevealReason) -> None:
    assert form(reason.value, "Asked by the duty officer").is_valid()


@pytest.mark.parametrize(
    ("reason", "note", "field"),
    [
        ("", "Asked by the duty officer", "reason"),
        ("curiosity", "Asked by the duty officer", "reason"),
        ("protect", "", "note"),
        ("protect", "   x   ", "note"),
        ("protect", "x" * 501, "note"),
    ],
)
def test_less_is_refused_at_the_field(reason: str, note: str, field: str) -> None:
    asked = form(reason, note)

    assert not asked.is_valid()
    assert set(asked.errors) == {field}


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("looking for a.person@example.com now", "an email address"),
        ("the login from 203.0.113.77 matters", "an IP address"),
        ("the login from 2001:db8::7:1 matters", "an IP address"),
        ("call back on +1 (202) 555-0142 please", "a telephone number"),
        ("call 555 0100 and ask", "a telephone number"),
        ("the account @quiet.harbour", "an account's @name"),
        ("see https://example.com/quiet", "a web address"),
    ],
)
def test_a_note_that_names_somebody_is_refused_and_not_repeated(note: str, kind: str) -> None:
    asked = form("protect", note)

    assert find_identifier(note) == kind
    assert not asked.is_valid()
    assert kind in asked.errors.as_data()["note"][0].message
    assert note not in str(asked)


@pytest.mark.parametrize(
    "note", ["Task 2026/114 of 2026-11-22 02:30", "Report 205801234567890: duty"]
)
def test_task_and_report_numbers_may_stand_in_a_note(note: str) -> None:
    assert form("protect", note).is_valid()
