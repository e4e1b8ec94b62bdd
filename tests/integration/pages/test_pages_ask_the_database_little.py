"""A page asks the database a bounded number of times, however much it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from conftest import NOW
from journeys import made_up
from tipline.desk.intake.queries import list_reports
from tipline.desk.triage.queries import read_queue

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from django.test import Client

    from tipline.trust.people.types import Actor

    Load = Callable[..., list[str]]

# Session, person, roles and agency are four of these on every page.
MOST_ON_THE_QUEUE = 10
MOST_ON_A_REPORT = 25
MOST_ON_A_CLUSTER = 20


def count(client: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Count the reads of tables that psycopg sends while the page is made."""
    sent: list[Any] = []
    execute = psycopg.Cursor.execute

    def counted(cursor: Any, query: Any, *arguments: Any, **named: Any) -> Any:
        sent.append(query)
        return execute(cursor, query, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", counted)
        assert client.get(address).status_code == 200
    return sum(" FROM " in str(query) for query in sent)


def test_the_queue_asks_as_often_for_fifty_rows_as_for_one(
    client: Client, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(made_up.small_report(0))
    one = count(client, "/queue/", monkeypatch)
    load(*(made_up.small_report(number) for number in range(50)))

    assert count(client, "/queue/", monkeypatch) == one <= MOST_ON_THE_QUEUE


def test_a_report_and_its_cluster_ask_as_often_in_a_large_cluster_as_in_a_small_one(
    client: Client, actor: Actor, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(*(made_up.linked_report(number) for number in range(2)))
    small = (
        count(client, address_of_report(actor), monkeypatch),
        count(client, address_of_cluster(actor), monkeypatch),
    )
    load(*(made_up.linked_report(number) for number in range(5)))  # more would be examined
    large = (
        count(client, address_of_report(actor), monkeypatch),
        count(client, address_of_cluster(actor), monkeypatch),
    )

    assert large == small
    assert small[0] <= MOST_ON_A_REPORT
    assert small[1] <= MOST_ON_A_CLUSTER


def address_of_report(actor: Actor) -> str:
    return f"/reports/{next(iter(list_reports(actor))).report_id}/"


def address_of_cluster(actor: Actor) -> str:
    row = read_queue(actor, offset=0, limit=1, now=NOW).rows[0]
    return f"/clusters/{row.cluster_id}/"
