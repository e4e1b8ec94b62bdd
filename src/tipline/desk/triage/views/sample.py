"""Show the weekly random sample of the low tiers, and take what people found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_http_methods, require_safe

from tipline.desk.triage.actions.sampling import record_sampled
from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.queries.sampling import list_sampled, read_miss_rate
from tipline.desk.triage.types import Tier
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.notes import NoteForm
from tipline.trust.people.permissions import Action
from tipline.trust.people.queries import name_people

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from tipline.desk.triage.queries.sampling import SampledRow
    from tipline.desk.triage.rules.sampling import MissRate, Rate
    from tipline.trust.people.types import Actor

ROWS = 200


class TierForm(NoteForm):
    """Which tier, and why."""

    field_order = ("tier", "note")

    tier = forms.ChoiceField(
        label="In which tier does it belong?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a tier"},
    )

    def __init__(self, answers: Any, *, without: Tier | None = None) -> None:
        """Offer the tiers of the policy, but for one that would say nothing."""
        super().__init__(answers)
        titles = shown_policy().titles
        offered = [(tier.value, f"{tier} {titles[tier]}") for tier in Tier if tier != without]
        self.fields["tier"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField


@require_safe
@for_those_who_may(Action.READ_QUEUE)
def show_sample(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is drawn and waits, what was found, and what it says of the low tiers."""
    rows = list_sampled(actor, worked=True)[:ROWS]
    names = name_people(row.worked_by for row in rows if row.worked_by)
    page = {
        "rates": [_rate(rate) for rate in read_miss_rate(actor)],
        "waiting": [row for row in rows if row.true_tier is None],
        "worked": [{"row": row, "who": names[row.worked_by]} for row in rows if row.worked_by],
        "now": current_time(),
    }
    return render(request, "triage/sample.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Action.WORK_SAMPLES)
def work_sampled(request: HttpRequest, actor: Actor, sampled_id: int) -> HttpResponse:
    """Ask in which tier a sampled cluster belongs; with a reason, keep the answer."""
    row = _find(actor, sampled_id)
    form = TierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_sampled(
                actor,
                sampled_id,
                Tier(form.cleaned_data["tier"]),
                reason=form.cleaned_data["note"],
                now=current_time(),
            )
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return redirect("triage:sample")
    page = {"form": form, "row": row}
    return render(request, "triage/sampled.html", page, status=422 if form.errors else 200)


def _find(actor: Actor, sampled_id: int) -> SampledRow:
    found = [row for row in list_sampled(actor) if row.sampled_id == sampled_id]
    if not found:
        raise Http404
    return found[0]


def _rate(rate: MissRate) -> dict[str, Any]:
    worst = rate.high_if_unworked_were_missed
    return {
        "tier": f"{rate.week}, {_tier(rate)}",
        "drawn": rate.drawn,
        "worked": rate.worked,
        "danger": _share(rate.danger, rate.worked),
        "graver": _share(rate.graver, rate.worked),
        "worst": "Nothing was drawn" if worst is None else f"{worst:.1%}",
    }


def _tier(rate: MissRate) -> str:
    """Say of which tier a rate is."""
    return f"{rate.tier} {shown_policy().titles[rate.tier]}" if rate.tier else "all low tiers"


def _share(rate: Rate, worked: int) -> str:
    """Say a share with its exact 95 % interval and its count."""
    if rate.share is None or rate.low is None or rate.high is None:
        return "Nothing was worked yet"
    return (
        f"{rate.missed:,} of {worked:,}: {rate.share:.1%}"
        f" (between {rate.low:.1%} and {rate.high:.1%}, 95 % sure)"
    )
