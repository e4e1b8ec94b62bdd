"""Read which pairs of reports a person should judge next, and what a judgement would change."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.names.queries import list_alike
from tipline.desk.linking.queries.evidence import HELD, Said, gather, read_said
from tipline.desk.linking.queries.paths import MEMBERS, Between, path_between
from tipline.desk.linking.queries.shared import KIND_OF
from tipline.desk.linking.rows import NO_TIE
from tipline.desk.linking.rules.parting import CUT_UP_TO, cluster
from tipline.desk.linking.rules.strength import LEADING, bits_of
from tipline.desk.linking.types import IdentifierKind, JudgedPair, Judgement
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

# The newest reports are looked at: what hung there unjudged for long is found by its report.
NEWEST = 2_000

# Rare supporting values of the newest reports that reports of other clusters hold too.
POSSIBLE = f"""
WITH newest AS (
    SELECT report_id FROM linking_member ORDER BY report_id DESC LIMIT %s
), rare AS (
    SELECT DISTINCT v.id, v.kind, v.reports
    FROM newest JOIN linking_identifier i USING (report_id)
    JOIN linking_value v ON v.id = i.value_id
    WHERE v.joins AND v.reports > 1 AND v.kind = ANY(%s) AND i.role NOT IN {NO_TIE}
)
SELECT rare.id, rare.kind, rare.reports, min(i.report_id), m.cluster_id, c.reports
FROM rare JOIN linking_identifier i ON i.value_id = rare.id AND i.role NOT IN {NO_TIE}
JOIN linking_member m ON m.report_id = i.report_id
JOIN linking_cluster c ON c.cluster_id = m.cluster_id
GROUP BY rare.id, rare.kind, rare.reports, m.cluster_id, c.reports
ORDER BY rare.id, m.cluster_id
"""  # noqa: S608  words of ours

SIZES = "SELECT cluster_id, reports FROM linking_cluster WHERE cluster_id = ANY(%s)"

HISTORY = """
SELECT judgement, judged_by, judged_at, reason FROM linking_judged
WHERE one = %s AND other = %s ORDER BY judged_at DESC, id DESC
"""


class ToJudge(msgspec.Struct, frozen=True, kw_only=True):
    """Two reports of different clusters that may belong together, and what `same` would change.

    `would_move` reports would change their cluster; `bits` is the strength of what the clusters
    share, of these `kinds`.
    """

    report_id: int
    other: int
    cluster_id: str
    other_cluster_id: str
    would_move: int
    bits: float
    kinds: tuple[IdentifierKind, ...]


class ReviewPair(msgspec.Struct, frozen=True, kw_only=True):
    """What a person needs to judge two reports.

    `history` is all that was said of them, the last first. `if_same` and `if_different` are how
    many reports would change their cluster; None where the cluster is too large to be cut.
    """

    between: Between
    history: tuple[Said, ...]
    if_same: int
    if_different: int | None


class _Side(msgspec.Struct, frozen=True):
    """A cluster that holds a value, with one of the reports that name it."""

    cluster_id: str
    report_id: int
    reports: int


def next_to_judge(actor: Actor, *, limit: int = 20) -> tuple[ToJudge, ...]:
    """Return the pairs whose judgement would change most, by reports that would move, then bits.

    Looked at are rare values of the newest reports, and accounts that are called alike. A pair
    that somebody judged is left out, whatever they said.
    """
    with acting(actor), prepared_cursor() as cursor:
        found = _possible(cursor)
        for pair in _called_alike(cursor, actor, limit):
            found.setdefault((pair.cluster_id, pair.other_cluster_id), pair)
        pairs = sorted(found.values(), key=_most_first)[: limit * 5]
        said = read_said(cursor, {one for pair in pairs for one in (pair.report_id, pair.other)})
    unjudged = [
        pair
        for pair in pairs
        if (min(pair.report_id, pair.other), max(pair.report_id, pair.other)) not in said
    ]
    return tuple(unjudged[:limit])


def review_pair(actor: Actor, one: int, other: int) -> ReviewPair:
    """Return what two reports share, what was said of them, and what saying more would change.

    Raises NoSuchReport.
    """
    between = path_between(actor, one, other)
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(HISTORY, (min(one, other), max(one, other))).fetchall()
        sizes = _read_sizes(cursor, {between.cluster_id, between.other_cluster_id})
        parted = _would_part(cursor, between) if between.together else 0
    return ReviewPair(
        between=between,
        history=tuple(
            Said(judgement=Judgement(word), by=by, at=at, reason=reason)
            for word, by, at, reason in rows
        ),
        if_same=0 if between.together else min(sizes.values()),
        if_different=parted,
    )


def _possible(cursor: Cursor) -> dict[tuple[str, str], ToJudge]:
    """Return pairs of clusters that share rare supporting values, each with its best value."""
    kinds = [kind.value for kind in LEADING]
    tally = cursor.execute(HELD).fetchone()
    held = tally[0] if tally else 0
    sides: dict[int, list[_Side]] = defaultdict(list)
    values: dict[int, tuple[IdentifierKind, int]] = {}
    for value_id, kind, reports, report, cluster_id, size in cursor.execute(
        POSSIBLE, (NEWEST, kinds)
    ).fetchall():
        sides[value_id].append(_Side(cluster_id, report, size))
        values[value_id] = KIND_OF[kind], reports
    found: dict[tuple[str, str], ToJudge] = {}
    for value_id, clusters in sides.items():
        kind, reports = values[value_id]
        for one, other in pairwise(clusters):
            _add(found, one, other, kind, bits_of(held, reports))
    return found


def _add(
    found: dict[tuple[str, str], ToJudge],
    one: _Side,
    other: _Side,
    kind: IdentifierKind,
    bits: float,
) -> None:
    """Note what two clusters share; values of one kind (the hashes of one file) count once."""
    key = (one.cluster_id, other.cluster_id)
    before = found.get(key)
    if before is None:
        found[key] = ToJudge(
            report_id=one.report_id,
            other=other.report_id,
            cluster_id=one.cluster_id,
            other_cluster_id=other.cluster_id,
            would_move=min(one.reports, other.reports),
            bits=bits,
            kinds=(kind,),
        )
    elif kind not in before.kinds:
        found[key] = msgspec.structs.replace(
            before, bits=round(before.bits + bits, 1), kinds=(*before.kinds, kind)
        )


def _called_alike(cursor: Cursor, actor: Actor, limit: int) -> Iterable[ToJudge]:
    alike = list_alike(actor, limit=limit)
    sizes = _read_sizes(
        cursor, {c for one in alike for c in (one.cluster_id, one.other_cluster_id)}
    )
    for one in alike:
        yield ToJudge(
            report_id=one.report_id,
            other=one.other,
            cluster_id=one.cluster_id,
            other_cluster_id=one.other_cluster_id,
            would_move=min(sizes[one.cluster_id], sizes[one.other_cluster_id]),
            bits=round(one.bits, 1),
            kinds=(IdentifierKind.SCREEN_NAME,),
        )


def _read_sizes(cursor: Cursor, cluster_ids: Iterable[str]) -> dict[str, int]:
    return dict(cursor.execute(SIZES, (sorted(cluster_ids),)).fetchall())


def _would_part(cursor: Cursor, between: Between) -> int | None:
    """Count the reports that a `different` would take out of the cluster."""
    rows = cursor.execute(MEMBERS, (between.cluster_id,)).fetchall()
    members = [row[0] for row in rows]
    if len(members) > CUT_UP_TO or between.report_id == between.other:
        return None if len(members) > CUT_UP_TO else 0
    one, other = sorted((between.report_id, between.other))
    ties = gather(cursor, members).ties
    pieces = cluster(members, ties, [JudgedPair(one, other, Judgement.DIFFERENT)]).clusters
    return len(members) - max(map(len, pieces))


def _most_first(pair: ToJudge) -> tuple[int, float, int, int]:
    return -pair.would_move, -pair.bits, pair.report_id, pair.other
