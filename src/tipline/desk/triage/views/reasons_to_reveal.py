"""Ask why somebody needs to see what a report names."""

from __future__ import annotations

from enum import StrEnum

from django import forms

from tipline.trust.people.notes import NoteForm


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


class RevealForm(NoteForm):
    """Why this group of fields has to be seen now."""

    field_order = ("reason", "note")

    reason = forms.ChoiceField(
        label="Why do you need to see them?",
        choices=list(WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why you need to see them"},
    )
