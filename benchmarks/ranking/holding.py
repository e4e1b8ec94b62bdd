"""Hold the reports of a made-up world as triage sees them: evidence, files elsewhere, labels."""

from __future__ import annotations

import re
from collections import defaultdict
from hashlib import blake2b, sha256
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.linking.evidence.reading import read_identifiers
from tipline.desk.linking.rules.everything import link_everything
from tipline.desk.linking.rules.sampling import lot_of
from tipline.desk.linking.rules.viral import is_viral_for_all
from tipline.desk.linking.types import Identifier, IdentifierKind, IdentifierRole, Naming
from tipline.desk.triage.rules.evidence import read_evidence
from tipline.desk.triage.rules.stated_facts import FileLabel
from tipline.desk.triage.rules.store_facts import Held, Sighting
from tipline.desk.triage.types import Origin, Provenance
from tipline.report import parse_file_details, parse_report
from tipline.report.types import FileDetails, Report
from tipline.synthetic import WorldParameters, generate_world
from tipline.synthetic.types import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FILE = re.compile(r"fileDetails\[(\d+)\]")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A report as a receiver has it, and the truth of it, which no way of ranking may look at."""

    held: Held
    report: Report
    files: tuple[FileDetails, ...]
    identifiers: tuple[Identifier, ...]
    truth: Truth


def hold_world(parameters: WorldParameters, seed: int) -> list[Known]:
    """Read every report of a world; the position in the list is its id."""
    return [_hold(number, made) for number, made in enumerate(generate_world(parameters, seed))]


def _hold(number: int, made) -> Known:  # noqa: ANN001  a WorldReport
    report = parse_report(made.report_xml).model
    files = tuple(parse_file_details(raw).model for raw in made.file_details)
    content = sha256(made.report_xml).hexdigest()
    return Known(
        held=Held(
            report_id=number,
            received_at=made.sent_at,
            sender_name=made.sender,
            content=content,
            evidence=read_evidence(
                report,
                files,
                received_at=made.sent_at,
                submitted_at=made.sent_at,
                fingerprint=lambda text: blake2b(text.encode(), digest_size=8).hexdigest(),
            ),
        ),
        report=report,
        files=files,
        identifiers=read_identifiers(
            report, files, sender_name=made.sender, content=content, own_number=made.number
        ),
        truth=made.truth,
    )


def link(known: Sequence[Known]) -> list[tuple[int, ...]]:
    """Link all reports by the desk's own rules; give the clusters."""
    namings = (
        Naming(
            one.held.report_id,
            f"{each.kind} {each.value}",
            each.kind,
            each.thing,
            lot_of(bytes.fromhex(one.held.content)),
            each.is_viral,
            each.role is IdentifierRole.LISTED,
        )
        for one in known
        for each in one.identifiers
    )
    return list(link_everything(namings).clusters)


def see_files(known: Sequence[Known], clusters: Sequence[Sequence[int]]) -> list[Held]:
    """Add to each report who else holds its files: reports of other clusters."""
    cluster_of = {report: at for at, members in enumerate(clusters) for report in members}
    holders: dict[str, set[int]] = defaultdict(set)
    marked: dict[str, set[int]] = defaultdict(set)
    for one in known:
        for each in _hashes(one):
            holders[each.value].add(one.held.report_id)
            if each.is_viral:
                marked[each.value].add(one.held.report_id)

    def sight(each: Identifier, own: int) -> Sighting:
        held_by = holders[each.value]
        return Sighting(
            position=_position(each),
            field=each.path,
            elsewhere=sum(cluster_of[other] != own for other in held_by),
            viral=is_viral_for_all(len(held_by), len(marked[each.value])),
        )

    return [
        msgspec.structs.replace(
            one.held,
            sightings=tuple(sight(each, cluster_of[one.held.report_id]) for each in _hashes(one)),
        )
        for one in known
    ]


def label(known: Sequence[Known]) -> list[Known]:
    """Let the label list of the world arrive: every report that holds a listed file knows."""
    listed = {f"sha256:{each.sha256}": each.label for one in known for each in one.truth.labels}
    return [
        msgspec.structs.replace(
            one, held=msgspec.structs.replace(one.held, labels=tuple(_labels_of(one, listed)))
        )
        for one in known
    ]


def _labels_of(one: Known, listed: Mapping[str, str]) -> Iterator[FileLabel]:
    for each in _hashes(one):
        if each.value in listed:
            yield FileLabel(
                position=_position(each),
                field=each.path,
                label=listed[each.value],
                provenance=Provenance(
                    origin=Origin.LABEL, list_name="synthetic labels", entry=each.value[:18]
                ),
            )


def _hashes(one: Known) -> Iterator[Identifier]:
    return (each for each in one.identifiers if each.kind is IdentifierKind.FILE_HASH)


def _position(each: Identifier) -> int:
    found = _FILE.match(each.path)
    return int(found[1]) if found else 0
