"""Measure how many reports a compiled policy ranks in a second, on one core, one by one.

Ours is the tier of each report's feature values by the policy that comes with tipline, compiled to
closures. The peer reads the same conditions from their tree at every report, as one would write
first. The reports are those of a made-up world, their evidence read beforehand; reading it is
measured apart. `checked` is true when both give every report the same tier.
"""

from __future__ import annotations

import argparse
import json
import operator
import time
from datetime import UTC, datetime
from typing import Any

from tipline.desk.triage.current_policy import current_policy
from tipline.desk.triage.rules import conditions as words
from tipline.desk.triage.rules.evidence import read_evidence
from tipline.desk.triage.rules.features import POSITION
from tipline.desk.triage.rules.ranking import values_of
from tipline.report import parse_file_details, parse_report
from tipline.synthetic import WorldParameters, generate_world

ORDER = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
         "=": operator.eq, "!=": operator.ne}  # fmt: skip
RECEIVED = datetime(2026, 11, 22, tzinfo=UTC)


def holds(condition: Any, values: tuple[Any, ...]) -> bool:
    """Read a condition from its tree."""
    match condition:
        case words.Compare(feature, order, operand):
            value = values[POSITION[feature]]
            if value is None:
                return False
            return value in operand if order == "in" else ORDER[order](value, operand)
        case words.Not(part):
            return not holds(part, values)
        case words.Every(parts):
            return all(holds(part, values) for part in parts)
        case words.Some(parts, count):
            return sum(holds(part, values) for part in parts) >= count
    raise AssertionError(condition)


def tier_by_tree(policy: Any, values: tuple[Any, ...]) -> str:
    """Return the tier as the peer finds it."""
    for rule in policy.rules:
        if holds(rule.condition, values):
            return rule.tier
    return policy.otherwise.tier


def measure(base: int, reports: int) -> dict[str, object]:
    """Rank the reports of a world again and again until so many were ranked."""
    parsed = []
    for made in generate_world(WorldParameters(reports=base), seed=5):
        report = parse_report(made.report_xml).model
        files = [parse_file_details(raw).model for raw in made.file_details]
        if report is not None and all(files):
            parsed.append((report, files))
    began = time.process_time()
    evidence = [
        read_evidence(report, files, received_at=RECEIVED, submitted_at=None, fingerprint=str)
        for report, files in parsed
    ]
    reading = len(parsed) / (time.process_time() - began)
    values = [values_of(one.facts, {}) for one in evidence]
    values *= -(-reports // len(values))
    policy = current_policy()
    began = time.process_time()
    ours = [policy.tier_of(one) for one in values]
    ours_took = time.process_time() - began
    began = time.process_time()
    theirs = [tier_by_tree(policy, one) for one in values[: len(values) // 4]]
    peer_took = (time.process_time() - began) * 4
    return {
        "name": "rank a report under the compiled policy, one core, one by one",
        "unit": "reports a second of processor time",
        "ours": round(len(values) / ours_took),
        "peer": round(len(values) / peer_took),
        "peer_name": "the same conditions read from their tree at every report",
        "ratio": round(peer_took / ours_took, 2),
        "checked": ours[: len(theirs)] == theirs,
        "reports": len(values),
        "rules": len(policy.rules),
        "evidence_read_a_second": round(reading),
    }


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a tenth of the reports")
    options.add_argument("--json", action="store_true", help="the last line is one JSON object")
    chosen = options.parse_args()
    result = measure(*((500, 100_000) if chosen.quick else (2_000, 1_000_000)))
    if chosen.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
