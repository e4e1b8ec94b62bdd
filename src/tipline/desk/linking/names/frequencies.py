"""Say how common each name is, also where few accounts are held.

Left to itself the library counts in the accounts that it compares. Two accounts of five hundred
that share a name make that name common by their very likeness, and in a small store nothing is
ever found.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pyarrow as pa
    from splink import Linker

# How many groups what was learned in training counts for: with chances near 1 in 10,000, one group.
LEARNED = 10_000
_THE_PAIR_ITSELF = 2


def tell_frequencies(linker: Linker, table: pa.Table, settings: Mapping[str, Any]) -> None:
    """Tell the library how common each value of each weighed column is.

    Counted in groups (clusters), since one of them says its name in every report; without the two
    of the pair itself; and towards what training learned of such values, as if LEARNED groups more
    had been seen.
    """
    groups = table["person"].to_pylist()
    for column, chance in _weighed(settings):
        held = Counter(
            value for _, value in set(zip(groups, table[column].to_pylist(), strict=True))
        )
        held.pop(None, None)
        everybody = len(set(groups)) + LEARNED
        rows = [
            {
                column: value,
                f"tf_{column}": (max(count - _THE_PAIR_ITSELF, 0) + LEARNED * chance) / everybody,
            }
            for value, count in sorted(held.items())
        ]
        if rows:
            _register(linker, rows, column)


def _register(linker: Linker, rows: list[dict[str, Any]], column: str) -> None:
    import pyarrow as pa  # noqa: PLC0415  comes with an extra

    told = linker._db_api.register(pa.Table.from_pylist(rows))  # noqa: SLF001  no other way to it
    linker.table_management.register_term_frequency_lookup(told, column)


def _weighed(settings: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield each column whose values are weighed, and the chance that strangers agree in it."""
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if "tf_adjustment_column" in level and level.get("tf_adjustment_weight", 1.0):
                yield level["tf_adjustment_column"], level["u_probability"]
