"""Read how accounts are called, and which are called alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.names.reading import name_accounts
from tipline.desk.linking.queries.documents import read_each
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tipline.desk.linking.names.types import NamedAccount
    from tipline.trust.people.types import Actor

_AT_ONCE = 500
_TELL_EVERY = 50_000

MEMBERS = """
SELECT report_id, cluster_id FROM linking_member WHERE report_id > %s ORDER BY report_id LIMIT %s
"""

# Clusters change after names were compared: what has come together since is no possible link.
_PAIRS = """
SELECT a.report_id, a.other_report_id, a.path, a.other_path, m.cluster_id, o.cluster_id,
    a.bits, a.probability
FROM names_alikepair a
JOIN linking_member m ON m.report_id = a.report_id
JOIN linking_member o ON o.report_id = a.other_report_id
WHERE m.cluster_id <> o.cluster_id
"""
_STRONGEST_FIRST = " ORDER BY bits DESC, report_id, other_report_id"
LIST = _PAIRS + _STRONGEST_FIRST + " LIMIT %s"
_EITHER = (" AND a.report_id = ANY(%(ids)s) UNION ", " AND a.other_report_id = ANY(%(ids)s)")
OF_REPORTS = _PAIRS + _EITHER[0] + _PAIRS + _EITHER[1] + _STRONGEST_FIRST


class PossibleLink(msgspec.Struct, frozen=True, kw_only=True):
    """Two reports of different clusters whose accounts are called alike; it joins nobody.

    `bits` is log2 of the odds that one person has both, `probability` the same as a chance, by
    the model; the names stand in the fields that the paths name.
    """

    report_id: int
    other: int
    path: str
    other_path: str
    cluster_id: str
    other_cluster_id: str
    bits: float
    probability: float


def read_accounts(actor: Actor, *, tell: Callable[[int], None]) -> list[NamedAccount]:
    """Return how the reported accounts of all linked reports are called.

    `tell` hears now and then how many reports are read. A report that cannot be read has none.
    """
    accounts: list[NamedAccount] = []
    after, count = 0, 0
    while True:
        with acting(actor), prepared_cursor() as cursor:
            rows = cursor.execute(MEMBERS, (after, _AT_ONCE)).fetchall()
            documents = read_each(actor, [row[0] for row in rows])
        for report_id, cluster_id in rows:
            read = documents[report_id]
            if not isinstance(read, str):
                accounts += name_accounts(read.report, report_id=report_id, group=cluster_id)
        before, count = count, count + len(rows)
        if before // _TELL_EVERY != count // _TELL_EVERY:
            tell(count)
        if len(rows) < _AT_ONCE:
            return accounts
        after = rows[-1][0]


def list_alike(actor: Actor, *, limit: int) -> tuple[PossibleLink, ...]:
    """Return the possible links between clusters, the strongest first."""
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(LIST, (limit,)).fetchall()
    return tuple(map(_link, rows))


def alike_of(actor: Actor, report_ids: Sequence[int]) -> tuple[PossibleLink, ...]:
    """Return the possible links of some reports with those of other clusters, strongest first."""
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(OF_REPORTS, {"ids": list(report_ids)}).fetchall()
    return tuple(map(_link, rows))


def _link(row: tuple[Any, ...]) -> PossibleLink:
    return PossibleLink(**dict(zip(PossibleLink.__struct_fields__, row, strict=True)))
