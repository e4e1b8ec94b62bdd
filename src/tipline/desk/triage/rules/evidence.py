"""Read from one report what it gives evidence of: typed values, each with its fields.

Promise: no free text is interpreted, no place, person's trait or sender is read; a value that
nobody stated is unknown where it could have been stated, and never guessed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.file_facts import FileFacts, read_files
from tipline.desk.triage.rules.network_facts import (
    LastSeen,
    NetworkPrint,
    read_last_seen,
    read_networks,
)
from tipline.desk.triage.rules.people_facts import VictimPrint, read_people
from tipline.desk.triage.rules.reading import Fact, Facts
from tipline.report.errors import ReportError
from tipline.report.paths import walk
from tipline.report.types import IncidentType, ReportAnnotation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tipline.report.types import DateTime, FileDetails, InternetDetails, Report

# Raised when the reading changes, so that stored evidence of an older reading is read anew.
EDITION = 5

_INCIDENTS = {
    IncidentType.CHILD_PORNOGRAPHY: "imagery",
    IncidentType.CHILD_SEX_TRAFFICKING: "trafficking",
    IncidentType.CHILD_SEX_TOURISM: "travel",
    IncidentType.CHILD_SEXUAL_MOLESTATION: "molestation",
    IncidentType.MISLEADING_DOMAIN_NAME: "misleading_domain",
    IncidentType.MISLEADING_WORDS_OR_IMAGES: "misleading_words",
    IncidentType.ONLINE_ENTICEMENT: "enticement",
    IncidentType.UNSOLICITED_OBSCENE_MATERIAL: "obscene_to_child",
}
_ANNOTATIONS = {
    ReportAnnotation.SEXTORTION: "sextortion",
    ReportAnnotation.CSAM_SOLICITATION: "csam_solicitation",
    ReportAnnotation.SADISTIC_ONLINE_EXPLOITATION: "sadistic_online_exploitation",
    ReportAnnotation.POTENTIAL_AGGRAVATING_FACTORS: "aggravating_factors",
    ReportAnnotation.MINOR_TO_MINOR_INTERACTION: "minor_to_minor",
    ReportAnnotation.SPAM: "spam",
    ReportAnnotation.INFORMATIONAL: "informational",
}
# The texts and page addresses of an incident, wherever a report has them.
_TEXTS = {
    "additionalInfo": "a text",
    "content": "a conversation",
    "url": "a web address",
    "fileNames": "names of files",
    "profileBio": "the text of a profile",
    "vehicleDescription": "the description of a vehicle",
}
_SUMMARY = "report.incidentSummary"


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one report gives evidence of; a feature that is not in `facts` is plainly not there.

    `victims` and `networks` are keyed fingerprints. `submitted_at` is when the sender submitted
    the report, None for one that was loaded from disk, which nobody here saw submitted. `harm_at`
    is the latest moment at which harm is stated, never later than the arrival (a sender's clock
    may be wrong), None if no usable time is stated. `last_seen`: the logs of network operators
    are kept from then on.
    """

    facts: dict[str, Fact]
    files: tuple[FileFacts, ...] = ()
    victims: tuple[VictimPrint, ...] = ()
    networks: tuple[NetworkPrint, ...] = ()
    last_seen: LastSeen | None = None
    submitted_at: datetime | None = None
    harm_at: datetime | None = None


def read_evidence(
    report: Report,
    files: Sequence[FileDetails] = (),
    *,
    undescribed: int = 0,
    received_at: datetime,
    submitted_at: datetime | None,
    fingerprint: Callable[[str], str],
) -> Evidence:
    """Return the evidence of one report with its files. Pure.

    `undescribed` counts files that came without details. `fingerprint` hashes what identifies a
    victim with a key, so that victims can be counted across reports and read by nobody.
    """
    facts = Facts()
    _read_summary(facts, report)
    contexts = list(_contents(report))
    _read_contexts(facts, report, contexts)
    in_contact = _shows_contact_with_a_child(facts, report)
    victims = read_people(facts, report, fingerprint=fingerprint, in_contact=in_contact)
    file_facts = read_files(facts, files, batched=report.batched_report is not None)
    for _ in range(undescribed):
        facts.count("files", "report")
    _read_material(facts, report, contexts)
    return Evidence(
        facts=facts.found,
        files=file_facts,
        victims=victims,
        networks=read_networks(report, fingerprint),
        last_seen=read_last_seen(report, files, received_at),
        submitted_at=submitted_at,
        harm_at=_latest_harm(report, files, received_at),
    )


