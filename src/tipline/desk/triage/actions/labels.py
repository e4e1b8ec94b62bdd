"""Keep what label lists say of files, and have every cluster that it concerns ranked anew.

Promise: only the keyed hash is kept; a batch of labels and the marks that follow from it stand in
one transaction, with one event.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.rows import prepared_cursor
from tipline.desk.linking.types import IdentifierKind
from tipline.desk.triage.actions.marking import OF_HASHES
from tipline.trust.audit.actions import record
from tipline.trust.keys import blind_index
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tipline.desk.triage.rules.label_lines import LabelLine
    from tipline.trust.people.types import Actor

# What says that a child is in danger is ranked before everything else that waits.
_URGENT = frozenset({"child_at_risk_now", "sought_child"})

KEEP = """
INSERT INTO triage_label (agency_id, blind_index, label, list_name, list_version, entry,
    labelled_at, loaded_at, withdrawn_at)
SELECT DISTINCT ON (blind_index, label, list_name, entry) %s, blind_index, label, list_name,
    list_version, entry, labelled_at, %s, withdrawn_at
FROM unnest(%s::bytea[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
    %s::timestamptz[]) WITH ORDINALITY
    AS given(blind_index, label, list_name, list_version, entry, labelled_at, withdrawn_at, line)
ORDER BY blind_index, label, list_name, entry, line DESC
ON CONFLICT (agency_id, blind_index, label, list_name, entry) DO UPDATE
SET list_version = excluded.list_version, labelled_at = excluded.labelled_at,
    loaded_at = excluded.loaded_at, withdrawn_at = excluded.withdrawn_at
WHERE (triage_label.list_version, triage_label.labelled_at, triage_label.withdrawn_at)
    IS DISTINCT FROM (excluded.list_version, excluded.labelled_at, excluded.withdrawn_at)
RETURNING blind_index, label
"""


class LoadedLabels(msgspec.Struct, frozen=True, kw_only=True):
    """What one call did: labels given, of which new or different, and clusters to rank anew."""

    given: int
    changed: int
    clusters: int


def load_labels(
    actor: Actor, given: Sequence[tuple[LabelLine, str]], *, now: datetime
) -> LoadedLabels:
    """Keep labels, each with its hash as linking normalises it, in one transaction.

    The same label of the same list's entry again only brings it up to date. Where two lines of
    one call say the same, the later one counts.
    """
    check_may(actor, Action.LOAD_LABELS)
    columns = [
        [blind_index(IdentifierKind.FILE_HASH, hashed) for _, hashed in given],
        [line.label for line, _ in given],
        [line.list_name for line, _ in given],
        [line.list_version for line, _ in given],
        [line.entry for line, _ in given],
        [line.labelled_at for line, _ in given],
        [line.withdrawn_at for line, _ in given],
    ]
    with acting(actor):
        with prepared_cursor() as cursor:
            changed = cursor.execute(KEEP, (actor.agency_id, now, *columns)).fetchall()
            hashes = [row[0] for row in changed]
            urgent = [row[1] in _URGENT for row in changed]
            marks = (now, hashes, urgent, actor.agency_id)
            clusters = cursor.execute(OF_HASHES, marks).rowcount if changed else 0
        _record(actor, given, changed=len(changed), clusters=clusters, now=now)
    return LoadedLabels(given=len(given), changed=len(changed), clusters=clusters)


def _record(
    actor: Actor,
    given: Sequence[tuple[LabelLine, str]],
    *,
    changed: int,
    clusters: int,
    now: datetime,
) -> None:
    lists = Counter(f"{line.list_name} {line.list_version}".strip() for line, _ in given)
    record(
        actor,
        "triage:labels:load",
        object_type="label",
        object_id=f"{len(given)} labels",
        after={"lists": dict(lists), "changed": changed, "clusters_to_rank": clusters},
        reason="What a label list says of a file has changed",
        now=now,
    )
