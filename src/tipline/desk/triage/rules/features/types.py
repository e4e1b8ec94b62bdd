"""Say what a feature is, and what it declares to be read from."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class FeatureKind(StrEnum):
    """What values a feature takes."""

    FLAG = "flag"
    NUMBER = "number"
    LEVEL = "level"


class Scope(StrEnum):
    """Where a feature is read: in the report, the store, its cluster, label lists, by analysts."""

    REPORT = "report"
    STORE = "store"
    CLUSTER = "cluster"
    LABEL = "label"
    ANALYST = "analyst"


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a policy may ask about.

    `reads` are the fields whose values decide it, `notices` those of which it only matters that
    they say anything, `compares` those that are compared for equality, as keyed fingerprints.
    Paths are those of the wire without numbers; `*` stands for anything. `label:`, `analyst:` and
    `store:` name what is no field of a report.

    `names_what`: a rule's text may leave a place for what was found. `askable`: somebody could
    still say it; `fact` then names in words what would be known, and `ask` puts the question.
    `ranks` is false for what is only shown.
    """

    name: str
    kind: FeatureKind
    scope: Scope
    meaning: str
    levels: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    compares: tuple[str, ...] = ()
    fact: str = ""
    ask: str = ""
    names_what: bool = False
    ranks: bool = True

    @property
    def askable(self) -> bool:
        """Whether somebody could say it who has not: only then can it be unknown."""
        return bool(self.ask)
