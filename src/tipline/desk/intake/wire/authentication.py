"""Know the sender of a call by HTTP Basic authentication."""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.queries import find_sender
from tipline.desk.intake.types import Code, Sender

# RFC 7617; the charset lets a client send a user name that is not ASCII.
CHALLENGE = (("WWW-Authenticate", 'Basic realm="tipline intake", charset="UTF-8"'),)
MAX_HEADER = 1024
NO_SECRET = bytes(32)


def authenticate(header: str) -> Sender:
    """Return the account that a call's Authorization header proves. Raises Refused.

    A secret has 256 random bits, so that one SHA-256 is enough and guessing is hopeless; an
    unknown name costs as much as a wrong secret.
    """
    username, secret = _credentials(header)
    found = find_sender(username)
    sender, expected = found or (None, NO_SECRET)
    matches = hmac.compare_digest(hashlib.sha256(secret.encode()).digest(), expected)
    if sender is None or not matches:
        raise _unknown("The user name or the password is wrong.")
    if not sender.active:
        raise Refused(
            Code.MAY_NOT_SUBMIT,
            f"The account {sender.username} is closed and cannot send. Ask the agency that issued"
            " it for a new one.",
        )
    return sender


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, token = header[:MAX_HEADER].partition(" ")
    if scheme.lower() != "basic":
        raise _unknown("Send a user name and a password with HTTP Basic authentication.")
    try:
        text = b64decode(token.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise _unknown("The Authorization header cannot be read.") from None
    username, colon, secret = text.partition(":")
    if not colon or "\0" in username:
        raise _unknown("The Authorization header has no password.")
    return username, secret


def _unknown(text: str) -> Refused:
    return Refused(
        Code.AUTHENTICATION_REQUIRED,
        f"Authentication required. {text}",
        headers=CHALLENGE,
    )
