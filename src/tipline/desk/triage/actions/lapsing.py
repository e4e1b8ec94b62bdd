"""Have words that lower a tier lapse when danger comes that they do not cover, and hold again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tipline.desk.triage.queries.overrides import read_overrides
from tipline.desk.triage.rules.covering import find_uncovered
from tipline.trust.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import psycopg

    from tipline.desk.triage.rules.overriding import StandingOverride
    from tipline.desk.triage.rules.policy import Policy
    from tipline.desk.triage.rules.ranking import Standing
    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

LAPSE = """
UPDATE triage_tieroverride o SET lapsed_for = said.lapsed_for
FROM unnest(%s::bigint[], %s::text[]) AS said(id, lapsed_for) WHERE o.id = said.id
"""


def weigh_coverage(
    cursor: Cursor,
    actor: Actor,
    standings: Mapping[str, Standing],
    policy: Policy,
    now: datetime,
) -> dict[str, tuple[StandingOverride, ...]]:
    """Return the words on these clusters as they count now; keep which lapsed, or hold again."""
    before = read_overrides(list(standings))
    after = {
        cluster_id: tuple(_weigh(one, standings[cluster_id], policy) for one in words)
        for cluster_id, words in before.items()
    }
    changed = [
        one
        for cluster_id, words in after.items()
        for one, was in zip(words, before[cluster_id], strict=True)
        if one.lapsed_for != was.lapsed_for
    ]
    if changed:
        said = {str(one.override_id): one.lapsed_for for one in changed}
        cursor.execute(LAPSE, ([one.override_id for one in changed], list(said.values())))
        record(
            actor,
            "triage:cluster:override-lapse",
            object_type="cluster",
            object_id=f"{len(changed)} overrides",
            after={"lapsed_for": said},
            rule_version=f"{policy.version} {policy.hash[:12]}",
            now=now,
        )
    return after


def _weigh(word: StandingOverride, standing: Standing, policy: Policy) -> StandingOverride:
    if not word.lowers:
        return word
    found = find_uncovered(standing, policy, word.tier, word.covers)
    return replace(word, lapsed_for=found)
