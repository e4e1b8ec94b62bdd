"""Which shared values join reports: actors yes, hubs and households no, and why."""

from __future__ import annotations

import hashlib

import msgspec

from tipline.desk.linking.rules.everything import link_everything
from tipline.desk.linking.rules.sampling import lot_of
from tipline.desk.linking.rules.words import say_unused
from tipline.desk.linking.types import IdentifierKind, JudgedPair, Judgement, Naming

ACCOUNT = IdentifierKind.ACCOUNT
EMAIL, DEVICE, HOME = IdentifierKind.EMAIL, IdentifierKind.DEVICE, IdentifierKind.HOME_NETWORK
FILE, SCREEN, DISPLAY = (
    IdentifierKind.FILE_HASH,
    IdentifierKind.SCREEN_NAME,
    IdentifierKind.DISPLAY_NAME,
)


def lot(report: int) -> int:
    return lot_of(hashlib.sha256(f"report {report}".encode()).digest())


def name(
    report: int,
    value: str,
    kind: IdentifierKind = EMAIL,
    *,
    thing: int | None = None,
    is_viral: bool = False,
    is_listed: bool = False,
) -> Naming:
    about = int.from_bytes(hashlib.sha256(value.encode()).digest()[:2], "big")
    return Naming(
        report,
        f"{kind}:{value}",
        kind,
        about if thing is None else thing,
        lot(report),
        is_viral,
        is_listed,
    )


def clusters(namings, judgements=()):
    return link_everything(namings, judgements).clusters


def test_reports_that_name_nothing_in_common_stay_apart():
    assert clusters([name(1, "a"), name(2, "b")]) == ((1,), (2,))


def test_a_chain_of_shared_values_is_one_cluster():
    namings = [name(1, "a"), name(2, "a"), name(2, "b"), name(3, "b")]

    assert clusters(namings) == ((1, 2, 3),)


def test_a_value_of_five_reports_joins_without_any_second_witness():
    linked = link_everything([name(report, "a") for report in range(5)])

    assert linked.clusters == (tuple(range(5)),)
    assert linked.examined == {}


def test_a_value_of_six_reports_joins_none_where_each_is_called_otherwise():
    linked = link_everything(
        [
            naming
            for report in range(6)
            for naming in (name(report, "a"), name(report, f"called {report}", DISPLAY))
        ]
    )

    assert len(linked.clusters) == 6
    assert linked.examined["email:a"].corroborated == 0


def test_one_mailbox_at_many_services_is_one_person_until_it_is_used_by_too_many():
    def world(reports):
        return clusters(
            naming
            for report in range(reports)
            for naming in (name(report, "a"), name(report, f"account {report}", ACCOUNT))
        )

    assert world(6) == (tuple(range(6)),)
    assert world(19) == (tuple(range(19)),)
    assert len(world(20)) == 20


def test_values_that_every_report_of_a_sender_names_do_not_vouch_for_each_other():
    def world(boilerplate):
        return clusters(
            naming
            for report in range(200)
            for naming in (
                name(report, f"own {report}"),
                *(name(report, f"boilerplate {number}") for number in range(boilerplate)),
            )
        )

    assert len(world(2)) == 200
    assert len(world(4)) == 200


def test_a_common_place_and_a_viral_file_do_not_vouch_for_a_hub():
    crowd = [
        naming
        for report in range(40)
        for naming in (
            name(report, "hub"),
            name(report, "exit", IdentifierKind.ADDRESS),
            name(report, "viral", FILE, is_viral=report == 7),
            name(report, f"account {report}", ACCOUNT),
        )
    ]

    assert len(clusters(crowd)) == 40


def test_exact_copies_of_a_report_count_once_in_a_sample():
    def hub(report, content):
        about = name(report, content, IdentifierKind.REPORT_CONTENT)
        called = name(report, f"called {content}", DISPLAY)
        return [
            msgspec.structs.replace(one, lot=lot(sum(content.encode())))
            for one in (name(report, "hub"), about, called)
        ]

    copies = [naming for report in range(4) for naming in hub(report, "copy")]
    strangers = [naming for report in range(4, 7) for naming in hub(report, f"content {report}")]

    linked = link_everything([*copies, *strangers])

    assert linked.clusters == ((0, 1, 2, 3), (4,), (5,), (6,))
    assert linked.examined["email:hub"].pairs == 6


