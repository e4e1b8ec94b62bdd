"""Read what label lists say of reports' files, and analysts of reports."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.triage.models import AnalystFinding
from tipline.desk.triage.rules.stated_facts import FileLabel, StatedFinding
from tipline.desk.triage.types import Origin, Provenance
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.trust.people.types import Actor

# In the order in which they were stated, so that the same statements give the same bytes.
LABELS = """
SELECT i.report_id, i.path, l.label, l.list_name, l.list_version, l.entry, l.labelled_at
FROM linking_identifier i
JOIN linking_value v ON v.id = i.value_id AND v.kind = 'file_hash'
JOIN triage_label l ON l.agency_id = v.agency_id AND l.blind_index = v.blind_index
WHERE i.report_id = ANY(%s) AND l.withdrawn_at IS NULL
ORDER BY i.report_id, i.path, l.label, l.list_name, l.entry
"""

FINDINGS = """
SELECT report_id, code, field, stated_by, stated_at, id FROM triage_analystfinding
WHERE report_id = ANY(%s) AND withdrawn_at IS NULL ORDER BY report_id, id
"""

_FILE = re.compile(r"fileDetails\[(\d+)\]")


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """What is stated of some reports: labels of their files, findings of analysts."""

    labels: dict[int, tuple[FileLabel, ...]]
    findings: dict[int, tuple[StatedFinding, ...]]


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """An analyst's finding as it stands, or stood until it was withdrawn."""

    finding_id: int
    report_id: str
    code: str
    field: str
    reason: str
    stated_by: str
    stated_at: datetime
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_reason: str | None


def read_stated(report_ids: Sequence[int]) -> Stated:
    """Return all that is stated of reports and was not taken back. Call it inside `acting`."""
    labels: dict[int, list[FileLabel]] = defaultdict(list)
    findings: dict[int, list[StatedFinding]] = defaultdict(list)
    wanted = (list(report_ids),)
    with prepared_cursor() as cursor:
        for report_id, path, label, *source in cursor.execute(LABELS, wanted).fetchall():
            if file := _FILE.match(path):
                labels[report_id].append(_label(int(file[1]), path, label, source))
        for report_id, code, field, by, at, number in cursor.execute(FINDINGS, wanted).fetchall():
            provenance = Provenance(origin=Origin.ANALYST, by=by, at=at, finding_id=number)
            findings[report_id].append(StatedFinding(code=code, field=field, provenance=provenance))
    return Stated(
        labels={one: tuple(found) for one, found in labels.items()},
        findings={one: tuple(found) for one, found in findings.items()},
    )


def list_findings(actor: Actor, report_id: int | None = None) -> tuple[FindingRow, ...]:
    """Return analysts' findings, of one report or the newest 1,000, withdrawn ones too."""
    check_may(actor, Action.READ_REPORT)
    wanted = {} if report_id is None else {"report_id": report_id}
    with acting(actor):
        found = list(AnalystFinding.objects.filter(**wanted).order_by("-id")[:1000])
    return tuple(
        FindingRow(
            finding_id=one.id,
            report_id=str(one.report_id),
            code=one.code,
            field=one.field,
            reason=one.reason,
            stated_by=one.stated_by,
            stated_at=one.stated_at,
            withdrawn_by=one.withdrawn_by,
            withdrawn_at=one.withdrawn_at,
            withdrawn_reason=one.withdrawn_reason,
        )
        for one in found
    )


def _label(position: int, path: str, label: str, source: Sequence[object]) -> FileLabel:
    list_name, list_version, entry, labelled_at = source
    return FileLabel(
        position=position,
        field=path,
        label=label,
        provenance=msgspec.convert(
            {
                "origin": Origin.LABEL,
                "list_name": list_name,
                "list_version": list_version,
                "entry": entry,
                "at": labelled_at,
            },
            Provenance,
        ),
    )
