"""Keep the feature values that reports have in common, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from tipline.trust.people.types import Actor

# What is here is read; only what is not is written, so that the numbers have few gaps.
KEEP = """
WITH given AS (SELECT DISTINCT told FROM unnest(%(told)s::text[]) AS given(told)),
here AS (
    SELECT p.id, p.told FROM triage_profile p JOIN given g ON md5(p.told) = md5(g.told)
    WHERE p.agency_id = %(agency)s AND p.told = g.told
),
made AS (
    INSERT INTO triage_profile (agency_id, told)
    SELECT %(agency)s, told FROM given WHERE told NOT IN (SELECT told FROM here) ORDER BY told
    ON CONFLICT (agency_id, md5(told)) DO UPDATE SET told = excluded.told RETURNING id, told
)
SELECT told, id FROM here UNION ALL SELECT told, id FROM made
"""


def keep_profiles(
    cursor: psycopg.Cursor[tuple[Any, ...]], actor: Actor, told: Sequence[str]
) -> dict[str, int]:
    """Return the number of each profile, in the transaction of the ranking that found it."""
    if not told:
        return {}
    given = {"agency": actor.agency_id, "told": list(told)}
    return dict(cursor.execute(KEEP, given).fetchall())
