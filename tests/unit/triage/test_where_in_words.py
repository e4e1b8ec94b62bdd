"""The page tells people of one side apart, and says in what sources contradict each other."""

from __future__ import annotations

from made_gazetteers import a_library
from made_reports import a_report
from tipline.desk.location.rules.locating import locate
from tipline.desk.location.rules.where import summarise
from tipline.desk.triage.views.where import show_where
from tipline.report.types import DateTime, IpCaptureEvent, Victim


def seen(address: str) -> IpCaptureEvent:
    return IpCaptureEvent(ip_address=address, date_time=DateTime("2026-11-10T12:30:45Z"), port=1)


def shown(tmp_path, *children: Victim):
    one = "network,country,operator\n192.0.2.0/24,US,Example Cable\n198.51.100.0/24,DE,\n"
    other = "network,country,operator\n192.0.2.0/24,US,Another Example\n"
    report = a_report(victim=children)
    found = locate(
        report, (), a_library(tmp_path, one, other), report_id=7, sender_name="Example Chat"
    )
    where = show_where(summarise(found), ())
    assert where
    return where


def test_each_child_is_a_side_with_rows_of_their_own(tmp_path):
    first = Victim(ip_capture_event=(seen("192.0.2.1"),))
    second = Victim(ip_capture_event=(seen("198.51.100.1"),))

    sides = shown(tmp_path, first, second).sides

    assert [one.title for one in sides] == ["A victim: Victim 1", "A victim: Victim 2"]
    assert [{row.country for row in one.rows} for one in sides] == [{"US"}, {"DE"}]


def test_a_child_alone_needs_no_number_and_operators_that_differ_are_said(tmp_path):
    [side] = shown(tmp_path, Victim(ip_capture_event=(seen("192.0.2.1"),))).sides

    assert side.title == "A victim"
    assert side.differ == (
        "Sources name several network operators: Another Example, Example Cable",
    )
