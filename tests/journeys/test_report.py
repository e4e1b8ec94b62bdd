"""The report page: reasons lead to their fields, nothing is guessed, nothing is shown unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeys import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World


def test_each_reason_leads_to_the_field_that_it_cites(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(world.report("full"))
    links = page.locator("#priority .reasons a").all()

    assert len(links) >= 3
    for link in links:
        address = link.get_attribute("href") or ""
        assert address.startswith("#field-")
        assert page.locator(address.replace("[", "\\[")).count() == 1, address


def test_what_the_sender_did_not_say_it_viewed_is_not_stated(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    session.open(world.report("full"))
    rows = session.page.locator("#files tbody tr").all()

    viewed = [row.locator("td").nth(0).inner_text() for row in rows]
    exif = [row.locator("td").nth(1).inner_text() for row in rows]
    assert viewed == ["Yes", "Not stated"]
    assert exif == ["No", "Not stated"]
    assert "23 bytes" in rows[0].inner_text()
    assert "The file itself did not come" in rows[1].inner_text()


def test_a_field_shows_its_name_on_the_wire_its_line_and_what_was_sent(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    session.open(world.report("full"))
    field = session.page.locator("#field-report-incidentSummary-incidentDateTime")

    assert "20 Nov 2026, 18:41:07 UTC" in field.inner_text()
    assert "2026-11-20T18:41:07Z" in field.inner_text()
    assert "report.incidentSummary.incidentDateTime, line 2" in field.inner_text()


def test_a_time_without_a_zone_says_so(visit: Callable[..., Visit], world: World) -> None:
    session = visit()
    session.open(world.report("mail"))

    assert "No zone stated" in session.page.locator("#fields").inner_text()


def test_a_report_masks_every_identifier_and_holds_back_every_word(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    session.open(world.report("full"))
    text = session.text()

    assert [value for value in made_up.MARKED if value in text] == []
    assert "m•••@•••.com" in text
    assert "held back: 4 words" in text
    assert session.page.locator("img, video, audio, object, embed, iframe, canvas").count() == 0
    assert session.page.title() == f"Report {world.reports['full']} - tipline, training"


def test_a_question_to_the_sender_is_copied_with_one_press(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit(permissions=["clipboard-write"])
    page = session.page
    session.open(world.report("full"))
    question = page.locator("#missing .ask").first.inner_text()
    page.locator("#missing button").first.click()

    page.get_by_role("button", name="Copied").wait_for()
    assert page.locator("#status").inner_text() == "Copied"
    session.open(f"{world.report('full')}reveal/?group=report.victim[1]")
    page.get_by_label("In your own words").focus()
    page.keyboard.press("Control+V")
    assert page.get_by_label("In your own words").input_value() == question


def test_the_next_thing_to_do_with_an_urgent_report_is_to_read_why_it_is(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(world.report("full"))
    top = page.get_by_role("region", name="Next")
    assert "what is missing" in top.inner_text()
    top.get_by_role("link", name="Read why the sender calls it urgent").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Reveal: Incident summary"


def test_custody_tells_who_did_what_with_the_report(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    session.open(world.report("full"))
    custody = session.page.locator("#custody").inner_text()

    assert "triage:clusters:rank" in custody
    assert "UTC" in custody
    assert "The ranking" in custody
    assert "Whoever runs this install" in custody


def test_markup_in_a_report_stays_text(visit: Callable[..., Visit], world: World) -> None:
    session = visit()
    session.open(world.report("hostile"))
    field = session.page.locator("#field-report-personOrUserReported-1-espService")

    assert "<script>alert(1)</script>[U+202E]gnp.exe" in field.inner_text()


def test_the_cluster_says_why_its_reports_belong_together(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(world.report("full"))
    page.locator("#cluster").get_by_role("link", name="Cluster of 2 reports").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Cluster of 2 reports"
    table = page.locator("#reports").inner_text()
    assert world.reports["full"] in table
    assert world.reports["mail"] in table
    assert "Same email address as report" in table
    text = session.text()
    assert [value for value in made_up.MARKED if value in text] == []
