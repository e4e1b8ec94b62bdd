"""The pages hold in every shape: narrow, zoomed, dark, forced colours, printed, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import RequestFactory

from journeys.gallery import render_gallery
from tipline.web import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World

PAGES = (
    "queue",
    "report",
    "cluster",
    "reveal",
    "raw-question",
    "links",
    "routes",
    "unroutable",
    "route",
    "packet",
    "sample",
    "tier",
    "keys",
    "missing-page",
)
NARROW = {"width": 320, "height": 640}


def address(world: World, name: str) -> str:
    report = world.report("full")
    return {
        "queue": "/queue/?page=2",
        "report": report,
        "cluster": "",
        "tier": "",
        "reveal": f"{report}reveal/?group=report.victim[1]",
        "raw-question": f"{report}raw/",
        "links": f"/links/?one={world.reports['device-1']}&other={world.reports['device-2']}",
        "routes": "/routes/",
        "unroutable": "/routes/?unroutable=any",
        "route": f"{report}route/",
        "packet": f"{report}packet/",
        "sample": "/sample/",
        "keys": "/keys/",
        "missing-page": "/nothing/here/",
    }[name]


def go(session: Visit, world: World, name: str) -> None:
    if name == "tier":
        session.open(world.report("small-9"))
        session.page.locator("#priority").get_by_role("link", name="Set its tier").click()
    elif name == "cluster":
        session.open(world.report("full"))
        session.page.locator("#cluster").get_by_role("link", name="Cluster of 2 reports").click()
    else:
        session.open(address(world, name))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_has_one_heading_of_the_first_level(
    visit: Callable[..., Visit], world: World, name: str
) -> None:
    session = visit()
    go(session, world, name)

    assert session.page.get_by_role("heading", level=1).count() == 1
    session.check_access()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_in_the_dark(
    visit: Callable[..., Visit], world: World, name: str
) -> None:
    session = visit(color_scheme="dark")
    go(session, world, name)

    session.check_access(rule="color-contrast")


def show(session: Visit, page: str) -> None:
    """Show a page that was made in this process, at the server's origin and under its policy."""
    policy = session.context.request.get("/accounts/login/").headers["content-security-policy"]
    session.page.route(
        "**/made-here/",
        lambda route: route.fulfill(
            body=page,
            content_type="text/html; charset=utf-8",
            headers={"content-security-policy": policy},
        ),
    )
    session.open("/made-here/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_component_is_accessible_in_every_state(
    visit: Callable[..., Visit], scheme: str
) -> None:
    session = visit(None, color_scheme=scheme)
    show(session, render_gallery())

    session.check_access()


@pytest.mark.parametrize(
    ("answer", "heading"),
    [
        (errors.bad_request, "This request could not be understood"),
        (errors.server_error, "Something failed on our side"),
        (errors.csrf_failure, "The form has expired"),
    ],
)
def test_an_error_says_what_to_do_next(
    visit: Callable[..., Visit], answer: Callable[..., Any], heading: str
) -> None:
    session = visit(None)
    given = () if answer is not errors.bad_request else (ValueError("marked words"),)
    page = answer(RequestFactory().get("/marked-address/"), *given).content.decode()
    show(session, page)

    assert session.page.get_by_role("heading", level=1).inner_text() == heading
    assert "marked" not in page
    session.check_access()


def test_production_differs_from_training_in_words_and_in_border(
    visit: Callable[..., Visit],
) -> None:
    looks = {}
    for environment in ("training", "production"):
        session = visit(None)
        show(session, render_gallery(environment))
        strip = session.page.locator(".environment")
        looks[environment] = (
            strip.inner_text(),
            strip.evaluate("(e) => getComputedStyle(e).borderBottomStyle"),
        )

    assert looks["training"][0].startswith("TRAINING Made-up reports")
    assert looks["production"][0].startswith("PRODUCTION Real reports")
    assert (looks["training"][1], looks["production"][1]) == ("dashed", "solid")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_320_pixels_without_scrolling_sideways(
    visit: Callable[..., Visit], world: World, name: str
) -> None:
    session = visit(viewport=NARROW)
    go(session, world, name)
    for folded in session.page.locator("details summary").all()[:3]:
        folded.click()

    assert not session.scrolls_sideways()


