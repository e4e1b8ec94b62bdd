"""The typed values of screen names that are alike."""

from __future__ import annotations

from datetime import date

import msgspec


class NamedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """How one account of a report is called; `group` is what it is never compared within.

    `path` is the field that the screen name was read from. `group` is its cluster, or, where
    accounts are labelled, whose it truly is.
    """

    report: int
    path: str
    group: str
    screen_name: str
    display_name: str | None = None


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """Two accounts that are called alike: log2 of the odds, and the chance that one person is both.

    `one` and `other` are positions in the accounts that were compared, the lower first.
    """

    one: int
    other: int
    bits: float
    probability: float


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """How a model was trained: on what, on how many random pairs, with which library."""

    on: str
    accounts: int
    true_pairs: int
    random_pairs: int
    seed: int
    splink: str
    duckdb: str
    trained: date


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a model finds of labelled accounts: shares of pairs, and how many were found.

    `recall` is of the pairs of one person that any block holds together, `recall_of_all` of all.
    """

    accounts: int
    found: int
    precision: float
    recall: float
    recall_of_all: float
