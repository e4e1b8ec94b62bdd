"""Ask somebody to say why in their own words, and refuse an answer that names anybody."""

from __future__ import annotations

from django import forms

from tipline.trust.naming import find_identifier

LEAST = 8
MOST = 500


class NoteForm(forms.Form):
    """Why something is done; kept in the audit log as it was written."""

    note = forms.CharField(
        label="In your own words",
        help_text=(
            "One line that a court could read, for example: which task, who asked. It is kept in"
            " the audit log as you write it, so write no name, address or number of a person."
        ),
        min_length=LEAST,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        error_messages={
            "required": "Say in your own words why",
            "min_length": f"Say a little more: at least {LEAST} characters",
            "max_length": f"Say it in {MOST} characters or fewer",
        },
    )

    def clean_note(self) -> str:
        """Refuse a note that would carry an identifier into the audit log."""
        note: str = self.cleaned_data["note"]
        kind = find_identifier(note)
        if kind:
            # What the error page shows again must not hold it either.
            self.data = {**self.data.dict(), self.add_prefix("note"): ""}  # type: ignore[attr-defined]  # a QueryDict
            raise forms.ValidationError(
                f"The note held {kind}. Say why without it: the audit log keeps notes in clear"
            )
        return note
