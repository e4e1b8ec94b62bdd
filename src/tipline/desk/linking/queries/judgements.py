"""Read what people said of reports, in the order in which they said it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.types import Judgement
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import psycopg

    from tipline.trust.people.types import Actor

    Cursor = psycopg.Cursor[tuple[Any, ...]]

ALL = """
SELECT j.id, j.one, j.other, encode(a.content_sha256, 'hex'), encode(b.content_sha256, 'hex'),
    j.judgement, j.judged_by, j.judged_at, j.reason
FROM linking_judged j
JOIN intake_report a ON a.report_id = j.one JOIN intake_report b ON b.report_id = j.other
WHERE j.id > %s ORDER BY j.id LIMIT %s
"""

BY_CONTENT = """
SELECT encode(content_sha256, 'hex'), min(report_id) FROM intake_report
WHERE content_sha256 = ANY(%s) AND state = 'finished' GROUP BY content_sha256
"""

_AT_ONCE = 1_000


class KeptJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement as it is kept, with the content of both reports, which is the same elsewhere."""

    one: str
    other: str
    one_content: str
    other_content: str
    judgement: Judgement
    by: str
    at: datetime
    reason: str


def iterate_judgements(actor: Actor) -> Iterator[KeptJudgement]:
    """Yield every judgement, the first first."""
    after = 0
    while True:
        with acting(actor), prepared_cursor() as cursor:
            rows = cursor.execute(ALL, (after, _AT_ONCE)).fetchall()
        for _, one, other, mine, theirs, word, by, at, reason in rows:
            yield KeptJudgement(
                one=str(one),
                other=str(other),
                one_content=mine,
                other_content=theirs,
                judgement=Judgement(word),
                by=by,
                at=at,
                reason=reason,
            )
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1][0]


def reports_of_content(actor: Actor, contents: Collection[str]) -> dict[str, int]:
    """Return for each content (SHA-256, hex) the report of the lowest number that has it.

    It is looked for by an index that names the environment, so each of the two is asked.
    """
    wanted = [bytes.fromhex(content) for content in sorted(set(contents))]
    with acting(actor), prepared_cursor() as cursor:
        return dict(cursor.execute(BY_CONTENT, (wanted,)).fetchall())
