"""Hand a report over: ask to whom and why, record it, and give the packet as one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_http_methods

from tipline.desk.intake.errors import NoSuchReport
from tipline.desk.intake.queries import read_report
from tipline.desk.routing.current_tables import tables_at_hand
from tipline.desk.routing.errors import UnfitReason
from tipline.desk.routing.packet.actions import export_packet_bytes
from tipline.desk.routing.views.forms import PacketForm
from tipline.desk.routing.views.gathering import gather_route
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest

    from tipline.trust.people.types import Actor


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Action.EXPORT_PACKET)
def hand_over(request: HttpRequest, actor: Actor, report_id: int) -> HttpResponse:
    """Ask to whom and why; with a reason, give the packet, which holds identifiers in clear."""
    try:
        read_report(actor, report_id)
    except NoSuchReport as error:
        raise Http404 from error
    tables = tables_at_hand().tables
    shown = gather_route(actor, report_id, tables)
    form = PacketForm(
        request.POST or None, tables=tables, route=shown.get("agency", "not routed yet")
    )
    if request.method == "POST" and form.is_valid():
        try:
            packet = export_packet_bytes(
                actor,
                str(report_id),
                to=form.cleaned_data["to"] or None,
                reason=form.cleaned_data["note"],
                tables=tables,
                now=current_time(),
            )
        except NoSuchReport as error:  # held, and not finished by its sender
            raise Http404 from error
        except UnfitReason as error:
            form.add_error("note", str(error))
        else:
            return _download(packet, f"packet-of-report-{report_id}.zip")
    page = {"number": report_id, "form": form}
    return render(request, "routing/packet.html", page, status=422 if form.errors else 200)


def _download(packet: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        packet,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
