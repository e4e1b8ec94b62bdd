"""Links are judged with a reason, by mouse, by keys and without scripts; a word can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from journeys import made_up
from journeys.test_keys import switch_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World


def pair(world: World) -> str:
    return f"/links/?one={world.reports['device-1']}&other={world.reports['device-2']}"


def judge(session: Visit, choice: str, reason: str) -> None:
    session.page.get_by_label(choice).check()
    session.page.get_by_label("Why, in your own words").fill(reason)
    session.page.get_by_role("button", name="Record and show the next").click()


def test_a_pair_stands_side_by_side_with_what_is_for_and_against(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    session.open(pair(world))
    text = session.page.get_by_role("main").inner_text()

    assert "Same device" in text
    assert "bits" in text
    assert "2 reports hold it" in text
    assert "a possible link, not used" in text
    against = session.page.get_by_role("table", name="What each report names of its own")
    assert "Email address" in against.inner_text()
    assert "d•••@•••.com" in against.inner_text()
    assert [value for value in made_up.MARKED if value in session.text()] == []


def test_judging_moves_reports_says_so_and_is_undone_by_another_word(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(pair(world))
    judge(session, "Same: one actor", "Seen together in the task of the night shift")

    done = page.get_by_role("region", name="Recorded: same")
    assert "They are in one cluster now" in done.inner_text()
    assert "one" not in page.url.partition("?")[2].partition("done=")[0]
    done.get_by_role("link", name="Look again").click()
    assert "Together now" in page.get_by_role("main").inner_text()
    assert "judged same" in page.locator(".path").inner_text()
    assert "Seen together in the task of the night shift" in page.get_by_role("main").inner_text()
    session.check_access()
    judge(session, "Different: they do not", "The first word was a slip of mine")
    done = page.get_by_role("region", name="Recorded: different")
    assert "They are in two clusters" in done.inner_text()
    session.check_access()
    assert session.open("/queue/") == 200  # ranked before, and not anew yet


@pytest.mark.parametrize("reason", ["", "short", "Ask a.person@example.com about it"])
def test_a_word_without_a_fit_reason_changes_nothing_and_is_asked_again(
    visit: Callable[..., Visit], world: World, reason: str
) -> None:
    session = visit()
    page = session.page
    session.open(pair(world))
    page.locator("#judge").evaluate("(form) => form.setAttribute('novalidate', '')")
    judge(session, "Cannot tell", reason)

    assert "There is a problem" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Cannot tell").is_checked()
    assert "example.com about it" not in session.text()
    session.check_access()


def test_keys_choose_and_never_send(visit: Callable[..., Visit], world: World) -> None:
    session = visit()
    page = session.page
    switch_on(session)
    session.open(pair(world))
    for key, choice in (("s", "Same"), ("d", "Different"), ("c", "Cannot tell")):
        page.get_by_role("heading", level=1).click()
        page.keyboard.press(key)
        assert page.get_by_role("radio", name=choice).is_checked(), key
        assert page.evaluate("document.activeElement.id") == "id_note"
        page.keyboard.press("Shift+Tab")  # back among the choices, where letters work no more
        page.evaluate("document.activeElement.blur()")
    assert page.url.endswith(pair(world).partition("/links/")[2])


def test_the_list_leads_to_the_next_and_any_two_can_be_compared(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open("/links/")
    page.get_by_label("Report", exact=True).last.fill(world.reports["full"])
    page.get_by_label("and report").fill(world.reports["mail"])
    page.get_by_role("button", name="Show the path between them").click()

    assert "Together now" in page.get_by_role("main").inner_text()
    assert "email address" in page.locator(".path").inner_text()
    for wrong in ("one=x&other=1", "one=1", "one=1&other=2", "done=1-x"):
        assert session.open(f"/links/?{wrong}") == 404, wrong


def test_a_judgement_can_be_given_without_scripts(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit("officer", java_script_enabled=False)
    page = session.page
    session.open(pair(world))
    judge(session, "Cannot tell", "Nothing else is known of the two")

    assert page.get_by_role("region", name="Recorded: cannot tell").is_visible()


def test_who_may_not_judge_is_told_who_may(visit: Callable[..., Visit]) -> None:
    session = visit("auditor")

    assert session.open("/links/") == 403
    assert "analyst, officer, supervisor" in session.page.get_by_role("main").inner_text()
