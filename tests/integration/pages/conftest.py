"""Somebody signed in, and the commands that bring reports onto the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tipline.trust.people.models import Person
    from tipline.trust.people.types import Actor

    Load = Callable[..., list[str]]


@pytest.fixture
def client(person: Person) -> Client:
    """A browser without scripts in which the analyst is signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    client.get("/keys/")
    return client


@pytest.fixture
def load(actor: Actor, tmp_path: Path) -> Load:
    """Load report documents and rank them: `load(raw, ...)`; returns all report ids held."""
    # After django.setup(), which comes after this module is read.
    from tipline.desk.intake.cli import app as intake
    from tipline.desk.intake.queries import list_reports
    from tipline.desk.work.cli import app as process

    def load_documents(
        *reports: bytes, flags: tuple[str, ...] = (), rank: bool = True
    ) -> list[str]:
        for number, raw in enumerate(reports):
            (tmp_path / f"{number}.xml").write_bytes(raw)
        intake(["load", str(tmp_path), "--workers", "0", *flags], standalone_mode=False)
        if rank:
            process(["--once"], standalone_mode=False)
        return [listed.report_id for listed in list_reports(actor) if listed.report_id]

    return load_documents
