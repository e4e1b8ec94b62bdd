"""Give the demo's desk the made-up networks of its world, so that its reports point somewhere."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tipline.desk.location.actions import add_dataset
from tipline.desk.location.datasets.installing import Offer
from tipline.desk.location.queries import list_datasets
from tipline.desk.location.types import DatasetKind
from tipline.site.demo.cast import AGENCY
from tipline.synthetic.lists import write_gazetteer
from tipline.trust.people.queries import command_line_actor

if TYPE_CHECKING:
    from datetime import datetime

    from tipline.synthetic import WorldParameters

NAME = "made-up gazetteer"


def install_gazetteer(parameters: WorldParameters, *, now: datetime) -> None:
    """Install the networks of a world as a dataset of the demo's agency, once."""
    actor = command_line_actor(AGENCY)
    if any(dataset.source.name == NAME for dataset in list_datasets(actor)):
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "gazetteer.csv")
        file.write_bytes(write_gazetteer())
        offer = Offer(
            file=file,
            kind=DatasetKind.CSV,
            name=NAME,
            licence="CC0-1.0, made up",
            edition=parameters.until.date(),
        )
        add_dataset(actor, offer, reason="The made-up networks of the demo", now=now)
