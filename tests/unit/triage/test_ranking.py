"""Where a cluster stands under the policy that comes with tipline, and why."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from made_clusters import POLICY, RECEIVED, codes, decision, held, own_codes, ranked
from made_reports import a_file, a_report
from tipline.desk.triage.queries.timing import clocks_of
from tipline.desk.triage.rules.ranking import encode_decision, what_moves_most
from tipline.report.types import (
    BatchedReport,
    DateTime,
    FileAnnotation,
    IncidentType,
    IndustryClassification,
    IntendedRecipient,
    Person,
    ReportAnnotation,
    Victim,
)

ESCALATED = {"escalate_to_high_priority": "why"}
NAMED = (Victim(victim_person=Person(first_name="A")),)
SEEN = {"file_viewed_by_esp": True, "industry_classification": IndustryClassification.A2}
VIRAL = {"file_annotations": frozenset({FileAnnotation.VIRAL})}


@pytest.mark.parametrize(
    ("tier", "member"),
    [
        ("T0", held(a_report(summary=dict(ESCALATED)))),
        (
            "T0",
            held(
                a_report(
                    summary={
                        "report_annotations": frozenset(
                            {ReportAnnotation.SADISTIC_ONLINE_EXPLOITATION}
                        )
                    }
                )
            ),
        ),
        ("T1", held(a_report(victim=NAMED))),
        ("T1", held(a_report(summary={"incident_type": IncidentType.CHILD_SEXUAL_MOLESTATION}))),
        ("T2", held(a_report(), a_file(**SEEN))),
        (
            "T2",
            held(a_report(), a_file(file_annotations=frozenset({FileAnnotation.LIVE_STREAMING}))),
        ),
        ("T3", held(a_report(summary={"incident_type": IncidentType.ONLINE_ENTICEMENT}))),
        ("T3", held(a_report(reported={"group_identifier": "g"}))),
        ("T4", held(a_report(intended_recipient=(IntendedRecipient(),)))),
        ("T4", held(a_report(), a_file(publicly_available=True))),
        ("T5", held(a_report(), a_file())),
        ("T5", held(a_report(additional_info="a description"))),
        ("T6", held(a_report(), a_file(**VIRAL))),
        ("T6", held(a_report(batched_report=BatchedReport()), a_file(**VIRAL))),
        ("T6", held(a_report(account="u-77"))),
    ],
)
def test_the_tier_follows_from_the_evidence(tier, member):
    assert decision(member).tier == tier


def test_a_file_that_others_hold_is_not_new():
    assert decision(held(a_report(), a_file(**SEEN), elsewhere=1)).tier == "T5"


def test_a_copy_of_a_report_does_not_make_its_file_old_or_the_cluster_larger():
    original = held(a_report(), a_file(**SEEN), content="same")
    copy = held(a_report(), a_file(**SEEN), content="same", report_id=2)

    both = decision(original, copy)

    assert both.tier == "T2"
    assert "SEVERAL_REPORTS" not in [reason.code for reason in both.reasons]


def test_a_file_that_enough_senders_mark_as_viral_is_viral_for_all():
    plain = held(a_report(), a_file(**SEEN), elsewhere=40, marked=True)

    assert decision(plain).tier == "T6"
    assert codes(plain) == ["VIRAL_ONLY"]


def test_a_viral_file_does_not_lower_a_report_with_evidence_of_a_victim():
    assert decision(held(a_report(victim=NAMED), a_file(**VIRAL))).tier == "T1"


def test_why_something_would_stand_last_is_no_reason_where_it_does_not():
    assert codes(held(a_report(summary=dict(ESCALATED)), a_file(**VIRAL))) == [
        "ESCALATED_BY_SENDER"
    ]


def test_an_escalation_elsewhere_counts_for_the_others_and_not_for_the_one_itself():
    escalated = held(a_report(summary=dict(ESCALATED)))
    other = held(a_report(), a_file(), report_id=2)

    assert own_codes([escalated]) == ["ESCALATED_BY_SENDER"]
    assert own_codes([escalated, other]) == ["ESCALATED_BY_SENDER"]
    assert own_codes([escalated, other], report_id=2)[0] == "ESCALATED_ELSEWHERE"


def test_a_reason_of_the_cluster_cites_the_report_that_gave_it():
    escalated = held(a_report(summary=dict(ESCALATED)), report_id=2)
    other = held(a_report(), a_file())

    standing = ranked(escalated, other)

    assert standing.tier == "T0"
    reason = next(r for r in decision(escalated, other).reasons if r.code == "ESCALATED_BY_SENDER")
    assert (reason.report_id, reason.field) == (
        "2",
        "report.incidentSummary.escalateToHighPriority",
    )


def test_victims_of_several_reports_are_counted_once_each():
    def about(name: str, report_id: int):
        victim = Victim(victim_person=Person(age=9), screen_name=name)
        return held(a_report(victim=(victim,)), report_id=report_id)

    assert "SEVERAL_VICTIMS_TOGETHER" not in codes(about("a", 1), about("a", 2))
    assert "SEVERAL_VICTIMS_TOGETHER" in codes(about("a", 1), about("b", 2))


def known_as(report_id: int, *victims: Victim, sender_name: str = "Example Chat"):
    return held(a_report(victim=victims), report_id=report_id, sender_name=sender_name)


def named(name: str) -> Victim:
    return Victim(victim_person=Person(first_name=name))


def test_a_child_named_here_and_known_by_an_account_there_is_not_two():
    by_name, by_account = known_as(1, named("A")), known_as(2, Victim(esp_identifier="v-1"))

    assert "SEVERAL_VICTIMS_TOGETHER" not in codes(by_name, by_account)
    assert "SEVERAL_VICTIMS_TOGETHER" in codes(by_name, by_account, known_as(3, named("B")))


def test_a_child_with_accounts_at_two_senders_is_not_two():
    one = known_as(1, Victim(esp_identifier="v-1"))
    other = known_as(2, Victim(esp_identifier="v-2"), sender_name="Example Photos")

    assert "SEVERAL_VICTIMS_TOGETHER" not in codes(one, other)


def test_what_joins_two_victims_makes_their_other_values_one_child_s():
    one = known_as(1, Victim(esp_identifier="v-1", screen_name="a"))
    other = known_as(2, Victim(esp_identifier="v-1", screen_name="b"))

    assert "SEVERAL_VICTIMS_TOGETHER" not in codes(one, other)


def test_each_victim_is_cited_where_it_stands():
    one = known_as(1, Victim(esp_identifier="v-1"))
    other = known_as(2, Victim(), Victim(esp_identifier="v-2"))

    shared = ranked(one, other).shared["cluster_victims"]

    assert shared.value == 2
    assert shared.sources == ((2, "report.victim[1]"), (2, "report.victim[2]"))
    two = (known_as(1, Victim(esp_identifier="v-1")), known_as(2, Victim(esp_identifier="v-2")))
    assert ranked(*two).shared["cluster_victims"].sources == (
        (1, "report.victim[1].espIdentifier"),
        (2, "report.victim[1].espIdentifier"),
    )


def test_the_harm_that_happened_last_comes_first_within_a_tier():
    def at(moment: str, report_id: int):
        return decision(
            held(a_report(summary={"at": DateTime(moment)}), a_file(), report_id=report_id)
        )

    older, newer = at("2026-10-01T00:00:00Z", 1), at("2026-11-01T00:00:00Z", 2)

    assert newer.sort_key(POLICY.ties) < older.sort_key(POLICY.ties)
    assert older.sort_key(["arrival"]) < newer.sort_key(["arrival"])


def test_the_tier_comes_before_every_tie():
    urgent = decision(held(a_report(summary={**ESCALATED, "at": DateTime("2020-01-01T00:00:00Z")})))
    recent = decision(held(a_report(), a_file()))

    assert urgent.sort_key(POLICY.ties) < recent.sort_key(POLICY.ties)


def test_the_preservation_clock_runs_from_the_first_arrival():
    first, second = held(a_report(), report_id=1), held(a_report(), report_id=2)

    both = decision(second, first)

    assert both.expires_at == RECEIVED + timedelta(minutes=1, days=365)
    assert both.expires == "1"


def test_a_report_that_was_loaded_has_no_clock_and_lends_none():
    loaded = held(a_report(), report_id=1, loaded=True)

    alone, both = decision(loaded), decision(loaded, held(a_report(), report_id=2))

    assert (alone.expires_at, alone.expires) == (None, None)
    assert clocks_of(alone, RECEIVED) == ()
    assert both.expires == "2"


def test_an_unknown_clock_orders_no_two_clusters_and_comes_after_known_ones():
    first, second = (decision(held(a_report(), report_id=n, loaded=True)) for n in (1, 2))
    known = decision(held(a_report(), report_id=3))
    ties = ["preservation_clock"]

    assert first.sort_key(ties) == second.sort_key(ties) > known.sort_key(ties)


def test_the_fact_that_would_move_a_report_most_is_named_with_whom_to_ask():
    most = decision(held(a_report(), a_file(), sender_name="Example Photos")).moves_most

    assert most is not None
    assert (most.fact, most.tier, most.whom) == (
        "first_seen_classified_file",
        "T2",
        "Example Photos",
    )
    assert most.ask.endswith("?")


def test_what_moves_most_is_true():
    member = ranked(held(a_report(), a_file()))
    most = what_moves_most(member, POLICY)

    assert decision(held(a_report(), a_file(**SEEN))).tier == most.tier


@pytest.mark.parametrize(
    "member",
    [held(a_report(summary=dict(ESCALATED)), a_file()), held(a_report(), a_file(**VIRAL))],
)
def test_nothing_moves_what_stands_first_or_what_nobody_can_say_more_of(member):
    assert decision(member).moves_most is None


def test_the_same_cluster_gives_the_same_bytes_in_any_order():
    members = [held(a_report(victim=NAMED), a_file(**SEEN), report_id=n) for n in range(1, 9)]

    assert encode_decision(decision(*members)) == encode_decision(decision(*reversed(members)))


def test_a_decision_survives_being_stored():
    made = decision(held(a_report(), a_file()))

    assert msgspec.json.decode(encode_decision(made), type=type(made)) == made
