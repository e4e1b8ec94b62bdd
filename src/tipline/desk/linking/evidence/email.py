"""Bring an email address to the one form that all spellings of its mailbox share.

Promise: two addresses that a person would call different never become equal, except where the
provider itself documents that it takes them for one. The domain alone is never an identifier.
"""

from __future__ import annotations

from functools import lru_cache

import idna

# What providers document of their own mailboxes, read in 2026. No maintained library does this
# without bringing a DNS resolver along, which has no place where evidence is read.
# Dots are ignored: support.google.com/mail/answer/7436150.
# A tag after `+` is ignored: the same page; support.microsoft.com (Outlook.com "aliases");
# support.apple.com (iCloud Mail); proton.me/support/addresses-and-aliases; fastmail.help (plus
# addressing); support.zoho (Zoho Mail); yandex.com/support/mail (aliases).
# One mailbox under several domains: googlemail.com; proton.me with pm.me and protonmail.com, which
# each account owns all of; the national domains of Yandex, and ya.ru.
_ONE_DOMAIN = {
    "googlemail.com": "gmail.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "yandex.by": "yandex.ru",
    "yandex.kz": "yandex.ru",
}
_IGNORES_DOTS = frozenset({"gmail.com"})
_IGNORES_TAG = frozenset(
    {
        "gmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "fastmail.com",
        "fastmail.fm",
        "zoho.com",
        "zohomail.com",
        "yandex.ru",
    }
)


# The same few senders give the same addresses in every report of theirs.
@lru_cache(maxsize=4096)
def normalise_email(text: str) -> str | None:
    """Return the mailbox that an address names, or None if it names none.

    Letter case is folded everywhere: RFC 5321 (2.4) lets a host tell case apart and advises
    against it; no large provider does. A domain in another script is written as on the wire (IDNA).
    """
    local, at, domain = text.strip().casefold().rpartition("@")
    domain = domain.rstrip(".")
    if not (local and at and domain) or any(mark.isspace() for mark in local + domain):
        return None
    named = normalise_host(domain)
    if named is None:
        return None
    domain = _ONE_DOMAIN.get(named, named)
    if domain in _IGNORES_TAG:
        local = local.partition("+")[0]
    if domain in _IGNORES_DOTS:
        local = local.replace(".", "")
    return f"{local}@{domain}" if local else None


def normalise_host(host: str) -> str | None:
    """Return a host's name as it is asked for on the wire (RFC 5891), or None where it is none."""
    if host.isascii():
        return host.casefold()
    try:
        return idna.encode(host, uts46=True, transitional=False).decode()
    except idna.IDNAError:
        return None
