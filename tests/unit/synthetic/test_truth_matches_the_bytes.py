"""Read the documents with eyes of their own and compare with what the truth says of them."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Protocol

import pytest

from tipline.report.types import EventName, FileAnnotation
from tipline.synthetic.places import gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.report.types import FileDetails, Report
    from tipline.synthetic import WorldReport

    class Read(Protocol):
        """A made-up report as it was made, and as a receiver reads it (conftest)."""

        made: WorldReport
        report: Report
        files: tuple[FileDetails, ...]


def exact_identifiers(one: Read) -> Iterator[tuple[str, str]]:
    """Give what names one account holder and nobody else, read from the XML, normalised."""
    for subject in one.report.person_or_user_reported:
        if subject.esp_identifier:
            yield "account", subject.esp_identifier
        for linked in subject.associated_account:
            yield "account", linked.esp_identifier or ""
        for device in subject.device_id:
            yield "device", f"{device.id_type}|{device.id_value}"
        person = subject.person_or_user_reported_person
        for email in person.email if person else ():
            yield "email", email.value.lower()
        for phone in person.phone if person else ():
            yield "phone", re.sub(r"\D", "", phone.value)[-10:]
    if one.report.person_or_user_reported[0].screen_name:  # a thin report's file joins nothing
        for details in one.files:
            yield from (("file", each.value) for each in details.original_file_hash[:1])


def declared_as_shared(one: Read) -> set[str]:
    """Give the values that the truth says unrelated people share."""
    truth, files = one.made.truth, {each.sha256: each.md5 for each in one.made.files}
    shared = [*truth.known_files, *truth.coincidences, *(each.sha256 for each in truth.viral_files)]
    return {hub.value for hub in truth.hubs} | {files[each] for each in shared}


def is_declared(value: str, declared: set[str]) -> bool:
    return value in declared or value.partition("|")[2] in declared


def test_nothing_is_shared_by_unrelated_people_but_what_the_truth_names(read: list[Read]) -> None:
    clusters: dict[tuple[str, str], set[str]] = defaultdict(set)
    declared: set[str] = set()
    for one in read:
        declared |= declared_as_shared(one)
        for identifier in exact_identifiers(one):
            clusters[identifier].add(one.made.truth.cluster)

    undeclared = [
        identifier
        for identifier, sharing in clusters.items()
        if len(sharing) > 1 and not is_declared(identifier[1], declared)
    ]

    assert undeclared == []


def test_the_exact_parts_of_a_cluster_are_those_that_the_documents_show(read: list[Read]) -> None:
    by_cluster: dict[str, list[Read]] = defaultdict(list)
    for one in read:
        by_cluster[one.made.truth.cluster].append(one)

    assert len(by_cluster) > 1000
    for members in by_cluster.values():
        expected = parts_by_hand(members)
        assert {one.made.key: one.made.truth.exact_part for one in members} == expected
        word = "alone" if len(members) == 1 else "weak" if max(expected.values()) else "exact"
        assert {one.made.truth.joined for one in members} == {word}


def parts_by_hand(members: list[Read]) -> dict[str, int]:
    """Merge reports until no two groups share an identifier; number them as they come."""
    groups: list[tuple[set[str], set[tuple[str, str]]]] = []
    for one in members:
        declared = declared_as_shared(one) - coincidences(one)
        keys = {one.made.key}
        names = {each for each in exact_identifiers(one) if not is_declared(each[1], declared)}
        for group in [each for each in groups if each[1] & names]:
            groups.remove(group)
            keys, names = keys | group[0], names | group[1]
        groups.append((keys, names))
    groups.sort(key=lambda group: min(group[0]))
    return {key: index for index, (keys, _) in enumerate(groups) for key in keys}


def coincidences(one: Read) -> set[str]:
    files = {each.sha256: each.md5 for each in one.made.files}
    return {files[each] for each in one.made.truth.coincidences}


def test_a_world_has_clusters_that_exact_identifiers_join_and_some_that_they_do_not(
    world: list[WorldReport],
) -> None:
    words = Counter(made.truth.joined for made in world)

    assert words["exact"] > 200
    assert words["weak"] > 50
    assert words["alone"] > 1000


def test_one_person_may_make_more_accounts_than_a_hub_has_users(world: list[WorldReport]) -> None:
    sizes = Counter(made.truth.cluster for made in world)
    cluster, size = sizes.most_common(1)[0]
    members = [made.truth for made in world if made.truth.cluster == cluster]

    assert size >= 12
    assert {each.joined for each in members} == {"exact"}


def test_only_what_is_escalated_is_imminent_danger(read: list[Read]) -> None:
    for one in read:
        truth = one.made.truth
        escalated = one.report.incident_summary.escalate_to_high_priority is not None
        assert escalated == (truth.tier_alone == "T0")
        assert truth.tier <= truth.tier_alone


def test_a_look_alike_is_dangerous_for_what_its_neighbour_says(read: list[Read]) -> None:
    cases: dict[str, list[Read]] = defaultdict(list)
    for one in read:
        if one.made.truth.scenario == "look_alike":
            cases[one.made.truth.cluster].append(one)

    assert cases
    for members in cases.values():
        telling = {one.made.key for one in members if one.report.victim}
        assert {one.made.truth.tier for one in members} == {"T1"}
        assert telling == {one.made.key for one in members if one.made.truth.shown == "own"}
        assert 0 < len(telling) < len(members)
        ordinary = [one for one in members if one.made.key not in telling]
        assert {one.made.truth.tier_alone for one in ordinary} == {"T5"}


def test_a_victim_is_named_where_the_scenario_says_so(read: list[Read]) -> None:
    named = {
        one.made.truth.scenario for one in read if any(v.school_name for v in one.report.victim)
    }

    assert named == {"named_victim", "look_alike"}


def test_estimated_locations_are_right_or_wrong_as_told(read: list[Read]) -> None:
    seen = Counter()
    for one in read:
        subject = one.report.person_or_user_reported[0]
        truth = one.made.truth.suspect
        told = [word for word in truth.shown if word.startswith("estimatedLocation")]
        assert bool(told) == (subject.estimated_location is not None)
        if subject.estimated_location:
            right = subject.estimated_location.country_code == truth.country
            assert told == [f"estimatedLocation:{'right' if right else 'wrong'}"]
            seen[right] += 1

    assert min(seen[True], seen[False]) > 20


def test_an_address_lies_in_its_country_s_network_or_is_an_exit(read: list[Read]) -> None:
    networks = [
        (ipaddress.ip_network(text), country)
        for country, texts in gazetteer().items()
        for text in texts
    ]
    exits = ipaddress.ip_network("203.0.113.0/24")
    for one in read:
        hubs = {hub.value: hub.kind for hub in one.made.truth.hubs}
        for event in one.report.person_or_user_reported[0].ip_capture_event:
            address = ipaddress.ip_address(event.ip_address)
            countries = {country for network, country in networks if address in network}
            if address in exits:
                assert hubs[event.ip_address] == "exit_address"
                assert countries == set()
            else:
                assert countries == {one.made.truth.suspect.country}


def test_registration_is_from_the_person_s_own_home(read: list[Read]) -> None:
    homes: dict[ipaddress.IPv6Network, set[str]] = defaultdict(set)
    for one in read:
        for event in one.report.person_or_user_reported[0].ip_capture_event:
            if event.event_name is EventName.REGISTRATION:
                home = ipaddress.IPv6Network((event.ip_address, 64), strict=False)
                homes[home].add(one.made.truth.cluster)

    assert len(homes) > 500
    assert {len(clusters) for clusters in homes.values()} == {1}


def test_hubs_and_viral_files_are_shared_by_many_who_have_nothing_else_in_common(
    world: list[WorldReport],
) -> None:
    clusters: dict[str, set[str]] = defaultdict(set)
    flags: dict[str, set[bool]] = defaultdict(set)
    for made in world:
        for hub in made.truth.hubs:
            clusters[f"{hub.kind} {hub.value}"].add(made.truth.cluster)
        for file in made.truth.viral_files:
            clusters[f"viral {file.sha256}"].add(made.truth.cluster)
            flags[file.sha256].add(file.flagged)

    for kind in ("exit_address", "shared_mailbox", "default_device", "viral"):
        assert max(len(each) for name, each in clusters.items() if name.startswith(kind)) >= 15
    assert {True, False} in flags.values()


def test_a_viral_flag_is_in_the_document_where_the_truth_says_so(read: list[Read]) -> None:
    for one in read:
        flagged = sum(FileAnnotation.VIRAL in (each.file_annotations or ()) for each in one.files)
        assert flagged == sum(each.flagged for each in one.made.truth.viral_files)


def test_a_follow_up_names_an_earlier_report_of_its_cluster(world: list[WorldReport]) -> None:
    by_number = {made.number: made for made in world}
    follow_ups = [made for made in world if made.truth.follow_up_of]

    assert len(follow_ups) > 40
    for made in follow_ups:
        (number,) = made.prior_numbers
        earlier = by_number[number]
        assert b"<priorCTReports>%d</priorCTReports>" % number in made.report_xml
        assert earlier.key == made.truth.follow_up_of
        assert earlier.truth.cluster == made.truth.cluster
        assert earlier.sent_at < made.sent_at
        assert earlier.number < made.number


def test_a_duplicate_is_the_same_bytes_and_a_near_duplicate_another_time(
    read: list[Read],
) -> None:
    by_key = {one.made.key: one for one in read}
    duplicates = [one.made for one in read if one.made.truth.duplicate_of]
    near = [one for one in read if one.made.truth.near_duplicate_of]

    assert len(duplicates) > 5
    assert len(near) > 15
    for made in duplicates:
        first = by_key[made.truth.duplicate_of].made
        assert (made.report_xml, made.file_details) == (first.report_xml, first.file_details)
        assert made.path != first.path
    for one in near:
        first = by_key[one.made.truth.near_duplicate_of]
        assert one.made.files == first.made.files
        time, before = (each.report.incident_summary.incident_date_time for each in (one, first))
        assert time != before


def test_what_is_missing_is_missing(read: list[Read]) -> None:
    for one in read:
        subject, missing = one.report.person_or_user_reported[0], set(one.made.truth.missing)
        events = subject.ip_capture_event
        person = subject.person_or_user_reported_person
        summary = one.report.incident_summary
        assert ("ip" in missing) == (not events)
        assert ("email" in missing) == (not (person and person.email))
        assert ("estimated_location" in missing) == (subject.estimated_location is None)
        assert ("time_meaning" in missing) == (summary.incident_date_time_description is None)
        assert ("files" in missing) == (not one.files)
        assert ("viewed" in missing) == any(each.file_viewed_by_esp is None for each in one.files)
        if events:
            assert ("port" in missing) == (events[1].port is None)
            assert ("capture_time" in missing) == (events[1].date_time is None)


def test_a_wrong_clock_is_off_by_the_hours_told(read: list[Read]) -> None:
    wrong = [one for one in read if one.made.truth.clock_error_hours]

    assert len(wrong) > 5
    for one in read:
        hours = one.made.truth.clock_error_hours
        delay = one.made.sent_at - one.report.incident_summary.incident_date_time.utc
        assert 0 <= delay.total_seconds() + hours * 3600 <= 28 * 3600


def test_what_the_sender_says_of_viewing_is_the_same_in_truth_and_document(
    read: list[Read],
) -> None:
    seen = Counter()
    for one in read:
        if one.files:
            assert {each.file_viewed_by_esp for each in one.files} == {one.made.truth.viewed}
            seen[one.made.truth.viewed] += 1

    assert min(seen[True], seen[False], seen[None]) > 300


def test_a_batched_report_names_several_accounts_and_one_viral_file(read: list[Read]) -> None:
    batched = [one for one in read if one.report.batched_report]

    assert len(batched) > 5
    for one in batched:
        assert one.made.truth.scenario == "batched"
        assert len(one.report.person_or_user_reported) > 1
        assert len(one.files) == 1


@pytest.mark.parametrize("scenario", ["solicitation", "sextortion"])
def test_enticement_is_often_told_in_words_alone(read: list[Read], scenario: str) -> None:
    told = [one for one in read if one.made.truth.scenario == scenario]
    told = [one for one in told if one.made.truth.shown == "own"]

    assert any(not one.files for one in told)
    assert all(one.report.internet_details for one in told)


def test_a_viral_file_lies_beside_victim_evidence_too(world: list[WorldReport]) -> None:
    beside = [
        made.key
        for made in world
        if made.truth.viral_files and made.truth.tier_alone in {"T0", "T1"}
    ]

    assert beside