def test_a_prolific_account_joins_however_many_reports_it_has():
    namings = [name(report, value) for report in range(250) for value in ("account", "email")]

    assert clusters(namings) == (tuple(range(250)),)


def test_the_hashes_of_one_file_are_no_two_witnesses():
    namings = [
        name(report, value, FILE, thing=7) for report in range(3) for value in ("md5", "sha1")
    ]

    assert clusters(namings) == ((0,), (1,), (2,))


def test_two_files_are_no_two_witnesses_because_files_travel_in_packs():
    namings = [name(report, f"file {number}", FILE) for report in range(3) for number in range(4)]

    assert clusters(namings) == ((0,), (1,), (2,))


def test_a_household_that_shares_its_home_and_its_devices_is_not_one_person():
    namings = [
        naming
        for report in range(4)
        for naming in (
            name(report, "home", HOME),
            name(report, "tablet", DEVICE),
            name(report, f"person {report % 2}", DISPLAY),
        )
    ]

    assert clusters(namings) == ((0, 2), (1, 3))


def test_two_names_alone_join_nobody():
    namings = [
        name(report, value, kind)
        for report in range(2)
        for value, kind in (("amberkettle", SCREEN), ("amber kettle", DISPLAY))
    ]

    assert clusters(namings) == ((0,), (1,))


def test_a_rare_file_joins_beside_a_name_and_a_common_one_does_not():
    def world(holders):
        strangers = [name(100 + number, "file", FILE) for number in range(holders - 2)]
        pair = [
            naming
            for report in (1, 2)
            for naming in (name(report, "file", FILE), name(report, "amber kettle", DISPLAY))
        ]
        return clusters([*strangers, *pair])

    assert (1, 2) in world(6)
    assert (1, 2) not in world(7)


def test_a_name_confirms_a_rare_value_unless_very_many_bear_it():
    def world(bearers):
        crowd = [name(report, "alex", DISPLAY) for report in range(100, 98 + bearers)]
        pair = [
            naming
            for report in (1, 2)
            for naming in (name(report, "home", HOME), name(report, "alex", DISPLAY))
        ]
        return clusters([*crowd, *pair])

    assert (1, 2) in world(300)
    assert (1, 2) not in world(301)


def test_an_address_that_is_also_the_account_name_is_no_second_witness():
    namings = [
        name(report, value, thing=3) for report in range(20) for value in ("mail", "account")
    ]

    assert len(clusters(namings)) == 20


def test_a_hub_does_not_join_the_actors_that_touch_it():
    namings = [
        naming
        for report in range(60)
        for naming in (name(report, "hub"), name(report, f"actor {report // 2}"))
    ]

    linked = link_everything(namings)

    assert linked.clusters == tuple((report, report + 1) for report in range(0, 60, 2))
    assert not linked.examined["email:hub"].joins


def test_a_hub_that_a_ring_uses_joins_the_ring_by_its_other_things_and_nobody_else():
    ring = [
        naming
        for report in range(20)
        for naming in (name(report, "hub"), name(report, f"ring {report % 2}"))
    ]
    bridge = [name(0, "ring 1")]
    strangers = [name(report, "hub") for report in range(100, 140)]

    found = clusters([*ring, *bridge, *strangers])

    assert tuple(range(20)) in found
    assert len(found) == 41


def test_a_person_whose_reports_name_few_things_each_hangs_together_through_the_others():
    values = [("email",), ("device",), ("email", "device"), ("email", "phone"), ("phone",)]
    namings = [
        naming
        for report in range(60)
        for naming in (
            *(name(report, value) for value in values[report % 5]),
            name(report, f"account {report}", ACCOUNT),
        )
    ]

    assert clusters(namings) == (tuple(range(60)),)


def test_a_file_that_one_sender_marks_as_viral_is_no_witness():
    def pair(*, is_viral):
        return [
            naming
            for report in (1, 2)
            for naming in (
                name(report, "file", FILE, is_viral=is_viral and report == 1),
                name(report, "amber kettle", DISPLAY),
            )
        ]

    assert clusters(pair(is_viral=False)) == ((1, 2),)
    assert clusters(pair(is_viral=True)) == ((1,), (2,))


