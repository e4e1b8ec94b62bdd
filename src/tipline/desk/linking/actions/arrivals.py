"""Take waiting reports, read what they name, and place them in clusters.

Promise: a report that was taken is placed or set aside in the same transaction; one that cannot
be read stops no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.actions import claim_waiting
from tipline.desk.intake.types import Source
from tipline.desk.linking.actions.aside import set_aside
from tipline.desk.linking.actions.placing import Arrival, Named, Placed, place
from tipline.desk.linking.evidence.file import StoredDigests
from tipline.desk.linking.evidence.reading import read_identifiers
from tipline.desk.linking.queries import say_error
from tipline.desk.linking.rules.sampling import lot_of
from tipline.desk.linking.types import IdentifierKind
from tipline.desk.location.actions import keep_places
from tipline.desk.location.queries import open_datasets
from tipline.desk.location.rules.locating import locate_report
from tipline.desk.location.types.networks import EXITS
from tipline.report.types import ReportAnnotation
from tipline.trust.audit.actions import record
from tipline.trust.keys import blind_index
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from tipline.desk.intake.types import ReportDocuments
    from tipline.desk.linking.queries.documents import Shelf
    from tipline.desk.location.datasets.library import Datasets
    from tipline.desk.location.types import Located
    from tipline.trust.people.types import Actor


_NETWORKS = frozenset({IdentifierKind.HOME_NETWORK, IdentifierKind.ADDRESS})


class LinkedBatch(msgspec.Struct, frozen=True, kw_only=True):
    """What one call did: how many reports it took, placed and set aside."""

    taken: int
    placed: int
    set_aside: int


def link_waiting(
    actor: Actor, *, limit: int, shelf: Shelf, now: datetime, draw_id: Callable[[], str]
) -> LinkedBatch:
    """Take at most `limit` waiting reports and place each in a cluster, in one transaction.

    `draw_id` gives the id of a new cluster; what was read is left on the `shelf`.
    """
    with acting(actor):
        taken = claim_waiting(actor, limit, now=now)
        if not taken:
            return LinkedBatch(taken=0, placed=0, set_aside=0)
        datasets = open_datasets(actor)
        arrivals, located, faults = _read_arrivals(shelf.read(actor, taken), datasets)
        set_aside(actor, faults, stage="linking", now=now)
        if arrivals:
            keep_places(actor, located, datasets.dataset_ids, now=now)
            placed = place(actor, arrivals, now=now, draw_id=draw_id)
            _record(actor, arrivals, placed, now)
    return LinkedBatch(taken=len(taken), placed=len(arrivals), set_aside=len(faults))


def _read_arrivals(
    documents: Mapping[int, ReportDocuments | str], datasets: Datasets
) -> tuple[list[Arrival], list[Located], dict[int, str]]:
    arrivals, located, faults = [], [], {}
    for report_id, found in documents.items():
        if isinstance(found, str):
            faults[report_id] = found
            continue
        try:
            arrival, places = read_arrival(found), locate_report(found, datasets)
        except Exception as error:  # noqa: BLE001  the report's own boundary: others must go on
            faults[report_id] = say_error(error)
            continue
        arrivals.append(leave_out_exits(arrival, places))
        located.append(places)
    return arrivals, located, faults


def read_arrival(documents: ReportDocuments) -> Arrival:
    """Return what a report names as keyed hashes, ready to be placed."""
    identifiers = read_identifiers(
        documents.report,
        documents.files,
        stored_digests(documents),
        sender_name=documents.sender_name,
        content=documents.content_sha256,
        own_number=documents.report_id if documents.source is Source.WIRE else None,
    )
    return Arrival(
        report_id=documents.report_id,
        lot=lot_of(bytes.fromhex(documents.content_sha256)),
        received_at=documents.received_at,
        sender_name=documents.sender_name,
        urgent=_is_urgent(documents),
        named=tuple(
            Named(
                kind=identifier.kind,
                blind_index=blind_index(identifier.kind, identifier.value),
                thing=identifier.thing,
                role=identifier.role,
                at=identifier.at,
                path=identifier.path,
                is_viral=identifier.is_viral,
            )
            for identifier in identifiers
        ),
    )


def leave_out_exits(arrival: Arrival, located: Located) -> Arrival:
    """Return an arrival without the networks that a dataset knows as exits of VPN, Tor or hosting.

    Strangers share them, as they do what a sender calls a proxy; a session there is one all the
    same.
    """
    exits = {f"{one.locator.path}.ipAddress" for one in located.hypotheses if one.network in EXITS}
    if not exits:
        return arrival
    named = tuple(
        one for one in arrival.named if one.kind not in _NETWORKS or one.path not in exits
    )
    return msgspec.structs.replace(arrival, named=named)


def stored_digests(documents: ReportDocuments) -> tuple[StoredDigests, ...]:
    """Return the digests of the files as received, each with the place of its details."""
    place_of = {file_id: at for at, file_id in enumerate(documents.file_ids) if file_id}
    return tuple(
        StoredDigests(md5=file.md5, sha256=file.sha256, details=place_of.get(file.file_id))
        for file in documents.stored_files
    )


def _is_urgent(documents: ReportDocuments) -> bool:
    """Say whether the cluster is to be ranked before all others (it may be T0)."""
    summary = documents.report.incident_summary
    annotations = summary.report_annotations or frozenset()
    escalated = bool((summary.escalate_to_high_priority or "").strip())
    return escalated or ReportAnnotation.SADISTIC_ONLINE_EXPLOITATION in annotations


def _record(actor: Actor, arrivals: Sequence[Arrival], placed: Placed, now: datetime) -> None:
    clusters: dict[str, list[str]] = {}
    for arrival in arrivals:
        cluster_id = placed.cluster_of[arrival.report_id]
        clusters.setdefault(cluster_id, []).append(str(arrival.report_id))
    record(
        actor,
        "linking:reports:link",
        object_type="cluster",
        object_id=f"{len(clusters)} clusters",
        before={"merged": placed.merged, "split": placed.split} if placed.regrouped else None,
        after={"clusters": clusters},
        now=now,
    )
