"""What is said of one person is compared with nothing that is said of another."""

from __future__ import annotations

from typing import Any

from made_gazetteers import a_dataset, a_library
from made_reports import a_file, a_report
from tipline.desk.location.datasets.library import Datasets
from tipline.desk.location.rules.locating import MOST_LOCATORS, locate
from tipline.desk.location.rules.where import summarise
from tipline.desk.location.types import (
    Caution,
    DatasetKind,
    NetworkKind,
    Recipient,
    Rung,
    Standing,
    Where,
)
from tipline.report.types import (
    Address,
    AssociatedAccount,
    DateTime,
    IpCaptureEvent,
    Person,
    Phone,
    Victim,
)


def seen(address: str) -> IpCaptureEvent:
    return IpCaptureEvent(
        ip_address=address, date_time=DateTime("2026-11-10T12:30:45Z"), port=50_000
    )


def where_of(datasets: Datasets, *files: Any, **parts: Any) -> Where:
    report = a_report(**parts)
    return summarise(locate(report, files, datasets, report_id=7, sender_name="Example Chat"))


def test_two_children_are_two_sides_and_confirm_nothing_of_each_other(tmp_path):
    datasets = a_library(tmp_path, "network,country\n192.0.2.0/24,GB\n")
    first = Victim(victim_person=Person(phone=(Phone(value="+44 20 7946 0123"),)))
    second = Victim(ip_capture_event=(seen("192.0.2.1"),))

    sides = where_of(datasets, victim=(first, second)).sides

    assert [one.holder for one in sides] == ["report.victim[1]", "report.victim[2]"]
    assert [one.country.claims[0].independent for one in sides] == [1, 1]
    assert {one.rung for one in sides} == {Rung.ONE_SOURCE}


def test_the_tenth_child_comes_after_the_second(tmp_path):
    children = tuple(
        Victim(victim_person=Person(address=(Address(country="US"),))) for _ in range(10)
    )

    sides = where_of(a_library(tmp_path), victim=children).sides

    assert [one.holder for one in sides] == [f"report.victim[{at}]" for at in range(1, 11)]


def test_one_dataset_s_word_on_two_addresses_is_one_source(tmp_path):
    datasets = a_library(tmp_path, "network,country\n192.0.2.0/24,US\n")
    events = (seen("192.0.2.1"), seen("192.0.2.2"))

    [side] = where_of(datasets, reported={"ip_capture_event": events}).sides

    assert side.country.standing is Standing.SINGLE
    assert len(side.country.claims[0].witnesses) == 2


def test_a_registry_is_no_operator_and_nobody_s_to_ask(tmp_path):
    text = "2|x|20261101|1|19830705|20261101|+0000\nx|US|ipv4|192.0.2.0|256|20100101|allocated|a\n"
    datasets = Datasets([a_dataset(tmp_path, text, kind=DatasetKind.RIR)])

    where = where_of(datasets, reported={"ip_capture_event": (seen("192.0.2.1"),)})

    assert where.sides[0].operator.standing is Standing.SILENT
    assert [one.operator for one in where.hypotheses] == [None]
    asks = [one for one in where.asks if one.recipient is Recipient.NETWORK_OPERATOR]
    assert [one.operator for one in asks] == [None]


def test_operators_that_differ_are_a_conflict_and_each_is_asked(tmp_path):
    one = "network,country,operator,kind\n192.0.2.0/24,US,Example Cable,residential\n"
    other = "network,country,operator,kind\n192.0.2.0/24,US,Another Example,mobile\n"
    datasets = a_library(tmp_path, one, other)

    where = where_of(datasets, reported={"ip_capture_event": (seen("192.0.2.1"),)})

    [side] = where.sides
    assert side.operator.standing is Standing.CONFLICT
    assert side.network.standing is Standing.CONFLICT
    assert [claim.value for claim in side.network.claims] == ["mobile", "residential"]
    asks = [one for one in where.asks if one.recipient is Recipient.NETWORK_OPERATOR]
    assert {one.operator for one in asks} == {"Example Cable", "Another Example"}
    assert all("another operator is named" in one.text for one in asks)


def test_two_long_lists_leave_the_address_that_a_file_came_from(tmp_path):
    many = tuple(seen(f"192.0.2.{at % 256}") for at in range(2_500))
    other = AssociatedAccount(ip_capture_event=many, phone=(Phone(value="+1 202 555 0123"),))
    report = a_report(
        reported={"ip_capture_event": many, "associated_account": (other,)},
        victim=(Victim(ip_capture_event=(seen("198.51.100.1"),)),),
    )
    files = (a_file(ip_capture_event=seen("192.0.2.9")),)

    found = locate(report, files, a_library(tmp_path), report_id=7, sender_name="Example Chat")

    paths = [one.path for one in found.locators]
    assert (found.counted, len(paths)) == (5_003, MOST_LOCATORS)
    assert {
        "report.victim[1].ipCaptureEvent[1]",
        "report.personOrUserReported[1].associatedAccount[1].phone[1]",
        "fileDetails[1].ipCaptureEvent",
    } <= set(paths)
    assert paths[-1] == "fileDetails[1].ipCaptureEvent"
    assert sum("associatedAccount[1].ip" in one for one in paths) == 248


def test_a_state_of_the_united_states_beside_another_country_is_said(tmp_path):
    child = Victim(victim_person=Person(address=(Address(country="DE", state="TX"),)))

    where = where_of(a_library(tmp_path), victim=(child,))

    [one] = where.hypotheses
    assert (one.country, one.region) == ("DE", None)
    assert Caution.STATE_OF_ANOTHER_COUNTRY in one.cautions
    assert one.network is NetworkKind.UNKNOWN