def _read_summary(facts: Facts, report: Report) -> None:
    summary = report.incident_summary
    if summary.incident_type is not None:
        kind = _INCIDENTS[summary.incident_type]
        facts.add("incident_type", kind, f"{_SUMMARY}.incidentType")
    if (summary.escalate_to_high_priority or "").strip():
        facts.add("escalated_by_sender", True, f"{_SUMMARY}.escalateToHighPriority")
    for annotation, name in _ANNOTATIONS.items():
        if annotation in (summary.report_annotations or ()):
            facts.add(name, True, f"{_SUMMARY}.reportAnnotations.{annotation}")


def _contents(report: Report) -> Iterator[tuple[InternetDetails, str]]:
    for position, context in enumerate(report.internet_details, 1):
        yield context, f"report.internetDetails[{position}]"


def _read_contexts(
    facts: Facts, report: Report, contexts: Sequence[tuple[InternetDetails, str]]
) -> None:
    for context, path in contexts:
        for name, text in _conversations(context):
            if (text or "").strip():
                facts.add("chat_present", True, f"{path}.{name}.content")
        if context.peer2peer_incident is not None:
            facts.add("peer_to_peer", True, f"{path}.peer2peerIncident")
    for position, _ in enumerate(report.intended_recipient, 1):
        facts.count("recipients", f"report.intendedRecipient[{position}]")


def _conversations(context: InternetDetails) -> Iterator[tuple[str, str | None]]:
    if context.chat_im_incident:
        yield "chatImIncident", context.chat_im_incident.content
    if context.online_gaming_incident:
        yield "onlineGamingIncident", context.online_gaming_incident.content
    if context.email_incident:
        yield "emailIncident", context.email_incident.content
    if context.newsgroup_incident:
        yield "newsgroupIncident", context.newsgroup_incident.content


def _shows_contact_with_a_child(facts: Facts, report: Report) -> bool:
    """Say whether the sender is likely to know of a child, so that asking which one makes sense."""
    return (
        facts.value("incident_type") in {"enticement", "obscene_to_child", "molestation"}
        or facts.value("sextortion") is True
        or facts.value("minor_to_minor") is True
        or bool(report.victim)
    )


def _read_material(
    facts: Facts, report: Report, contexts: Sequence[tuple[InternetDetails, str]]
) -> None:
    found = [(path, "a file") for path in facts.fields("files")]
    found += [(path, "a conversation") for path in facts.fields("chat_present")]
    for context, path in contexts:
        if context.web_page_incident and context.web_page_incident.url:
            found.append((f"{path}.webPageIncident.url[1]", "a web address"))
        if context.peer2peer_incident and context.peer2peer_incident.file_names:
            found.append((f"{path}.peer2peerIncident.fileNames", "names of files"))
    # Every text is looked for where nothing else was found: what is said to be missing is.
    if not found:
        found = [
            (path, word)
            for path, text in walk(report, "report")
            if (word := _material_of(path, text))
        ]
    for field, word in found:
        facts.add("something_to_examine", True, field, word=word)
    if not found:
        facts.add("something_to_examine", None)


def _material_of(path: str, text: object) -> str | None:
    """Name what can be examined at a field, or return None where it is nothing of the kind."""
    name = path.rpartition(".")[2].partition("[")[0]
    own = not path.startswith("report.reporter")
    says = isinstance(text, str) and bool(text.strip())
    return _TEXTS.get(name) if own and says else None


def _latest_harm(
    report: Report, files: Sequence[FileDetails], received_at: datetime
) -> datetime | None:
    times = [report.incident_summary.incident_date_time]
    times += [details.uploaded_to_esp_timestamp for details in files]
    stated = [moment for moment in map(_instant, times) if moment is not None]
    return min(max(stated), received_at) if stated else None


def _instant(moment: DateTime | None) -> datetime | None:
    """Return the instant, or None where the text names none."""
    if moment is None:
        return None
    try:
        return moment.utc
    except ReportError:
        return None
