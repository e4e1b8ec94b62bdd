"""Say what label lists state of a report's files, and analysts of the report.

Promise: every such fact carries its provenance, and a statement that was withdrawn is not among
those that come here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.triage.rules.reading import Fact
from tipline.desk.triage.rules.vocabulary import FINDINGS, LABELS
from tipline.desk.triage.types import Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tipline.desk.triage.rules.file_facts import FileFacts

_ONE_BY_ONE = tuple(code for code in LABELS if code not in {"viral", "not_an_offence"})
WHOLE_REPORT = "report"


class FileLabel(msgspec.Struct, frozen=True, kw_only=True):
    """What a list says of one file of a report: at which hash it was found, by which entry."""

    position: int
    field: str
    label: str
    provenance: Provenance


class StatedFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What an analyst states to have found in a report, and in which field of it."""

    code: str
    field: str = WHOLE_REPORT
    provenance: Provenance


def read_stated_facts(
    files: Sequence[FileFacts], labels: Sequence[FileLabel], findings: Sequence[StatedFinding]
) -> dict[str, Fact]:
    """Return the features that lists and analysts add to one report."""
    facts: dict[str, Fact] = {}
    for code in _ONE_BY_ONE if labels else ():
        of_code = [label for label in labels if label.label == code]
        if of_code:
            facts[f"labelled_{code}"] = _fact_of(of_code)
    if cleared := _clears_every(files, labels):
        facts["only_cleared"] = _fact_of(cleared)
    for code in FINDINGS if findings else ():
        of_finding = [finding for finding in findings if finding.code == code]
        if of_finding:
            facts[f"found_{code}"] = _fact_of(of_finding)
    return facts


def labels_by_file(labels: Sequence[FileLabel]) -> Mapping[int, tuple[FileLabel, ...]]:
    """Return the labels of each file, by its position."""
    found: dict[int, tuple[FileLabel, ...]] = {}
    for label in labels:
        found[label.position] = (*found.get(label.position, ()), label)
    return found


def _clears_every(files: Sequence[FileFacts], labels: Sequence[FileLabel]) -> list[FileLabel]:
    """Return one label for each file that clears it; nothing unless every file is cleared."""
    clearing = {label.position: label for label in labels if label.label == "not_an_offence"}
    found = [clearing[file.position] for file in files if file.position in clearing]
    return found if files and len(found) == len(files) else []


def _fact_of(stated: Sequence[FileLabel] | Sequence[StatedFinding]) -> Fact:
    return Fact(
        True,
        tuple(one.field for one in stated),
        (),
        tuple(one.provenance for one in stated),
    )
