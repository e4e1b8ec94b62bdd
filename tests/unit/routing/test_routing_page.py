"""What is published of the rules is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from tipline.desk.routing.rules.routing_file import KINDS
from tipline.desk.routing.rules.sides import STRENGTHS
from tipline.desk.routing.types import RouteRule

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "explanation/how-routing-decides.md").read_text(encoding="utf-8")


def test_the_page_names_every_locator_in_its_order_with_its_reason():
    rows = re.findall(r"^\| \d+ \| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)

    assert rows == [(kind.value, why) for kind, why in STRENGTHS.items()]


def test_the_page_names_every_rule():
    named = set(re.findall(r"`([RU]-[A-Z-]+)`", PAGE))

    assert named == {rule.value for rule in RouteRule}


def test_the_reference_names_every_kind_of_line():
    page = (DOCS / "reference/routing-file.md").read_text(encoding="utf-8")

    heading, *named = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert (heading, tuple(named)) == ("kind", KINDS)