@pytest.mark.parametrize("name", ["queue", "report", "reveal"])
def test_a_page_holds_when_it_is_shown_at_twice_its_size(
    visit: Callable[..., Visit], world: World, name: str
) -> None:
    session = visit(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    go(session, world, name)

    assert not session.scrolls_sideways()


def test_targets_are_large_enough(visit: Callable[..., Visit], world: World) -> None:
    """24 by 24 CSS pixels; a link within a sentence is exempt (WCAG 2.5.8)."""
    session = visit()
    go(session, world, "queue")
    small = session.page.evaluate(
        """() => [...document.querySelectorAll("button, summary, input, nav a, a.button")]
          .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
          .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 24))
          .map(([text]) => text)"""
    )

    assert small == []


@pytest.mark.parametrize("name", ["queue", "report"])
def test_forced_colours_keep_what_tells_things_apart(
    visit: Callable[..., Visit], world: World, name: str
) -> None:
    session = visit(forced_colors="active")
    go(session, world, name)
    border = session.page.evaluate(
        "getComputedStyle(document.querySelector('.tag')).borderTopStyle"
    )

    assert border == "solid"
    assert (
        session.page.locator(".environment").evaluate(
            "(e) => getComputedStyle(e).borderBottomStyle"
        )
        == "dashed"
    )


def shown_on_paper(session: Visit, selector: str) -> bool:
    return session.page.locator(selector).first.is_visible()


def test_the_queue_prints_as_a_duty_list(visit: Callable[..., Visit], world: World) -> None:
    session = visit()
    session.open("/queue/?tier=T0")
    session.page.emulate_media(media="print")

    block = session.page.locator(".print-block").inner_text()
    assert "Harbour Hotline, TRAINING" in block
    assert "Analyst" in block
    assert session.page.get_by_role("columnheader", name="Taken by, at").is_visible()
    assert session.page.get_by_text("clu_").first.is_visible()
    for gone in (".site-header", ".tiers", ".pagination a", ".panel-next", "details", ".button"):
        assert not shown_on_paper(session, gone), gone


def test_a_report_prints_with_its_header_block(visit: Callable[..., Visit], world: World) -> None:
    session = visit()
    go(session, world, "report")
    session.page.emulate_media(media="print")

    block = session.page.locator(".print-block").inner_text()
    assert world.reports["full"] in block
    assert "SHA-256 of the content" in block
    assert len(session.page.locator(".print-block .mono").inner_text()) == 64
    assert "Analyst" in block
    assert "UTC" in block
    assert "Masked." in block
    assert session.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    for gone in (".site-header", ".contents", "#fields .no-print", ".button"):
        assert not shown_on_paper(session, gone), gone


def test_everything_works_without_scripts(visit: Callable[..., Visit], world: World) -> None:
    session = visit(None, java_script_enabled=False)
    page = session.page
    session.sign_in("officer")
    assert page.get_by_role("heading", level=1).inner_text() == "Queue"
    page.get_by_role("link", name="T0 Imminent danger").click()
    page.get_by_role("link", name="Open 2 reports").first.click()
    page.get_by_role("link", name=world.reports["full"]).first.click()
    page.get_by_role("link", name="in Victim 1").click()
    page.get_by_role("button", name="Record the reason").click()
    assert "There is a problem" in page.get_by_role("alert").inner_text()
    page.get_by_label("To find or protect a child").check()
    page.get_by_label("In your own words").fill("Welfare check of the night shift")
    page.get_by_role("button", name="Record the reason").click()
    assert "Marked School" in session.text()
    page.get_by_role("link", name="Keys", exact=True).click()
    assert page.get_by_text("runs no scripts here").is_visible()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"


def test_the_time_here_stands_beside_the_time_in_utc(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit(timezone_id="America/New_York")
    go(session, world, "report")
    field: Any = session.page.locator("#field-report-incidentSummary-incidentDateTime")

    assert "20 Nov 2026, 18:41:07 UTC (20 Nov, 13:41 GMT-5)" in field.inner_text()
