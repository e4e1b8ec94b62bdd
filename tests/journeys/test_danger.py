"""Danger that nobody saw stands on top; a tier is set, and a sample worked, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World


def test_a_page_about_danger_stands_on_the_queue_until_somebody_takes_it(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open("/queue/")
    alarm = page.get_by_role("region", name="1 page about imminent danger")
    assert world.reports["full"] in alarm.inner_text()
    assert "The pager needs help" in alarm.inner_text()
    session.check_access()
    alarm.get_by_role("button", name="I take it").click()

    assert page.get_by_role("heading", level=1).inner_text() == f"Report {world.reports['full']}"
    assert "triage:page:acknowledge" in page.locator("#custody").inner_text()
    session.open("/queue/")
    assert page.get_by_text("imminent danger that nobody").count() == 0
    answer = session.context.request.post("/pages/1/seen/")
    assert answer.status == 403  # without its form's token


def test_a_tier_is_set_against_the_policy_shown_as_disagreement_and_taken_back(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(world.report("small-9"))
    page.locator("#priority").get_by_role("link", name="Set its tier").click()
    page.get_by_role("button", name="Record the reason and set the tier").click()
    assert "Choose a tier" in page.get_by_role("alert").inner_text()
    session.check_access()
    page.get_by_label("T2 Signs of production").check()
    page.get_by_label("In your own words").fill("The sender told us more by telephone")
    page.get_by_role("button", name="Record the reason and set the tier").click()

    said = page.get_by_role("main").inner_text()
    assert "People and policy disagree" in said
    assert "Analyst set it to T2 Signs of production" in said
    assert "The policy says T6" in said
    session.open(world.report("small-9"))
    assert "People and policy disagree" in page.locator("#priority").inner_text()
    page.locator("#priority").get_by_role("link", name="Set its tier").click()
    page.get_by_label("In your own words").last.fill("It was about another report")
    page.get_by_role("button", name="Let the policy decide").click()
    assert "People and policy disagree" not in page.get_by_role("main").inner_text()


def test_a_sampled_cluster_is_worked_once_and_counts(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open("/sample/")
    assert page.get_by_role("link", name="Say where it belongs").count() == 3
    assert "Nothing was worked yet" in page.get_by_role("main").inner_text()
    page.get_by_role("link", name="Say where it belongs").first.click()
    address = page.url
    page.get_by_label("T5 Possession").check()
    page.get_by_label("In your own words").fill("It names an account that is active")
    page.get_by_role("button", name="Record the result").click()

    assert page.get_by_role("link", name="Say where it belongs").count() == 2
    main = page.get_by_role("main").inner_text()
    assert "0 of 1: 0.0% (between 0.0% and 97.5%, 95 % sure)" in main
    assert "1 of 1: 100.0%" in main
    assert "It names an account that is active" in main
    session.check_access()
    assert session.open(address) == 404
