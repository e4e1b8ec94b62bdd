"""Read worlds of every kind and see that each is hard in the way that its truth says."""

from __future__ import annotations

import csv
import ipaddress
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tipline.report import parse_file_details, parse_report
from tipline.report.rules import STRICT, check_rules
from tipline.synthetic import World, WorldKind, WorldParameters, generate_world
from tipline.synthetic.dice import Dice
from tipline.synthetic.layouts import Layout
from tipline.synthetic.places import COUNTRIES
from tipline.synthetic.slips import mistype_mailbox, mistype_phone
from tipline.synthetic.writing import Task, write_world

if TYPE_CHECKING:
    from pathlib import Path

    from tipline.report.types import FileDetails, Report
    from tipline.synthetic import WorldReport

LINKING = [WorldKind.HUBS, WorldKind.HOUSEHOLDS, WorldKind.ALIASES, WorldKind.SLIPS,
           WorldKind.RING_ON_A_HUB, WorldKind.MIXED]  # fmt: skip


class Read(NamedTuple):
    """A made-up report as it was made, and as a receiver reads it."""

    made: WorldReport
    report: Report
    files: tuple[FileDetails, ...]


class Worlds(dict):
    """Worlds of 2,000 reports by their kind, each made when it is first asked for."""

    def __missing__(self, kind: WorldKind) -> list[Read]:
        self[kind] = read_world(kind)
        return self[kind]


@pytest.fixture(scope="module")
def worlds() -> Worlds:
    return Worlds()


def read_world(kind: WorldKind) -> list[Read]:
    parameters = WorldParameters(reports=2000, urgent_rate=0.05, kind=kind)
    return [
        Read(
            made,
            parse_report(made.report_xml).model,
            tuple(parse_file_details(raw).model for raw in made.file_details),
        )
        for made in generate_world(parameters, seed=7)
    ]


def identifiers(one: Read) -> set[str]:
    """Give what names an account holder, read from the XML."""
    found = set()
    for subject in one.report.person_or_user_reported:
        found.add(f"{subject.esp_service}/{subject.esp_identifier}")
        found |= {
            f"{each.esp_service}/{each.esp_identifier}" for each in subject.associated_account
        }
        found |= {device.id_value for device in subject.device_id}
        found |= set(subject.profile_url[1:])
        person = subject.person_or_user_reported_person
        if person:
            found |= {email.value.lower() for email in person.email}
            found |= {
                "".join(mark for mark in phone.value if mark.isdigit())[-10:]
                for phone in person.phone
            }
    return found


def declared(one: Read) -> set[str]:
    truth = one.made.truth
    values = {hub.value for hub in truth.hubs}
    return {each for each in identifiers(one) if each in values or each.partition("/")[2] in values}


@pytest.mark.parametrize("kind", [kind for kind in WorldKind if kind is not WorldKind.PLAIN])
def test_every_document_is_valid_and_obeys_every_rule(worlds, kind: WorldKind) -> None:
    now = WorldParameters(reports=1).until
    for one in worlds[kind]:
        assert parse_report(one.made.report_xml).errors == ()
        assert list(check_rules(one.report, one.files, now=now, strictness=STRICT)) == []


@pytest.mark.parametrize("kind", LINKING)
def test_all_that_unrelated_people_share_is_named_by_the_truth(worlds, kind: WorldKind) -> None:
    clusters, known, slipped = defaultdict(set), set(), set()
    for one in worlds[kind]:
        known |= declared(one)
        for each in identifiers(one):
            clusters[each].add(one.made.truth.cluster)
        if "phone" in one.made.truth.slips:
            slipped |= identifiers(one)

    shared = {each for each, people in clusters.items() if len(people) > 1}

    assert shared - known - slipped == set()
    assert shared


def test_hubs_are_shared_by_more_people_than_in_a_plain_world(worlds) -> None:
    people = defaultdict(set)
    for one in worlds[WorldKind.HUBS]:
        for hub in one.made.truth.hubs:
            people[hub.kind, hub.value].add(one.made.truth.cluster)
    largest = {kind: 0 for kind, _ in people}
    for (kind, _), sharing in people.items():
        largest[kind] = max(largest[kind], len(sharing))

    assert min(largest["shared_mailbox"], largest["default_device"]) > 60
    assert largest["exit_address"] > 150


def test_some_people_use_two_hubs(worlds) -> None:
    kinds = [
        {hub.kind for hub in one.made.truth.hubs} - {"carrier_nat", "batched_account"}
        for one in worlds[WorldKind.HUBS]
    ]

    assert sum(len(each) == 2 for each in kinds) > 20


