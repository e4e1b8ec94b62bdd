"""A paging file is used whole or refused with every fault, and a message is the same each time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tipline.desk.triage.paging.configuration import BadPaging, read_paging
from tipline.desk.triage.paging.messages import DueSend, sign

GOOD = """
link = "https://desk.example.org"
webhook_secret_file = "secret"
[smtp]
host = "mail.example.org"
sender = "desk@example.org"
[[step]]
deadline_minutes = 10
emails = ["duty@example.org"]
[[step]]
deadline_minutes = 5
webhooks = ["https://hook.example.org/x"]
agencies = ["Upland Unit"]
"""


def faults(text: str) -> str:
    with pytest.raises(BadPaging) as caught:
        read_paging(text.encode())
    return str(caught.value)


def test_a_rota_holds_for_the_agencies_that_it_names():
    paging = read_paging(GOOD.encode())

    assert len(paging.steps_for("Upland Unit")) == 2
    assert [step.emails for step in paging.steps_for("Harbour Hotline")] == [("duty@example.org",)]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("deadline_minutes = 10", "deadline_minutes = 0", "deadline_minutes is at least 1"),
        ('emails = ["duty@example.org"]', "", "step 1: it pages nobody"),
        ('emails = ["duty@example.org"]', 'emails = ["duty"]', "'duty' is no address"),
        ("https://hook.example.org", "http://hook.example.org", "give https addresses"),
        ('link = "https:', 'link = "http:', "link: the https address"),
        ('webhook_secret_file = "secret"\n', "", "webhooks are signed"),
        ('host = "mail.example.org"\n', "", "missing required field `host`"),
        ("deadline_minutes = 10", 'deadline = "10"', "`deadline`"),
        ("[smtp]", '[smtp]\nsecurity = "maybe"', "one of none, starttls, tls"),
        ("[smtp]", "[smtp", "no TOML"),
    ],
)
def test_a_fault_is_named_with_its_remedy(before, after, words):
    assert words in faults(GOOD.replace(before, after, 1))


def test_a_file_that_pages_nobody_or_has_no_mail_server_is_a_fault():
    assert "nobody is paged" in faults('link = "https://desk.example.org"\nstep = []')
    without = GOOD.replace("[smtp]", "[other]")
    assert "other" in faults(without)


def test_a_repetition_has_the_same_key_and_another_step_or_receiver_another():
    def send(**parts: object) -> DueSend:
        given = {
            "send_id": 1, "page_id": 2, "step": 1, "target": "a@example.org", "tier": "T0",
            "cluster_id": "clu", "report_id": "9", "others_open": 0,
            "opened_at": datetime(2026, 11, 22, tzinfo=UTC),
        }  # fmt: skip
        return DueSend(**{**given, **parts})

    assert send().key == send(send_id=7).key
    assert len({send().key, send(step=2).key, send(target="b@example.org").key}) == 3
    assert "example.org" not in send().key


def test_a_signature_depends_on_secret_time_and_body():
    at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    assert sign(b"a", b"x", at).startswith(f"t={int(at.timestamp())},v1=")
    assert len({sign(b"a", b"x", at), sign(b"b", b"x", at), sign(b"a", b"y", at)}) == 3
