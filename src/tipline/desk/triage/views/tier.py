"""Let somebody set a cluster's tier against the policy, with a reason, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_http_methods, require_POST

from tipline.desk.triage.actions.overrides import override_tier, revoke_override
from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.queries import NoSuchCluster, read_cluster
from tipline.desk.triage.types import Tier
from tipline.desk.triage.views.disagreements import say_disagreements
from tipline.desk.triage.views.sample import TierForm
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.notes import NoteForm
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from tipline.desk.triage.types import ClusterPage
    from tipline.trust.people.types import Actor


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Action.OVERRIDE_TIERS)
def set_tier(request: HttpRequest, actor: Actor, cluster_id: str) -> HttpResponse:
    """Ask for a tier other than the policy's, and why; with a reason, set it."""
    cluster = _read(actor, cluster_id)
    form = TierForm(request.POST or None, without=cluster.row.policy_tier)
    if request.method == "POST" and form.is_valid():
        try:
            override_tier(
                actor,
                cluster_id,
                Tier(form.cleaned_data["tier"]),
                reason=form.cleaned_data["note"],
                now=current_time(),
            )
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return redirect("triage:cluster", cluster.cluster_id)
    return _page(request, cluster, form, None)


@require_POST
@for_those_who_may(Action.OVERRIDE_TIERS)
def revoke_tier(
    request: HttpRequest, actor: Actor, cluster_id: str, override_id: str
) -> HttpResponse:
    """Let the policy decide again, with a reason."""
    cluster, number = _read(actor, cluster_id), int(override_id)
    form = NoteForm(request.POST, prefix=f"revoke-{number}")
    if form.is_valid():
        try:
            revoke_override(actor, number, reason=form.cleaned_data["note"], now=current_time())
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return redirect("triage:cluster", cluster.cluster_id)
    tiers = TierForm(None, without=cluster.row.policy_tier)
    return _page(request, cluster, tiers, (number, form))


def _read(actor: Actor, cluster_id: str) -> ClusterPage:
    try:
        return read_cluster(actor, cluster_id, now=current_time())
    except NoSuchCluster as error:
        raise Http404 from error


def _page(
    request: HttpRequest,
    cluster: ClusterPage,
    form: TierForm,
    revoking: tuple[int, forms.Form] | None,
) -> HttpResponse:
    titles = shown_policy().titles
    asked = dict([revoking]) if revoking else {}
    standing = [
        {**one, "form": asked.get(one["id"], NoteForm(prefix=f"revoke-{one['id']}"))}
        for one in say_disagreements(cluster.row.disagreements)
    ]
    wrong = next((one for one in (form, *asked.values()) if one.errors), None)
    page = {
        "cluster": cluster,
        "policy_says": f"{cluster.row.policy_tier} {titles[cluster.row.policy_tier]}",
        "form": form,
        "standing": standing,
        "wrong": wrong,
    }
    return render(request, "triage/tier.html", page, status=422 if wrong else 200)
