"""Read which datasets are installed, and open them once for as long as they stay the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.datasets.library import Datasets, Installed
from tipline.desk.location.models import Dataset
from tipline.desk.location.types import DatasetKind, Source
from tipline.trust.home import home
from tipline.trust.rows import acting

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from tipline.trust.people.types import Actor

FOLDER = "datasets"
_OPEN: dict[UUID, Datasets] = {}


def list_datasets(actor: Actor) -> tuple[Installed, ...]:
    """Return the datasets that an agency has installed, by name and edition."""
    with acting(actor):
        rows = Dataset.objects.filter(removed_at__isnull=True).order_by("name", "edition", "id")
        return tuple(
            Installed(
                dataset_id=row.id,
                source=Source(
                    name=row.name,
                    kind=DatasetKind(row.kind),
                    edition=row.edition,
                    licence=row.licence,
                ),
                folder=folder_of(actor, row.folder),
                sha256=row.sha256,
                ranges=row.ranges,
            )
            for row in rows
        )


def folder_of(actor: Actor, folder: UUID) -> Path:
    """Return where the files of a dataset lie; each agency's licence is its own."""
    return home() / FOLDER / str(actor.agency_id) / str(folder)


def open_datasets(actor: Actor) -> Datasets:
    """Return the datasets of an agency; those that were opened before are taken again.

    One whose files are missing is left out, so that reports go on, and `missing` names it.
    """
    installed = list_datasets(actor)
    known = _OPEN.get(actor.agency_id)
    if known is None or known.installed != installed:
        known = _OPEN[actor.agency_id] = Datasets(installed)
    return known
