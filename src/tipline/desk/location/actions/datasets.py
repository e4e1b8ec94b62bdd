"""Install and remove place datasets; each leaves its event."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import IntegrityError

from tipline.desk.location.datasets.installing import install
from tipline.desk.location.models import Dataset
from tipline.desk.location.queries.installed import FOLDER, folder_of
from tipline.trust.audit.actions import record
from tipline.trust.home import private_folder
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.desk.location.datasets.installing import Offer
    from tipline.trust.people.types import Actor


class NotInstalled(Exception):
    """A dataset is there already, or is not there."""

    exit_code = 1


def add_dataset(actor: Actor, offer: Offer, *, now: datetime) -> int:
    """Check, compile and install a dataset; return its number.

    Raises BadDataset with line and remedy, NotInstalled where this edition is there already.
    """
    private_folder(FOLDER, str(actor.agency_id))
    name = uuid4()
    folder = folder_of(actor, name)
    compiled = install(offer, folder)
    row = Dataset(
        agency_id=actor.agency_id,
        folder=name,
        name=offer.name.strip(),
        kind=offer.kind.value,
        edition=compiled.edition,
        licence=offer.licence.strip(),
        sha256=compiled.sha256,
        size=compiled.size,
        ranges=compiled.ranges,
        added_at=now,
    )
    try:
        with acting(actor):
            row.save(force_insert=True)
            record(
                actor,
                "location:dataset:add",
                object_type="dataset",
                object_id=str(row.id),
                after=_say(row),
                now=now,
            )
    except BaseException as error:
        shutil.rmtree(folder)
        if isinstance(error, IntegrityError):
            raise NotInstalled(
                f"{row.name!r} of {row.edition} is installed already. Remove it first, or pass"
                " another --name or --edition."
            ) from error
        raise
    return row.id


def remove_dataset(actor: Actor, dataset_id: int, *, now: datetime) -> None:
    """Remove a dataset and its files; what was read from it before stays. Raises NotInstalled."""
    with acting(actor):
        row = Dataset.objects.filter(id=dataset_id, removed_at__isnull=True).first()
        if row is None:
            raise NotInstalled(
                f"No dataset {dataset_id} is installed. `tipline location list` shows those that"
                " are."
            )
        Dataset.objects.filter(id=row.id).update(removed_at=now)
        record(
            actor,
            "location:dataset:remove",
            object_type="dataset",
            object_id=str(row.id),
            before=_say(row),
            now=now,
        )
    shutil.rmtree(folder_of(actor, row.folder), ignore_errors=True)


def _say(row: Dataset) -> dict[str, str | int]:
    return {
        "name": row.name,
        "kind": row.kind,
        "edition": str(row.edition),
        "licence": row.licence,
        "sha256": row.sha256,
        "ranges": row.ranges,
    }
