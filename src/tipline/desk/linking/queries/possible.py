"""Read which reports of other clusters a report may belong with: shown, and never merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.names.queries import alike_of
from tipline.desk.linking.queries.shared import KIND_OF
from tipline.desk.linking.queries.tally import reports_held
from tipline.desk.linking.rows import NO_TIE
from tipline.desk.linking.rules.strength import LEADING, RARE_UP_TO, bits_of
from tipline.desk.linking.types import IdentifierKind
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.trust.people.types import Actor

# Rare values lead to few reports; the bound holds for a report that names very many.
ROWS_READ = 500

# Rare things, and those of victims and recipients, whatever their kind.
RARE = f"""
SELECT o.report_id, m.cluster_id, v.kind, v.reports
FROM linking_identifier i
JOIN linking_member mine ON mine.report_id = i.report_id
JOIN linking_value v ON v.id = i.value_id
JOIN linking_identifier o ON o.value_id = v.id AND o.role <> 'listed'
JOIN linking_member m ON m.report_id = o.report_id AND m.cluster_id <> mine.cluster_id
WHERE i.report_id = %s AND i.role <> 'listed' AND v.joins
    AND (v.kind = ANY(%s) OR i.role IN {NO_TIE} OR o.role IN {NO_TIE})
    AND v.reports BETWEEN 2 AND %s
ORDER BY v.reports, o.report_id LIMIT %s
"""  # noqa: S608  words of ours


class Possible(msgspec.Struct, frozen=True, kw_only=True):
    """A report of another cluster, and what speaks for it, in bits.

    `kinds` are of rare things that both name; `called_alike` are the bits for their screen names,
    None where those are not alike.
    """

    report_id: int
    cluster_id: str
    kinds: tuple[IdentifierKind, ...]
    bits: float
    called_alike: float | None


def possible_links_of(actor: Actor, report_id: int, *, limit: int) -> tuple[Possible, ...]:
    """Return the strongest possible links of a report, one for each other cluster."""
    held = reports_held(actor)
    wanted = (
        report_id,
        [kind.value for kind in LEADING],
        max(RARE_UP_TO[kind] for kind in LEADING),
        ROWS_READ,
    )
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(RARE, wanted).fetchall()
    found: dict[str, Possible] = {}
    for other, cluster_id, kind, reports in rows:
        _add(found, other, cluster_id, KIND_OF[kind], bits_of(held, reports))
    for one in alike_of(actor, [report_id]):
        mine = one.report_id == report_id
        other, cluster_id = (
            (one.other, one.other_cluster_id) if mine else (one.report_id, one.cluster_id)
        )
        _add_alike(found, other, cluster_id, round(one.bits, 1))
    return _strongest(found.values(), limit)


def _add(
    found: dict[str, Possible], other: int, cluster_id: str, kind: IdentifierKind, bits: float
) -> None:
    """Note what another cluster shares; values of one kind (the hashes of one file) count once."""
    known = found.get(cluster_id)
    if known is None:
        found[cluster_id] = Possible(
            report_id=other, cluster_id=cluster_id, kinds=(kind,), bits=bits, called_alike=None
        )
    elif kind not in known.kinds:
        found[cluster_id] = msgspec.structs.replace(
            known, kinds=(*known.kinds, kind), bits=round(known.bits + bits, 1)
        )


def _add_alike(found: dict[str, Possible], other: int, cluster_id: str, bits: float) -> None:
    known = found.get(cluster_id)
    if known is None:
        found[cluster_id] = Possible(
            report_id=other, cluster_id=cluster_id, kinds=(), bits=bits, called_alike=bits
        )
    elif known.called_alike is None:
        found[cluster_id] = msgspec.structs.replace(
            known, bits=round(known.bits + bits, 1), called_alike=bits
        )


def _strongest(found: Iterable[Possible], limit: int) -> tuple[Possible, ...]:
    return tuple(sorted(found, key=lambda one: (-one.bits, one.report_id))[:limit])
