"""Reports in every state have a page that says which state it is; none breaks the page."""

from __future__ import annotations

from secrets import token_bytes
from typing import TYPE_CHECKING

import msgspec

from conftest import NOW
from journeys import made_up
from tipline.desk.intake.actions import OpenedReport, issue_sender, open_report, retract_report
from tipline.desk.intake.types import Environment
from tipline.report import write_xml
from tipline.report.types import IpCaptureEvent, PersonOrUserReported, Victim
from tipline.trust.people.types import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tipline.desk.intake.types import Sender
    from tipline.trust.people.types import Actor

    Load = Callable[..., list[str]]


def text_of(client: Client, report_id: str | int) -> str:
    answer = client.get(f"/reports/{report_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def opened(actor: Actor) -> tuple[Sender, int]:
    """Open a report over the wire's own action, and leave it unfinished."""
    sender = issue_sender(
        msgspec.structs.replace(actor, roles=frozenset({Role.ADMINISTRATOR})),
        name="Example Chat",
        environment=Environment.PRODUCTION,
        now=NOW,
        random_bytes=token_bytes,
    ).sender
    report = OpenedReport(
        raw=made_up.small_report(1),
        schema_version="2026-08",
        batched=False,
        urgent=False,
        findings=b"[]",
    )
    return sender, open_report(sender, report, now=NOW, below=lambda most: most // 2)


def test_an_unfinished_and_a_retracted_report_say_so(client: Client, actor: Actor) -> None:
    sender, report_id = opened(actor)
    assert "Not finished by its sender" in text_of(client, report_id)

    retract_report(sender, report_id, now=NOW)
    assert "Retracted by its sender" in text_of(client, report_id)


def test_a_report_that_waits_says_so(client: Client, load: Load) -> None:
    (report_id,) = load(made_up.small_report(1), rank=False)
    text = text_of(client, report_id)

    assert "Not ranked yet." in text
    assert "Not linked yet." in text
    assert (
        "1 report came in and waits to be linked and ranked"
        in client.get("/queue/").content.decode()
    )


def test_a_report_of_a_test_account_says_so_and_stands_in_no_queue(
    client: Client, load: Load
) -> None:
    (report_id,) = load(made_up.small_report(1), flags=("--test",))

    assert "A test report." in text_of(client, report_id)
    assert "The queue is empty." in client.get("/queue/").content.decode()


def test_a_report_with_defects_lists_them_without_repeating_values(
    client: Client, load: Load
) -> None:
    raw = made_up.small_report(1).replace(
        b"</personOrUserReported>",
        b"<ipCaptureEvent><ipAddress>marked-no-address</ipAddress></ipCaptureEvent></personOrUserReported>",
    )
    (report_id,) = load(raw)
    text = text_of(client, report_id)

    assert "What the sender should do" in text
    assert "#field-report-personOrUserReported-1-ipCaptureEvent-1-ipAddress" in text
    assert "marked-no-address" not in text


def test_what_this_version_does_not_know_is_kept_and_masked(client: Client, load: Load) -> None:
    raw = made_up.small_report(1).replace(
        b"</personOrUserReported>", b"<newThing>marked new words</newThing></personOrUserReported>"
    )
    (report_id,) = load(raw)
    text = text_of(client, report_id)

    assert "Sent, and not known to this version" in text
    assert "New thing" in text
    assert "marked new words" not in text
    shown = client.post(
        f"/reports/{report_id}/reveal/",
        {"group": "unknown", "reason": "review", "note": "Checked for the schema's next edition"},
    ).content.decode()
    assert "marked new words" in shown


def test_an_empty_victim_is_still_a_victim(client: Client, load: Load) -> None:
    report = made_up.small(PersonOrUserReported(), victim=(Victim(),))
    (report_id,) = load(write_xml(report))
    text = text_of(client, report_id)

    assert "Victim 1" in text
    assert "(empty)" in text


def test_a_report_with_thousands_of_fields_is_shown_whole(client: Client, load: Load) -> None:
    events = tuple(IpCaptureEvent(ip_address="192.0.2.7", port=1 + n) for n in range(2000))
    (report_id,) = load(write_xml(made_up.small(PersonOrUserReported(ip_capture_event=events))))

    assert "ipCaptureEvent[2000].port" in text_of(client, report_id)


def test_a_weak_note_is_refused_on_every_door(client: Client, load: Load) -> None:
    (report_id,) = load(made_up.small_report(1))

    for door, group in (("reveal", "report.personOrUserReported[1]"), ("raw", "")):
        answer = client.post(
            f"/reports/{report_id}/{door}/", {"group": group, "reason": "review", "note": " x "}
        )
        assert answer.status_code == 422
        assert "account-1" not in answer.content.decode()
