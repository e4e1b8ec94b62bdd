"""Keep possible links by alike names: the only writer of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.names.comparing import compare
from tipline.desk.linking.rows import json_rows
from tipline.trust.audit.actions import record
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from tipline.desk.linking.names.comparing import Model
    from tipline.desk.linking.names.types import Alike, NamedAccount
    from tipline.trust.people.types import Actor

# A report with more look-alikes than these says that its name is common, not who has it.
MOST_OF_A_REPORT = 10

BEGIN = """
INSERT INTO names_comparison (agency_id, at, model_version, least, accounts, found)
VALUES (%s, %s, %s, %s, %s, %s) RETURNING id
"""
KEEP = """
INSERT INTO names_alikepair (agency_id, comparison_id, report_id, other_report_id, path,
    other_path, bits, probability)
SELECT %s, %s, report_id, other_report_id, path, other_path, bits, probability
FROM json_to_recordset(%s::json) AS pairs(report_id bigint, other_report_id bigint, path text,
    other_path text, bits float, probability float)
"""
_AT_ONCE = 10_000


class _Pair(msgspec.Struct, frozen=True):
    """A row of the table."""

    report_id: int
    other_report_id: int
    path: str
    other_path: str
    bits: float
    probability: float


def find_alike(
    actor: Actor,
    accounts: Sequence[NamedAccount],
    model: Model,
    *,
    least: float,
    now: datetime,
) -> int:
    """Compare all accounts and keep what is alike in place of what was; return how many pairs.

    `least` is the least chance (0 to 1) that two accounts are one person's. Raises
    NamesNotInstalled.
    """
    pairs = list(_choose(accounts, compare(accounts, model, least=least)))
    with acting(actor), prepared_cursor() as cursor:
        cursor.execute("DELETE FROM names_alikepair")
        row = (actor.agency_id, now, model.version, least, len(accounts), len(pairs))
        ((comparison,),) = cursor.execute(BEGIN, row).fetchall()
        for start in range(0, len(pairs), _AT_ONCE):
            part = json_rows(pairs[start : start + _AT_ONCE])
            cursor.execute(KEEP, (actor.agency_id, comparison, part))
        record(
            actor,
            "names:alike:find",
            object_type="comparison",
            object_id=str(comparison),
            after={"accounts": len(accounts), "pairs": len(pairs), "least": least},
            rule_version=model.version,
            now=now,
        )
    return len(pairs)


def _choose(accounts: Sequence[NamedAccount], found: Iterable[Alike]) -> Iterable[_Pair]:
    """Yield the strongest pair of any two reports, and of a report at most MOST_OF_A_REPORT."""
    seen: set[tuple[int, int]] = set()
    of_report: dict[int, int] = {}
    for pair in found:  # the strongest first
        first, second = accounts[pair.one], accounts[pair.other]
        if first.report > second.report:
            first, second = second, first
        ids = (first.report, second.report)
        taken = [of_report.get(one, 0) for one in ids]
        if first.report == second.report or ids in seen or max(taken) >= MOST_OF_A_REPORT:
            continue
        seen.add(ids)
        of_report.update(zip(ids, (count + 1 for count in taken), strict=True))
        yield _Pair(*ids, first.path, second.path, pair.bits, pair.probability)
