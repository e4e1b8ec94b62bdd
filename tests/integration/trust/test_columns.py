"""Columns are read behind the walls that guard rows, from one snapshot."""

from __future__ import annotations

import pytest

from conftest import NOW
from tipline.trust.audit.actions import record
from tipline.trust.columns import reading_columns
from tipline.trust.people.types import Actor
from tipline.trust.rows import acting


def _leave(agency, object_id: str) -> None:
    actor = Actor(agency_id=agency.id, name="process:test")
    with acting(actor):
        record(actor, "trust:person:add", object_type="person", object_id=object_id, now=NOW)


def _read(read) -> list[str]:
    return read("SELECT object_id FROM audit_event").read_all()["object_id"].to_pylist()


def test_columns_hold_the_rows_of_one_agency_only(agency, other_agency, actor):
    _leave(agency, "1")
    _leave(other_agency, "2")
    with reading_columns(actor) as read:
        assert _read(read) == ["1"]
        role = read("SELECT current_user::text AS role").read_all()["role"].to_pylist()
    assert role == ["tipline_app"]


def test_what_is_committed_meanwhile_is_not_seen(agency, actor):
    _leave(agency, "1")
    with reading_columns(actor) as read:
        assert _read(read) == ["1"]
        _leave(agency, "2")
        assert _read(read) == ["1"]


def test_nothing_can_be_written(agency, actor):
    with (
        reading_columns(actor) as read,
        pytest.raises(Exception, match="read-only transaction"),
    ):
        read("INSERT INTO audit_event (object_id) VALUES ('3') RETURNING id").read_all()
