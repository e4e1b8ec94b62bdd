"""Read everything that a packet is written from, inside one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline import __version__
from tipline.desk.intake.queries import documents_of, read_documents
from tipline.desk.linking.queries import current_id, read_members
from tipline.desk.location.queries import places_of
from tipline.desk.routing.errors import TooManyReports
from tipline.desk.routing.packet.types import (
    HandOver,
    PacketContents,
    PacketReport,
    Ranking,
)
from tipline.desk.routing.queries import read_routes
from tipline.desk.triage.current_policy import shown_policy
from tipline.desk.triage.queries import NoSuchReport, NotRanked, explain_report, read_cluster
from tipline.trust.people.queries import agency_name, name_people
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tipline.desk.routing.rules.agencies import Tables
    from tipline.trust.people.types import Actor

MOST_REPORTS = 1_000


def gather_packet(
    actor: Actor, subject: str, *, to: str | None, reason: str, tables: Tables, now: datetime
) -> PacketContents:
    """Return what a packet about a report (digits) or a cluster (its id) is written from.

    Raises NoSuchReport, NoSuchCluster, TooManyReports.
    """
    with acting(actor):
        of_report = subject.isascii() and subject.isdigit()
        cluster_id = None if of_report else current_id(actor, subject)
        report_ids = [int(subject)] if cluster_id is None else _members(actor, cluster_id)
        reports = _read_reports(actor, report_ids, tables)
        if cluster_id is None:
            ranking = _ranking_of_report(actor, report_ids[0], now)
        else:
            ranking = _ranking_of_cluster(actor, cluster_id, now)
        agency = agency_name(actor)
        chosen_by = _people_who_chose(reports)
    code = to or _only_agency(reports)
    known = tables.agencies.get(code) if code else None
    return PacketContents(
        hand_over=HandOver(
            subject=f"report {report_ids[0]}" if cluster_id is None else f"cluster {cluster_id}",
            from_agency=agency,
            by=actor.name,
            to=code,
            to_name=known.name if known else None,
            reason=reason,
            made_at=now,
            version=__version__,
        ),
        reports=reports,
        ranking=ranking,
        names={code: known.name for code, known in tables.agencies.items()} | chosen_by,
    )


def _members(actor: Actor, cluster_id: str) -> list[int]:
    members = read_members(actor, [cluster_id])[cluster_id]
    if len(members) > MOST_REPORTS:
        raise TooManyReports(
            f"Cluster {cluster_id} has {len(members):,} reports; a packet holds {MOST_REPORTS:,}."
            " Hand over the reports that matter one by one: `tipline packet REPORT`."
        )
    return [member.report_id for member in members]


def _read_reports(
    actor: Actor, report_ids: Sequence[int], tables: Tables
) -> tuple[PacketReport, ...]:
    documents = documents_of(actor, report_ids)
    located = places_of(actor, report_ids)
    routed = {int(one.report_id): one for one in read_routes(actor, report_ids, tables)}
    for report_id in report_ids:
        if report_id not in documents:
            raise NoSuchReport(
                f"This agency holds no finished report {report_id}. See `tipline intake list`."
            )
    return tuple(
        PacketReport(
            raw=read_documents(actor, report_id),
            documents=documents[report_id],
            located=located.get(report_id),
            routed=routed.get(report_id),
        )
        for report_id in report_ids
    )


def _people_who_chose(reports: Sequence[PacketReport]) -> dict[str, str]:
    """Name those who chose another agency than the rules, by their name in the audit log."""
    return name_people(
        report.routed.override.actor
        for report in reports
        if report.routed and report.routed.override
    )


def _ranking_of_report(actor: Actor, report_id: int, now: datetime) -> Ranking | None:
    """Return how urgent one report is; None where it is not in the queue."""
    try:
        found = explain_report(actor, report_id, now=now)
    except NotRanked:
        return None
    return Ranking(
        tier=found.tier,
        title=shown_policy().titles[found.tier],
        reasons=found.reasons,
        missing=found.missing,
        clocks=found.clocks,
        policy=f"policy {found.policy_name} {found.policy_version}",
    )


def _ranking_of_cluster(actor: Actor, cluster_id: str, now: datetime) -> Ranking:
    page = read_cluster(actor, cluster_id, now=now, members_shown=0)
    return Ranking(
        tier=page.row.tier,
        title=shown_policy().titles[page.row.tier],
        reasons=page.row.reasons,
        missing=page.row.missing,
        clocks=page.row.clocks,
        policy=f"policy {page.policy_name} {page.policy_version}",
    )


def _only_agency(reports: Sequence[PacketReport]) -> str | None:
    """Return the agency that all reports are routed to, where it is one."""
    agencies = {report.routed.agency if report.routed else None for report in reports}
    return agencies.pop() if len(agencies) == 1 else None
