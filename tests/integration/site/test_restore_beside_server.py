"""A backup is restored while `tipline serve` is connected, and what is served goes on."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connections

from conftest import DATABASE, NOW, _as_superuser, tipline
from integration.intake.documents import REPORT
from integration.intake.field_client import FieldClient, over_http
from tipline.desk.intake.actions import issue_sender
from tipline.desk.intake.types import Code, Environment
from tipline.desk.linking.queries import read_backlog
from tipline.site.database import server
from tipline.site.database.backup import make_backup
from tipline.site.database.connection import (
    APP,
    OWNER,
    as_app,
    as_owner,
    connect,
)
from tipline.site.database.errors import Refused
from tipline.site.database.exchange import check_may_end_sessions, exchange
from tipline.site.serve import start_server
from tipline.trust.people.types import Actor, Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tipline.trust.people.models import Agency

PATIENCE_SECONDS = 60


def eventually(claim: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE_SECONDS
    while not claim() and time.monotonic() < end:
        time.sleep(0.05)
    return claim()


def send_report(sender: FieldClient) -> str:
    opened = sender.submit(REPORT)
    assert sender.finish(opened.report_id).code == 0
    return opened.report_id


def test_a_running_server_serves_what_was_restored_and_goes_on_linking(
    tmp_path: Path, agency: Agency
) -> None:
    administrator = Actor(
        agency_id=agency.id, name="process:test", roles=frozenset({Role.ADMINISTRATOR})
    )
    issued = issue_sender(
        administrator,
        "Example Chat",
        environment=Environment.PRODUCTION,
        now=NOW,
        random_bytes=secrets.token_bytes,
    )
    with start_server(process=True) as running:
        sender = FieldClient(over_http(running.url), issued.sender.username, issued.secret)
        kept = send_report(sender)
        assert eventually(lambda: read_backlog(administrator).reports == 0), running.read_log()
        make_backup(tmp_path / "backup", with_keys=False, now=NOW)
        lost = send_report(sender)
        connections.close_all()

        restored = tipline("db", "restore", str(tmp_path / "backup"), "--confirm", DATABASE)

        assert restored.returncode == 0, restored.stderr
        assert sender.finish(kept).code == Code.ALREADY_FINISHED, running.read_log()
        assert sender.finish(lost).code == Code.NO_SUCH_REPORT
        send_report(sender)
        assert eventually(lambda: read_backlog(administrator).reports == 0), running.read_log()


def test_the_owner_ends_sessions_of_the_run_time_role_and_stays_no_member_of_it(
    own_home: Path,
) -> None:
    server.start_if_needed()
    elsewhere = {**as_owner(), "dbname": "postgres"}
    with connect(elsewhere) as connection:
        connection.execute("CREATE DATABASE filled")
    serving = connect(as_app())

    exchange(elsewhere, "tipline", "filled")

    with pytest.raises(psycopg.OperationalError, match="terminating connection"):
        serving.execute("SELECT 1")
    with connect(as_app()) as again:
        assert again.execute("SELECT current_database()").fetchone() == ("tipline",)
    with connect(elsewhere) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'tipl%%'")
        assert found.fetchall() == [("tipline",)]
        member = connection.execute("SELECT pg_has_role(%s, %s, 'USAGE')", [OWNER, APP])
        assert member.fetchone() == (False,)


def test_who_cannot_be_disconnected_is_named_before_anything_is_touched(server: str) -> None:
    elsewhere = {**as_owner(), "dbname": "postgres"}
    refused = pytest.raises(Refused, match=r"postgres is connected.*Stop tipline serve")
    with _as_superuser(DATABASE), connect(elsewhere) as connection, refused:
        check_may_end_sessions(connection, DATABASE)
