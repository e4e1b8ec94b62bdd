"""A reveal asks why, is recorded before anything shows, and shows one group on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from conftest import database_url
from journeys import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World

NOTE = "Asked by the duty officer"


def events(
    world: World, kind: str = "triage:report:reveal"
) -> list[tuple[str, dict[str, str], str]]:
    with psycopg.connect(database_url(world.database)) as connection:
        return connection.execute(
            "SELECT object_id, after, reason FROM audit_event WHERE kind = %s ORDER BY id", [kind]
        ).fetchall()


def answer(session: Visit, reason: str = "To decide the priority of this report") -> None:
    page = session.page
    page.get_by_label(reason).check()
    page.get_by_label("In your own words").fill(NOTE)
    page.get_by_role("button", name="Record the reason").click()


def test_a_group_is_revealed_for_a_reason_on_this_page_only(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    before = len(events(world))
    session.open(world.report("full"))
    page.get_by_role("link", name="in Person or user reported 1").click()
    session.check_access()
    answer(session)

    text = session.text()
    assert [value for value in made_up.OF_THE_PERSON if value not in text] == []
    others = set(made_up.MARKED) - set(made_up.OF_THE_PERSON)
    assert [value for value in others if value in text] == []
    assert NOTE in page.get_by_role("alert").inner_text()
    assert page.title() == f"Report {world.reports['full']} - tipline, training"
    session.check_access()
    assert events(world)[before:] == [
        (
            world.reports["full"],
            {"group": "report.personOrUserReported[1]", "why": "priority"},
            NOTE,
        )
    ]

    session.open(world.report("full"))
    assert [value for value in made_up.MARKED if value in session.text()] == []
    custody = page.locator("#custody").inner_text()
    assert NOTE in custody
    assert "To decide the priority of this report" in custody
    assert "Person or user reported 1" in custody
    assert "Analyst" in custody


def test_without_a_reason_nothing_shows_and_the_page_says_what_is_missing(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    before = len(events(world))
    session.open(f"{world.report('full')}reveal/?group=report.victim[1]")
    page.get_by_role("button", name="Record the reason").click()

    problem = page.get_by_role("alert")
    assert "Choose why you need to see them" in problem.inner_text()
    assert page.title().startswith("Error:")
    session.check_access()
    problem.get_by_role("link", name="Choose why").click()
    assert page.locator(":focus").get_attribute("type") == "radio"
    page.get_by_label("To decide the priority").check()
    page.get_by_label("In your own words").fill("the mailbox a.person@example.com")
    page.get_by_role("button", name="Record the reason").click()
    assert "The note held an email address" in page.get_by_role("alert").inner_text()
    assert "a.person@example.com" not in session.text()
    assert [value for value in made_up.MARKED if value in session.text()] == []
    assert len(events(world)) == before


def test_messages_stay_folded_even_when_they_are_revealed(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(world.report("full"))
    page.get_by_role("link", name="in Content of messages").click()
    assert "may be distressing" in page.get_by_role("main").inner_text()
    answer(session)
    message = page.get_by_text(made_up.CHAT)

    assert not message.is_visible()
    page.get_by_text("Open the messages").click()
    assert message.is_visible()


def test_the_documents_as_sent_need_a_reason_and_stay_text(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    page = session.page
    session.open(world.report("hostile"))
    page.get_by_role("link", name="The XML as it was sent").click()
    assert "&lt;screenName" not in session.text()
    answer(session)

    assert "<screenName>&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]gnp.exe</screenName>" in (
        page.get_by_role("main").inner_text()
    )
    session.check_access()
    assert events(world)[-1][1] == {"group": "raw", "why": "priority"}


def test_no_cache_keeps_a_page_and_no_address_names_anybody(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    headers: dict[str, str] = {}
    session.page.on(
        "response",
        lambda got: (
            headers.update({got.url: got.headers.get("cache-control", "")})
            if "/static/" not in got.url
            else None
        ),
    )
    session.open(world.report("full"))
    session.page.get_by_role("link", name="in Person or user reported 1").click()
    answer(session)

    assert len(headers) >= 2
    assert [address for address, control in headers.items() if "no-store" not in control] == []
    assert [
        (address, value)
        for address in session.addresses
        for value in made_up.MARKED
        if value in address
    ] == []


def test_a_group_that_is_not_there_cannot_be_revealed(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()

    for group in ("", "report.victim[9]", "raw", "report.incidentSummary.platform"):
        assert session.open(f"{world.report('full')}reveal/?group={group}") == 404, group
