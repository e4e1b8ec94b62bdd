"""Who gets a report stands on its page; another choice, and a packet, each take a reason."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from journeys import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World


def test_a_report_says_where_it_points_source_by_source(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    session.open(world.report("full"))
    where = session.page.locator("#where")

    assert "The reported person" in where.inner_text()
    table = where.get_by_role("table", name="Places of: The reported person")
    assert "US" in table.inner_text()
    assert "postal address" in table.inner_text()
    assert "estimate of the sender" in table.inner_text()
    table.locator("summary").first.click()
    assert "As reported: nobody checked the address." in where.inner_text()
    session.check_access()


def test_a_place_leads_to_the_field_that_it_is_read_from(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    session.open(world.report("full"))

    for link in session.page.locator("#where td a").all():
        address = link.get_attribute("href") or ""
        assert session.page.locator(address).count() == 1, address


def test_another_agency_is_chosen_with_a_reason_and_taken_back(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(world.report("full"))
    by_the_rules = page.locator("#route b").first.inner_text()
    page.locator("#route").get_by_role("link", name="Choose another agency").click()
    page.get_by_label("Which agency?").select_option(label="Alaska ICAC Task Force (us-icac-ak)")
    page.get_by_role("button", name="Record the reason and send it there").click()
    assert "Say in your own words why" in page.get_by_role("alert").inner_text()
    session.check_access()
    page.get_by_label("In your own words").first.fill("Agreed by telephone on the night shift")
    page.get_by_role("button", name="Record the reason and send it there").click()

    session.open(world.report("full"))
    route = page.locator("#route").inner_text()
    assert "Alaska ICAC Task Force" in route
    assert "Analyst chose it" in route
    assert "Agreed by telephone on the night shift" in route
    assert f"The rules say: {by_the_rules}" in route
    session.open(f"{world.report('full')}route/")
    page.get_by_label("In your own words").last.fill("They sent it back to us")
    page.get_by_role("button", name="Take the choice back").click()
    assert "Chosen by a person" not in page.get_by_role("main").inner_text()
    assert "To take the choice back" in page.get_by_role("table").inner_text()
    session.check_access()


def test_reports_are_counted_by_agency_and_the_unroutable_by_what_would_help(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open("/routes/")
    assert page.get_by_role("link", name="Routes").get_attribute("aria-current") == "page"
    page.get_by_role("link", name="Nothing in it points to a place").click()

    assert page.get_by_role("heading", level=1).inner_text().startswith("Unroutable")
    assert page.locator("main tbody tr").count() == 50
    page.get_by_role("link", name="Next 50").click()
    assert page.locator("main tbody tr").count() > 0
    for wrong in ("unroutable=R-STATE", "agency=nobody", "after=x", "hears="):
        assert session.open(f"/routes/?{wrong}") == 404, wrong


def test_a_packet_is_handed_over_only_with_a_reason_and_holds_what_was_sent(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit(accept_downloads=True)
    page = session.page
    session.open(f"{world.report('full')}packet/")
    page.get_by_role("button", name="Record the reason and download").click()
    assert "There is a problem" in page.get_by_role("alert").inner_text()
    page.get_by_label("In your own words").fill("Asked for by the unit that takes it")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Record the reason and download").click()

    packet = coming.value
    assert packet.suggested_filename == f"packet-of-report-{world.reports['full']}.zip"
    with zipfile.ZipFile(packet.path()) as archive:
        names = archive.namelist()
        sent = archive.read(f"reports/{world.reports['full']}/report.xml").decode()
    assert "packet.pdf" in names
    assert made_up.EMAIL in sent
    session.open(world.report("full"))
    assert "Asked for by the unit that takes it" in page.locator("#custody").inner_text()
