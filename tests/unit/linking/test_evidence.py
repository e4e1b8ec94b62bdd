"""Networks, pages, names and lists: equal things become equal, and what says nothing is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from made_reports import a_file, a_report
from tipline.desk.linking.evidence.email import normalise_email
from tipline.desk.linking.evidence.file import normalise_pdq
from tipline.desk.linking.evidence.name import normalise_display_name, normalise_screen_name
from tipline.desk.linking.evidence.network import WINDOW_DAYS, windows_of
from tipline.desk.linking.evidence.profile_url import normalise_profile_url
from tipline.desk.linking.evidence.reading import read_identifiers
from tipline.desk.linking.types import IdentifierKind, IdentifierRole
from tipline.report.types import (
    BatchedReport,
    DateTime,
    IpCaptureEvent,
    OriginalFileHash,
    PersonOrUserReported,
)

SEEN = DateTime("2026-10-01T12:00:30Z")


def read(report, files=(), own_number=None):
    return read_identifiers(
        report, files, sender_name="Example Chat", content="c0ffee", own_number=own_number
    )


def seen_at(address, *, port=None, proxy=None, at=SEEN):
    event = IpCaptureEvent(ip_address=address, port=port, possible_proxy=proxy, date_time=at)
    found = read(a_report(reported={"ip_capture_event": (event,)}))
    kinds = {
        IdentifierKind.HOME_NETWORK,
        IdentifierKind.ADDRESS,
        IdentifierKind.SESSION,
    }
    return {(one.kind.name, one.value) for one in found if one.kind in kinds}


def test_an_ipv6_address_says_its_home_and_an_ipv4_address_says_it_for_a_while():
    assert seen_at("2001:db8:0:2a:aaaa::1", at=None) == {("HOME_NETWORK", "2001:db8:0:2a::/64")}
    assert {kind for kind, _ in seen_at("192.0.2.7")} == {"ADDRESS"}
    assert len(seen_at("192.0.2.7")) == 2
    assert seen_at("192.0.2.7", at=None) == set()
    assert seen_at("::ffff:192.0.2.7") == seen_at("192.0.2.7")


def test_an_address_with_its_port_at_one_minute_is_a_session_even_through_a_proxy():
    minute = 29_847_600
    assert datetime.fromtimestamp(minute * 60, UTC) == datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert seen_at("192.0.2.7", port=4000, proxy=True) == {("SESSION", f"192.0.2.7:4000@{minute}")}


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "127.0.0.1", "100.64.0.9", "fe80::1", "2002::1", "::", "no address"]
)
def test_an_address_that_is_the_same_in_many_homes_says_nothing(address):
    assert seen_at(address) == set()


@pytest.mark.parametrize("offset", range(0, 2 * WINDOW_DAYS, 7))
def test_sightings_within_half_a_window_share_one_and_those_beyond_a_window_share_none(offset):
    first = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=offset)

    assert set(windows_of(first)) & set(windows_of(first + timedelta(days=WINDOW_DAYS // 2 - 1)))
    assert not set(windows_of(first)) & set(windows_of(first + timedelta(days=WINDOW_DAYS)))


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("https://www.example.com/u/Amber/", "example.com/u/Amber"),
        ("http://m.example.com:80/u/Amber?utm_source=x#top", "example.com/u/Amber"),
        ("example.com/profile.php?ref=z&id=7", "example.com/profile.php?id=7"),
        ("https://bücher.example/u/1", "xn--bcher-kva.example/u/1"),
        ("https://example.com:8443/u/1", "example.com:8443/u/1"),
        ("https://example.com/", None),
        ("not a page", None),
        ("https://[broken/u", None),
    ],
)
def test_a_page_is_known_by_any_of_its_addresses(text, page):
    assert normalise_profile_url(text) == page


def test_names_are_alike_in_spelling_and_say_nothing_when_too_short():
    assert normalise_screen_name("Amber_Kettle.42") == normalise_screen_name("amberkettle42")
    assert normalise_display_name(" Amber  KETTLE ") == "amber kettle"
    assert normalise_screen_name("abc") is None
    assert normalise_display_name("Anonymous") is None


def test_a_domain_in_another_script_is_the_one_that_is_asked_for_on_the_wire():
    assert normalise_email("a@bücher.example") == normalise_email("a@xn--bcher-kva.example")
    assert normalise_email("a@\u2028.example") is None


def test_a_perceptual_hash_is_no_exact_one_and_a_flat_picture_has_none():
    busy = "0123456789abcdef" * 4

    assert normalise_pdq(OriginalFileHash(value=busy.upper(), hash_type="PDQ")) == f"pdq:{busy}"
    assert normalise_pdq(OriginalFileHash(value="0" * 64, hash_type="pdq")) is None
    assert normalise_pdq(OriginalFileHash(value=busy, hash_type="SHA256")) is None


def test_a_batched_report_lists_its_accounts_and_says_nothing_of_them_together():
    accounts = tuple(PersonOrUserReported(esp_identifier=f"u-{number}") for number in (1, 2))
    batched = a_report(account=None)
    report = type(batched)(
        incident_summary=batched.incident_summary,
        reporter=batched.reporter,
        batched_report=BatchedReport(),
        person_or_user_reported=accounts,
    )

    roles = {one.kind: one.role for one in read(report, [a_file("0123456789abcdef" * 2)])}

    assert roles[IdentifierKind.ACCOUNT] is IdentifierRole.LISTED
    assert roles[IdentifierKind.FILE_HASH] is IdentifierRole.FILE
    assert roles[IdentifierKind.REPORT_CONTENT] is IdentifierRole.REPORT


def test_a_report_with_five_thousand_addresses_lists_them():
    events = tuple(
        IpCaptureEvent(ip_address=f"2001:db8:0:{number:x}::1") for number in range(5_000)
    )

    found = read(a_report(reported={"ip_capture_event": events}))

    homes = [one for one in found if one.kind is IdentifierKind.HOME_NETWORK]
    assert len(homes) == 5_000
    assert {one.role for one in homes} == {IdentifierRole.LISTED}


def test_earlier_reports_are_named_within_the_numbers_of_their_sender():
    report = a_report(reported={"prior_ct_reports": (41, 42)})

    found = {one.value: one.path for one in read(report, own_number=43)}

    assert found["example chat/41"] == "report.personOrUserReported[1].priorCTReports[1]"
    assert found["example chat/43"] == "report"


def digest_of_number(number):
    return sha256(str(number).encode()).hexdigest()[:32]


def test_of_very_many_files_a_report_offers_the_same_few_as_another_and_lists_the_rest():
    def offered(numbers):
        found = read(a_report(), [a_file(digest_of_number(number)) for number in numbers])
        files = [one for one in found if one.kind is IdentifierKind.FILE_HASH]
        return {one.value for one in files if one.role is IdentifierRole.FILE}, len(files)

    few, all_files = offered(range(1, 1_001))

    assert (len(few), all_files) == (200, 1_000)
    assert offered(range(1, 201)) == (
        {f"md5:{digest_of_number(number)}" for number in range(1, 201)},
        200,
    )
    assert offered(range(1_000, 0, -1)) == (few, 1_000)
