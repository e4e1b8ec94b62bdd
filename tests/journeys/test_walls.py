"""Who may not, is told so and what to do next; what another agency holds does not exist."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conftest import database_url
from journeys import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit, World

RUN = "from tipline.cli.main import main; main()"


@pytest.mark.parametrize("person", ["auditor", "administrator"])
def test_a_role_that_works_no_reports_is_refused_with_a_next_step(
    visit: Callable[..., Visit], world: World, person: str
) -> None:
    session = visit(person)

    for address in ("/queue/", world.report("full"), f"{world.report('full')}raw/"):
        assert session.open(address) == 403
        main = session.page.get_by_role("main").inner_text()
        assert "analyst, officer, supervisor" in main
        assert "What to do next" in main
    session.check_access()


def test_an_auditor_reads_the_log_and_nothing_else(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit("auditor")
    page = session.page
    session.open("/")

    assert page.get_by_role("heading", level=1).inner_text() == "Audit log"
    assert page.get_by_role("link", name="Queue").count() == 0
    assert "intake:report:load" in page.get_by_role("table").first.inner_text()
    page.get_by_text("Before and after").first.click()
    session.check_access()
    assert [value for value in made_up.MARKED if value in session.text()] == []
    assert session.open("/audit/?before=1") == 200
    assert session.open("/audit/?before=x") == 404
    assert visit("analyst").open("/audit/") == 403


@pytest.mark.parametrize("person", ["analyst", "officer", "supervisor"])
def test_a_role_that_works_reports_gets_in(
    visit: Callable[..., Visit], world: World, person: str
) -> None:
    session = visit(person)

    assert session.open("/queue/") == 200
    assert session.open(world.report("full")) == 200


def test_another_agencys_report_and_no_report_are_the_same_nothing(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit("elsewhere")

    answers = []
    for number in (world.reports["full"], "999999999999999999", "1"):
        for rest in ("", "reveal/?group=report.victim[1]", "raw/", "route/", "packet/"):
            assert session.open(f"/reports/{number}/{rest}") == 404
            answers.append(session.page.get_by_role("main").inner_text())
    assert len(set(answers)) == 1
    assert session.open("/clusters/clu_00000000000000000000000000/") == 404
    assert session.open("/clusters/clu_00000000000000000000000000/tier/") == 404
    assert session.open(f"/links/?one={world.reports['full']}&other={world.reports['mail']}") == 404
    assert session.open("/sample/1/") == 404
    assert session.open("/queue/") == 200
    assert "1 cluster," in session.page.locator(".queue caption").inner_text()


def test_the_session_of_a_closed_account_ends_at_once(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit("leaver")
    assert session.open("/queue/") == 200

    subprocess.run(
        [
            sys.executable,
            "-c",
            RUN,
            "people",
            "disable",
            "leaver@example.com",
            "--agency",
            "Harbour Hotline",
        ],
        env={**os.environ, "TIPLINE_DATABASE_URL": database_url(world.database)},
        capture_output=True,
        check=True,
    )

    session.open("/queue/")
    assert session.page.get_by_role("heading", level=1).inner_text() == "Sign in"


def test_a_form_without_its_token_changes_nothing_and_says_why(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    answer = session.context.request.post(
        f"{world.report('full')}reveal/",
        form={"group": "report.victim[1]", "reason": "priority", "note": "Asked by the officer"},
    )

    assert answer.status == 403
    assert "The form has expired" in answer.text()
    assert "Marked School" not in answer.text()


def test_pages_carry_the_policy_that_lets_nothing_in(
    visit: Callable[..., Visit], world: World
) -> None:
    session = visit()
    answer = session.context.request.get(world.report("full"))
    policy = answer.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
