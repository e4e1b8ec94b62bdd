"""Gather two reports with all that speaks for and against their belonging together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.queries import documents_of
from tipline.desk.linking.queries.review import review_pair
from tipline.desk.linking.types import Judgement
from tipline.desk.linking.views.pairs import MOST_BITS, say_own, say_shared
from tipline.desk.linking.views.words import JUDGED, KINDS, bits_in_words
from tipline.trust.people.queries import name_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.desk.intake.types import ReportDocuments
    from tipline.desk.linking.queries.evidence import Said
    from tipline.desk.linking.queries.paths import Between, PathStep
    from tipline.trust.people.types import Actor


def gather_pair(actor: Actor, one: int, other: int) -> dict[str, Any]:
    """Return what the page shows of two reports. Raises NoSuchReport."""
    review = review_pair(actor, one, other)
    between = review.between
    documents = documents_of(actor, sorted({one, other}))
    mine, theirs = documents.get(one), documents.get(other)
    history = _history(review.history)
    return {
        "one": _head(one, between.cluster_id, mine),
        "other": _head(other, between.other_cluster_id, theirs),
        "together": between.together,
        "why": between.why,
        "steps": [_step(step) for step in between.steps],
        "shared": say_shared(between.shared, mine, theirs),
        "own": say_own(mine, theirs),
        "most_bits": MOST_BITS,
        "history": history,
        "last": history[0] if history else None,
        "is_contradicted": _is_contradicted(between, review.history),
        "if_same": review.if_same,
        "if_different": review.if_different,
    }


def _head(number: int, cluster_id: str, documents: ReportDocuments | None) -> dict[str, Any]:
    return {
        "number": number,
        "cluster_id": cluster_id,
        "sender_name": documents.sender_name if documents else "",
        "received_at": documents.received_at if documents else None,
    }


def _step(step: PathStep) -> dict[str, Any]:
    kinds = dict.fromkeys(KINDS[each.kind] for each in step.evidence)
    return {
        "one": step.report_id,
        "other": step.other,
        "kinds": " and ".join(kinds),
        "strength": bits_in_words(sum(each.bits for each in step.evidence)),
        "said": step.said,
    }


def _history(said: Iterable[Said]) -> list[dict[str, Any]]:
    listed = list(said)
    names = name_people(one.by for one in listed)
    return [
        {
            "judgement": JUDGED[one.judgement],
            "who": names[one.by],
            "at": one.at,
            "reason": one.reason,
        }
        for one in listed
    ]


def _is_contradicted(between: Between, history: tuple[Said, ...]) -> bool:
    """Say whether the last word is `different` and the two stand together all the same."""
    return bool(history) and history[0].judgement is Judgement.DIFFERENT and between.together
