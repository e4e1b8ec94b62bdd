"""A report that another unit holds something of says so on its page, with whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from conftest import NOW
from journeys import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tipline.trust.people.types import Actor


def test_a_match_of_an_exchange_stands_on_the_report_it_is_about_and_on_no_other(
    client: Client, actor: Actor, load: Callable[..., list[str]]
) -> None:
    from tipline.desk.routing.models import Match, Partner
    from tipline.trust.audit.actions import record
    from tipline.trust.rows import acting

    about, other = load(made_up.linked_report(0), made_up.small_report(1))
    with acting(actor):
        unit = Partner.objects.create(
            agency_id=actor.agency_id, name="Upland Unit", call="555-0199", added_at=NOW
        )
        Match.objects.create(
            agency_id=actor.agency_id,
            exchange=uuid4(),
            partner=unit,
            report_id=int(about),
            path="report.personOrUserReported[1].personOrUserReportedPerson.email[1]",
            kind="email",
            reference="ABCD-EFGH-JKMN-PQRS",
            found_at=NOW,
        )
        kind = "routing:exchange:compare"  # no row without its event
        record(actor, kind, object_type="exchange", object_id="made up", now=NOW)

    said = client.get(f"/reports/{about}/").content.decode()
    assert "Another unit holds this too: call before you act" in said
    assert "<b>Upland Unit</b>, 555-0199: the same email address" in said
    assert "Upland Unit" not in client.get(f"/reports/{other}/").content.decode()
