"""The print says what is known and no more: who chose, from where, what nobody looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from made_packets import AT, FULL_REPORT, NUMBER, contents
from tipline.desk.location.datasets.library import Datasets
from tipline.desk.location.rules.locating import locate
from tipline.desk.location.rules.times import read_event_time
from tipline.desk.location.types import Hypothesis, Located, Locator, LocatorKind, Source, Whose
from tipline.desk.routing.packet.printed.addresses import address_table
from tipline.desk.routing.packet.printed.front import front_page
from tipline.desk.routing.types import Heard, Override, Route, RoutedReport, RouteRule
from tipline.report.types import (
    AccountType,
    AssociatedAccount,
    DateTime,
    InternetDetails,
    IpCaptureEvent,
    Peer2peerIncident,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.desk.routing.packet.types import PacketReport
    from tipline.report.types import Report


def words_of(flowables: Iterable[object]) -> str:
    """Return the words of a part of the print, tables included."""
    said = []
    for one in flowables:
        if isinstance(one, list | tuple):
            said.append(words_of(one))
        elif cells := getattr(one, "_cellvalues", None):
            said.extend(words_of(row) for row in cells)
        else:
            said.append(getattr(one, "text", "") or str(one) * isinstance(one, str))
    return "\n".join(said)


def seen_at(address: str) -> IpCaptureEvent:
    at = DateTime("2026-11-20T10:00:07Z")
    return IpCaptureEvent(ip_address=address, date_time=at, port=52113)


def report_of(report: Report, **parts: object) -> PacketReport:
    return msgspec.structs.replace(contents(report).reports[0], **parts)


def test_every_address_of_a_report_is_printed_whatever_part_of_it_names_it():
    peers = InternetDetails(
        peer2peer_incident=Peer2peerIncident(ip_capture_event=(seen_at("203.0.113.7"),))
    )
    (account,) = FULL_REPORT.person_or_user_reported
    other = AssociatedAccount(
        type=next(iter(AccountType)), ip_capture_event=(seen_at("203.0.113.8"),)
    )
    report = msgspec.structs.replace(
        FULL_REPORT,
        internet_details=(peers,),
        person_or_user_reported=(msgspec.structs.replace(account, associated_account=(other,)),),
    )

    said = words_of(address_table(report_of(report)))

    assert "203.0.113.7" in said
    assert "203.0.113.8" in said
    assert "No network address was sent" not in said


def test_an_address_that_was_never_looked_up_is_not_called_unknown():
    report = FULL_REPORT
    located = locate(report, (), Datasets(()), report_id=NUMBER, sender_name="Example Chat")

    assert "not looked up yet" in words_of(address_table(report_of(report)))
    said = words_of(address_table(report_of(report, located=located)))
    # The address of the file was not among what was located.
    assert "not looked up: " in said
    assert "No installed dataset knows it" in said
    assert "not looked up yet" not in said


def test_the_question_to_a_network_operator_is_printed_with_address_port_and_time():
    (account,) = FULL_REPORT.person_or_user_reported
    account = msgspec.structs.replace(account, ip_capture_event=(seen_at("203.0.113.7"),))
    report = msgspec.structs.replace(FULL_REPORT, person_or_user_reported=(account,))
    locator = Locator(
        path="report.personOrUserReported[1].ipCaptureEvent[1]",
        kind=LocatorKind.IP_ADDRESS,
        whose=Whose.REPORTED,
        event=read_event_time(account.ip_capture_event[0].date_time),
        version=4,
        has_port=True,
    )
    found = Hypothesis(
        locator=locator,
        source=Source(name="made-up gazetteer", licence="CC0-1.0, made up"),
        country="US",
        operator="Example Net",
    )
    located = Located(report_id=NUMBER, counted=1, locators=(locator,), hypotheses=(found,))

    said = words_of(address_table(report_of(report, located=located)))

    assert "Example Net" in said
    assert (
        "Which subscriber used the public address 203.0.113.7, source port 52113, at"
        " 2026-11-20 10:00:07 UTC"
    ) in said


def routed(agency: str | None, primary: str | None, **parts: object) -> RoutedReport:
    route = Route(
        report_id=str(NUMBER),
        primary=primary,
        rule=RouteRule.STATE,
        rule_text="the task force of the state",
        reasons=(),
        said_by=("network",),
    )
    return RoutedReport(
        report_id=str(NUMBER),
        agency=agency,
        agency_name=None,
        route=route,
        generation=1,
        table_version="made up",
        decided_at=AT,
        **({"override": None, "heard": ()} | parts),
    )


def printed_front(one: RoutedReport) -> str:
    made = contents()
    packet = msgspec.structs.replace(
        made,
        reports=(msgspec.structs.replace(made.reports[0], routed=one),),
        names={"us-icac-al": "Alabama ICAC Task Force", "us-hsi": "HSI", "person:1": "Ada Ash"},
    )
    return words_of(front_page(packet, []))


def test_the_print_says_that_a_person_chose_and_what_the_rules_say():
    chosen = Override(agency="us-hsi", reason="They asked for it", actor="person:1", at=AT)

    said = printed_front(routed("us-hsi", "us-icac-al", override=chosen))

    assert "HSI, chosen by a person" in said
    assert "Ada Ash chose HSI on 2026-11-22 10:00 UTC: They asked for it." in said
    assert "The rules say Alabama ICAC Task Force." in said
    assert "chose" not in printed_front(routed("us-icac-al", "us-icac-al"))


def test_the_print_names_who_must_hear_under_the_choice_that_holds():
    chosen = Override(agency="us-hsi", reason="They asked for it", actor="person:1", at=AT)
    rules_say = Heard(agency="us-icac-al", whose=Whose.REPORTED, rule=RouteRule.STATE, reasons=())

    said = printed_front(routed("us-hsi", "us-icac-al", override=chosen, heard=(rules_say,)))

    assert "Must hear, too" in said
    assert "Alabama ICAC Task Force" in said[said.index("Must hear, too") :]


def test_an_agency_that_left_the_tables_is_not_printed_as_unroutable():
    said = printed_front(routed("xx-gone", "xx-gone"))

    assert "xx-gone (no longer in the tables)" in said
    assert "unroutable" not in said
    assert "unroutable" in printed_front(routed(None, None))


def test_a_place_that_one_kind_of_evidence_says_is_printed_as_such():
    said = printed_front(routed("us-icac-al", "us-icac-al"))

    assert "The place is said by network: one kind of evidence alone, confirm it." in said
