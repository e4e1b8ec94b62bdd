"""What a victim has, and where a known exit of a VPN is, are no evidence of one offender."""

from __future__ import annotations

from datetime import date

import msgspec

from linking_made import NOW, clusters
from made_reports import a_report
from tipline.desk.linking.queries.possible import possible_links_of
from tipline.desk.linking.types import IdentifierKind
from tipline.desk.location import actions
from tipline.desk.location.datasets.installing import Offer
from tipline.desk.location.types import DatasetKind, NetworkKind
from tipline.report.types import DateTime, Email, IpCaptureEvent, Person, Victim
from tipline.trust.people.types import Role


def a_victim():
    mailbox = Email(value="child@example.org")
    return (Victim(victim_person=Person(email=(mailbox,))),)


def together(actor, one, other):
    return any({one, other} <= members for members in clusters(actor).values())


def test_two_accounts_with_the_same_victim_are_a_possible_link_and_no_cluster(actor, hold):
    one = hold(a_report(account="u-1", victim=a_victim()))
    other = hold(a_report(account="u-2", victim=a_victim()))

    assert not together(actor, one, other)
    [possible] = possible_links_of(actor, one, limit=5)
    assert (possible.report_id, possible.kinds) == (other, (IdentifierKind.EMAIL,))


def test_one_who_is_reported_with_a_mailbox_is_not_joined_with_those_whose_victim_has_it(
    actor, hold
):
    one = hold(a_report(account="u-1", victim=a_victim()))
    other = hold(a_report(account="u-2", emails=["child@example.org"]))
    again = hold(a_report(account="u-3", emails=["child@example.org"]))

    assert together(actor, other, again)
    assert not together(actor, one, other)


def test_the_exit_of_a_vpn_is_no_home(actor, hold, tmp_path):
    def seen(account, address):
        capture = IpCaptureEvent(ip_address=address, date_time=DateTime("2026-11-10T12:30:45Z"))
        reported = {"ip_capture_event": (capture,), "screen_name": "amberkettle"}
        return hold(a_report(account=account, reported=reported))

    exits = tmp_path / "exits.txt"
    exits.write_text("2001:db8:1::/48\n198.51.100.0/24\n", encoding="utf-8")
    offer = Offer(
        file=exits,
        kind=DatasetKind.LIST,
        name="exits",
        licence="CC0-1.0, made up",
        edition=date(2026, 11, 1),
        network=NetworkKind.VPN,
    )
    supervisor = msgspec.structs.replace(actor, roles=frozenset({Role.SUPERVISOR}))
    actions.add_dataset(supervisor, offer, reason="known exits", now=NOW)

    assert together(actor, seen("u-1", "2001:db8:2::1"), seen("u-2", "2001:db8:2::2"))
    assert not together(actor, seen("u-3", "2001:db8:1::1"), seen("u-4", "2001:db8:1::2"))
    assert not together(actor, seen("u-5", "198.51.100.7"), seen("u-6", "198.51.100.7"))
