"""The network of a cluster: a table, a drawing that says the same, and paths between reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World


def open_cluster(session: Visit, world: World) -> None:
    session.open(world.report("full"))
    session.page.locator("#cluster").get_by_role("link", name="Cluster of 2 reports").click()


def test_what_holds_a_cluster_together_stands_in_a_table_with_its_strength(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    open_cluster(session, world)
    table = session.page.get_by_role("table", name="What they share")

    row = table.get_by_role("row", name="Email address").inner_text()
    assert "bits" in row
    assert "Joins them" in row


def test_the_drawing_is_walked_by_tab_and_says_what_the_table_says(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    open_cluster(session, world)
    dots = page.locator("svg a")
    names = [dot.get_attribute("aria-label") or "" for dot in dots.all()]

    assert sorted(name.split()[2].rstrip(",") for name in names) == sorted(
        [world.reports["full"], world.reports["mail"]]
    )
    rows = page.get_by_role("table", name="The same as a table").get_by_role("row")
    assert rows.count() == 1 + len(names)
    dots.nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**around={world.reports['mail']}#network")
    heading = page.get_by_role("heading", name="The network around report")
    assert world.reports["mail"] in heading.inner_text()
    session.check_access()
    assert session.open(f"{page.url.partition('?')[0]}?around=x") == 404


def test_the_path_between_two_reports_is_asked_for_by_their_numbers(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    open_cluster(session, world)
    page.get_by_label("Report", exact=True).fill(world.reports["full"])
    page.get_by_label("and report").fill(world.reports["mail"])
    page.get_by_role("button", name="Show the path between them").click()

    assert "They are together by 1 step" in page.get_by_role("main").inner_text()


def test_a_possible_link_stands_apart_and_leads_to_a_judgement(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(world.report("device-1"))
    table = page.get_by_role("table", name="Possible, not merged")

    assert world.reports["device-2"] in table.inner_text()
    assert "Same device" in table.inner_text()
    table.get_by_role("link", name="Judge").click()
    assert page.get_by_role("heading", level=1).inner_text() == (
        "Do these two reports belong together?"
    )


def test_the_network_prints_with_its_drawing(visit: Callable[..., Visit], world: World) -> None:
    session = visit()
    open_cluster(session, world)
    session.page.emulate_media(media="print")

    assert session.page.locator("svg").is_visible()
    assert not session.page.locator(".pair-form").first.is_visible()