def test_what_a_report_only_lists_joins_it_with_nobody():
    listing = [name(1, f"account {number}", is_listed=True) for number in range(12)]
    named = [name(2, "account 3"), name(3, "account 3"), name(4, "account 4")]

    assert clusters([*listing, *named]) == ((1,), (2, 3), (4,))


def test_what_people_say_outranks_what_is_shared():
    namings = [name(1, "a"), name(2, "a"), name(3, "b")]
    same = JudgedPair(2, 3, Judgement.SAME)
    different = JudgedPair(1, 2, Judgement.DIFFERENT)

    assert clusters(namings, [same]) == ((1, 2, 3),)
    assert clusters(namings, [different]) == ((1,), (2,), (3,))
    assert clusters(namings, [same, different]) == ((1,), (2, 3))
    assert clusters(namings, [JudgedPair(1, 2, Judgement.CANNOT_TELL)]) == ((1, 2), (3,))


def test_a_difference_is_cut_where_the_evidence_is_weakest():
    left = [name(report, f"left {n}") for report in (1, 2, 3) for n in range(3)]
    right = [name(report, f"right {n}") for report in (4, 5, 6) for n in range(3)]
    bridge = [name(3, "between"), name(4, "between")]

    found = clusters([*left, *right, *bridge], [JudgedPair(1, 6, Judgement.DIFFERENT)])

    assert found == ((1, 2, 3), (4, 5, 6))


def test_people_who_contradict_each_other_are_reported_and_the_chain_stays():
    said = [
        JudgedPair(1, 2, Judgement.SAME),
        JudgedPair(2, 3, Judgement.SAME),
        JudgedPair(1, 3, Judgement.DIFFERENT),
    ]

    linked = link_everything([name(1, "a"), name(2, "b"), name(3, "c")], said)

    assert linked.clusters == ((1, 2, 3),)
    assert linked.conflicts == ((1, 3),)


def test_two_large_bodies_that_one_report_holds_together_are_parted():
    def body(first, word):
        return [
            name(report, f"{word} {n}") for report in range(first, first + 200) for n in range(2)
        ]

    bridge = [name(0, "right 0")]

    found = clusters([*body(0, "left"), *body(1000, "right"), *bridge])

    assert found == (tuple(range(200)), tuple(range(1000, 1200)))


def test_two_large_bodies_that_several_reports_hold_together_stay_one():
    def body(first, word):
        return [
            name(report, f"{word} {n}") for report in range(first, first + 200) for n in range(2)
        ]

    bridges = [name(report, "right 0") for report in range(3)]

    assert len(clusters([*body(0, "left"), *body(1000, "right"), *bridges])) == 1


def test_a_ring_of_references_to_prior_reports_is_one_cluster():
    prior = IdentifierKind.PRIOR_REPORT
    namings = [
        name(report, str(number), prior)
        for report in range(30)
        for number in (report, (report + 1) % 30)
    ]

    assert clusters(namings) == (tuple(range(30)),)


def test_why_a_value_is_not_used_is_said_in_counts():
    assert say_unused(EMAIL, 12_000, 496, 0, 0) == (
        "a value shared by 12,000 reports that share nothing else: not used"
    )
    assert say_unused(FILE, 30, 435, 3, 0) == (
        "a widely held file shared by 30 reports of which only 3 of 435 sampled pairs hang together"
        " otherwise: not used"
    )
    assert say_unused(FILE, 30, 0, 0, 4) == "a file in 30 reports, viral by 4 of them: not used"
    assert say_unused(HOME, 61, 0, 0, 0) == (
        "a value shared by 61 reports, too many to say who it is: not used"
    )


def test_the_order_of_the_namings_changes_nothing():
    namings = [name(report, f"value {report % 7}") for report in range(40)]

    assert link_everything(namings) == link_everything(reversed(namings))


def test_a_lot_is_a_signed_number_of_eight_bytes():
    assert lot_of(bytes([255] * 32)) == -1
    assert lot_of(bytes([127]) + bytes(31)) == 127 << 56
