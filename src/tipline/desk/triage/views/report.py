"""Show a report: why it stands where it stands, what is missing, and what was sent, masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_safe

from tipline.desk.intake.errors import NoSuchReport
from tipline.desk.triage.views.gathering import gather_report
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from tipline.trust.people.types import Actor


@require_safe
@for_those_who_may(Action.READ_REPORT)
def show_report(request: HttpRequest, actor: Actor, report_id: int) -> HttpResponse:
    """Show one report with its identifiers masked."""
    try:
        page = gather_report(actor, report_id, revealed=None, now=current_time())
    except NoSuchReport as error:
        raise Http404 from error
    return render(request, "triage/report.html", page)
