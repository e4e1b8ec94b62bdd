"""A visit to the pages in a real browser, which notes everything that no page may ever do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

from conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Runs before any script of a page; a violation of the policy is noted whoever causes it.
NOTE_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("POLICY " + event.effectiveDirective + " " + event.blockedURI);
});
"""


@dataclass(frozen=True)
class World:
    """Where the server answers, which reports it holds, and its database's name."""

    url: str
    reports: dict[str, str]
    database: str

    def report(self, name: str) -> str:
        """The address of a made-up report's page."""
        return f"/reports/{self.reports[name]}/"


class Visit:
    """One browser session of one person."""

    def __init__(
        self,
        world: World,
        browser: Browser,
        passes: dict[str, list[Any]],
        person: str | None,
        settings: dict[str, Any],
    ) -> None:
        self.world = world
        self.faults: list[str] = []
        self.addresses: list[str] = []
        self.context = browser.new_context(base_url=world.url, **settings)
        self.context.add_init_script(NOTE_VIOLATIONS)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.faults.append(f"script failed: {error}"))
        if person and person not in passes:
            self.sign_in(person)
            passes[person] = self.context.cookies()
        elif person:
            self.context.add_cookies(passes[person])

    def sign_in(self, person: str, password: str = PASSWORD) -> None:
        """Sign in through the form."""
        self.page.goto("/accounts/login/")
        self.page.get_by_label("Email").fill(f"{person}@example.com")
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def open(self, address: str) -> int:
        """Open a page; return its status."""
        answer = self.page.goto(address)
        assert answer
        return answer.status

    def text(self) -> str:
        """All that the page holds, shown or folded away."""
        return self.page.content()

    def check_access(self, *, rule: str | None = None) -> None:
        """Fail on any violation that axe finds of WCAG 2.2 AA, or of one rule only."""
        rules = {"type": "rule", "values": [rule]} if rule else {"type": "tag", "values": WCAG}
        found = Axe().run(self.page, options={"runOnly": rules, "resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()

    def scrolls_sideways(self) -> bool:
        """Whether anything stands wider than the window."""
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )

    def close(self) -> None:
        """End the visit, and fail if a page did what no page may do."""
        self.context.close()
        assert self.faults == []

    def _note_request(self, request: Request) -> None:
        self.addresses.append(request.url)
        if not request.url.startswith(f"{self.world.url}/"):
            self.faults.append(f"asked another origin: {request.url}")

    def _note_message(self, message: ConsoleMessage) -> None:
        expected = "Failed to load resource: the server responded with a status of"
        if message.type == "error" and not message.text.startswith(expected):
            self.faults.append(message.text)
