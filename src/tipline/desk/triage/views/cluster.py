"""Show a cluster: its reports, what they share, and the network around one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_safe

from tipline.desk.linking.queries import read_cluster_links, read_members
from tipline.desk.linking.queries.tally import reports_held
from tipline.desk.linking.rules.parting import CUT_UP_TO
from tipline.desk.linking.views.network import VALUES_SHOWN, gather_network, list_values
from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.queries import NoSuchCluster, read_cluster
from tipline.desk.triage.views.disagreements import say_disagreements
from tipline.desk.triage.views.lines import amount_in_words, next_clock, time_left_in_words
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from tipline.desk.triage.types import ClusterPage
    from tipline.trust.people.types import Actor

_MOST_DIGITS = 18


@require_safe
@for_those_who_may(Action.READ_QUEUE)
def show_cluster(request: HttpRequest, actor: Actor, cluster_id: str) -> HttpResponse:
    """Show one cluster; the address of one that was merged leads to what it became."""
    around = _around(request.GET.get("around"))
    try:
        cluster = read_cluster(actor, cluster_id, now=current_time())
    except NoSuchCluster as error:
        raise Http404 from error
    if cluster.redirected_from:
        return redirect("triage:cluster", cluster.cluster_id)
    page = _place(cluster) | _shared(actor, cluster, around)
    return render(request, "triage/cluster.html", page)


def _around(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise Http404
    return int(text)


def _place(cluster: ClusterPage) -> dict[str, Any]:
    row = cluster.row
    clock = next_clock(row.clocks)
    return {
        "cluster": cluster,
        "row": row,
        "tier_in_words": f"{row.tier} {shown_policy().titles[row.tier]}",
        "disagreements": say_disagreements(row.disagreements),
        "waiting": amount_in_words(row.age.value, row.age.unit),
        "clock": clock,
        "time_left": time_left_in_words(clock) if clock else "",
        "not_shown": row.report_count - len(cluster.members),
    }


def _shared(actor: Actor, cluster: ClusterPage, around: int | None) -> dict[str, Any]:
    """Return what the reports share and their network, from the gravest report if none is named."""
    held = reports_held(actor)
    if cluster.row.report_count == 1:
        return {"values": (), "network": None, "held": held}
    if cluster.row.report_count > CUT_UP_TO:
        return {"values": (), "network": None, "held": held, "is_too_large": True}
    members = read_members(actor, [cluster.cluster_id])[cluster.cluster_id]
    links = read_cluster_links(actor, [member.report_id for member in members])
    values = list_values(links, held)
    tiers = {member.report_id: member.tier.value for member in cluster.members}
    middle = around or int(cluster.members[0].report_id)
    return {
        "held": held,
        "values": values[:VALUES_SHOWN],
        "unused_values": sum(row.not_used is not None for row in values[:VALUES_SHOWN]),
        "values_not_shown": len(values) - len(values[:VALUES_SHOWN]),
        "network": gather_network(actor, cluster.cluster_id, middle, tiers),
    }
