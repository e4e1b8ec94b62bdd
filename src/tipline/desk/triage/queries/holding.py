"""Gather what the ranking of a cluster needs: its members with their evidence and their files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.intake.types import Source
from tipline.desk.linking.queries import (
    ClusterMember,
    HeldFiles,
    read_held_files,
    undescribed_files,
)
from tipline.desk.triage.queries.stated import Stated, read_stated
from tipline.desk.triage.rules.evidence import EDITION, Evidence, read_evidence
from tipline.desk.triage.rules.gaps import say_missing
from tipline.desk.triage.rules.store_facts import Held, Sighting
from tipline.report import Gap, assess_completeness
from tipline.trust.keys import blind_index
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from tipline.desk.intake.types import ReportDocuments
    from tipline.desk.triage.rules.ranking import Standing
    from tipline.desk.triage.types import Missing
    from tipline.trust.people.types import Actor

DocumentsOf = Callable[[Sequence[int]], Mapping[int, "ReportDocuments | str"]]

STORED = """
SELECT report_id, facts::text, gaps::text FROM triage_evidence
WHERE report_id = ANY(%s) AND edition = %s
"""

_FILE = re.compile(r"fileDetails\[(\d+)\]")
_EVIDENCE = msgspec.json.Decoder(Evidence)
_GAPS = msgspec.json.Decoder(frozenset[str])


class ReadReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was read from one report: its evidence, and the codes of what it lacks.

    `said` are the gaps in words, where the documents were read just now.
    """

    evidence: Evidence
    gaps: frozenset[str]
    said: tuple[Gap, ...] | None = None


def read_report(documents: ReportDocuments) -> ReadReport:
    """Read the evidence of a report and what it lacks from its documents."""
    evidence = read_evidence(
        documents.report,
        documents.files,
        undescribed=undescribed_files(documents),
        received_at=documents.received_at,
        submitted_at=documents.received_at if documents.source is Source.WIRE else None,
        fingerprint=lambda identity: blind_index("victim", identity).hex(),
    )
    gaps = _assess(documents)
    return ReadReport(evidence=evidence, gaps=frozenset(gap.code for gap in gaps), said=gaps)


def _assess(documents: ReportDocuments) -> tuple[Gap, ...]:
    undescribed = undescribed_files(documents)
    return assess_completeness(
        documents.report, documents.files, undescribed_files=undescribed
    ).gaps


def read_stored(report_ids: Sequence[int]) -> dict[int, ReadReport]:
    """Return the stored evidence of reports, of this edition of the reading; the rest is absent.

    Call it inside `acting`.
    """
    with prepared_cursor() as cursor:
        rows = cursor.execute(STORED, (list(report_ids), EDITION)).fetchall()
    return {
        report_id: ReadReport(evidence=_EVIDENCE.decode(facts), gaps=_GAPS.decode(gaps))
        for report_id, facts, gaps in rows
    }


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """What the store holds of reports beside their evidence: files, labels, findings."""

    files: Mapping[int, HeldFiles]
    stated: Stated


def gather(actor: Actor, report_ids: Sequence[int]) -> Gathered:
    """Return what the store holds of reports: all members of the clusters concerned."""
    with acting(actor):
        return Gathered(files=read_held_files(actor, report_ids), stated=read_stated(report_ids))


def hold(
    members: Iterable[ClusterMember],
    read: Mapping[int, ReadReport],
    gathered: Gathered,
) -> list[Held]:
    """Put together what is known of the members; one without evidence was set aside."""
    return [
        Held(
            report_id=member.report_id,
            received_at=member.received_at,
            sender_name=member.sender_name,
            content=gathered.files[member.report_id].content,
            evidence=read[member.report_id].evidence,
            sightings=tuple(_sightings(gathered.files[member.report_id])),
            labels=gathered.stated.labels.get(member.report_id, ()),
            findings=gathered.stated.findings.get(member.report_id, ()),
        )
        for member in members
        if member.report_id in read
    ]


def _sightings(files: HeldFiles) -> Iterable[Sighting]:
    for held in files.hashes:
        if found := _FILE.match(held.path):
            yield Sighting(
                position=int(found[1]),
                field=held.path,
                elsewhere=held.elsewhere,
                brought_first=held.brought_first,
                viral=held.viral,
            )


def missing_of(
    standing: Standing, read: Mapping[int, ReadReport], said: Sequence[Gap]
) -> tuple[Missing, ...]:
    """Return what a ranked cluster lacks, in the words that its leading report gives."""
    lead = standing.ranked[0]
    return say_missing(
        said,
        frozenset.intersection(*(read[one.held.report_id].gaps for one in standing.ranked)),
        lead.facts,
        report_id=lead.held.report_id,
    )


def say_gaps(
    leads: Sequence[int], read: Mapping[int, ReadReport], documents_of: DocumentsOf
) -> dict[int, tuple[Gap, ...]]:
    """Return the gaps of leading reports in words; reads the documents of those only stored."""
    said = {one: found for one in leads if (found := read[one].said) is not None}
    unread = [one for one in leads if one not in said]
    for one, documents in (documents_of(unread) if unread else {}).items():
        if isinstance(documents, str):
            said[one] = ()
        else:
            said[one] = _assess(documents)
    return said
