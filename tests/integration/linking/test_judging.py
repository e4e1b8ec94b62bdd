"""What people say outranks the machine, stays, and can be taken elsewhere; why is answered."""

from __future__ import annotations

import msgspec
import pytest

from linking_made import NOW, arrival, clusters, drawing, partition, place_all
from tipline.desk.linking.actions import BadJudgement, judge
from tipline.desk.linking.actions.relinking import relink_everything
from tipline.desk.linking.queries import (
    NoSuchReport,
    current_id,
    graph_of,
    path_between,
)
from tipline.desk.linking.queries.review import next_to_judge, review_pair
from tipline.desk.linking.types import IdentifierKind, Judgement
from tipline.trust.audit.models import Event
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.types import Role
from tipline.trust.rows import acting

SAME, DIFFERENT, CANNOT_TELL = Judgement


@pytest.fixture
def analyst(actor):
    return msgspec.structs.replace(actor, roles=frozenset({Role.ANALYST}))


@pytest.fixture
def say(analyst):
    ids = drawing()

    def say(one, other, judgement, reason="seen side by side"):
        return judge(
            analyst,
            one,
            other,
            judgement,
            reason=reason,
            now=NOW,
            draw_id=lambda: ids().replace("clu_", "clu_j"),
        )

    return say


def test_what_was_judged_different_parts_and_stays_parted_when_more_arrives(analyst, say):
    place_all(analyst, [arrival(1, "a"), arrival(2, "a", "b"), arrival(3, "b")])
    assert partition(analyst) == ((1, 2, 3),)

    judged = say(1, 3, DIFFERENT)
    assert partition(analyst) in {((1, 2), (3,)), ((1,), (2, 3))}
    assert judged.conflicts == ()
    ids = drawing()
    place_all(analyst, [arrival(4, "a", "b")], draw_id=lambda: ids().replace("clu_", "clu_k"))

    assert not any({1, 3} <= set(group) for group in partition(analyst))
    assert relink_everything(analyst, now=NOW, draw_id=drawing()).cluster_of == {}


def test_what_was_judged_the_same_is_together_and_comes_apart_when_it_is_taken_back(analyst, say):
    place_all(analyst, [arrival(1, "a"), arrival(2, "b")])
    before = clusters(analyst)

    say(1, 2, SAME)
    assert partition(analyst) == ((1, 2),)
    (merged,) = set(before) - set(clusters(analyst))
    assert current_id(analyst, merged) in clusters(analyst)

    say(1, 2, CANNOT_TELL)
    assert partition(analyst) == ((1,), (2,))


def test_judgements_that_contradict_each_other_are_kept_and_reported(analyst, say):
    place_all(analyst, [arrival(1, "a"), arrival(2, "b"), arrival(3, "c")])
    say(1, 2, SAME)
    say(2, 3, SAME)

    assert say(1, 3, DIFFERENT).conflicts == ((1, 3),)

    assert partition(analyst) == ((1, 2, 3),)
    assert review_pair(analyst, 1, 3).history[0].judgement is DIFFERENT


def test_a_judgement_leaves_an_event_with_its_reason(analyst, say):
    place_all(analyst, [arrival(1, "a"), arrival(2, "b")])

    say(2, 1, SAME, reason="the same handwriting")

    with acting(analyst):
        event = Event.objects.get(kind="linking:reports:judge")
    assert (event.object_id, event.reason, event.actor) == (
        "1 2",
        "the same handwriting",
        analyst.name,
    )
    assert event.after["judgement"] == "same"


def test_a_judgement_takes_a_reason_a_role_and_two_linked_reports(actor, analyst, say):
    place_all(analyst, [arrival(1, "a"), arrival(2, "b")])

    with pytest.raises(NotPermitted, match="takes a reason"):
        say(1, 2, SAME, reason=" ")
    with pytest.raises(BadJudgement, match="no linked report 7"):
        say(1, 7, SAME)
    with pytest.raises(BadJudgement, match="named twice"):
        say(1, 1, SAME)
    auditor = msgspec.structs.replace(actor, roles=frozenset({Role.AUDITOR}))
    with pytest.raises(NotPermitted, match="roles analyst"):
        judge(auditor, 1, 2, SAME, reason="r", now=NOW, draw_id=drawing())


