"""The low tiers are sampled by a seed that anybody can draw again, and worked by people."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from made_reports import a_report
from tipline.desk.triage.actions.sampling import draw_sample, record_sampled
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.queries import read_queue
from tipline.desk.triage.queries.sampling import list_sampled, read_miss_rate
from tipline.desk.triage.types import Tier
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.report.types import Person, Victim
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.types import Actor, Role

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WHY = "looked at every page of it"
NAMED = (Victim(victim_person=Person(first_name="A")),)


@pytest.fixture
def supervisor(agency) -> Actor:
    return Actor(agency_id=agency.id, name="person:s", roles=frozenset({Role.SUPERVISOR}))


@pytest.fixture
def low(supervisor, hold) -> list[str]:
    """The clusters in T5 and T6, one more in T1."""
    for number in range(8):
        hold(a_report(account=f"u-{number}", additional_info="x" if number % 2 else None))
    hold(a_report(account="u-9", victim=NAMED))
    process_waiting(Done())
    rows = read_queue(supervisor, offset=0, limit=50, now=NOW).rows
    return [row.cluster_id for row in rows if row.tier in {Tier.T5, Tier.T6}]


def test_the_seed_alone_decides_what_is_drawn_from_the_low_tiers_only(supervisor, low):
    drawn = draw_sample(supervisor, size=3, seed="a seed", now=NOW)

    lots = {one: hashlib.sha256(f"a seed{one}".encode()).digest() for one in low}
    assert list(drawn.cluster_ids) == sorted(low, key=lots.__getitem__)[:3]
    assert (drawn.population, drawn.week) == (8, "2026-W47")
    ids = "".join(f"{one}\n" for one in sorted(low))
    assert drawn.population_digest == hashlib.sha256(ids.encode()).hexdigest()


def test_a_week_is_drawn_once_so_that_nobody_draws_until_it_pleases(supervisor, low):
    draw_sample(supervisor, size=3, seed="a", now=NOW)

    with pytest.raises(NotPossible, match="2026-W47 is drawn already"):
        draw_sample(supervisor, size=3, seed="b", now=NOW)
    assert draw_sample(supervisor, size=50, seed="b", now=NOW + timedelta(days=7)).population == 8


def test_what_people_find_gives_the_rate_and_what_they_did_not_work_shows(supervisor, actor, low):
    draw_sample(supervisor, size=4, seed="a", now=NOW)
    first, second, *_ = list_sampled(actor)

    record_sampled(actor, first.sampled_id, Tier.T1, reason=WHY, now=NOW)
    record_sampled(actor, second.sampled_id, second.tier, reason=WHY, now=NOW)

    everything = read_miss_rate(actor)[0]
    assert (everything.drawn, everything.worked, everything.danger.missed) == (4, 2, 1)
    assert everything.unworked_share == 0.5
    assert len(list_sampled(actor)) == 2
    with pytest.raises(NotPossible, match="was worked by person:"):
        record_sampled(actor, first.sampled_id, Tier.T5, reason=WHY, now=NOW)


def test_working_a_sample_moves_nothing_by_itself(supervisor, actor, low):
    draw_sample(supervisor, size=1, seed="a", now=NOW)
    (sampled,) = list_sampled(actor)

    record_sampled(actor, sampled.sampled_id, Tier.T0, reason=WHY, now=NOW)
    process_waiting(Done())

    rows = read_queue(actor, offset=0, limit=50, now=NOW).rows
    assert [row.tier for row in rows if row.cluster_id == sampled.cluster_id] == [sampled.tier]


def test_an_empty_queue_gives_no_sample_and_an_analyst_draws_none(supervisor, actor):
    with pytest.raises(NotPossible, match="no cluster stands in T5 or T6"):
        draw_sample(supervisor, size=1, seed="a", now=NOW)
    with pytest.raises(NotPermitted):
        draw_sample(actor, size=1, seed="a", now=NOW)
