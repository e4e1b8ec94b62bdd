"""What must not change the tier of a whole cluster does not, also beside labels and findings."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_clusters import POLICY, decision, held
from made_reports import a_file, a_report, md5_of
from tipline.desk.triage.rules.covering import cover_dangers, find_uncovered
from tipline.desk.triage.rules.overriding import StandingOverride, weigh
from tipline.desk.triage.rules.ranking import (
    encode_decision,
    find_dangers,
    rank_members,
    read_decision,
    reasons_of,
)
from tipline.desk.triage.rules.vocabulary import FINDINGS, LABELS
from tipline.desk.triage.types import Origin, Tier
from tipline.report.types import (
    Address,
    EstimatedLocation,
    FileAnnotation,
    IpCaptureEvent,
    Person,
    Victim,
)
from unit.triage.test_counterfactuals import clusters, with_account, with_person

statements = st.fixed_dictionaries(
    {
        "labels": st.lists(st.sampled_from(sorted(LABELS)), max_size=2, unique=True),
        "findings": st.lists(st.sampled_from(sorted(FINDINGS)), max_size=2, unique=True),
    }
)
stated = st.lists(statements, min_size=3, max_size=3)
RAISING = sorted(set(LABELS) - {"viral", "not_an_offence", "known_series"})


def hold_all(cluster: Any, said: Any, **parts: Any):
    return [
        held(report, *files, report_id=number, **one, **parts)
        for number, ((report, files), one) in enumerate(zip(cluster, said, strict=False), 1)
    ]


def tier_of(cluster: Any, said: Any, **parts: Any) -> Tier:
    return decision(*hold_all(cluster, said, **parts)).tier


@given(clusters(), stated, st.sampled_from(["US", "BE", "IN"]), st.sampled_from(["A", "Č", "名"]))
@settings(max_examples=150, deadline=None)
def test_place_name_and_sender_leave_the_tier_of_a_cluster(cluster, said, country, name):
    def elsewhere(report: Any) -> Any:
        moved = with_person(
            report, address=(Address(country=country, city="X", zip_code="1"),), last_name=name
        )
        return with_account(
            moved,
            esp_service=name,
            estimated_location=EstimatedLocation(country_code=country, city=name),
            ip_capture_event=(IpCaptureEvent(ip_address="198.51.100.7"),),
        )

    changed = [(elsewhere(report), files) for report, files in cluster]

    assert tier_of(changed, said, sender_name=name) == tier_of(cluster, said)


@given(clusters(), stated, st.sampled_from(sorted(FINDINGS)), st.integers(0, 2))
@settings(max_examples=150, deadline=None)
def test_a_finding_never_lowers_a_cluster(cluster, said, code, at):
    more = [dict(one) for one in said]
    more[at % len(cluster)]["findings"] = [*more[at % len(cluster)]["findings"], code]

    assert tier_of(cluster, more) <= tier_of(cluster, said)


@given(clusters(), stated, st.sampled_from(RAISING))
@settings(max_examples=150, deadline=None)
def test_a_label_of_danger_never_lowers_a_cluster_but_what_it_makes_old(cluster, said, label):
    """A listed file is no first-seen one; every other reason of the cluster stays."""
    more = [{**one, "labels": [*one["labels"], label]} for one in said]
    novelty = {"NEW_FILE_CLASSIFIED", "NEW_FILE_OF_AN_INFANT", "NEW_SELF_PRODUCED_FILE"}

    before = decision(*hold_all(cluster, said))
    after = decision(*hold_all(cluster, more))

    if not novelty & {reason.code for reason in before.reasons}:
        assert after.tier <= before.tier


@given(clusters(), stated)
@settings(max_examples=150, deadline=None)
def test_neither_a_viral_label_nor_one_that_clears_lowers_evidence_of_a_victim(cluster, said):
    report, files = cluster[0]
    victim = Victim(victim_person=Person(first_name="A"))
    cluster[0] = (msgspec.structs.replace(report, victim=(*report.victim, victim)), files)
    marked = [{**one, "labels": [*one["labels"], "viral", "not_an_offence"]} for one in said]

    assert tier_of(cluster, marked, marked=True, elsewhere=50) <= Tier.T1


@given(clusters(), stated, st.integers(0, 2))
@settings(max_examples=150, deadline=None)
def test_one_more_report_never_lowers_a_cluster_but_by_making_files_old(cluster, said, at):
    whole = hold_all(cluster, said)
    alone = [whole[at % len(whole)]]

    assert decision(*whole).tier <= decision(*alone).tier


@given(clusters(), stated)
@settings(max_examples=150, deadline=None)
def test_what_lists_and_analysts_say_is_cited_and_gone_with_them(cluster, said):
    members = hold_all(cluster, said)
    standing = rank_members(members, POLICY)

    for one in standing.ranked:
        given_labels = {label.label for label in one.held.labels}
        given_findings = {finding.code for finding in one.held.findings}
        for reason in reasons_of(one, POLICY):
            if reason.provenance is None:
                continue
            if reason.provenance.origin is Origin.LABEL:
                assert reason.provenance.entry in given_labels
            else:
                assert given_findings
                assert reason.provenance.by == "person:1"
    silent = [msgspec.structs.replace(one, labels=(), findings=()) for one in members]
    for one in rank_members(silent, POLICY).ranked:
        assert all(reason.provenance is None for reason in reasons_of(one, POLICY))


@given(clusters(), stated)
@settings(max_examples=100, deadline=None)
def test_the_same_cluster_and_statements_give_the_same_bytes_and_survive_being_stored(
    cluster, said
):
    members = hold_all(cluster, said)
    raw = encode_decision(decision(*members))

    assert encode_decision(decision(*reversed(members))) == raw
    assert encode_decision(read_decision(raw)) == raw


@given(clusters(), stated)
@settings(max_examples=100, deadline=None)
def test_what_would_move_a_cluster_most_would_move_it_so(cluster, said):
    members = hold_all(cluster, said)
    standing = rank_members(members, POLICY)
    most = decision(*members).moves_most

    if most is None:
        return
    asked = next(one for one in standing.ranked if str(one.held.report_id) == most.report_id)
    reached = {
        POLICY.tier_of((*asked.values[:at], value, *asked.values[at + 1 :]))
        for at, values in POLICY.told_apart
        if asked.values[at] is None
        for value in values
    }
    assert most.tier == min(reached) < standing.ranked[0].tier


@pytest.mark.parametrize("label", sorted(LABELS))
def test_every_label_moves_what_it_says_and_a_known_series_nothing(label):
    file = a_file(md5_of(3))
    moved = {"child_at_risk_now": "T1", "sought_child": "T1", "current_production": "T2",
             "viral": "T6", "not_an_offence": "T6", "known_series": "T5"}  # fmt: skip

    assert decision(held(a_report(), file, labels=[label])).tier == moved[label]


def test_a_reason_names_what_was_in_fact_found():
    both = held(
        a_report(),
        a_file(md5_of(1), file_annotations=frozenset({FileAnnotation.VIRAL})),
        a_file(md5_of(2), potential_meme=True),
    )
    contact = held(
        a_report(victim=(Victim(screen_name="a", profile_url=("https://example.com",)),))
    )

    assert (
        decision(both).reasons[0].text
        == "No file is news: 1 marked as viral and 1 marked as a meme"
    )
    assert decision(contact).reasons[0].text == "Stated of a victim: a screen name and a profile"


def test_a_victim_seen_at_the_reported_person_s_network_is_access():
    def at(address: str, **parts: Any) -> IpCaptureEvent:
        return IpCaptureEvent(ip_address=address, **parts)

    child = held(a_report(victim=(Victim(ip_capture_event=(at("2001:db8:1:2::7"),)),)))
    adult = held(
        a_report(reported={"ip_capture_event": (at("2001:db8:1:2:aaaa::1"),)}), report_id=2
    )
    proxy = held(
        a_report(reported={"ip_capture_event": (at("2001:db8:1:2::1", possible_proxy=True),)}),
        report_id=3,
    )
    other = held(a_report(reported={"ip_capture_event": (at("2001:db8:1:3::1"),)}), report_id=4)
    shared = held(a_report(victim=(Victim(ip_capture_event=(at("192.0.2.7"),)),),
                           reported={"ip_capture_event": (at("192.0.2.7"),)}))  # fmt: skip

    found = decision(child, adult).reasons
    assert found[0].code == "SAME_HOME_NETWORK"
    assert found[0].field == "report.victim[1].ipCaptureEvent[1]"
    for apart in ((child, proxy), (child, other), (child,), (shared,)):
        assert "SAME_HOME_NETWORK" not in {one.code for one in decision(*apart).reasons}


def test_dangers_are_the_reports_that_show_it_by_themselves_the_newest_first():
    escalated = {"escalate_to_high_priority": "why"}
    old = held(a_report(summary=dict(escalated)), report_id=1)
    newer = held(a_report(summary=dict(escalated)), report_id=2)
    ordinary = held(a_report(), a_file(), report_id=3)

    newest, first = find_dangers(rank_members([old, newer, ordinary], POLICY), POLICY)

    assert (newest.report_id, newest.since) == (2, newer.received_at)
    assert first.report_id == 1
    assert find_dangers(rank_members([ordinary], POLICY), POLICY) == ()


def test_a_word_covers_copies_of_what_it_covered_and_no_other_report():
    escalated = {"escalate_to_high_priority": "why"}
    lowered = held(a_report(summary=dict(escalated)), report_id=1)
    copy = msgspec.structs.replace(lowered, report_id=2)
    other = msgspec.structs.replace(lowered, report_id=3, content="other")
    covered = cover_dangers(rank_members([lowered], POLICY), POLICY, Tier.T5)

    def uncovered(*members: Any) -> str | None:
        return find_uncovered(rank_members(list(members), POLICY), POLICY, Tier.T5, covered)

    assert uncovered(lowered, copy) is None
    assert uncovered(lowered, copy, other) == "3"
    assert uncovered(lowered, held(a_report(), a_file(), report_id=4)) is None


tiers = st.sampled_from(list(Tier))


@given(tiers, st.lists(st.tuples(tiers, tiers), max_size=3))
@settings(max_examples=200, deadline=None)
def test_no_word_hides_danger_that_is_graver_than_what_it_was_spoken_of(policy_tier, words):
    overrides = [
        StandingOverride(
            override_id=number,
            report_id=number,
            tier=tier,
            policy_tier=then,
            by="person:1",
            reason="why",
            at=held(a_report()).received_at,
        )
        for number, (tier, then) in enumerate(words)
    ]

    tier, said = weigh(policy_tier, overrides)

    assert len(said) == len(words)
    if tier > policy_tier:
        assert any(word.policy_tier_then <= policy_tier and word.holds for word in said)
    if any(one < policy_tier for one, _ in words):
        assert tier < policy_tier
