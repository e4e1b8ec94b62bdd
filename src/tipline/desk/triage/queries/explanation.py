"""Explain the place of one report: derive everything anew, and compare with what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tipline.desk.intake.errors import NoSuchReport
from tipline.desk.intake.queries import read_documents
from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.queries import read_cluster_links, read_set_aside
from tipline.desk.triage.current_policy import current_policy
from tipline.desk.triage.queries.links import path_between, unused_of
from tipline.desk.triage.queries.overrides import read_overrides
from tipline.desk.triage.queries.standing import Derived, cluster_of, derive_anew
from tipline.desk.triage.queries.timing import age_of, clocks_of, unknown_clocks
from tipline.desk.triage.rules.conditions import compile_condition, features_of, say_condition
from tipline.desk.triage.rules.features import POSITION
from tipline.desk.triage.rules.overriding import weigh
from tipline.desk.triage.rules.ranking import encode_decision, reasons_of, sources_of
from tipline.desk.triage.types import Explanation, FeatureRead, RuleTried, SourceField
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from tipline.desk.triage.rules.policy import Policy
    from tipline.desk.triage.rules.ranking import Ranked
    from tipline.trust.people.types import Actor

STORED = """
SELECT q.generation, p.ranked_at, p.decision
FROM triage_queueentry q JOIN triage_priority p ON p.id = q.priority_id WHERE q.cluster_id = %s
"""

# Of a report in very many fields, each feature names this many.
_FIELDS_NAMED = 20


class NotRanked(NoSuchReport):
    """The report is held and has no place in the queue; the message says why."""

    exit_code = 1


def explain_report(actor: Actor, report_id: int, *, now: datetime) -> Explanation:
    """Explain a report under the policy in force.

    Raises NoSuchReport for what the agency does not hold, NotRanked (one of them) for what is
    not in the queue.
    """
    policy = current_policy()
    with acting(actor):
        cluster_id = cluster_of(actor, report_id)
        derived = cluster_id and derive_anew(actor, cluster_id, policy, above_all=report_id)
        stored = _read_stored(cluster_id) if cluster_id else None
        if not derived or not stored or report_id not in _ranked_ids(derived):
            raise _not_ranked(actor, report_id)
        overrides = read_overrides([derived.cluster_id]).get(derived.cluster_id, ())
        values = read_cluster_links(actor, [member.report_id for member in derived.members])
    generation, ranked_at, decision = stored
    ranked = derived.ranked(report_id)
    lead = derived.standing.ranked[0].held.report_id
    return Explanation(
        report_id=str(report_id),
        cluster_id=derived.cluster_id,
        tier=ranked.tier,
        cluster_tier=derived.decision.tier,
        reasons=tuple(reasons_of(ranked, policy)),
        rules=tuple(_try_rules(ranked, policy)),
        missing=derived.decision.missing,
        moves_most=derived.decision.moves_most,
        path=path_between(values, lead, report_id),
        not_used=unused_of(values, report_id),
        age=age_of(derived.decision.arrived_at, now),
        clocks=clocks_of(derived.decision, now),
        unknown_clocks=unknown_clocks(derived.decision),
        disagreements=weigh(derived.decision.tier, overrides)[1],
        policy_name=policy.name,
        policy_version=policy.version,
        policy_hash=policy.hash,
        generation=generation,
        ranked_at=ranked_at,
        same_as_stored=encode_decision(derived.decision) == bytes(decision),
    )


def _read_stored(cluster_id: str) -> tuple[Any, ...] | None:
    with prepared_cursor() as cursor:
        return cursor.execute(STORED, (cluster_id,)).fetchone()


def _ranked_ids(derived: Derived) -> set[int]:
    return {one.held.report_id for one in derived.standing.ranked}


def _not_ranked(actor: Actor, report_id: int) -> NoSuchReport:
    """Say why a report has no place; raises NoSuchReport if it is not held at all."""
    read_documents(actor, report_id)
    error = read_set_aside(actor, report_id)
    if error:
        return NotRanked(
            f"Report {report_id} was set aside: {error} Look at it by hand, then run"
            " `tipline process --retry`."
        )
    return NotRanked(
        f"Report {report_id} is held and not in the queue: it still waits (run `tipline process`),"
        " is not finished, or came from a test account."
    )


def _try_rules(ranked: Ranked, policy: Policy) -> Iterator[RuleTried]:
    for rule in policy.rules:
        yield RuleTried(
            code=rule.code,
            tier=rule.tier,
            text=rule.text,
            condition=say_condition(rule.condition),
            held=compile_condition(rule.condition)(ranked.values),
            features=tuple(
                _read_feature(name, ranked) for name in dict.fromkeys(features_of(rule.condition))
            ),
        )


def _read_feature(name: str, ranked: Ranked) -> FeatureRead:
    value = ranked.values[POSITION[name]]
    words = {True: "yes", False: "no", None: "unknown"}
    said = words[value] if isinstance(value, bool) or value is None else str(value)
    sources = list(sources_of(name, ranked))[:_FIELDS_NAMED]
    return FeatureRead(
        name=name,
        value=said,
        fields=tuple(
            SourceField(report_id=str(one.report_id), field=one.field, provenance=one.provenance)
            for one in sources
        ),
    )
