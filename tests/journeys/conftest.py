"""One server, one made-up world and one browser for all journeys of a test process.

The server is `tipline serve` as it is used, over a database of its own; the browser is a real
headless Chromium that can reach nothing but that server.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from conftest import DATABASE, PASSWORD, _make_database, at_server, database_url, environment
from journeys.visiting import Visit, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent
JOURNEYS = f"{DATABASE}_journeys"
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def world(server: str) -> Iterator[World]:
    """A made-up world behind a running server."""
    from tipline.site.serve import start_server

    with environment(**at_server()):
        _make_database(JOURNEYS)
    own = {"TIPLINE_DATABASE_URL": database_url(JOURNEYS)}
    made = subprocess.run(
        [sys.executable, HERE / "make_world.py", PASSWORD],
        env={**os.environ, **own, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    with start_server(environment=own, process=False) as running:
        yield World(
            url=running.url, reports=json.loads(made.stdout.splitlines()[-1]), database=JOURNEYS
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code and
    # refuses; nothing here is, so the tests that share this process may ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if name and (found := shutil.which(name))), None)
    assert path, "No Chromium is found: run tools/browser, or set CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def passes(world: World, browser: Browser) -> dict[str, list[dict[str, object]]]:
    """The cookies of people who signed in already, by name, so that not every journey signs in."""
    return {}


@pytest.fixture
def visit(
    world: World, browser: Browser, passes: dict[str, list[dict[str, object]]]
) -> Iterator[Callable[..., Visit]]:
    """Open the site as somebody: `visit("analyst")`, with the browser's settings by name.

    At the end every visit is held to what is true of all pages: nothing was asked from another
    origin, no policy was violated, no script failed.
    """
    visits: list[Visit] = []

    def open_site(person: str | None = "analyst", **settings: object) -> Visit:
        visit = Visit(world, browser, passes, person, settings)
        visits.append(visit)
        return visit

    yield open_site
    for one in visits:
        one.close()
