"""A route says on its page which kinds of evidence give the place, and whether it is one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from made_places import in_state
from made_reports import a_report
from tipline.report import write_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

ALONE = "one kind of evidence alone, confirm it"


def test_a_place_that_one_kind_of_evidence_says_wants_to_be_confirmed(
    client: Client, load: Callable[..., list[str]]
) -> None:
    routed, unroutable = load(write_xml(in_state("US-AL")), write_xml(a_report(account="u-2")))
    shown = {
        number: client.get(f"/reports/{number}/route/").content.decode()
        for number in (routed, unroutable)
    }
    if ALONE not in shown[routed]:  # the numbers are drawn, so that either may come first
        routed, unroutable = unroutable, routed

    assert "Alabama" in shown[routed]
    assert ALONE in shown[routed]
    assert ALONE in client.get(f"/reports/{routed}/").content.decode()
    assert "The place is said by" not in shown[unroutable]
