"""Ask why, record it, and only then show what a report names: once, on the answer itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_http_methods

from tipline.desk.intake.errors import NoSuchReport
from tipline.desk.intake.queries import read_documents
from tipline.desk.triage.views.actions import record_reveal
from tipline.desk.triage.views.documents import show_documents
from tipline.desk.triage.views.fields import group_fields
from tipline.desk.triage.views.gathering import gather_report
from tipline.desk.triage.views.leaves import take_apart
from tipline.desk.triage.views.reasons_to_reveal import WORDS, RevealForm, RevealReason
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from tipline.desk.triage.views.fields import FieldGroup
    from tipline.trust.people.types import Actor

RAW = "raw"


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Action.REVEAL_IDENTIFIERS)
def reveal(request: HttpRequest, actor: Actor, report_id: int) -> HttpResponse:
    """Ask why one group of fields must be seen; with a reason, show the report with it in clear."""
    key = request.POST.get("group") or request.GET.get("group") or ""
    group = _find_group(actor, report_id, key)
    form = RevealForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, report_id, **_question(group))
    words = _record(actor, report_id, key, form)
    page = gather_report(actor, report_id, revealed=key, now=current_time())
    page |= {"revealed": key, "revealed_words": f"{group.title}: revealed. {words}"}
    return render(request, "triage/report.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_may(Action.REVEAL_IDENTIFIERS)
def show_raw(request: HttpRequest, actor: Actor, report_id: int) -> HttpResponse:
    """Ask why the documents must be seen as they were sent; with a reason, show them as text."""
    try:
        documents = read_documents(actor, report_id)
    except NoSuchReport as error:
        raise Http404 from error
    form = RevealForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, report_id, **_question_for_raw(len(documents)))
    words = _record(actor, report_id, RAW, form)
    page = {
        "number": report_id,
        "documents": show_documents(documents),
        "revealed_words": f"The documents as sent: revealed. {words}",
    }
    return render(request, "triage/raw.html", page)


def _find_group(actor: Actor, report_id: int, key: str) -> FieldGroup:
    try:
        contents = take_apart(read_documents(actor, report_id))
    except NoSuchReport as error:
        raise Http404 from error
    for group in group_fields(contents.leaves):
        if group.key == key and group.hidden:
            return group
    raise Http404


def _record(actor: Actor, report_id: int, key: str, form: RevealForm) -> str:
    why = RevealReason(form.cleaned_data["reason"])
    note = form.cleaned_data["note"]
    record_reveal(actor, report_id, group=key, why=why, note=note, now=current_time())
    return f"The audit log says why: {WORDS[why].lower()} ({note})."


def _ask(request: HttpRequest, form: RevealForm, report_id: int, **words: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(
        request, "triage/reveal.html", {"form": form, "number": report_id, **words}, status=status
    )


def _question(group: FieldGroup) -> dict[str, str]:
    values = "1 value" if group.hidden == 1 else f"{group.hidden} values"
    what = f"You are about to see {values} in clear, of this group only: {group.title}."
    if group.is_content:
        what = (
            "You are about to see the messages of this report. They may be distressing. They stay"
            " folded on the next page until you open them."
        )
    return {
        "heading": f"Reveal: {group.title}",
        "what": what,
        "group": group.key,
        "anchor": group.anchor,
        "button": f"Record the reason and reveal {values}",
    }


def _question_for_raw(documents: int) -> dict[str, str]:
    texts = "1 document" if documents == 1 else f"{documents} documents"
    return {
        "heading": "Show the XML as it was sent",
        "what": (
            f"You are about to see everything in {texts} in clear: every identifier, and any"
            " messages, which may be distressing."
        ),
        "button": f"Record the reason and show {texts}",
    }
