"""Make arrivals of opaque values, place them, and link them all at once for comparison."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from django.db import connection

from tipline.desk.linking.actions.placing import Arrival, Named, place
from tipline.desk.linking.rules.everything import link_everything
from tipline.desk.linking.rules.sampling import lot_of
from tipline.desk.linking.types import IdentifierKind, IdentifierRole, Naming
from tipline.trust.rows import acting
from watching import BY_FIXTURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tipline.desk.linking.rules.everything import Linked
    from tipline.desk.linking.types import JudgedPair
    from tipline.trust.people.types import Actor

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

# A value's kind is the first word of its name; anything else is a mail address.
KINDS = {
    "file": IdentifierKind.FILE_HASH,
    "home": IdentifierKind.HOME_NETWORK,
    "device": IdentifierKind.DEVICE,
    "called": IdentifierKind.DISPLAY_NAME,
}


def arrival(
    report_id: int, *values: str, viral: Iterable[str] = (), urgent: bool = False
) -> Arrival:
    """A report that names values; `viral` ones it marks so, and one that ends in `?` it lists."""
    return Arrival(
        report_id=report_id,
        lot=lot_of(hashlib.sha256(f"report {report_id}".encode()).digest()),
        received_at=NOW + timedelta(seconds=report_id),
        sender_name="Example Chat",
        urgent=urgent,
        named=tuple(
            Named(
                kind=KINDS.get(value.split(" ", maxsplit=1)[0], IdentifierKind.EMAIL),
                blind_index=hashlib.sha256(value.removesuffix("?").encode()).digest(),
                thing=thing,
                role=IdentifierRole.LISTED if value.endswith("?") else IdentifierRole.REPORTED,
                at=None,
                path=f"report.personOrUserReported[1].espIdentifier#{thing}",
                is_viral=value in viral,
            )
            for thing, value in enumerate(dict.fromkeys(values))
        ),
    )


def drawing() -> Callable[[], str]:
    """Give ids of clusters in order."""
    ids = count(1)
    return lambda: f"clu_{next(ids):05d}"


def place_all(
    actor: Actor,
    arrivals: Sequence[Arrival],
    sizes: Iterator[int] | None = None,
    draw_id: Callable[[], str] | None = None,
) -> None:
    """Place arrivals in batches of these sizes, or all at once; the outbox is left out."""
    draw_id = draw_id or drawing()
    rest = list(arrivals)
    while rest:
        size = next(sizes) if sizes else len(rest)
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(BY_FIXTURE)
            place(actor, rest[:size], now=NOW, draw_id=draw_id)
        rest = rest[size:]


def clusters(actor: Actor) -> dict[str, set[int]]:
    """Return the reports of each cluster, after checking that the counts agree."""
    found = defaultdict(set)
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT cluster_id, report_id FROM linking_member")
        for cluster_id, report_id in cursor.fetchall():
            found[cluster_id].add(report_id)
        cursor.execute("SELECT cluster_id, reports FROM linking_cluster WHERE merged_into IS NULL")
        assert dict(cursor.fetchall()) == {one: len(members) for one, members in found.items()}
    return dict(found)


def partition(actor: Actor) -> tuple[tuple[int, ...], ...]:
    """Return the clusters as `link_everything` does."""
    return tuple(sorted(tuple(sorted(members)) for members in clusters(actor).values()))


def linked(arrivals: Iterable[Arrival], judgements: Iterable[JudgedPair] = ()) -> Linked:
    """Link the same arrivals all at once, by the pure rules."""
    namings = [
        Naming(
            one.report_id,
            f"{named.kind}:{named.blind_index.hex()}",
            named.kind,
            named.thing,
            one.lot,
            named.is_viral,
            named.is_listed,
        )
        for one in arrivals
        for named in one.named
    ]
    return link_everything(namings, judgements)
