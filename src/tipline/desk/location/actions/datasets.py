"""Install and remove place datasets; each leaves its event."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

from tipline.desk.location.datasets.installing import install
from tipline.desk.location.datasets.library import TABLE
from tipline.desk.location.models import Dataset
from tipline.desk.location.queries.installed import FOLDER, folder_of
from tipline.trust.audit.actions import record
from tipline.trust.home import private_folder
from tipline.trust.people.permissions import Action, check_may
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tipline.desk.location.datasets.installing import Offer
    from tipline.trust.people.types import Actor


class NotInstalled(Exception):
    """A dataset is there already, or is not there."""

    exit_code = 1


def add_dataset(actor: Actor, offer: Offer, *, reason: str, now: datetime) -> int:
    """Check, compile and install a dataset; return its number.

    Raises NotPermitted, BadDataset with line and remedy, NotInstalled where this edition is there
    already. One whose files are gone, after a restore say, gets them back if it is the same file.
    """
    check_may(actor, Action.CHANGE_DATASETS, reason=reason)
    private_folder(FOLDER, str(actor.agency_id))
    row = Dataset(
        agency_id=actor.agency_id,
        folder=uuid4(),
        name=offer.name.strip(),
        kind=offer.kind.value,
        licence=offer.licence.strip(),
        added_at=now,
    )
    folder = folder_of(actor, row.folder)
    compiled = install(offer, folder)
    row.edition, row.sha256 = compiled.edition, compiled.sha256
    row.size, row.ranges = compiled.size, compiled.ranges
    try:
        with acting(actor):
            return _keep(actor, row, folder, reason, now)
    except BaseException:
        shutil.rmtree(folder)
        raise


def _keep(actor: Actor, row: Dataset, folder: Path, reason: str, now: datetime) -> int:
    """Write the record of installed files, or bring the files of a recorded dataset back."""
    known = Dataset.objects.filter(
        name=row.name, edition=row.edition, removed_at__isnull=True
    ).first()
    if known is None:
        row.save(force_insert=True)
        _record(actor, "location:dataset:add", row, reason, now)
        return row.id
    lost = folder_of(actor, known.folder)
    if known.sha256 != row.sha256 or (lost / TABLE).exists():
        raise NotInstalled(
            f"{row.name!r} of {row.edition} is installed already, as dataset {known.id}. Remove it"
            " first, or pass another --name or --edition."
        )
    _record(actor, "location:dataset:bring-back", known, reason, now)
    shutil.rmtree(lost, ignore_errors=True)
    folder.rename(lost)
    return known.id


def remove_dataset(actor: Actor, dataset_id: int, *, reason: str, now: datetime) -> None:
    """Remove a dataset and its files; what was read from it before stays.

    Raises NotPermitted, NotInstalled.
    """
    check_may(actor, Action.CHANGE_DATASETS, reason=reason)
    with acting(actor):
        row = Dataset.objects.filter(id=dataset_id, removed_at__isnull=True).first()
        if row is None:
            raise NotInstalled(
                f"No dataset {dataset_id} is installed. `tipline location list` shows those that"
                " are."
            )
        Dataset.objects.filter(id=row.id).update(removed_at=now)
        _record(actor, "location:dataset:remove", row, reason, now)
    shutil.rmtree(folder_of(actor, row.folder), ignore_errors=True)


def _record(actor: Actor, kind: str, row: Dataset, reason: str, now: datetime) -> None:
    """Leave an event; what a dataset is stands before its removal and after anything else."""
    gone = kind == "location:dataset:remove"
    record(
        actor,
        kind,
        object_type="dataset",
        object_id=str(row.id),
        before=_say(row) if gone else None,
        after=None if gone else _say(row),
        reason=reason.strip(),
        now=now,
    )


def _say(row: Dataset) -> dict[str, str | int]:
    return {
        "name": row.name,
        "kind": row.kind,
        "edition": str(row.edition),
        "licence": row.licence,
        "sha256": row.sha256,
        "ranges": row.ranges,
    }
