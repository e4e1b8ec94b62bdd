"""Whatever links lead to, for anybody, shows no identifier, no picture and no other origin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from journeys import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from journeys.visiting import Visit

LINK = re.compile(r'href="(/[^"#]*)')
FORBIDDEN = re.compile(
    r"<(img|video|audio|object|embed|iframe|canvas|style)\b| style=| on[a-z]+=|data:"
)
FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)")
ENOUGH = 150


@pytest.mark.parametrize("person", ["analyst", "auditor", "elsewhere"])
def test_every_page_that_links_lead_to_keeps_the_promises(
    visit: Callable[..., Visit], person: str
) -> None:
    session = visit(person)
    seen: set[str] = set()
    left = ["/queue/", "/keys/", "/nothing/"]
    while left and len(seen) < ENOUGH:
        address = left.pop().replace("&amp;", "&")
        if address in seen or address.startswith("/static/"):
            continue
        seen.add(address)
        answer = session.context.request.get(address)
        text = answer.text()
        assert answer.status in {200, 403, 404}, address
        assert [value for value in made_up.MARKED if value in text + address] == [], address
        for wrong in (FORBIDDEN, FOREIGN, INLINE_SCRIPT):
            assert not wrong.search(text), (address, wrong.search(text))
        left += LINK.findall(text)
    assert len(seen) > {"analyst": 100, "auditor": 2, "elsewhere": 5}[person]
