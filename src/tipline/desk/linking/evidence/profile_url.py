"""Bring the addresses of one profile page to one form."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tipline.desk.linking.evidence.email import normalise_host

# Hosts that only show the same pages on another screen.
_SCREENS = ("www.", "m.", "mobile.", "web.")
# What links carry to say through whom they were followed.
_TRACKING = frozenset({"fbclid", "gclid", "igsh", "igshid", "mibextid", "ref", "ref_src", "si"})


def normalise_profile_url(text: str) -> str | None:
    """Return `host/path` of a profile page, or None for what is no page of one account.

    Scheme, default port, fragment and tracking parameters name nobody; other parameters may
    (`profile.php?id=7`) and stay, in order. A site's first page is nobody's profile.
    """
    try:
        url = urlsplit(text.strip() if "://" in text else f"https://{text.strip()}")
        host, port = normalise_host((url.hostname or "").rstrip(".")), url.port
    except ValueError:
        return None
    if not host or "." not in host:
        return None
    for screen in _SCREENS:
        if host.startswith(screen) and "." in host[len(screen) :]:
            host = host[len(screen) :]
            break
    path = unquote(url.path).rstrip("/")
    asked = [
        (name, value)
        for name, value in parse_qsl(url.query)
        if name.casefold() not in _TRACKING and not name.casefold().startswith("utm_")
    ]
    if not path and not asked:
        return None
    beyond = f":{port}" if port not in {None, 80, 443} else ""
    query = f"?{urlencode(sorted(asked))}" if asked else ""
    return f"{host}{beyond}{path}{query}"
