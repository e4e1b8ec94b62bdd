"""Hold sets that grow together: union-find with path halving."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


class Forest(Generic[Node]):
    """Sets of members; whoever was joined with somebody stands in one set with all of theirs."""

    def __init__(self) -> None:
        self._parent: dict[Node, Node] = {}

    def root(self, member: Node) -> Node:
        """Return what stands for the set of a member; a new member is its own set."""
        parent = self._parent
        above = parent.setdefault(member, member)
        while above != member:
            parent[member] = parent[above]
            member = parent[member]
            above = parent[member]
        return member

    def join(self, one: Node, other: Node) -> None:
        """Make one set of two."""
        root, other_root = self.root(one), self.root(other)
        if root != other_root:
            self._parent[other_root] = root

    def sets(self) -> list[list[Node]]:
        """Return all sets, members in the order in which they were first named."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for member in self._parent:
            found[self.root(member)].append(member)
        return list(found.values())
