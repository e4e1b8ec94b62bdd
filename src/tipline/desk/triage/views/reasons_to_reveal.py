"""Ask why somebody needs to see what a report names, and refuse an answer that names anybody."""

from __future__ import annotations

from enum import StrEnum

from django import forms

from tipline.trust.naming import find_identifier


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
