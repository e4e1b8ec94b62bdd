"""Hold docs/reference/synthetic-worlds.md to the code that it describes."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tipline.synthetic.breaking import WAYS
from tipline.synthetic.hidden import HIDDEN_SCENARIOS
from tipline.synthetic.kinds import WorldKind
from tipline.synthetic.rates import Rate, all_rates
from tipline.synthetic.shares import ALL_SCENARIOS
from tipline.synthetic.types import Truth

PAGE = (Path(__file__).parents[3] / "docs/reference/synthetic-worlds.md").read_text("utf-8")


def row_of(each: Rate) -> str:
    source = f"assumed: {each.why}"
    if each.mark == "cited":
        source = f"`{each.formula}`" + (f"; {each.why}" if each.why else "")
    return f"| {each.name} | {each.value:.4g} | {each.unit} | {source} |"


@pytest.mark.parametrize("name", list(all_rates()))
def test_every_rate_is_listed_as_it_is(name: str) -> None:
    assert row_of(all_rates()[name]) in PAGE


def test_every_figure_is_listed_with_its_source() -> None:
    figures = {source.name: source for each in all_rates().values() for source in each.sources}

    for each in figures.values():
        assert (
            f"| {each.name} | {each.value:,.0f} | {each.unit} | {each.year} "
            f"| [{each.source_title}]({each.source_url}) | {each.mark} |"
        ) in PAGE


def test_every_scenario_is_listed_with_its_tier() -> None:
    for each in (*ALL_SCENARIOS, *HIDDEN_SCENARIOS):
        assert f"| {each.name} | {each.tier} | {each.why} |" in PAGE


@pytest.mark.parametrize("kind", list(WorldKind))
def test_every_kind_of_world_is_explained(kind: WorldKind) -> None:
    explained = PAGE.partition("## Kinds of worlds")[2].partition("## Raised on purpose")[0]

    assert f"\n| {kind} |" in explained


def test_every_field_of_the_truth_is_explained() -> None:
    explained = PAGE.partition("## The truth of a report")[2].partition("## Scenarios")[0]

    for field in msgspec.structs.fields(Truth):
        assert f"`{field.name}`" in explained


def test_every_way_of_breaking_is_named() -> None:
    for way in WAYS:
        assert way in PAGE
