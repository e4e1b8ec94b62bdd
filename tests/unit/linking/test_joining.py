"""Which shared values join reports: actors yes, hubs no, and why."""

from __future__ import annotations

from tipline.desk.linking.rules.joining import draw_pairs, is_due, join_reports, say_unused
from tipline.desk.linking.types import Naming


def name(report: int, value: str, thing: int | None = None, *, is_file: bool = False) -> Naming:
    return Naming(report, value, hash(value) % 1000 if thing is None else thing, is_file)


def test_reports_that_name_nothing_in_common_stay_apart():
    joined = join_reports([name(1, "a"), name(2, "b")])

    assert joined.clusters == ((1,), (2,))


def test_a_chain_of_shared_values_is_one_cluster():
    joined = join_reports([name(1, "a"), name(2, "a"), name(2, "b"), name(3, "b")])

    assert joined.clusters == ((1, 2, 3),)


def test_a_value_of_nine_reports_joins_without_any_second_witness():
    joined = join_reports([name(report, "a") for report in range(9)])

    assert joined.clusters == (tuple(range(9)),)
    assert joined.judgements == {}


def test_a_value_of_ten_reports_that_share_nothing_else_joins_none():
    joined = join_reports([name(report, "a") for report in range(10)])

    assert len(joined.clusters) == 10
    assert joined.judgements["a"].corroborated == 0


def test_a_prolific_account_joins_however_many_reports_it_has():
    namings = [name(report, value) for report in range(500) for value in ("account", "email")]

    assert join_reports(namings).clusters == (tuple(range(500)),)


def test_the_two_hashes_of_one_file_are_no_two_witnesses():
    namings = [
        name(report, value, thing=7, is_file=True)
        for report in range(20)
        for value in ("md5", "sha1")
    ]

    assert len(join_reports(namings).clusters) == 20


def test_viral_files_that_travel_in_packs_do_not_vouch_for_each_other():
    namings = [
        name(report, f"file {number}", thing=number, is_file=True)
        for report in range(30)
        for number in range(3)
    ]

    joined = join_reports(namings)

    assert len(joined.clusters) == 30
    assert joined.judgements["file 0"].corroborated == 0


def test_a_file_that_one_trader_sends_again_and_again_joins():
    namings = [
        naming
        for report in range(30)
        for naming in (name(report, "file", is_file=True), name(report, "account"))
    ]

    assert join_reports(namings).clusters == (tuple(range(30)),)


def test_an_address_that_is_also_the_account_name_is_no_second_witness():
    namings = [
        name(report, value, thing=3) for report in range(20) for value in ("mail", "account")
    ]

    assert len(join_reports(namings).clusters) == 20


def test_a_hub_does_not_join_the_actors_that_touch_it():
    namings = [
        naming
        for report in range(60)
        for naming in (name(report, "hub"), name(report, f"actor {report // 2}"))
    ]

    joined = join_reports(namings)

    assert joined.clusters == tuple((report, report + 1) for report in range(0, 60, 2))
    assert not joined.judgements["hub"].joins


def test_a_person_whose_reports_name_few_things_each_hangs_together_through_the_others():
    values = [("email",), ("device",), ("email", "device"), ("email", "phone"), ("phone",)]
    namings = [
        name(report, value)
        for report in range(60)
        for value in (*values[report % 5], f"own {report}")
    ]

    joined = join_reports(namings)

    assert joined.clusters == (tuple(range(60)),)


def test_a_file_that_one_sender_marks_as_viral_joins_nobody():
    plain = [Naming(report, "file", 1, is_file=True) for report in range(3)]
    marked = Naming(3, "file", 1, is_file=True, is_viral=True)

    assert join_reports(plain).clusters == ((0, 1, 2),)
    assert join_reports([*plain, marked]).clusters == ((0,), (1,), (2,), (3,))


def test_why_a_value_is_not_used_is_said_in_counts():
    assert say_unused(12_000, 64, 0, is_file=False, marked_viral=0) == (
        "a value shared by 12,000 reports that share nothing else: not used"
    )
    assert say_unused(30, 64, 1, is_file=True, marked_viral=0) == (
        "a widely held file shared by 30 reports of which only 1 of 64 drawn pairs share anything"
        " else: not used"
    )
    assert say_unused(30, 0, 0, is_file=True, marked_viral=4) == (
        "a file in 30 reports, viral by 4 of them: not used"
    )


def test_the_order_of_the_namings_changes_nothing():
    namings = [name(report, f"value {report % 7}") for report in range(40)]

    assert join_reports(namings) == join_reports(reversed(namings))


def test_the_same_pairs_are_drawn_again():
    assert draw_pairs("value", 1000) == draw_pairs("value", 1000)
    assert len(draw_pairs("value", 1000)) == 64
    assert len(draw_pairs("value", 11)) == 55


def test_a_million_reports_cost_some_thirty_examinations():
    examined, count = 0, 0
    for reports in range(1, 1_000_000):
        if is_due(reports, examined):
            examined, count = reports, count + 1

    assert 25 < count < 35
