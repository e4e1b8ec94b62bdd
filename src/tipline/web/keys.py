"""The keyboard map as data: what each key does, and on which page.

Promise: the list that `?` opens, the page of keys, the browser module and the tests all read
this one table, so a key that is listed works and a key that works is listed. The letters are
only the first proposal: each person can switch them off or change them (WCAG 2.1.4).
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Place(StrEnum):
    """The pages that have keys of their own."""

    EVERYWHERE = "everywhere"
    QUEUE = "queue"
    REPORT = "report"
    CLUSTER = "cluster"
    LINKS = "links"
    ROUTES = "routes"


class KeyCommand(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a key does; `name` is what the page's elements answer to."""

    name: str
    key: str
    does: str
    places: frozenset[Place]
    remappable: bool = True


EVERYWHERE = frozenset({Place.EVERYWHERE})
LISTS = frozenset({Place.QUEUE, Place.CLUSTER, Place.ROUTES})
QUEUE = frozenset({Place.QUEUE})
REPORT = frozenset({Place.REPORT})
CLUSTER = frozenset({Place.CLUSTER})
LINKS = frozenset({Place.LINKS})

KEY_MAP: tuple[KeyCommand, ...] = (
    KeyCommand(name="keys", key="?", does="Show this list of keys", places=EVERYWHERE),
    KeyCommand(name="go-queue", key="q", does="Go to the queue", places=EVERYWHERE),
    KeyCommand(name="go-links", key="l", does="Go to the links to judge", places=EVERYWHERE),
    KeyCommand(name="next-row", key="j", does="Next row", places=LISTS),
    KeyCommand(name="previous-row", key="k", does="Previous row", places=LISTS),
    KeyCommand(name="open", key="Enter", does="Open the row", places=LISTS, remappable=False),
    KeyCommand(name="filter", key="f", does="Go to the tiers to filter by", places=QUEUE),
    KeyCommand(name="next-group", key="n", does="Next group of fields", places=REPORT),
    KeyCommand(name="previous-group", key="p", does="Previous group of fields", places=REPORT),
    KeyCommand(
        name="reveal", key="r", does="Reveal this group's identifiers (asks why)", places=REPORT
    ),
    KeyCommand(name="raw", key="x", does="Show the XML as it was sent (asks why)", places=REPORT),
    KeyCommand(name="override", key="o", does="Choose another agency (asks why)", places=REPORT),
    KeyCommand(name="table", key="t", does="Go to the table of reports", places=CLUSTER),
    KeyCommand(name="graph", key="g", does="Go to the drawing of the network", places=CLUSTER),
    KeyCommand(name="same", key="s", does="Choose “same”, then go to the reason", places=LINKS),
    KeyCommand(
        name="different", key="d", does="Choose “different”, then go to the reason", places=LINKS
    ),
    KeyCommand(
        name="cannot-tell",
        key="c",
        does="Choose “cannot tell”, then go to the reason",
        places=LINKS,
    ),
    KeyCommand(name="skip", key="]", does="Leave this pair and show the next", places=LINKS),
    KeyCommand(name="undo", key="z", does="Go back to the pair judged last", places=LINKS),
)


def keys_of(place: Place) -> tuple[KeyCommand, ...]:
    """List the commands that work on a page, those of every page last."""
    own = tuple(command for command in KEY_MAP if place in command.places)
    if place is Place.EVERYWHERE:
        return own
    return own + keys_of(Place.EVERYWHERE)
