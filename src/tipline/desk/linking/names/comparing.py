"""Say what Splink compares, and compare: everything that touches the library is here.

The library is loaded when it is needed: it comes with the extra `names`.
"""

from __future__ import annotations

import logging
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.linking.names.frequencies import tell_frequencies
from tipline.desk.linking.names.spelling import say_display_name, spell
from tipline.desk.linking.names.types import Alike, Training

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from splink import Linker

    from tipline.desk.linking.names.types import NamedAccount

# A spelling that more accounts have says nothing, and comparing all of them would take forever.
MOST_IN_A_BLOCK = 100
BLOCKS = ("rearranged", "start", "figures")
_PRIOR = "probability_two_random_records_match"


class NamesNotInstalled(Exception):
    """The libraries of screen names are not there."""

    exit_code = 3


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A trained model: Splink's settings with what it learned, and how it was trained."""

    version: str
    training: Training
    settings: dict[str, Any]


def read_model() -> Model:
    """Read the model that comes with tipline."""
    raw = resources.files(__package__).joinpath("model.json").read_bytes()
    return msgspec.json.decode(raw, type=Model)


def untrained_settings() -> dict[str, Any]:
    """Say which columns are compared at which levels, and who is compared with whom."""
    _require()
    import splink.comparison_level_library as level  # noqa: PLC0415  comes with an extra
    import splink.comparison_library as cl  # noqa: PLC0415  likewise
    from splink import SettingsCreator, block_on  # noqa: PLC0415  likewise

    screen_name = cl.CustomComparison(
        output_column_name="screen_name",
        comparison_levels=[
            level.NullLevel("folded"),
            level.ExactMatchLevel("folded", term_frequency_adjustments=True),
            level.ExactMatchLevel("rearranged", term_frequency_adjustments=True),
            level.JaroWinklerLevel("folded", 0.95),
            level.JaroWinklerLevel("folded", 0.88),
            level.ElseLevel(),
        ],
    )
    display_name = cl.JaroWinklerAtThresholds("display_name", [0.95]).configure(
        term_frequency_adjustments=True
    )
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="account",
        comparisons=[screen_name, display_name],
        blocking_rules_to_generate_predictions=[block_on(f"block_{each}") for each in BLOCKS],
        retain_matching_columns=False,
    ).create_settings_dict(sql_dialect_str="duckdb")


def lay_out(accounts: Sequence[NamedAccount]) -> pa.Table:
    """Lay accounts out in columns; `account` is the position. Names that say nothing are left."""
    _require()
    import pyarrow as pa  # noqa: PLC0415  comes with an extra

    rows = []
    for at, account in enumerate(accounts):
        forms = spell(account.screen_name)
        if forms:
            called = say_display_name(account.display_name)
            rows.append(
                {"account": at, "person": account.group, "display_name": called}
                | forms
                | {f"block_{each}": forms[each] for each in BLOCKS}
            )
    names = ("person", "display_name", "folded", "rearranged", "start", "figures")
    fields = [("account", pa.int64())]
    fields += [(each, pa.string()) for each in (*names, *(f"block_{each}" for each in BLOCKS))]
    return _empty_large_blocks(pa.Table.from_pylist(rows, schema=pa.schema(fields)))


def _empty_large_blocks(table: pa.Table) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415  comes with an extra
    import pyarrow.compute as pc  # noqa: PLC0415  likewise

    for each in BLOCKS:
        name = f"block_{each}"
        counts = table[name].value_counts()
        many = counts.filter(pc.greater(counts.field("counts"), MOST_IN_A_BLOCK)).field("values")
        kept = pc.if_else(
            pc.is_in(table[name], value_set=many), pa.scalar(None, pa.string()), table[name]
        )
        table = table.set_column(table.schema.get_field_index(name), name, kept)
    return table


def compare(accounts: Sequence[NamedAccount], model: Model, *, least: float) -> list[Alike]:
    """Return the pairs that are alike with a chance of `least` or more, the likeliest first.

    The chance of two random accounts to be one person's falls as accounts grow in number: each
    has as many others of its person as before, among more strangers.
    """
    table = lay_out(accounts)
    if len(table) < 2:  # noqa: PLR2004  a pair
        return []
    prior = model.settings[_PRIOR] * model.training.accounts / len(accounts)
    linker = open_linker(table, model.settings | {_PRIOR: min(prior, 0.5)})
    tell_frequencies(linker, table, model.settings)
    scored = linker.inference.predict(threshold_match_probability=least)
    found = scored.as_duckdbpyrelation().project(
        "least(account_l, account_r) AS one, greatest(account_l, account_r) AS other,"
        " match_weight, match_probability"
    )
    rows = found.order("match_weight DESC, one, other").fetchall()
    return [
        Alike(one=one, other=other, bits=round(bits, 2), probability=round(chance, 4))
        for one, other, bits, chance in rows
        if accounts[one].group != accounts[other].group
    ]


def open_linker(table: pa.Table, settings: dict[str, Any]) -> Linker:
    """Open Splink over accounts in columns."""
    import duckdb  # noqa: PLC0415  comes with an extra
    from splink import Linker  # noqa: PLC0415  likewise
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415  likewise

    logging.getLogger("splink").setLevel(logging.ERROR)
    database = DuckDBAPI(duckdb.connect())
    return Linker(database.register(table), settings, log_level=logging.ERROR)


def _require() -> None:
    """Raise NamesNotInstalled with the remedy where a library is missing."""
    try:
        import splink  # noqa: F401, PLC0415  asked for here, used above
    except ImportError as error:
        raise NamesNotInstalled(
            f"Screen names need libraries that are not installed ({error.name}). Install them with"
            " `pip install 'tipline[names]'`."
        ) from error
