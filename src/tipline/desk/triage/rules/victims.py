"""Count the victims of a cluster: as different only where two values of one kind say so."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tipline.desk.triage.rules.people_facts import VictimPrint
    from tipline.desk.triage.rules.store_facts import Held

Source = tuple[int, str]
# A victim of one report: its number and the victim's place in it.
_Child = tuple[int, int]

# Two children may well have one of these in common.
_SHARED = {"first name", "last name"}


def count_victims(members: Sequence[Held]) -> tuple[Source, ...]:
    """Return one report and field for each victim that is surely another one.

    Those of one kind of value that tells most apart, or those that one report lists if these are
    more: a child that one report names and another knows by an account is not counted twice.
    """
    seen = [(held, one) for held in members for one in held.evidence.victims]
    one_child = _join(seen)
    kinds: dict[tuple[str, str], list[tuple[_Child, str, Source]]] = defaultdict(list)
    for held, one in seen:
        child = one_child[held.report_id, one.victim]
        kinds[_kind(held, one)].append((child, one.print, (held.report_id, one.field)))
    counted = [_told_apart(alike) for _, alike in sorted(kinds.items())]
    return max([*map(_listed, members), *counted], key=len, default=())


def _listed(held: Held) -> tuple[Source, ...]:
    victims = held.evidence.facts.get("victims")
    return tuple((held.report_id, field) for field in victims.fields) if victims else ()


def _told_apart(alike: Sequence[tuple[_Child, str, Source]]) -> tuple[Source, ...]:
    children: set[_Child] = set()
    prints: set[str] = set()
    sources = []
    for child, print_, source in alike:
        if child not in children and print_ not in prints:
            sources.append(source)
        children.add(child)
        prints.add(print_)
    return tuple(sources)


def _kind(held: Held, one: VictimPrint) -> tuple[str, str]:
    """Return what values are compared within: an account tells apart at one sender only."""
    at_sender = one.kind.startswith(("account", "screen name"))
    return one.kind, held.sender_name if at_sender else ""


def _join(seen: Sequence[tuple[Held, VictimPrint]]) -> Mapping[_Child, _Child]:
    """Return for each listed victim the first of those that are the same child."""
    first: dict[_Child, _Child] = {}
    holder: dict[tuple[tuple[str, str], str], _Child] = {}

    def root(child: _Child) -> _Child:
        while first[child] != child:
            child = first[child]
        return child

    for held, one in seen:
        child = (held.report_id, one.victim)
        first.setdefault(child, child)
        if one.kind in _SHARED:
            continue
        other = holder.setdefault((_kind(held, one), one.print), child)
        first[root(child)] = root(other)
    return {child: root(child) for child in first}
