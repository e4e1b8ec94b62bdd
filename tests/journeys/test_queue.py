"""The queue says what to do next, and shows nobody's name and nobody's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeys import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit

ROWS = 50
CLUSTERS = 59  # 55 small reports, one hostile, two of one device, and one cluster of two


def test_the_first_thing_to_do_stands_on_top_and_opens(visit: Callable[..., Visit]) -> None:
    session = visit()
    page = session.page
    session.open("/")

    assert page.get_by_role("heading", level=1).inner_text() == "Queue"
    assert "TRAINING" in page.locator(".environment").inner_text()
    assert "Harbour Hotline" in page.locator(".environment").inner_text()
    top = page.get_by_role("region", name="Next: rank 1")
    assert "T0 Imminent danger" in top.inner_text()
    top.get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Cluster of 2 reports"


def test_a_row_says_tier_reasons_age_clock_reports_gaps_and_what_would_move_it(
    visit: Callable[..., Visit],
) -> None:
    session = visit()
    session.open("/queue/")
    assert "No lead to a person" in session.page.get_by_role("row").nth(2).inner_text()
    session.open("/queue/?tier=T0")
    row = session.page.get_by_role("row").nth(1)
    cells = row.inner_text()

    assert "T0 Imminent danger" in cells
    assert "The sender escalated the report as high priority" in cells
    assert "Example Chat, Example Mail" in cells
    assert "Submission date unknown" in cells
    assert "gaps, none that stops the work" in cells
    folded = row.locator("details")
    assert not folded.locator("ul").first.is_visible()
    folded.locator("summary").click()
    assert "Rule ESCALATED_BY_SENDER, read from" in folded.inner_text()
    session.check_access()
    folded.get_by_role("link", name="report.incidentSummary.escalateToHighPriority").first.click()
    assert session.page.url.endswith("#field-report-incidentSummary-escalateToHighPriority")


def test_pages_of_fifty_and_one_tier_at_a_time(visit: Callable[..., Visit]) -> None:
    session = visit()
    page = session.page
    session.open("/queue/")

    assert page.locator(".queue tbody tr").count() == ROWS
    page.get_by_role("link", name="Next 50").click()
    assert page.locator(".queue tbody tr").count() == CLUSTERS - ROWS
    assert page.locator(".queue tbody th").first.inner_text() == str(ROWS + 1)
    page.get_by_role("link", name="T0 Imminent danger").click()
    assert page.url.endswith("/queue/?tier=T0")
    assert page.locator(".queue tbody tr").count() == 1
    page.get_by_role("link", name="T2 Signs of production").click()
    assert "No cluster stands in T2" in page.get_by_role("main").inner_text()
    session.check_access()


def test_a_tier_keeps_its_ranks_and_says_what_stands_before_it(
    visit: Callable[..., Visit],
) -> None:
    session = visit()
    page = session.page
    session.open("/queue/?tier=T6")

    assert page.locator(".queue tbody th").first.inner_text() == "2"
    assert page.get_by_role("region", name="First in this tier: rank 2").is_visible()
    assert "1 cluster of graver tiers stands before these" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="Go to the next one to work").click()
    assert page.get_by_role("region", name="Next: rank 1").is_visible()


def test_an_address_that_asks_for_no_tier_or_page_is_told_so(visit: Callable[..., Visit]) -> None:
    session = visit()

    for asked in ("tier=T9", "tier=", "page=0", "page=x", "page=99", "page=99999999999999999999"):
        assert session.open(f"/queue/?{asked}") == 404, asked
    assert session.page.get_by_role("heading", level=1).inner_text() == "There is nothing here"


def test_sorting_moves_the_rows_of_this_page_and_says_so(visit: Callable[..., Visit]) -> None:
    session = visit()
    page = session.page
    session.open("/queue/")
    header = page.get_by_role("columnheader", name="Reports")

    assert page.get_by_role("columnheader", name="Rank").get_attribute("aria-sort") == "ascending"
    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    assert (
        page.locator(".queue tbody tr").first.locator("td[data-label=Reports]").inner_text() == "2"
    )
    assert "on this page are sorted by Reports" in page.locator("#status").inner_text()


def test_no_marked_value_no_picture_and_no_words_of_a_report_stand_in_the_queue(
    visit: Callable[..., Visit],
) -> None:
    session = visit()
    session.open("/queue/")
    text = session.text()

    assert [value for value in made_up.MARKED if value in text] == []
    assert session.page.locator("img, video, audio, object, embed, iframe, canvas").count() == 0
    assert "data:" not in text
