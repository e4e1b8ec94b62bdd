"""Find the weakest single naming that alone holds two large bodies of reports together.

Reports and ties are the two sides of a graph, and a naming is an edge of it; an edge whose loss
would part the graph is a bridge (Tarjan 1974). Linear in the namings.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Key = tuple[str, ...]
    Node = int | Key
    Tied = tuple[Key, int, Sequence[int]]


def weakest_bridge(ties: Sequence[Tied], *, a_body: int, below: int) -> tuple[int, Key] | None:
    """Return the report and the tie of the lightest bridge between two bodies, or None.

    A tie is its key, its weight and its reports; each side of the bridge holds `a_body` reports
    at least. A tie of weight `below` or more is no candidate. The ties are those of one component.
    """
    weight = {key: heavy for key, heavy, _ in ties}
    found = [
        (weight[key], report, key)
        for report, key, size, total in _bridges(ties)
        if a_body <= size <= total - a_body and weight[key] < below
    ]
    if not found:
        return None
    _, report, key = min(found)
    return report, key


def _bridges(ties: Sequence[Tied]) -> Iterator[tuple[int, Key, int, int]]:
    """Yield each bridge as report and tie, with the reports beyond it and the reports in all."""
    neighbours: dict[Node, list[Node]] = defaultdict(list)
    for key, _, reports in ties:
        for report in reports:
            neighbours[key].append(report)
            neighbours[report].append(key)
    if not neighbours:
        return
    order, parent = _walk(neighbours)
    seen_at = {node: at for at, node in enumerate(order)}
    low = dict(seen_at)
    size = {node: int(isinstance(node, int)) for node in order}
    total = sum(size.values())
    for node in reversed(order):
        above = parent[node]
        for other in neighbours[node]:
            if other != above:
                low[node] = min(low[node], low[other] if parent[other] == node else seen_at[other])
        if above is None:
            continue
        size[above] += size[node]
        if low[node] > seen_at[above]:
            yield (*_naming(node, above), size[node], total)


def _walk(neighbours: dict[Node, list[Node]]) -> tuple[list[Node], dict[Node, Node | None]]:
    """Walk depth first from the first node; return the nodes as they were met, and from where."""
    start = next(iter(neighbours))
    parent: dict[Node, Node | None] = {start: None}
    order: list[Node] = [start]
    open_nodes = [(start, iter(neighbours[start]))]
    while open_nodes:
        node, rest = open_nodes[-1]
        fresh = next((other for other in rest if other not in parent), None)
        if fresh is None:
            open_nodes.pop()
            continue
        parent[fresh] = node
        order.append(fresh)
        open_nodes.append((fresh, iter(neighbours[fresh])))
    return order, parent


def _naming(one: Node, other: Node) -> tuple[int, Key]:
    if isinstance(one, int):
        assert not isinstance(other, int)  # noqa: S101  an edge joins a report and a tie
        return one, other
    assert isinstance(other, int)  # noqa: S101  as above
    return other, one
