"""Show every component in every state on one page, for the eye and for axe; made-up text only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django import forms
from django.template import engines
from django.test import RequestFactory

from tipline.web.context import PRODUCTION

TEMPLATE = Path(__file__).with_name("gallery.html")
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


def render_gallery(environment: str = "training") -> str:
    """Return the page of all components, as somebody sees it who is not signed in."""
    wrong = SampleForm({"choice": "", "note": ""}, prefix="wrong")
    wrong.is_valid()
    page = engines["django"].from_string(TEMPLATE.read_text(encoding="utf-8"))
    return page.render(
        {
            "frame": {"environment": environment, "is_production": environment == PRODUCTION},
            "form": SampleForm(),
            "wrong": wrong,
            "now": NOW,
            "span": timedelta(days=3, hours=4, minutes=5),
            "tiers": [f"T{number}" for number in range(7)],
        },
        RequestFactory().get("/gallery/"),
    )
