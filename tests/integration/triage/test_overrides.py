"""A person's word against the policy holds, shows, survives re-ranking, and hides no new danger."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from made_reports import a_report
from tipline.desk.triage.actions import (
    acknowledge_page,
    override_tier,
    revoke_override,
    state_finding,
    withdraw_finding,
)
from tipline.desk.triage.errors import NotPossible
from tipline.desk.triage.queries import explain_report, read_cluster, read_queue
from tipline.desk.triage.queries.overrides import list_overrides
from tipline.desk.triage.queries.paging import list_pages
from tipline.desk.triage.types import Tier
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.report.types import Person, Victim
from tipline.trust.audit.models import Event
from tipline.trust.rows import acting

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ESCALATED = {"escalate_to_high_priority": "why"}
NAMED = (Victim(victim_person=Person(first_name="A")),)
WHY = "the account is known from another case"


def rows(actor):
    process_waiting(Done())
    return read_queue(actor, offset=0, limit=100, now=NOW).rows


def counts(actor) -> dict[str, int]:
    page = read_queue(actor, offset=0, limit=1, now=NOW)
    return {count.tier.value: count.clusters for count in page.counts if count.clusters}


def test_a_cluster_stands_where_a_person_put_it_and_shows_what_the_policy_says(actor, hold):
    held = hold(a_report(account="u-1", additional_info="x"))
    (row,) = rows(actor)

    override_tier(actor, row.cluster_id, Tier.T1, reason=WHY, now=NOW)

    (moved,) = rows(actor)
    assert (moved.tier, moved.policy_tier) == (Tier.T1, Tier.T5)
    (word,) = moved.disagreements
    assert (word.tier, word.policy_tier, word.by, word.reason, word.holds) == (
        Tier.T1,
        Tier.T5,
        actor.name,
        WHY,
        True,
    )
    assert counts(actor) == {"T1": 1}
    assert read_cluster(actor, moved.cluster_id, now=NOW).row == moved
    explained = explain_report(actor, held, now=NOW)
    assert explained.same_as_stored
    assert explained.disagreements == moved.disagreements


def test_a_word_survives_new_reports_and_other_rankings(actor, hold):
    hold(a_report(account="u-1", additional_info="x"))
    (row,) = rows(actor)
    override_tier(actor, row.cluster_id, Tier.T2, reason=WHY, now=NOW)
    rows(actor)

    hold(a_report(account="u-1", additional_info="more"))

    (later,) = rows(actor)
    assert (later.tier, later.policy_tier, later.report_count) == (Tier.T2, Tier.T5, 2)


def test_who_lowered_a_tier_hides_no_danger_that_comes_later(actor, hold):
    hold(a_report(account="u-1", reported={"group_identifier": "g"}))
    (row,) = rows(actor)
    assert row.tier == Tier.T3
    override_tier(actor, row.cluster_id, Tier.T6, reason=WHY, now=NOW)
    assert [one.tier for one in rows(actor)] == [Tier.T6]

    hold(a_report(account="u-1", victim=(Victim(victim_person=Person(first_name="A")),)))

    (later,) = rows(actor)
    assert (later.tier, later.policy_tier) == (Tier.T1, Tier.T1)
    assert [word.holds for word in later.disagreements] == [False]


def test_who_lowered_danger_hides_no_second_danger_and_it_pages(actor, hold):
    hold(a_report(account="u-1", summary=dict(ESCALATED)))
    (row,) = rows(actor)
    (page,) = list_pages(actor)
    acknowledge_page(actor, page.page_id, now=NOW)
    override_tier(actor, row.cluster_id, Tier.T6, reason=WHY, now=NOW)
    assert [one.tier for one in rows(actor)] == [Tier.T6]

    held = hold(a_report(account="u-1", summary=dict(ESCALATED), victim=NAMED))

    (later,) = rows(actor)
    assert (later.tier, later.policy_tier) == (Tier.T0, Tier.T0)
    (word,) = later.disagreements
    assert (word.holds, word.lapsed_for) == (False, str(held))
    assert [one.report_id for one in list_pages(actor)] == [str(held)]
    with acting(actor):
        assert Event.objects.filter(kind="triage:cluster:override-lapse").count() == 1


def test_who_lowered_one_cluster_hides_no_danger_of_another_that_it_merges_with(actor, hold):
    hold(a_report(account="u-1", victim=NAMED))
    hold(a_report(account="u-2", victim=NAMED))
    (row, _) = rows(actor)
    override_tier(actor, row.cluster_id, Tier.T6, reason=WHY, now=NOW)
    assert sorted(one.tier for one in rows(actor)) == [Tier.T1, Tier.T6]

    hold(a_report(account="u-1", emails=["z@example.com"]))
    hold(a_report(account="u-2", emails=["z@example.com"]))

    (merged,) = rows(actor)
    assert (merged.tier, merged.report_count) == (Tier.T1, 4)


def test_a_finding_on_the_report_that_was_lowered_counts_until_it_is_withdrawn(actor, hold):
    held = hold(a_report(account="u-1", summary=dict(ESCALATED)))
    (row,) = rows(actor)
    override_tier(actor, row.cluster_id, Tier.T5, reason=WHY, now=NOW)
    assert [one.tier for one in rows(actor)] == [Tier.T5]

    finding = state_finding(actor, held, "meeting_planned", reason=WHY, now=NOW)
    assert [one.tier for one in rows(actor)] == [Tier.T0]

    withdraw_finding(actor, finding, reason="it was another report", now=NOW)
    assert [one.tier for one in rows(actor)] == [Tier.T5]


def test_a_word_that_lowers_goes_on_while_nothing_graver_than_it_comes(actor, hold):
    hold(a_report(account="u-1", summary=dict(ESCALATED)))
    (row,) = rows(actor)
    override_tier(actor, row.cluster_id, Tier.T5, reason=WHY, now=NOW)

    hold(a_report(account="u-1", additional_info="x"))

    (later,) = rows(actor)
    assert (later.tier, later.policy_tier, later.report_count) == (Tier.T5, Tier.T0, 2)


def test_a_word_that_is_taken_back_counts_no_more_and_stays_on_the_books(actor, hold):
    hold(a_report(account="u-1", additional_info="x"))
    (row,) = rows(actor)
    number = override_tier(actor, row.cluster_id, Tier.T2, reason=WHY, now=NOW)
    rows(actor)

    revoke_override(actor, number, reason="it was another account", now=NOW)

    (back,) = rows(actor)
    assert (back.tier, back.disagreements) == (Tier.T5, ())
    (kept,) = list_overrides(actor)
    assert kept.revoked_reason == "it was another account"
    with acting(actor):
        kinds = Event.objects.filter(kind__startswith="triage:cluster:").values_list("kind")
        assert sorted(kind for (kind,) in kinds) == [
            "triage:cluster:override",
            "triage:cluster:override-revoke",
        ]


def test_what_cannot_be_overridden_is_refused_with_the_remedy(actor, hold):
    hold(a_report(account="u-1", additional_info="x"))
    (row,) = rows(actor)

    with pytest.raises(NotPossible, match="the policy says T5 itself"):
        override_tier(actor, row.cluster_id, Tier.T5, reason=WHY, now=NOW)
    number = override_tier(actor, row.cluster_id, Tier.T2, reason=WHY, now=NOW)
    with pytest.raises(NotPossible, match=f"tipline override revoke {number}"):
        override_tier(actor, row.cluster_id, Tier.T1, reason=WHY, now=NOW)
    with pytest.raises(NotPossible, match="does not stand"):
        revoke_override(actor, number + 1, reason=WHY, now=NOW)
