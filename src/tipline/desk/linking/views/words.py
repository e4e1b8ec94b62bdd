"""Put kinds of evidence and judgements into the words that an officer reads."""

from __future__ import annotations

from tipline.desk.linking.types import IdentifierKind, Judgement

KINDS = {
    IdentifierKind.EMAIL: "email address",
    IdentifierKind.PHONE: "telephone number",
    IdentifierKind.ACCOUNT: "account at a service",
    IdentifierKind.PROFILE_URL: "profile page",
    IdentifierKind.PRIOR_REPORT: "report that the sender names",
    IdentifierKind.REPORT_CONTENT: "content, sent again",
    IdentifierKind.SESSION: "address and port at one minute",
    IdentifierKind.DEVICE: "device",
    IdentifierKind.HOME_NETWORK: "home network",
    IdentifierKind.ADDRESS: "address within two months",
    IdentifierKind.FILE_HASH: "file, byte for byte",
    IdentifierKind.LOOK_ALIKE: "file that looks alike",
    IdentifierKind.SCREEN_NAME: "screen name",
    IdentifierKind.DISPLAY_NAME: "display name",
}

JUDGED = {
    Judgement.SAME: "same",
    Judgement.DIFFERENT: "different",
    Judgement.CANNOT_TELL: "cannot tell",
}


def bits_in_words(bits: float) -> str:
    """Say how strong a value is, with its unit: `12.3 bits`."""
    return f"{bits:.1f} {'bit' if bits == 1 else 'bits'}"