def test_viral_packs_come_whole_and_unflagged(worlds) -> None:
    packed = [
        one.made.truth.viral_files
        for one in worlds[WorldKind.HUBS]
        if one.made.truth.scenario in {"possession", "distribution"} and one.made.truth.viral_files
    ]

    assert len(packed) > 20
    assert all(len(files) == 3 and not any(each.flagged for each in files) for files in packed)
    assert max(Counter(frozenset(each.sha256 for each in files) for files in packed).values()) > 2


def test_a_batched_report_names_accounts_that_are_reported_elsewhere(worlds) -> None:
    elsewhere = defaultdict(set)
    for one in worlds[WorldKind.HUBS]:
        if not one.report.batched_report:
            account = one.report.person_or_user_reported[0].esp_identifier
            elsewhere[account].add(one.made.truth.cluster)
    named = {
        hub.value: one.made.truth.cluster
        for one in worlds[WorldKind.HUBS]
        for hub in one.made.truth.hubs
        if hub.kind == "batched_account"
    }

    assert len(named) > 20
    assert all(elsewhere[value] - {cluster} for value, cluster in named.items())


def test_a_household_shares_a_network_and_is_several_clusters(worlds) -> None:
    homes, devices = defaultdict(set), defaultdict(set)
    for one in worlds[WorldKind.HOUSEHOLDS]:
        hubs = {hub.kind: hub.value for hub in one.made.truth.hubs}
        if "home_network" in hubs:
            homes[hubs["home_network"]].add(one.made.truth.cluster)
            event = one.report.person_or_user_reported[0].ip_capture_event[0]
            assert event.ip_address.startswith(f"{hubs['home_network']}:")
        if "home_device" in hubs:
            devices[hubs["home_device"]].add(one.made.truth.cluster)
            device = one.report.person_or_user_reported[0].device_id[0]
            assert device.id_value == hubs["home_device"]

    assert sum(len(each) > 1 for each in homes.values()) > 100
    assert sum(len(each) > 1 for each in devices.values()) > 15
    assert max(len(each) for each in homes.values()) == 3


def test_an_alias_shares_one_thing_with_an_earlier_account(worlds) -> None:
    by_cluster = defaultdict(list)
    for one in worlds[WorldKind.ALIASES]:
        by_cluster[one.made.truth.cluster].append(one)
    joined = Counter(kind for one in worlds[WorldKind.ALIASES] for kind in one.made.truth.joined_by)

    for kind in ("email", "device", "phone", "payment", "page", "account", "reference"):
        assert joined[kind] > 10, kind
    several = [members for members in by_cluster.values() if len(members) > 2]
    assert len(several) > 100


def test_an_alias_may_name_the_earlier_report_and_nothing_else(worlds) -> None:
    by_key = {one.made.key: one for one in worlds[WorldKind.ALIASES]}
    referring = [
        (one, by_key[one.made.truth.follow_up_of])
        for one in by_key.values()
        if one.made.truth.follow_up_of
    ]
    apart = [
        (one, earlier) for one, earlier in referring if not identifiers(one) & identifiers(earlier)
    ]

    assert len(apart) > 5
    for one, earlier in referring:
        assert one.made.truth.cluster == earlier.made.truth.cluster
        assert one.made.truth.sender == earlier.made.truth.sender
        assert earlier.made.sent_at < one.made.sent_at
        assert earlier.made.number < one.made.number
        (account,) = one.report.person_or_user_reported
        assert account.prior_ct_reports == (earlier.made.number,)


def test_slips_leave_reserved_values_reserved() -> None:
    dice = Dice(3, "slips")
    mailboxes = [mistype_mailbox("anchor.1f.0@example.net", dice) for _ in range(500)]
    numbers = [mistype_phone("+12065550143", dice) for _ in range(500)]

    assert {each.partition("@")[2] for each in mailboxes} == {"example.net"}
    assert all(each[5:10] == "55501" and len(each) == 12 for each in numbers)
    assert 0 < sum(each[:-2] == "+120655501" for each in numbers) < 60
    assert "anchor.1f.0@example.net" not in mailboxes
    assert "+12065550143" not in numbers
    assert len(set(mailboxes)) > 20


def test_what_was_mistyped_was_not_verified(worlds) -> None:
    slipped = Counter()
    for one in worlds[WorldKind.SLIPS]:
        person = one.report.person_or_user_reported[0].person_or_user_reported_person
        for kind in one.made.truth.slips:
            shown = getattr(person, kind) if person else ()
            slipped[kind] += len(shown)
            assert not any(each.verified for each in shown)

    assert slipped["email"] > 50
    assert slipped["phone"] > 1


