"""Keep what analysts state to have found in reports, and have their clusters ranked anew."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from tipline.desk.intake.queries import documents_of, read_documents
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.actions.marking import mark_of_reports
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.models import AnalystFinding
from tipline.desk.triage.reasons import checked_reason
from tipline.desk.triage.rules.stated_facts import WHOLE_REPORT
from tipline.desk.triage.rules.vocabulary import FINDINGS
from tipline.report import resolve
from tipline.report.errors import ReportError
from tipline.trust.audit.actions import record
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.trust.people.types import Actor


def state_finding(
    actor: Actor,
    report_id: int,
    code: str,
    *,
    reason: str,
    field: str = WHOLE_REPORT,
    now: datetime,
) -> int:
    """State that a report shows something, and return the number of the finding.

    Raises NotPossible for an unknown code, a field that was not sent or a finding that stands
    already, BadReason, and NoSuchReport.
    """
    check_may(actor, Action.STATE_FINDINGS, reason=reason)
    said = checked_reason(reason)
    if code not in FINDINGS:
        near = get_close_matches(code, FINDINGS, n=1)
        remedy = f"did you mean {near[0]}?" if near else f"use one of {', '.join(FINDINGS)}"
        raise NotPossible(f"code: there is no finding {code!r}; {remedy}")
    with acting(actor):
        _check_field(actor, report_id, field)
        finding, is_new = AnalystFinding.objects.get_or_create(
            agency_id=actor.agency_id,
            report_id=report_id,
            code=code,
            withdrawn_at=None,
            defaults={"field": field, "reason": said, "stated_by": actor.name, "stated_at": now},
        )
        if not is_new:
            raise NotPossible(
                f"code: {code} is stated of report {report_id} already (finding {finding.id});"
                f" to take it back: tipline finding withdraw {finding.id}"
            )
        _rank_again(report_id, now)
        record(
            actor,
            "triage:finding:state",
            object_type="report",
            object_id=str(report_id),
            after={"finding_id": finding.id, "code": code, "field": field},
            reason=said,
            now=now,
        )
    return int(finding.id)


def withdraw_finding(actor: Actor, finding_id: int, *, reason: str, now: datetime) -> int:
    """Take a finding back, which stays with who, when and why; return its report's number.

    Raises NotPossible for one that does not stand here, and BadReason.
    """
    check_may(actor, Action.STATE_FINDINGS, reason=reason)
    said = checked_reason(reason)
    with acting(actor):
        finding = (
            AnalystFinding.objects.select_for_update()
            .filter(id=finding_id, withdrawn_at=None)
            .first()
        )
        if finding is None:
            raise NotPossible(
                f"finding: {finding_id} does not stand at this agency; see tipline finding list"
            )
        finding.withdrawn_by, finding.withdrawn_at, finding.withdrawn_reason = actor.name, now, said
        finding.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
        _rank_again(finding.report_id, now)
        record(
            actor,
            "triage:finding:withdraw",
            object_type="report",
            object_id=str(finding.report_id),
            before={"finding_id": finding_id, "code": finding.code, "by": finding.stated_by},
            reason=said,
            now=now,
        )
    return int(finding.report_id)


def _check_field(actor: Actor, report_id: int, field: str) -> None:
    read_documents(actor, report_id)  # raises NoSuchReport
    documents = documents_of(actor, [report_id]).get(report_id)
    if field == WHOLE_REPORT:
        return
    if documents is None:
        raise NotPossible("field: the documents cannot be read as a report; name no field")
    try:
        resolve(field, documents.report, documents.files)
    except ReportError as error:
        raise NotPossible(f"field: {error}; see tipline report show for the paths") from error


def _rank_again(report_id: int, now: datetime) -> None:
    with prepared_cursor() as cursor:
        mark_of_reports(cursor, [report_id], urgent=True, now=now)
