"""Count a world of 20,000 reports and compare with the figures that it says it follows."""

from __future__ import annotations

import math
import tomllib
from collections import Counter, defaultdict
from importlib import resources
from typing import NamedTuple

import pytest

from tipline.report.types import IncidentType
from tipline.synthetic import World, WorldParameters
from tipline.synthetic.places import PUBLISHED
from tipline.synthetic.rates import all_rates, rate

ENOUGH = 4.5  # standard errors; a fixed seed either passes or does not
TOGETHER = 1.6  # reports of one person are alike: more variance than independent ones
ANNOTATIONS = {"sextortion": b"<sextortion", "sadistic_exploitation": b"<sadisticOnline"}
TYPES = {
    "enticement": IncidentType.ONLINE_ENTICEMENT,
    "trafficking": IncidentType.CHILD_SEX_TRAFFICKING,
}
WORDS = {"no_port": "port", "no_capture_time": "capture_time", "no_time_meaning": "time_meaning"}


class Counted(NamedTuple):
    """How many of how many, by the name of a rate."""

    there: Counter[str]
    of: Counter[str]
    unique: dict[str, set[str]]


@pytest.fixture(scope="module")
def counted() -> Counted:
    parameters = WorldParameters(reports=20_000, urgent_rate=rate("urgent_published"), placed=False)
    world = World(parameters, seed=11)
    counts = Counted(Counter(), Counter(), defaultdict(set))
    for block in range(world.blocks):
        for made in world.make_block(block):
            count(counts, made)
    return counts


def count(counts: Counted, made) -> None:
    for name, there in facts_of_report(made) | facts_of_place(made) | facts_of_files(made):
        counts.there[name] += there
        counts.of[name] += 1
    for file in made.files:
        counts.there["images"] += file.kind == "image"
        counts.there["videos"] += file.kind == "video"
        counts.of.update(("images", "videos"))
        counts.of[f"unique_{file.kind}s"] += 1
        counts.unique[f"unique_{file.kind}s"].add(file.token)


def facts_of_report(made) -> set[tuple[str, bool]]:
    truth, xml = made.truth, made.report_xml
    facts = {name: kind.value.encode() in xml for name, kind in TYPES.items()}
    facts |= {name: mark in xml for name, mark in ANNOTATIONS.items()}
    facts |= {name: word in truth.missing for name, word in WORDS.items()}
    facts |= {
        "urgent_published": b"<escalateToHighPriority>" in xml,
        "informational": truth.tier == "T6" or truth.scenario == "bare_file",
        "thin": truth.scenario in {"thin", "bare_file"},
        "batched": b"<batchedReport" in xml,
        "distribution": truth.scenario == "distribution",
        "five_largest_senders": truth.sender in {f"Example Provider 00{n}" for n in range(1, 6)},
        "near_duplicate": truth.near_duplicate_of is not None,
        "duplicate": truth.duplicate_of is not None,
        "wrong_clock": truth.clock_error_hours != 0,
        "coincidence": bool(truth.coincidences),
    }
    return set(facts.items())


def facts_of_place(made) -> set[tuple[str, bool]]:
    place = made.truth.suspect
    located = "ipCaptureEvent:right" in place.shown
    facts = {("not_located", not located)}
    if not located:
        return facts
    facts |= {("in_us", place.country == "US")}
    if place.country == "US":
        region = f"<region>{place.state}<".encode()
        return facts | {
            ("us_state_known", region in made.report_xml or "address:right" in place.shown)
        }
    return facts | {(country, place.country == country) for country in PUBLISHED}


def facts_of_files(made) -> set[tuple[str, bool]]:
    facts = {("generative_ai", any(b"<generativeAi" in each for each in made.file_details))}
    if (made.truth.scenario, made.truth.shown) in {("solicitation", "own"), ("sextortion", "own")}:
        facts |= {("text_only_enticement", not made.files)}
    if made.files and made.truth.tier_alone in {"T4", "T5", "T6"}:
        facts |= {("viewed_true", made.truth.viewed is True)}
        facts |= {("viewed_false", made.truth.viewed is False)}
    return facts


SHARES = [
    "enticement", "sextortion", "sadistic_exploitation", "trafficking", "urgent_published",
    "informational", "thin", "batched", "distribution", "generative_ai", "five_largest_senders",
    "not_located", "in_us", "us_state_known", *PUBLISHED, "images", "videos", "near_duplicate",
    "duplicate", "wrong_clock", "coincidence", "text_only_enticement", "viewed_true",
    "viewed_false", *WORDS,
]  # fmt: skip


@pytest.mark.parametrize("name", SHARES)
def test_a_share_is_met_within_sampling_error(counted: Counted, name: str) -> None:
    wanted, of = rate(name), counted.of[name]
    error = TOGETHER * math.sqrt(wanted * (1 - wanted) / of)

    assert of >= 400
    assert abs(counted.there[name] / of - wanted) < ENOUGH * error


@pytest.mark.parametrize("name", ["unique_images", "unique_videos"])
def test_files_repeat_as_often_as_published(counted: Counted, name: str) -> None:
    unique = len(counted.unique[name]) / counted.of[name]

    assert abs(unique - rate(name)) < 0.02


def test_a_report_has_as_many_files_as_published(counted: Counted) -> None:
    assert abs(counted.of["images"] / 20_000 - rate("files_per_report")) < 0.1


def test_every_rate_says_where_it_is_from_or_why_it_is_assumed() -> None:
    for each in all_rates().values():
        assert each.mark in {"cited", "assumed"}
        assert each.unit
        if each.mark == "assumed":
            assert each.why, each.name
        for source in each.sources:
            assert source.mark in {"read", "read-secondary"}
            assert source.source_url.startswith("https://")
            assert source.unit
            assert source.year


def test_a_share_of_reports_is_a_share() -> None:
    assert [each.name for each in all_rates().values() if each.unit.startswith("share")
            and not 0 <= each.value <= 1] == []  # fmt: skip


def test_every_figure_is_used() -> None:
    text = resources.files("tipline.synthetic").joinpath("rates.toml").read_text("utf-8")
    used = {source.name for each in all_rates().values() for source in each.sources}

    assert set(tomllib.loads(text)["figure"]) == used
