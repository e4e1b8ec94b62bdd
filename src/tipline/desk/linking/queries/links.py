"""Read why reports belong together: the values that they share, and the fields that hold them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.rows import NO_TIE
from tipline.desk.linking.rules.strength import FAMILY_OF
from tipline.desk.linking.rules.ties import Shared, tie_up
from tipline.desk.linking.rules.words import say_of_others, say_possible, say_unused
from tipline.desk.linking.types import IdentifierKind
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tipline.trust.people.types import Actor

# A hub is in as many clusters as it has reports; of a cluster, all values that more than one
# report of the whole store names are read.
SHARED = f"""
SELECT v.id, v.kind, v.reports, v.joins, v.pairs, v.corroborated, v.marked_viral,
    i.report_id, i.path, i.thing, i.role IN {NO_TIE}
FROM linking_identifier i JOIN linking_value v ON v.id = i.value_id
WHERE i.report_id = ANY(%s) AND v.reports > 1 ORDER BY v.id, i.report_id
"""  # noqa: S608  words of ours

UNUSED = """
SELECT v.kind, v.reports, v.pairs, v.corroborated, v.marked_viral, i.report_id, i.path
FROM linking_value v
JOIN linking_identifier i ON i.value_id = v.id AND i.report_id = v.first_report_id
WHERE NOT v.joins ORDER BY v.reports DESC, v.id LIMIT %s
"""


class SharedValue(msgspec.Struct, frozen=True, kw_only=True):
    """A value that reports share: how many in the whole store, which of these, in which fields.

    `not_used` says why it joins none, None where it joins them: alone, or beside a second one.
    """

    kind: IdentifierKind
    reports: int
    holders: tuple[tuple[int, str], ...]
    not_used: str | None


class _Value(msgspec.Struct, frozen=True):
    """A value as it is stored, without its id."""

    kind: IdentifierKind
    reports: int
    joins: bool
    pairs: int
    corroborated: int
    marked_viral: int


def read_cluster_links(actor: Actor, report_ids: Sequence[int]) -> tuple[SharedValue, ...]:
    """Return every value that these reports share with any report of the store.

    `report_ids` are all reports of some clusters.
    """
    holders: dict[int, list[tuple[int, str]]] = defaultdict(list)
    values: dict[int, _Value] = {}
    shared = []
    of_others: set[int] = set()
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(SHARED, (list(report_ids),)).fetchall()
    for value_id, kind, *counts, report_id, path, thing, is_listed in rows:
        value = values.setdefault(value_id, _Value(IdentifierKind(kind), *counts))
        holders[value_id].append((report_id, path))
        if is_listed:
            of_others.add(value_id)
        else:
            shared.append(
                Shared(report_id, str(value_id), value.kind, thing, value.reports, value.joins)
            )
    tied = _tied(shared)
    return tuple(
        _say(value, holders[one], tied[one], is_of_others=one in of_others)
        for one, value in values.items()
    )


def _tied(shared: Iterable[Shared]) -> Mapping[int, set[int]]:
    """Return for each value the reports that it holds together, alone or beside another."""
    tied: dict[int, set[int]] = defaultdict(set)
    for tie in tie_up(shared):
        for value in tie.key:
            tied[int(value)].update(tie.reports)
    return tied


def _say(
    value: _Value, holders: Sequence[tuple[int, str]], tied: set[int], *, is_of_others: bool
) -> SharedValue:
    """Say what a value does: only the reports that it holds together are its holders, if any."""
    kept = [holder for holder in holders if holder[0] in tied]
    return SharedValue(
        kind=value.kind,
        reports=value.reports,
        holders=tuple(kept or holders),
        not_used=None if kept else _why_unused(value, is_of_others=is_of_others),
    )


def _why_unused(value: _Value, *, is_of_others: bool) -> str | None:
    if value.joins and value.kind in FAMILY_OF:
        return say_possible(value.kind, value.reports)
    if value.joins:
        return say_of_others(value.reports) if is_of_others else None
    return say_unused(
        value.kind, value.reports, value.pairs, value.corroborated, value.marked_viral
    )


def read_unused_values(actor: Actor, *, limit: int) -> tuple[SharedValue, ...]:
    """Return the values that join nobody, the most shared first, each with one of its reports."""
    with acting(actor), prepared_cursor() as cursor:
        rows = cursor.execute(UNUSED, (limit,)).fetchall()
    return tuple(
        SharedValue(
            kind=IdentifierKind(kind),
            reports=reports,
            holders=((report_id, path),),
            not_used=say_unused(IdentifierKind(kind), reports, pairs, corroborated, marked),
        )
        for kind, reports, pairs, corroborated, marked, report_id, path in rows
    )
