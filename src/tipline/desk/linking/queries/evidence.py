"""Read what reports share, value by value with fields and times, and tie them up as linking does.

Promise: what is shown as holding reports together is what holds them together: the same rules
over the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.linking.queries.shared import KIND_OF, read_judged
from tipline.desk.linking.rows import NO_TIE, number_array
from tipline.desk.linking.rules.strength import bits_of, is_decisive
from tipline.desk.linking.rules.ties import Shared, Tie, sure_ties, tie_up
from tipline.desk.linking.rules.words import say_of_others, say_possible, say_unused
from tipline.desk.linking.types import IdentifierKind, Judgement

if TYPE_CHECKING:
    from collections.abc import Collection

    import psycopg

    Cursor = psycopg.Cursor[tuple[Any, ...]]

NAMED = f"""
SELECT i.report_id, i.value_id, i.path, i.at, i.thing, i.role IN {NO_TIE}, v.kind, v.reports,
    v.joins, v.pairs, v.corroborated, v.marked_viral
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s::bigint[]) AND v.reports > 1 ORDER BY v.id, i.report_id
"""  # noqa: S608  words of ours

LAST_SAID = """
SELECT DISTINCT ON (one, other) one, other, judgement, judged_by, judged_at, reason
FROM linking_judged
WHERE one = ANY(%(reports)s::bigint[]) AND other = ANY(%(reports)s::bigint[])
ORDER BY one, other, judged_at DESC, id DESC
"""

HELD = "SELECT reports FROM linking_tally"

_SECONDS_OF_A_DAY = 86_400


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A value that two reports share, by reference: its field in each.

    `reports` of the store hold it, `bits` is log2(reports held / these). `days` lie between the
    times that the two reports give for it; None where one gives none. `not_used` says why it joins
    nobody, None where it does, alone or beside another.
    """

    kind: IdentifierKind
    field: str
    other_field: str
    reports: int
    bits: float
    days: float | None
    not_used: str | None


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of two reports last: who, when, why."""

    judgement: Judgement
    by: str
    at: datetime
    reason: str


class Named(msgspec.Struct, frozen=True):
    """A stored line: one report names one value that others name too."""

    report: int
    value_id: int
    path: str
    at: datetime | None
    thing: int
    is_listed: bool
    kind: IdentifierKind
    reports: int
    joins: bool
    pairs: int
    corroborated: int
    marked_viral: int


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """What some reports share: the lines by report and value, the ties, what people said."""

    held: int
    named: Mapping[int, Mapping[int, Named]]
    ties: tuple[Tie, ...]
    said: Mapping[tuple[int, int], Said]

    def between(self, one: int, other: int, *, tie: Tie | None = None) -> tuple[Evidence, ...]:
        """Return what two reports share, strongest first; of a tie, its values only."""
        mine, theirs = self.named.get(one, {}), self.named.get(other, {})
        shared = mine.keys() & theirs.keys()
        used = {value for each in self.ties for value in _values(each) if _holds(each, one, other)}
        if tie is not None:
            shared &= set(_values(tie))
        found = [self._say(mine[value], theirs[value], used) for value in sorted(shared)]
        return tuple(sorted(found, key=lambda each: (-each.bits, each.field)))

    def _say(self, mine: Named, theirs: Named, used: Collection[int]) -> Evidence:
        return Evidence(
            kind=mine.kind,
            field=mine.path,
            other_field=theirs.path,
            reports=mine.reports,
            bits=bits_of(self.held, mine.reports),
            days=_days(mine.at, theirs.at),
            not_used=None if mine.value_id in used else _why_unused(mine),
        )


def gather(cursor: Cursor, reports: Collection[int]) -> Gathered:
    """Read what reports share with each other and with others; call it inside `acting`."""
    ids = number_array(sorted(reports))
    named: dict[int, dict[int, Named]] = {}
    for row in cursor.execute(NAMED, (ids,)).fetchall():
        line = _say_named(row)
        named.setdefault(line.report, {})[line.value_id] = line
    shared = [
        Shared(one.report, str(one.value_id), one.kind, one.thing, one.reports, one.joins)
        for lines in named.values()
        for one in lines.values()
        if not one.is_listed
    ]
    judged = [
        pair
        for pair in read_judged(cursor, reports)
        if pair.one in set(reports) and pair.other in set(reports)
    ]
    tally = cursor.execute(HELD).fetchone()
    return Gathered(
        held=tally[0] if tally else 0,
        named=named,
        ties=(*tie_up(shared), *sure_ties(judged)),
        said=read_said(cursor, reports),
    )


def _say_named(row: tuple[Any, ...]) -> Named:
    report, value_id, path, at, thing, is_listed, kind, *counts = row
    return Named(report, value_id, path, at, thing, is_listed, KIND_OF[kind], *counts)


def read_said(cursor: Cursor, reports: Collection[int]) -> dict[tuple[int, int], Said]:
    """Return what people said last of each two of some reports; the lower id comes first."""
    rows = cursor.execute(LAST_SAID, {"reports": number_array(sorted(reports))}).fetchall()
    return {
        (one, other): Said(judgement=Judgement(word), by=by, at=at, reason=reason)
        for one, other, word, by, at, reason in rows
    }


def _values(tie: Tie) -> tuple[int, ...]:
    return tuple(int(one) for one in tie.key if one.isdigit())


def _holds(tie: Tie, one: int, other: int) -> bool:
    return one in tie.reports and other in tie.reports


def _days(one: datetime | None, other: datetime | None) -> float | None:
    if one is None or other is None:
        return None
    return round(abs((one - other).total_seconds()) / _SECONDS_OF_A_DAY, 1)


def _why_unused(named: Named) -> str:
    if named.joins and is_decisive(named.kind):
        return say_of_others(named.reports)
    if named.joins:
        return say_possible(named.kind, named.reports)
    return say_unused(
        named.kind, named.reports, named.pairs, named.corroborated, named.marked_viral
    )
