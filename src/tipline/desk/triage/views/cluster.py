"""Show a cluster: its reports, and why each belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_safe

from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.queries import NoSuchCluster, read_cluster
from tipline.desk.triage.views.entrance import for_those_who_may
from tipline.desk.triage.views.lines import amount_in_words, next_clock, time_left_in_words
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from tipline.trust.people.types import Actor


@require_safe
@for_those_who_may(Action.READ_QUEUE)
def show_cluster(request: HttpRequest, actor: Actor, cluster_id: str) -> HttpResponse:
    """Show one cluster; the address of one that was merged leads to what it became."""
    try:
        cluster = read_cluster(actor, cluster_id, now=current_time())
    except NoSuchCluster as error:
        raise Http404 from error
    if cluster.redirected_from:
        return redirect("triage:cluster", cluster.cluster_id)
    clock = next_clock(cluster.row.clocks)
    return render(
        request,
        "triage/cluster.html",
        {
            "cluster": cluster,
            "row": cluster.row,
            "tier_in_words": f"{cluster.row.tier} {shown_policy().titles[cluster.row.tier]}",
            "waiting": amount_in_words(cluster.row.age.value, cluster.row.age.unit),
            "clock": clock,
            "time_left": time_left_in_words(clock) if clock else "",
            "not_shown": cluster.row.report_count - len(cluster.members),
        },
    )