def test_a_crew_and_strangers_use_one_hub(worlds) -> None:
    using = defaultdict(Counter)
    for one in worlds[WorldKind.RING_ON_A_HUB]:
        for hub in one.made.truth.hubs:
            if hub.kind in {"shared_mailbox", "default_device", "exit_address"}:
                using[hub.value][one.made.truth.cluster] += 1

    assert any(max(each.values()) > 7 and len(each) > 5 for each in using.values())


def test_a_ring_shares_a_hub_and_is_several_clusters(worlds) -> None:
    groups = defaultdict(set)
    for one in worlds[WorldKind.RING_ON_A_HUB]:
        if one.made.truth.group:
            groups[one.made.truth.group].add(one.made.truth.cluster)

    assert groups
    assert all(len(people) >= 3 for people in groups.values())


def test_danger_is_where_the_kind_says(worlds) -> None:
    own = [one.made.truth for one in worlds[WorldKind.DANGER_OWN]]
    assert {each.shown for each in own} == {"own"}

    shown = Counter(
        one.made.truth.shown
        for one in worlds[WorldKind.DANGER_IN_CLUSTER]
        if one.made.truth.tier in {"T0", "T1"}
    )
    assert shown["neighbour"] > 50
    assert shown["together"] > 10


def test_danger_that_two_reports_show_together_is_in_neither(worlds) -> None:
    by_cluster = defaultdict(list)
    for one in worlds[WorldKind.DANGER_IN_CLUSTER]:
        if one.made.truth.shown == "together":
            by_cluster[one.made.truth.cluster].append(one)

    assert by_cluster
    for members in by_cluster.values():
        told = [one for one in members if one.report.victim]
        others = [one for one in members if not one.report.victim]
        assert {one.made.truth.tier for one in members} == {"T1"}
        assert min(one.made.truth.tier_alone for one in members) == "T3"
        child = networks(event for one in told for event in one.report.victim[0].ip_capture_event)
        suspect = networks(
            event
            for one in others
            for event in one.report.person_or_user_reported[0].ip_capture_event
        )
        assert not any(one.report.person_or_user_reported[0].ip_capture_event for one in told)
        assert child & suspect


def networks(events) -> set[ipaddress.IPv6Network]:
    return {
        ipaddress.IPv6Network((event.ip_address, 64), strict=False)
        for event in events
        if ":" in event.ip_address
    }


def test_a_label_makes_the_danger_and_decoys_make_none(worlds) -> None:
    truths = [one.made.truth for one in worlds[WorldKind.DANGER_AFTER_LABEL]]
    at_risk = [t for t in truths if any(each.label == "child_at_risk_now" for each in t.labels)]
    decoys = [t for t in truths if t.labels and t not in at_risk]

    assert len(at_risk) > 5
    assert {(each.tier, each.shown, each.scenario) for each in at_risk} == {
        ("T1", "label", "labelled_file")
    }
    assert {each.tier_alone for each in at_risk} == {"T5"}
    assert len(decoys) > 50
    assert "labelled_file" not in {each.scenario for each in truths if each.tier != "T1"}


def test_a_world_on_disk_has_its_networks_and_its_labels(tmp_path: Path) -> None:
    task = Task(
        parameters=WorldParameters(reports=1000, kind=WorldKind.DANGER_AFTER_LABEL),
        seed=7,
        out=str(tmp_path / "world"),
        layout=Layout.JSON_LINES,
        with_files=False,
    )
    write_world(task, processes=1, tell=lambda _: None)
    entries = read_lines(tmp_path / "world/labels.jsonl")
    truths = read_lines(tmp_path / "world/truth.jsonl")
    told = {(each["sha256"], each["label"]) for truth in truths for each in truth["labels"]}

    assert {(entry["value"], entry["label"]) for entry in entries} == told
    assert len(entries) == len(told)
    rows = list(csv.DictReader((tmp_path / "world/gazetteer.csv").read_text("utf-8").splitlines()))
    assert {row["country"] for row in rows} == {*COUNTRIES, ""}
    assert {row["kind"] for row in rows} == {"residential", "mobile", "vpn"}
    for row in rows:
        assert ipaddress.ip_network(row["network"]).is_private


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("kind", [WorldKind.MIXED, WorldKind.DANGER_IN_CLUSTER])
def test_any_block_of_any_kind_can_be_made_alone(kind: WorldKind) -> None:
    world = World(WorldParameters(reports=2000, kind=kind), 5)

    assert world.make_block(1) == World(WorldParameters(reports=2000, kind=kind), 5).make_block(1)
    assert len(world.make_block(0)) == 1000
