"""Ask why somebody needs to see what a report names, and refuse an answer that names anybody."""

from __future__ import annotations

import re
from enum import StrEnum

from django import forms


class RevealReason(StrEnum):
    """Why an officer needs identifiers; the code goes into the audit event."""

    PROTECT = "protect"
    PRIORITY = "priority"
    LEGAL_PROCESS = "legal-process"
    SENDER = "sender"
    OTHER_CASE = "other-case"
    REVIEW = "review"


WORDS = {
    RevealReason.PROTECT: "To find or protect a child who may be in danger",
    RevealReason.PRIORITY: "To decide the priority of this report",
    RevealReason.LEGAL_PROCESS: "To prepare a preservation request, subpoena or warrant",
    RevealReason.SENDER: "To ask the sender for what is missing",
    RevealReason.OTHER_CASE: "To check whether it belongs to a case that we know",
    RevealReason.REVIEW: "To review a colleague's work, or to train",
}

_LEAST_NOTE = 8
_MOST_NOTE = 500
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_IP = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}")
_TELEPHONE = re.compile(r"(?<!\d)\+?\(?\d[\d ().-]{7,22}\d(?!\d)")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
# Fewer digits are a task's number or an hour; fifteen are a report's.
_TELEPHONE_DIGITS = range(9, 15)


def find_identifier(text: str) -> str | None:
    """Say which kind of identifier a text holds, if it plainly holds one."""
    if _EMAIL.search(text):
        return "an email address"
    if _IP.search(text):
        return "an IP address"
    without_dates = _DATE.sub(" ", text)
    if any(_has_digits_of_a_telephone(run[0]) for run in _TELEPHONE.finditer(without_dates)):
        return "a telephone number"
    return None


def _has_digits_of_a_telephone(run: str) -> bool:
    return sum(character.isdigit() for character in run) in _TELEPHONE_DIGITS


class RevealForm(forms.Form):
    """Why this group of fields has to be seen now."""

    reason = forms.ChoiceField(
        label="Why do you need to see them?",
        choices=list(WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why you need to see them"},
    )
    note = forms.CharField(
        label="In your own words",
        help_text=(
            "One line that a court could read, for example: which task, who asked. It is kept in"
            " the audit log as you write it, so write no name, address or number of a person."
        ),
        min_length=_LEAST_NOTE,
        max_length=_MOST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages={
            "required": "Say in your own words why you need to see them",
            "min_length": f"Say a little more: at least {_LEAST_NOTE} characters",
            "max_length": f"Say it in {_MOST_NOTE} characters or fewer",
        },
    )

    def clean_note(self) -> str:
        """Refuse a note that would carry an identifier into the audit log."""
        note: str = self.cleaned_data["note"]
        kind = find_identifier(note)
        if kind:
            # What the error page shows again must not hold it either.
            self.data = {**self.data.dict(), "note": ""}  # type: ignore[attr-defined]  # a QueryDict
            raise forms.ValidationError(
                f"The note held {kind}. Say why without it: the audit log keeps notes in clear"
            )
        return note
