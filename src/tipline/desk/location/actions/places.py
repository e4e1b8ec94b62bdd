"""Keep where reports point to, in the transaction of whoever located them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import connection

from tipline.desk.location.models import Generation
from tipline.desk.location.rows import Found, pack
from tipline.desk.location.rules.locating import RULE_VERSION
from tipline.trust.audit.actions import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tipline.desk.location.types import Located
    from tipline.trust.people.types import Actor

_KEEP = """
INSERT INTO location_located (agency_id, report_id, generation_id, at, counted, found)
SELECT %s, report_id, %s, %s, counted, found
FROM json_to_recordset(%s::json) AS located(report_id bigint, counted int, found jsonb)
ON CONFLICT (report_id, generation_id) DO NOTHING
"""


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    report_id: int
    counted: int
    found: Found


def keep_places(
    actor: Actor, located: Sequence[Located], dataset_ids: Sequence[int], *, now: datetime
) -> int:
    """Keep what was found of reports by these datasets; return the number of the generation.

    Call it inside `acting`, once for all of one transaction. What is there of the same generation
    already stays, since the same report and datasets give the same.
    """
    generation = _generation(actor, dataset_ids, now)
    rows = [_Row(report_id=one.report_id, counted=one.counted, found=pack(one)) for one in located]
    with connection.cursor() as cursor:
        encoded = msgspec.json.encode(rows).decode()
        cursor.execute(_KEEP, (actor.agency_id, generation, now, encoded))
    record(
        actor,
        "location:reports:locate",
        object_type="generation",
        object_id=str(generation),
        after={"reports": [str(one.report_id) for one in located]},
        rule_version=RULE_VERSION,
        now=now,
    )
    return generation


def _generation(actor: Actor, dataset_ids: Sequence[int], now: datetime) -> int:
    """Return the present generation, a new one where datasets or rules are others than before."""
    wanted = sorted(dataset_ids)
    latest = Generation.objects.order_by("-id").first()
    if latest and (latest.dataset_ids, latest.rule_version) == (wanted, RULE_VERSION):
        return latest.id
    return Generation.objects.create(
        agency_id=actor.agency_id, dataset_ids=wanted, rule_version=RULE_VERSION, since=now
    ).id
