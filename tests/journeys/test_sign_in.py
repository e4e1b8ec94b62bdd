"""People sign in and out; the wrong password, and a closed account, are told what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit


def test_an_analyst_signs_in_sees_the_queue_and_signs_out(visit: Callable[..., Visit]) -> None:
    session = visit(None)
    page = session.page

    session.open("/queue/")
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
    session.check_access()
    page.get_by_label("Email").fill("analyst@example.com")
    page.get_by_label("Password").fill("wrong-password-entirely")
    page.get_by_role("button", name="Sign in").click()
    assert "There is a problem" in page.get_by_role("alert").inner_text()
    assert page.title().startswith("Error: Sign in")
    session.check_access()

    session.sign_in("analyst")
    assert page.get_by_role("heading", level=1).inner_text() == "Queue"
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
    session.open("/queue/")
    assert page.get_by_role("heading", level=1).inner_text() == "Sign in"