def test_why_shows_the_strongest_path_with_its_values(analyst):
    place_all(
        analyst,
        [
            arrival(1, "a"),
            arrival(2, "a", "home 1", "called amber"),
            arrival(3, "home 1", "called amber"),
            *(arrival(number, "called amber") for number in range(10, 16)),
        ],
    )

    between = path_between(analyst, 1, 3)

    assert between.together
    assert [(step.report_id, step.other) for step in between.steps] == [(1, 2), (2, 3)]
    assert [one.kind for one in between.steps[0].evidence] == [IdentifierKind.EMAIL]
    assert {one.kind for one in between.steps[1].evidence} == {
        IdentifierKind.HOME_NETWORK,
        IdentifierKind.DISPLAY_NAME,
    }
    assert between.steps[0].evidence[0].bits == 2.2  # log2 of 9 reports held, 2 of which have it
    assert between.shared == ()


def test_why_says_why_not(analyst, say):
    place_all(
        analyst,
        [
            arrival(1, "home 1", "called amber"),
            arrival(2, "home 1", "called olive"),
            arrival(3, "x"),
            arrival(4, "x"),
        ],
    )
    say(3, 4, DIFFERENT, reason="two brothers")

    apart = path_between(analyst, 1, 2)
    assert not apart.together
    assert "nothing independent beside it: a possible link" in apart.shared[0].not_used
    assert path_between(analyst, 1, 3).why == "They share nothing."
    assert path_between(analyst, 3, 4).why.endswith("two brothers")
    with pytest.raises(NoSuchReport, match="no linked report 9"):
        path_between(analyst, 1, 9)


def test_what_would_change_most_is_judged_next_and_what_was_judged_is_not(analyst, say):
    big = [arrival(number, "a") for number in range(1, 5)]
    other = [arrival(number, "b") for number in range(5, 8)]
    shared = [arrival(8, "a", "home 1"), arrival(9, "b", "home 1")]
    small = [arrival(20, "home 2", "called x"), arrival(21, "home 2", "called y")]
    place_all(analyst, [*big, *other, *shared, *small])

    found = next_to_judge(analyst)

    assert [(pair.report_id, pair.other, pair.would_move) for pair in found] == [
        (8, 9, 4),
        (20, 21, 1),
    ]
    say(8, 9, CANNOT_TELL)
    assert [pair.report_id for pair in next_to_judge(analyst)] == [20]


def test_a_pair_is_shown_with_what_saying_something_would_change(analyst):
    place_all(analyst, [arrival(1, "a"), arrival(2, "a", "b"), arrival(3, "b"), arrival(4, "c")])

    assert review_pair(analyst, 1, 3).if_different == 1
    assert review_pair(analyst, 1, 4).if_same == 1
    assert review_pair(analyst, 1, 4).if_different == 0


def test_the_network_of_a_cluster_is_a_tree_around_a_report(analyst):
    place_all(
        analyst, [arrival(number, f"link {number}", f"link {number + 1}") for number in (1, 2, 3)]
    )
    (cluster_id,) = clusters(analyst)

    graph = graph_of(analyst, cluster_id, around=2)

    assert (graph.around, graph.reports, set(graph.report_ids)) == (2, 3, {1, 2, 3})
    assert {(edge.report_id, edge.other) for edge in graph.edges} == {(2, 1), (2, 3)}
    assert graph_of(analyst, cluster_id, around=1, shown=2).report_ids == (1, 2)


def test_what_was_judged_different_before_anything_joined_it_is_not_brought_together(analyst, say):
    ids = drawing()
    place_all(analyst, [arrival(1, "a"), arrival(2, "b")], draw_id=ids)
    say(1, 2, DIFFERENT)

    place_all(analyst, [arrival(3, "a", "b")], draw_id=ids)

    assert not any({1, 2} <= set(group) for group in partition(analyst))
    assert relink_everything(analyst, now=NOW, draw_id=drawing()).cluster_of == {}
