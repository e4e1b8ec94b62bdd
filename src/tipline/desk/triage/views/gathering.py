"""Gather everything that the report page shows into one value: three reads, then pure arranging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.urls import reverse

from tipline.desk.intake.judging import RecordedFinding
from tipline.desk.intake.queries import read_documents, read_report
from tipline.desk.intake.types import Environment, State
from tipline.desk.intake.views.names import anchor_of
from tipline.desk.linking.queries.tally import reports_held
from tipline.desk.linking.views.possible import gather_possible
from tipline.desk.location.queries import where_of
from tipline.desk.triage.queries import read_report_page
from tipline.desk.triage.queries.open_pages import open_page_of
from tipline.desk.triage.queries.overrides import read_overrides
from tipline.desk.triage.rules.overriding import weigh
from tipline.desk.triage.views.disagreements import say_disagreements
from tipline.desk.triage.views.fields import FieldGroup, find_anchor, find_hidden, group_fields
from tipline.desk.triage.views.files import list_files
from tipline.desk.triage.views.leaves import Contents, take_apart
from tipline.desk.triage.views.lines import amount_in_words, time_left_in_words
from tipline.desk.triage.views.provenance import say_provenance
from tipline.desk.triage.views.questions import write_questions
from tipline.desk.triage.views.reasons_to_reveal import WORDS, RevealReason
from tipline.desk.triage.views.sections import gather_sections
from tipline.desk.triage.views.where import show_where
from tipline.report import assess_completeness
from tipline.trust.audit.registry import all_kinds
from tipline.trust.people.queries import PROCESSES
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tipline.desk.intake.types import ReceivedReport
    from tipline.desk.triage.types import Clock, CustodyLine, Reason, ReportPlace
    from tipline.report import Gap
    from tipline.trust.people.types import Actor

URGENCY = "report.incidentSummary.escalateToHighPriority"
_STATES = {
    State.OPEN: "Not finished by its sender",
    State.RETRACTED: "Retracted by its sender",
    State.EXPIRED: "Left unfinished by its sender",
}
SHOWN = {"raw": "The documents as sent"}
_SEVERITY_TAGS = {"error": "bad", "warning": "warn"}


def gather_report(
    actor: Actor, report_id: int, *, revealed: str | None, now: datetime
) -> dict[str, Any]:
    """Return what the page's template shows. Raises NoSuchReport."""
    books = read_report(actor, report_id)
    contents = take_apart(read_documents(actor, report_id))
    place = read_report_page(actor, report_id, now=now)
    groups = group_fields(contents.leaves, revealed=revealed)
    return {
        "report": _head(books),
        "state_note": _STATES.get(books.state),
        "unreadable": contents.unreadable,
        "groups": groups,
        "urgency": find_hidden(URGENCY, groups),
        "where": show_where(where_of(actor, report_id), groups),
        "sections": gather_sections(actor, report_id),
        "possible": gather_possible(actor, report_id),
        "held": reports_held(actor),
        "open_page": open_page_of(actor, report_id),
        "disagreements": _disagreements(actor, place),
        "files": list_files(contents.details, contents.file_ids, books.stored_files),
        "findings": _findings(books, groups),
        "questions": write_questions(
            report_id, place.priority.missing if place.priority else (), _gaps(contents)
        ),
        "now": now,
        **_placed(place, groups, str(report_id)),
    }


def _disagreements(actor: Actor, place: ReportPlace) -> list[dict[str, Any]]:
    """Return people's words against the policy on the report's cluster."""
    if place.cluster is None or place.priority is None:
        return []
    with acting(actor):
        words = read_overrides([place.cluster.cluster_id]).get(place.cluster.cluster_id, ())
    return say_disagreements(weigh(place.priority.cluster_tier, words)[1])


def _head(books: ReceivedReport) -> dict[str, Any]:
    return {
        "number": books.report_id,
        "sender_name": books.sender_name,
        "received_at": books.received_at,
        "content_sha256": books.content_sha256,
        "duplicate_of": books.duplicate_of,
        "is_test": books.environment is Environment.TEST,
    }


def _placed(place: ReportPlace, groups: Sequence[FieldGroup], number: str) -> dict[str, Any]:
    priority = place.priority
    reasons = priority.reasons if priority else ()
    return {
        "priority": priority,
        "tier_in_words": f"{priority.tier} {priority.title}" if priority else "",
        "moves_most": priority.moves_most if priority else None,
        "reasons": [_reason(reason, groups, number) for reason in reasons],
        "missing": priority.missing if priority else (),
        "set_aside": place.set_aside,
        "cluster": place.cluster,
        "age": place.age,
        "waiting": amount_in_words(place.age.value, place.age.unit),
        "clocks": [_clock(clock) for clock in place.clocks],
        "custody": [_custody(line, groups) for line in place.custody],
    }


def _reason(reason: Reason, groups: Sequence[FieldGroup], number: str) -> dict[str, Any]:
    is_elsewhere = reason.report_id != number
    if is_elsewhere:
        url = f"{reverse('triage:report', args=[reason.report_id])}#{anchor_of(reason.field)}"
    else:
        anchor = find_anchor(reason.field, groups)
        url = f"#{anchor or 'fields'}"
    return {
        "code": reason.code,
        "text": reason.text,
        "field": reason.field,
        "report_id": reason.report_id,
        "is_elsewhere": is_elsewhere,
        "url": url,
        "stated_by": say_provenance(reason.provenance),
    }


def _gaps(contents: Contents) -> tuple[Gap, ...]:
    if contents.report is None:
        return ()
    return assess_completeness(contents.report, contents.details).gaps


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "text": clock.text,
        "time_left": time_left_in_words(clock),
        "expires_at": clock.expires_at,
        "source": clock.source,
    }


def _custody(line: CustodyLine, groups: Sequence[FieldGroup]) -> dict[str, Any]:
    title = next((group.title for group in groups if group.key == line.group), "")
    return {
        "at": line.at,
        "who": line.name or PROCESSES.get(line.actor, line.actor),
        "actor": line.actor,
        "kind": line.kind,
        "what": all_kinds().get(line.kind, ""),
        "shown": title or SHOWN.get(line.group, line.group),
        "purpose": WORDS[RevealReason(line.purpose)] if line.purpose else "",
        "reason": line.reason,
    }


def _findings(books: ReceivedReport, groups: Sequence[FieldGroup]) -> list[dict[str, Any]]:
    found = msgspec.json.decode(books.findings, type=list[RecordedFinding])
    return [
        {
            **msgspec.structs.asdict(defect),
            "kind": _SEVERITY_TAGS.get(defect.severity, "plain"),
            "anchor": find_anchor(defect.path, groups) if defect.path else None,
        }
        for defect in found
    ]
