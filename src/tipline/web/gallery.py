"""Show every component in every state on one page, for the eye and for axe; made-up text only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)


class SampleForm(forms.Form):
    """One field of each kind that pages use."""

    choice = forms.ChoiceField(
        label="Why do you need it?",
        help_text="Choose the nearest one.",
        choices=[("a", "To decide the priority"), ("b", "To prepare a request")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="In your own words", help_text="No names or addresses.", widget=forms.Textarea
    )
    agreed = forms.BooleanField(label="I have read the note", required=False)


def show_gallery(request: HttpRequest) -> HttpResponse:
    """Render all components."""
    wrong = SampleForm({"choice": "", "note": ""}, prefix="wrong")
    wrong.is_valid()
    return render(
        request,
        "web/gallery.html",
        {
            "form": SampleForm(),
            "wrong": wrong,
            "now": NOW,
            "span": timedelta(days=3, hours=4, minutes=5),
            "tiers": [f"T{number}" for number in range(7)],
        },
    )
