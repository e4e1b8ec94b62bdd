"""Put a page into a mail or a signed call: numbers and a link, and nobody's name.

Promise: nothing that a report says is in a message, since mail servers and phones keep them. The
same page, step and receiver have the same key, by which a receiver can tell a repetition.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

import msgspec


class DueSend(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one receiver that is to be sent now."""

    send_id: int
    page_id: int
    step: int
    target: str
    cluster_id: str
    report_id: str
    tier: str
    opened_at: datetime
    others_open: int

    @property
    def key(self) -> str:
        """What tells a repetition: the same for the same page, step and receiver."""
        receiver = hashlib.sha256(self.target.encode()).hexdigest()[:16]
        return f"tipline-page-{self.page_id}-{self.step}-{receiver}"


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it is sent."""

    subject: str
    body: str
    message_id: str


def say_mail(send: DueSend, link: str, sender: str) -> Mail:
    """Write the mail of a page."""
    domain = sender.rpartition("@")[2]
    others = f"\n{send.others_open} more pages are open." if send.others_open else ""
    return Mail(
        subject=f"[tipline] {send.tier}: report {send.report_id}",
        body=(
            f"Report {send.report_id} stands in {send.tier}.\n"
            f"Cluster {send.cluster_id}, paged since {send.opened_at:%Y-%m-%d %H:%M:%S} UTC,"
            f" step {send.step}.{others}\n\n"
            f"{_address(send, link)}\n\n"
            f"Acknowledge it there, or: tipline page ack {send.page_id}\n"
            "Until somebody does, the next on the rota are paged.\n"
        ),
        message_id=f"<{send.key}@{domain}>",
    )


def say_call(send: DueSend, link: str) -> bytes:
    """Write the body of a webhook's call."""
    return msgspec.json.encode(
        {
            "key": send.key,
            "page_id": send.page_id,
            "step": send.step,
            "tier": send.tier,
            "report_id": send.report_id,
            "cluster_id": send.cluster_id,
            "opened_at": send.opened_at,
            "others_open": send.others_open,
            "link": _address(send, link),
        }
    )


def sign(secret: bytes, body: bytes, at: datetime) -> str:
    """Return `t=<seconds>,v1=<hex>`: HMAC-SHA256 (RFC 2104) of `<seconds>.<body>`."""
    seconds = str(int(at.timestamp()))
    digest = hmac.new(secret, seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _address(send: DueSend, link: str) -> str:
    return f"{link.rstrip('/')}/reports/{send.report_id}/"
