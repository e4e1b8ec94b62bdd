"""Say with which reports of other clusters a report may belong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.linking.queries.possible import possible_links_of
from tipline.desk.linking.views.words import KINDS, bits_in_words

if TYPE_CHECKING:
    from tipline.desk.linking.queries.possible import Possible
    from tipline.trust.people.types import Actor

SHOWN = 10


def gather_possible(actor: Actor, report_id: int) -> list[dict[str, Any]]:
    """Return the strongest possible links of a report in words."""
    return [_say(one) for one in possible_links_of(actor, report_id, limit=SHOWN)]


def _say(one: Possible) -> dict[str, Any]:
    shared = [f"same {KINDS[kind]}" for kind in one.kinds]
    if one.called_alike is not None:
        shared.append(f"screen names that are alike ({bits_in_words(one.called_alike)})")
    return {
        "report_id": one.report_id,
        "cluster_id": one.cluster_id,
        "shared": ", ".join(shared).capitalize(),
        "strength": bits_in_words(one.bits),
    }
