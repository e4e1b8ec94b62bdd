"""Say which files are new, and what a cluster adds to each of its reports.

Promise: a copy of a report makes nothing older and nothing more numerous.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.evidence import Evidence
from tipline.desk.triage.rules.reading import Fact
from tipline.desk.triage.rules.victims import count_victims

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tipline.desk.triage.rules.file_facts import FileFacts


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One hash of a file of a report: where it stands, and who else holds it.

    `elsewhere` counts the reports of anybody else with that hash; `viral`
    is true when the hash is shared by very many reports that share nothing else.
    """

    position: int
    field: str
    elsewhere: int
    viral: bool


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A report as the ranking of its cluster needs it.

    `content` is equal for exact copies.
    """

    report_id: int
    received_at: datetime
    sender_name: str
    content: str
    evidence: Evidence
    sightings: tuple[Sighting, ...] = ()


class SharedFact(msgspec.Struct, frozen=True):
    """A value of the whole cluster, with the reports and fields that it was read from."""

    value: bool | int
    sources: tuple[tuple[int, str], ...] = ()


def read_store_facts(evidence: Evidence, sightings: Sequence[Sighting]) -> dict[str, Fact]:
    """Return what the store adds to one report: which of its files nobody else holds."""
    by_file: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        by_file.setdefault(sighting.position, []).append(sighting)
    facts = {}
    if viral := _only_viral(evidence, by_file):
        facts["only_viral"] = viral
    novel = [(file, by_file.get(file.position, [])) for file in evidence.files if not file.viral]
    new = [(file, seen) for file, seen in novel if _is_new(seen)]
    unhashed = [file for file, seen in novel if not seen]
    if new:
        facts["first_seen_file"] = Fact(True, tuple(seen[0].field for _, seen in new))
    elif unhashed:
        facts["first_seen_file"] = Fact(None)
    if classified := _classified(new):
        facts["first_seen_classified_file"] = classified
    return facts


def _is_new(seen: Sequence[Sighting]) -> bool:
    return bool(seen) and not any(sighting.elsewhere or sighting.viral for sighting in seen)


def _classified(new: Sequence[tuple[FileFacts, Sequence[Sighting]]]) -> Fact | None:
    """Say whether a new file was viewed and classified; unknown where nobody has said so."""
    fields = [
        field for file, seen in new if file.classified for field in (file.classified, seen[0].field)
    ]
    if fields:
        return Fact(True, tuple(fields))
    return Fact(None) if new else None


def _only_viral(evidence: Evidence, by_file: Mapping[int, Sequence[Sighting]]) -> Fact | None:
    """Say that every file is viral where the store knows what the sender did not annotate."""
    fields = []
    for file in evidence.files:
        viral = (seen.field for seen in by_file.get(file.position, ()) if seen.viral)
        field = file.viral or next(viral, None)
        if field is None:
            return None
        fields.append(field)
    return Fact(True, tuple(fields)) if fields else None


def read_cluster_facts(members: Sequence[Held]) -> dict[str, SharedFact]:
    """Return what the members say together; the same for every one of them."""
    originals = {held.content: held for held in reversed(members)}
    facts = {
        "cluster_reports": SharedFact(
            len(originals),
            tuple((held.report_id, "report") for held in originals.values()),
        )
    }
    if victims := count_victims(members):
        facts["cluster_victims"] = SharedFact(len(victims), victims)
    new = [
        (held.report_id, sighting.field)
        for held in originals.values()
        for sighting in {seen.position: seen for seen in held.sightings}.values()
        if not (sighting.elsewhere or sighting.viral)
    ]
    if new:
        facts["cluster_first_seen_files"] = SharedFact(len(new), tuple(new))
    escalated = [
        (held.report_id, held.evidence.facts["escalated_by_sender"].fields[0])
        for held in members
        if "escalated_by_sender" in held.evidence.facts
    ]
    if escalated:
        facts["cluster_escalated"] = SharedFact(value=True, sources=tuple(escalated))
    return facts


def as_seen_by(report_id: int, shared: Mapping[str, SharedFact]) -> Mapping[str, SharedFact]:
    """Return what the cluster adds to one report: its own escalation is nothing added."""
    escalated = shared.get("cluster_escalated")
    if escalated is None or not any(one == report_id for one, _ in escalated.sources):
        return shared
    others = tuple(source for source in escalated.sources if source[0] != report_id)
    return {**shared, "cluster_escalated": SharedFact(bool(others), others)}
