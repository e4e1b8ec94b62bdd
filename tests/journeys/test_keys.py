"""The keyboard: off until a person switches it on, listed where it works, never in a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World


def switch_on(session: Visit, **keys: str) -> None:
    session.open("/keys/")
    session.page.get_by_label("Let single letters work").check()
    for name, key in keys.items():
        session.page.locator(f"#key-{name.replace('_', '-')}").fill(key)
    session.page.get_by_role("button", name="Save in this browser").click()


def focused(session: Visit) -> str:
    return str(session.page.evaluate("document.activeElement.textContent.trim()"))


def test_letters_do_nothing_until_they_are_switched_on(visit: Callable[..., Visit]) -> None:
    session = visit()
    session.open("/queue/")
    session.page.keyboard.press("j")

    assert session.page.evaluate("document.activeElement.tagName") == "BODY"


def test_the_list_of_keys_opens_says_that_letters_are_off_and_closes(
    visit: Callable[..., Visit],
) -> None:
    session = visit()
    page = session.page
    session.open("/queue/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys on this page")

    assert keys.is_visible()
    assert "Next row" in keys.inner_text()
    assert "Single letters are off" in keys.inner_text()
    session.check_access()
    page.keyboard.press("Escape")
    assert not keys.is_visible()


def test_the_queue_is_walked_and_a_row_opened_by_keys(visit: Callable[..., Visit]) -> None:
    session = visit()
    page = session.page
    switch_on(session)
    session.open("/queue/")
    page.keyboard.press("j")
    assert focused(session).endswith(", rank 1")
    page.keyboard.press("j")
    assert focused(session).endswith(", rank 2")
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert focused(session).endswith(", rank 1")
    assert page.locator("#status").inner_text() == "This is the first row"
    page.keyboard.press("f")
    assert focused(session).startswith("All tiers")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/clusters/**")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/**")


def test_a_report_is_walked_by_keys_and_its_group_revealed(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    switch_on(session)
    session.open(world.report("full"))
    page.keyboard.press("n")
    assert focused(session) == "Incident summary"
    while focused(session) != "Victim 1":
        page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("p")
    page.keyboard.press("r")
    page.wait_for_url("**/reveal/?group=report.victim%5B1%5D")
    page.get_by_label("In your own words").focus()
    page.keyboard.type("jknprxq?")
    assert page.get_by_label("In your own words").input_value() == "jknprxq?"
    session.open(world.report("full"))
    page.keyboard.press("x")
    page.wait_for_url("**/raw/")
    page.keyboard.press("q")
    page.wait_for_url("**/queue/")


def test_a_key_can_be_changed_switched_off_and_given_once_only(
    visit: Callable[..., Visit],
) -> None:
    session = visit()
    page = session.page
    switch_on(session, next_row="w", previous_row="")
    session.open("/queue/")
    page.keyboard.press("w")
    assert focused(session).endswith(", rank 1")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(session).endswith(", rank 1")

    switch_on(session, next_row="f")
    assert "given to two actions" in page.get_by_role("alert").inner_text()
    session.check_access()
    page.get_by_role("button", name="Put everything back").click()
    session.open("/queue/")
    page.keyboard.press("w")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_everything_is_reached_with_tab_and_the_focus_is_seen(visit: Callable[..., Visit]) -> None:
    session = visit()
    page = session.page
    session.open("/queue/")
    page.keyboard.press("Tab")
    assert focused(session) == "Skip to the main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")

    assert focused(session).startswith("Open 2 reports")
    assert outline == "solid"


def test_a_session_about_to_end_says_so_and_goes_on_when_asked(
    visit: Callable[..., Visit],
) -> None:
    session = visit(None)  # a session of its own, for it will end
    page = session.page
    page.clock.install()
    session.sign_in("supervisor")
    warning = page.get_by_role("dialog", name="You will be signed out soon")
    assert not warning.is_visible()
    page.clock.run_for(25 * 60 * 1000)
    assert warning.is_visible()
    session.check_access()
    with page.expect_response("**/session/stay/") as answer:
        warning.get_by_role("button", name="Stay signed in").click()
    assert answer.value.status == 204
    page.wait_for_function("!document.getElementById('session-warning').open")
    page.clock.run_for(30 * 60 * 1000)
    page.wait_for_url("**/accounts/login/**")
