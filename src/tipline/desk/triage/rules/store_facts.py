"""Say which files are new, and what a cluster adds to each of its reports.

Promise: a copy of a report makes nothing older and nothing more numerous, and a file that spreads
stays news of those who brought it first.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.evidence import Evidence
from tipline.desk.triage.rules.file_facts import viral_fact
from tipline.desk.triage.rules.reading import Fact
from tipline.desk.triage.rules.stated_facts import (
    FileLabel,
    StatedFinding,
    labels_by_file,
    read_stated_facts,
)
from tipline.desk.triage.rules.victims import count_victims

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tipline.desk.triage.rules.file_facts import FileFacts


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One hash of a file of a report: where it stands, and who else holds it.

    `elsewhere` counts the reports of anybody else with that hash; `brought_first` is true where the
    first of all that held it is of this report's cluster; `viral` when the hash is shared by very
    many reports that share nothing else.
    """

    position: int
    field: str
    elsewhere: int
    viral: bool
    brought_first: bool = False

    @property
    def is_new(self) -> bool:
        """Whether nobody else held it before, and it is no viral one."""
        return not self.viral and (self.brought_first or not self.elsewhere)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A report as the ranking of its cluster needs it.

    `content` is equal for exact copies. `labels` are what label lists say of its files, `findings`
    what analysts state of it, each in the order of their statement.
    """

    report_id: int
    received_at: datetime
    sender_name: str
    content: str
    evidence: Evidence
    sightings: tuple[Sighting, ...] = ()
    labels: tuple[FileLabel, ...] = ()
    findings: tuple[StatedFinding, ...] = ()


class SharedFact(msgspec.Struct, frozen=True):
    """A value of the whole cluster, with the reports and fields that it was read from."""

    value: bool | int
    sources: tuple[tuple[int, str], ...] = ()


def read_facts(held: Held) -> dict[str, Fact]:
    """Return all facts of one report: its own, and what store, label lists and analysts add."""
    facts = held.evidence.facts | read_store_facts(held.evidence, held.sightings, held.labels)
    if held.labels or held.findings:
        facts |= read_stated_facts(held.evidence.files, held.labels, held.findings)
    return facts


def read_store_facts(
    evidence: Evidence, sightings: Sequence[Sighting], labels: Sequence[FileLabel] = ()
) -> dict[str, Fact]:
    """Return what the store adds to one report: which of its files nobody else holds or lists."""
    by_file: dict[int, list[Sighting]] = {}
    for sighting in sightings:
        by_file.setdefault(sighting.position, []).append(sighting)
    listed = labels_by_file(labels)
    facts = {}
    if viral := _only_viral(evidence, by_file, listed):
        facts["only_viral"] = viral
    novel = [(file, by_file.get(file.position, [])) for file in evidence.files if not file.viral]
    new = [(file, seen) for file, seen in novel if _is_new(seen) and file.position not in listed]
    unhashed = [file for file, seen in novel if not seen]
    if new:
        facts["first_seen_file"] = Fact(True, tuple(seen[0].field for _, seen in new))
    elif unhashed:
        facts["first_seen_file"] = Fact(None)
    if classified := _classified(new):
        facts["first_seen_classified_file"] = classified
    return facts


def _is_new(seen: Sequence[Sighting]) -> bool:
    return bool(seen) and all(sighting.is_new for sighting in seen)


def _classified(new: Sequence[tuple[FileFacts, Sequence[Sighting]]]) -> Fact | None:
    """Say whether a new file was viewed and classified; unknown where nobody has said so."""
    fields = [
        field for file, seen in new if file.classified for field in (file.classified, seen[0].field)
    ]
    if fields:
        return Fact(True, tuple(fields))
    return Fact(None) if new else None


def _only_viral(
    evidence: Evidence,
    by_file: Mapping[int, Sequence[Sighting]],
    listed: Mapping[int, Sequence[FileLabel]],
) -> Fact | None:
    """Say that every file is viral where the store or a list knows what the sender did not mark."""
    own = [file.viral for file in evidence.files if file.viral]
    if not evidence.files or len(own) == len(evidence.files):
        return None  # the report says so itself, or there is nothing to say
    others, lists = [], []
    for file in evidence.files:
        if file.viral:
            continue
        by_others = next((one.field for one in by_file.get(file.position, ()) if one.viral), None)
        by_list = next((one.field for one in listed.get(file.position, ()) if _is_viral(one)), None)
        if by_others:
            others.append(by_others)
        elif by_list:
            lists.append(by_list)
        else:
            return None
    return viral_fact([*own, *others, *lists], others=len(others), listed=len(lists))


def _is_viral(label: FileLabel) -> bool:
    return label.label == "viral"


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
        if sighting.is_new
    ]
    if new:
        facts["cluster_first_seen_files"] = SharedFact(len(new), tuple(new))
    if network := _shared_network(members):
        facts["cluster_shared_network"] = SharedFact(value=True, sources=network)
    escalated = [
        (held.report_id, held.evidence.facts["escalated_by_sender"].fields[0])
        for held in members
        if "escalated_by_sender" in held.evidence.facts
    ]
    if escalated:
        facts["cluster_escalated"] = SharedFact(value=True, sources=tuple(escalated))
    return facts


def _shared_network(members: Sequence[Held]) -> tuple[tuple[int, str], ...]:
    """Return the fields by which a victim and a reported person were seen at one network."""
    seen: dict[str, dict[bool, tuple[int, str]]] = {}
    for held in members:
        for one in held.evidence.networks:
            of_both = seen.setdefault(one.print, {})
            of_both.setdefault(one.of_victim, (held.report_id, one.field))
            if len(of_both) > 1:
                return of_both[True], of_both[False]
    return ()


def as_seen_by(report_id: int, shared: Mapping[str, SharedFact]) -> Mapping[str, SharedFact]:
    """Return what the cluster adds to one report: its own escalation is nothing added."""
    escalated = shared.get("cluster_escalated")
    if escalated is None or not any(one == report_id for one, _ in escalated.sources):
        return shared
    others = tuple(source for source in escalated.sources if source[0] != report_id)
    return {**shared, "cluster_escalated": SharedFact(bool(others), others)}
