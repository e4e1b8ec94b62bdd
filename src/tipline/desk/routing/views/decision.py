"""Show one report's route in full, and let somebody choose another agency or take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_http_methods, require_POST

from tipline.desk.routing.actions import override_route, revoke_override
from tipline.desk.routing.current_tables import tables_at_hand
from tipline.desk.routing.errors import NothingToRevoke, NotRouted, UnfitReason
from tipline.desk.routing.queries import read_overrides
from tipline.desk.routing.views.forms import AgencyForm
from tipline.desk.routing.views.gathering import gather_route
from tipline.desk.routing.views.words import name_agency
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.notes import NoteForm
from tipline.trust.people.permissions import Action
from tipline.trust.people.queries import name_people

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Action.OVERRIDE_ROUTE)
def show_route(request: HttpRequest, actor: Actor, report_id: int) -> HttpResponse:
    """Show who gets a report and who was chosen before; with a reason, choose another agency."""
    tables = tables_at_hand().tables
    form = AgencyForm(request.POST or None, tables=tables)
    if request.method == "POST" and form.is_valid():
        try:
            override_route(
                actor,
                report_id,
                form.cleaned_data["agency"],
                reason=form.cleaned_data["note"],
                tables=tables,
                now=current_time(),
            )
        except NotRouted as error:
            raise Http404 from error
        except UnfitReason as error:
            form.add_error("note", str(error))
        else:
            return redirect("routing:route", report_id)
    revoking = NoteForm(prefix="revoke")
    return _page(request, actor, report_id, tables=tables, form=form, revoking=revoking)


@require_POST
@for_those_who_may(Action.OVERRIDE_ROUTE)
def revoke(request: HttpRequest, actor: Actor, report_id: int) -> HttpResponse:
    """Have the rules decide again, with a reason."""
    form = NoteForm(request.POST, prefix="revoke")
    if form.is_valid():
        try:
            revoke_override(actor, report_id, reason=form.cleaned_data["note"], now=current_time())
        except NotRouted as error:
            raise Http404 from error
        except (UnfitReason, NothingToRevoke) as error:
            form.add_error("note", str(error))
        else:
            return redirect("routing:route", report_id)
    tables = tables_at_hand().tables
    choosing = AgencyForm(None, tables=tables)
    return _page(request, actor, report_id, tables=tables, form=choosing, revoking=form)


def _page(
    request: HttpRequest,
    actor: Actor,
    report_id: int,
    *,
    tables: Tables,
    form: AgencyForm,
    revoking: forms.Form,
) -> HttpResponse:
    shown = gather_route(actor, report_id, tables)
    if shown["route"] is None:
        raise Http404
    page = {
        "number": report_id,
        "shown": shown,
        "form": form,
        "revoking": revoking,
        "wrong": next((one for one in (form, revoking) if one.errors), None),
        "before": _before(actor, report_id, tables),
    }
    return render(request, "routing/decision.html", page, status=422 if page["wrong"] else 200)


def _before(actor: Actor, report_id: int, tables: Tables) -> list[dict[str, Any]]:
    """List what people chose for the report and took back, the newest first."""
    chosen = read_overrides(actor, report_id)
    names = name_people(one.actor for one in chosen)
    return [
        {
            "at": one.at,
            "who": names[one.actor],
            "agency": name_agency(one.agency, tables) if one.agency else "",
            "reason": one.reason,
        }
        for one in reversed(chosen)
    ]
