"""Hold every rate that a made-up world follows, each with its source or with why it is assumed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A published count: what, how many of which unit, whose, of when, and how it was read."""

    name: str
    measure: str
    value: float
    unit: str
    scope: str
    year: str
    source_title: str
    source_url: str
    mark: str


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """A number that the world follows, with its unit; `mark` is a figure's mark or `assumed`."""

    name: str
    value: float
    unit: str
    mark: str
    why: str = ""
    formula: str = ""
    sources: tuple[Figure, ...] = ()


@cache
def all_rates() -> dict[str, Rate]:
    """Read every rate of `rates.toml` by its name; raises KeyError if one cites no figure."""
    text = resources.files("tipline.synthetic").joinpath("rates.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)
    figures = {name: Figure(name=name, **row) for name, row in tables["figure"].items()}
    return {name: _read_rate(name, row, figures) for name, row in tables["rate"].items()}


def rate(name: str) -> float:
    """Give the value of one rate, in the unit that `all_rates` states."""
    return all_rates()[name].value


def _read_rate(name: str, row: dict[str, object], figures: dict[str, Figure]) -> Rate:
    unit, why = str(row["unit"]), str(row.get("why", ""))
    if "value" in row:
        value = float(str(row["value"]))
        return Rate(name=name, value=value, unit=unit, mark="assumed", why=why)
    over = [figures[each] for each in _names(row, "of")]
    under = [figures[each] for each in _names(row, "per")]
    times = float(str(row.get("times", 1)))
    value = times * sum(each.value for each in over) / (sum(each.value for each in under) or 1)
    return Rate(
        name=name,
        value=value / 100 if row.get("percent") else value,
        unit=unit,
        mark="cited",
        why=why,
        formula=_write_formula(over, under, times),
        sources=(*over, *(each for each in under if each not in over)),
    )


def _names(row: dict[str, object], key: str) -> list[str]:
    named = row.get(key, [])
    return [str(each) for each in named] if isinstance(named, list) else []


def _write_formula(over: list[Figure], under: list[Figure], times: float) -> str:
    text = " + ".join(each.name for each in over)
    if under:
        text = f"{text} / ({' + '.join(each.name for each in under)})"
    return f"{times:g} x {text}" if times != 1 else text
