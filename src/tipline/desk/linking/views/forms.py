"""Ask whether two reports are about one actor, and why somebody says so."""

from __future__ import annotations

from django import forms

from tipline.desk.linking.types import Judgement
from tipline.trust.people.notes import NoteForm

CHOICES = (
    (Judgement.SAME.value, "Same: one actor stands behind both"),
    (Judgement.DIFFERENT.value, "Different: they do not belong together"),
    (Judgement.CANNOT_TELL.value, "Cannot tell from what is here"),
)
_MOST_DIGITS = 18


class JudgeForm(NoteForm):
    """Same, different or cannot tell; of which two reports; and why."""

    field_order = ("judgement", "note")

    one = forms.IntegerField(min_value=1, max_value=10**_MOST_DIGITS, widget=forms.HiddenInput)
    other = forms.IntegerField(min_value=1, max_value=10**_MOST_DIGITS, widget=forms.HiddenInput)
    judgement = forms.ChoiceField(
        label="Do they belong together?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose same, different or cannot tell"},
    )

    def __init__(self, *arguments: object, **named: object) -> None:
        """One line for the reason, so that Enter sends it."""
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # as Django's form takes
        note = self.fields["note"]
        note.widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": 500})
        note.label = "Why, in your own words"
