"""No page is kept, lent or explained to strangers, and no log names anybody."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from conftest import PASSWORD, environment, tipline
from tipline.site.logs import SafeLines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tipline.trust.people.models import Person

CANARY = "canary-7f3a@example.com"
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
}


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every line that is logged while a test runs, as it would stand on standard error."""
    written: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(SafeLines().format(record))

    collector = Collector()
    logging.getLogger().addHandler(collector)
    yield written
    logging.getLogger().removeHandler(collector)


@pytest.mark.parametrize("path", ["/accounts/login/", "/queue/", "/no-such-page/"])
def test_every_page_carries_the_strict_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert {part.strip() for part in headers["Content-Security-Policy"].split(";")} == POLICY
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_https_is_asked_for_again_over_https_only(client: Client) -> None:
    plain = client.get("/accounts/login/")
    encrypted = client.get("/accounts/login/", secure=True)

    assert "Strict-Transport-Security" not in plain.headers
    assert encrypted.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("path", ["/", "/queue/", "/reports/123/", "/clusters/clu_x/", "/keys/"])
def test_who_is_not_signed_in_is_sent_to_sign_in(client: Client, path: str) -> None:
    answer = client.get(path, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_form_without_its_token_is_refused(person: Person) -> None:
    from django.test import Client

    careful = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)

    answer = careful.post("/accounts/login/", {"login": person.email, "password": PASSWORD})

    assert answer.status_code == 403


def test_a_name_that_is_not_ours_is_refused_without_repeating_it(
    client: Client, lines: list[str]
) -> None:
    answer = client.get("/accounts/login/", SERVER_NAME="canary-7f3a.example.net")

    assert answer.status_code == 400
    assert "canary" not in answer.content.decode()
    assert lines
    assert not [line for line in lines if "canary" in line]


def test_no_log_and_no_error_page_repeats_what_was_sent(client: Client, lines: list[str]) -> None:
    answers = [
        client.get(f"/no-such-page/{CANARY}/", {"q": CANARY}),
        client.get("/accounts/login/", {"next": f"/queue/?q={CANARY}"}),
        client.post("/accounts/login/", {"login": CANARY, "password": CANARY}),
        client.get("/queue/", HTTP_COOKIE=f"sessionid={CANARY}"),
        client.get("/queue/", HTTP_USER_AGENT=CANARY, HTTP_REFERER=f"http://x/{CANARY}"),
        client.post(f"/reports/{CANARY}/reveal/", {"reason": CANARY}),
        client.generic("BREW", f"/accounts/login/?q={CANARY}", CANARY),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 403, 404, 405}
    assert CANARY not in answers[0].content.decode()
    assert lines
    assert [line for line in lines if CANARY in line] == []


def test_an_error_is_logged_with_its_place_and_without_its_words(lines: list[str]) -> None:
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("django.request").exception("While serving %s", CANARY)

    (line,) = map(json.loads, lines)
    assert line["error"] == "ValueError"
    assert line["logger"] == "django.request"
    assert "test_private_answers.py" in line["trace"][-1]
    assert CANARY not in json.dumps(line)


def test_our_own_lines_are_written_and_only_listed_keys_go_with_them(lines: list[str]) -> None:
    logging.getLogger("tipline.test").warning(
        "The vault is full", extra={"count": 3, "email": CANARY}
    )

    (line,) = map(json.loads, lines)
    assert line == {
        "at": line["at"],
        "level": "warning",
        "logger": "tipline.test",
        "text": "The vault is full",
        "count": 3,
    }


def test_debug_is_off_and_only_this_machine_is_answered() -> None:
    assert settings.DEBUG is False
    assert {"localhost", "127.0.0.1"} <= set(settings.ALLOWED_HOSTS)
    assert "*" not in settings.ALLOWED_HOSTS


SHOW = """
from django.conf import settings
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT)
"""


@pytest.mark.parametrize(
    ("environment_name", "secure"), [("training", False), ("production", True)]
)
def test_production_takes_https_for_granted(environment_name: str, secure: bool) -> None:
    import subprocess
    import sys

    with environment(TIPLINE_ENVIRONMENT=environment_name):
        said = subprocess.run(
            [sys.executable, "-c", SHOW], capture_output=True, text=True, check=True
        )

    assert said.stdout.split() == [str(secure)] * 3


def test_an_unknown_environment_is_refused(server: str) -> None:
    with environment(TIPLINE_ENVIRONMENT="prod"):
        answer = tipline("people", "list")

    assert answer.returncode != 0
    assert "`training` or `production`" in answer.stderr
