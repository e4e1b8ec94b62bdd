"""Datasets are installed for one agency, and what arrives is located by those that are there."""

from __future__ import annotations

import json
import shutil
from datetime import date

import msgspec
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from conftest import NOW, tipline
from made_gazetteers import GAZETTEER
from made_reports import a_report
from tipline.desk.linking.actions import link_waiting
from tipline.desk.linking.ids import draw_cluster_id
from tipline.desk.linking.queries.documents import Shelf
from tipline.desk.location import actions, queries
from tipline.desk.location.actions import NotInstalled
from tipline.desk.location.datasets.installing import Offer
from tipline.desk.location.models import Dataset, Generation
from tipline.desk.location.rules.locating import RULE_VERSION, locate
from tipline.desk.location.types import Caution, DatasetKind, Flaw, Standing
from tipline.desk.work.done import Done
from tipline.desk.work.rounds import process_waiting
from tipline.report.types import Address, DateTime, IpCaptureEvent, Person, Victim
from tipline.trust.audit.models import Event
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting

LICENCE = "CC0-1.0, made up"
WHY = "The edition of this month"


def who_may(actor: Actor) -> Actor:
    """The same person as a supervisor, who may change datasets."""
    return msgspec.structs.replace(actor, roles=frozenset({Role.SUPERVISOR}))


@pytest.fixture
def gazetteer(tmp_path):
    file = tmp_path / "gazetteer.csv"
    file.write_text(GAZETTEER, encoding="utf-8")
    return file


@pytest.fixture
def offer(gazetteer):
    return Offer(
        file=gazetteer,
        kind=DatasetKind.CSV,
        name="gazetteer",
        licence=LICENCE,
        edition=date(2026, 11, 1),
    )


def a_capture(address: str = "192.0.2.5", at: str = "2026-11-10T12:30:45Z") -> IpCaptureEvent:
    return IpCaptureEvent(ip_address=address, date_time=DateTime(at), port=50_000)


def link(actor):
    return link_waiting(
        actor, limit=10, shelf=Shelf(room=10), now=NOW, draw_id=lambda: draw_cluster_id(NOW)
    )


def events(actor, kind):
    with acting(actor):
        return list(Event.objects.filter(kind=kind).order_by("id"))


def test_a_dataset_is_added_listed_looked_up_and_removed(actor, gazetteer):
    added = tipline(
        *("location", "add", str(gazetteer), "--kind", "csv"),
        *("--edition", "2026-11-01", "--licence", LICENCE, "--reason", WHY),
    )
    assert added.returncode == 0, added.stderr
    number = added.stdout.strip()

    [row] = map(json.loads, tipline("location", "list", "--json").stdout.splitlines())
    assert (row["name"], row["edition"], row["licence"]) == ("gazetteer", "2026-11-01", LICENCE)
    assert (str(row["dataset_id"]), row["missing"]) == (number, None)

    when = "2026-11-10T12:30:45Z"
    looked = tipline("location", "look-up", "192.0.2.5", "--at", when, "--json")
    [one] = json.loads(looked.stdout)["hypotheses"]
    assert (one["country"], one["region"], one["days"]) == ("US", "US-TX", 9)

    assert tipline("location", "remove", number, "--reason", WHY).returncode == 0
    assert tipline("location", "list", "--json").stdout == ""
    looked = tipline("location", "look-up", "192.0.2.5", "--at", when)
    assert (looked.stdout, "No installed dataset knows it" in looked.stderr) == ("", True)
    [add] = events(actor, "location:dataset:add")
    [remove] = events(actor, "location:dataset:remove")
    assert add.after == remove.before
    assert add.after["licence"] == LICENCE


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["look-up", "nonsense"], "this is no IP address"),
        (["look-up", "192.0.2.5", "--at", "2026-11-10T12:30:45"], "the text names no zone"),
        (
            ["add", "nowhere.csv", "--kind", "csv", "--licence", "x", "--reason", "x"],
            "does not exist",
        ),
    ],
)
def test_a_command_that_is_used_wrongly_says_how_to_use_it(actor, arguments, says):
    refused = tipline("location", *arguments)

    assert refused.returncode == 2
    assert says in " ".join(refused.stderr.split())


def test_a_file_that_is_wrong_is_refused_in_one_line_and_nothing_is_installed(actor, tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("network,country\n192.0.2.0/24,US\n192.0.2.0/24,CA\n", encoding="utf-8")
    add = ["location", "add", str(file), "--kind", "csv", "--licence", LICENCE, "--reason", WHY]

    refused = tipline(*add, "--edition", "2026-11-01")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("tipline: Lines 2 and 3: two ranges of 256 addresses overlap")
    assert len(refused.stderr.splitlines()) == 1
    assert queries.list_datasets(actor) == ()
    assert "pass --edition" in tipline(*add).stderr


def test_one_name_and_edition_is_installed_once(actor, offer):
    first = actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    [one] = queries.list_datasets(actor)
    before = set(one.folder.parent.iterdir())
    with pytest.raises(NotInstalled, match="is installed already"):
        actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    assert set(one.folder.parent.iterdir()) == before

    actions.remove_dataset(who_may(actor), first, reason=WHY, now=NOW)
    assert not one.folder.exists()
    with pytest.raises(NotInstalled, match="tipline location list"):
        actions.remove_dataset(who_may(actor), first, reason=WHY, now=NOW)
    actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)


def test_datasets_change_only_by_who_may_and_with_a_reason_that_is_kept(actor, offer):
    with pytest.raises(NotPermitted, match="supervisor"):
        actions.add_dataset(actor, offer, reason=WHY, now=NOW)
    with pytest.raises(NotPermitted, match="takes a reason"):
        actions.add_dataset(who_may(actor), offer, reason=" ", now=NOW)
    assert queries.list_datasets(actor) == ()

    number = actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    with pytest.raises(NotPermitted):
        actions.remove_dataset(actor, number, reason=WHY, now=NOW)
    actions.remove_dataset(who_may(actor), number, reason=WHY, now=NOW)

    for kind in ("add", "remove"):
        assert [one.reason for one in events(actor, f"location:dataset:{kind}")] == [WHY]


def test_no_command_prints_a_postal_code(actor, hold):
    victim = Victim(
        victim_person=Person(address=(Address(state="AL", zip_code="35004", country="US"),))
    )
    report_id = hold(a_report(account="u-1", victim=(victim,)))
    process_waiting(Done())
    found = queries.places_of(actor, [report_id])[report_id]
    assert [one.postal_code for one in found.hypotheses] == ["35004"]

    for command in (("location", "where"), ("explain",)):
        for form in ((), ("--json",)):
            shown = tipline(*command, str(report_id), *form)
            assert shown.returncode == 0, shown.stderr
            assert "US-AL" in shown.stdout
            assert "35004" not in shown.stdout


def test_lost_files_come_back_with_the_same_file_and_with_no_other(actor, offer, gazetteer):
    number = actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    [one] = queries.list_datasets(actor)
    before = set(one.folder.parent.iterdir())
    shutil.rmtree(one.folder)
    gazetteer.write_text("network,country\n192.0.2.0/24,DE\n", encoding="utf-8")
    with pytest.raises(NotInstalled, match=f"installed already, as dataset {number}"):
        actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)

    gazetteer.write_text(GAZETTEER, encoding="utf-8")
    assert actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW) == number

    assert queries.list_datasets(actor) == (one,)
    assert (one.folder / "table").exists()
    assert set(one.folder.parent.iterdir()) == before
    assert len(events(actor, "location:dataset:bring-back")) == 1


def test_a_report_is_located_in_the_transaction_that_links_it(actor, offer, hold):
    number = actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    report_id = hold(
        a_report(account="u-1", reported={"ip_capture_event": (a_capture(), a_capture("10.0.0.1"))})
    )
    link(actor)

    found = queries.places_of(actor, [report_id])[report_id]
    assert [(one.country, one.region, one.days) for one in found.hypotheses] == [("US", "US-TX", 9)]
    assert found.locators[1].flaws == (Flaw.PRIVATE_RANGE,)
    where = queries.where_of(actor, report_id)
    assert where.sides[0].country.standing is Standing.SINGLE
    [event] = events(actor, "location:reports:locate")
    assert event.after == {"reports": [str(report_id)]}
    assert event.rule_version == RULE_VERSION
    with acting(actor):
        [generation] = Generation.objects.all()
    assert (generation.dataset_ids, event.object_id) == ([number], str(generation.id))


def test_the_command_says_where_a_report_points_and_names_no_identifier(actor, offer):
    actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    datasets = queries.open_datasets(actor)
    reported = {"ip_capture_event": (a_capture(), a_capture("203.0.113.9"))}
    located = locate(
        a_report(reported=reported), (), datasets, report_id=7, sender_name="Example Chat"
    )
    with acting(actor):
        actions.keep_places(actor, [located], datasets.dataset_ids, now=NOW)

    shown = tipline("location", "where", "7")
    assert "reported (report.personOrUserReported[1]): one source" in shown.stdout
    assert "gazetteer, 2026-11-01: report.personOrUserReported[1].ipCaptureEvent[1]" in shown.stdout
    assert "exits of others" in shown.stdout
    assert "ask the network operator, Example Cable of Texas: Which subscriber" in shown.stdout
    said = json.loads(tipline("location", "where", "7", "--json").stdout)
    assert (said["report_id"], said["sides"][0]["country"]["standing"]) == ("7", "single")
    assert "192.0.2.5" not in shown.stdout + json.dumps(said)
    missing = tipline("location", "where", "8")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "tipline process" in missing.stderr


def test_a_report_is_linked_and_located_without_any_dataset(actor, hold):
    report_id = hold(a_report(account="u-1", reported={"ip_capture_event": (a_capture(),)}))

    done = link(actor)

    assert (done.placed, done.set_aside) == (1, 0)
    found = queries.places_of(actor, [report_id])[report_id]
    assert found.hypotheses == ()
    assert found.locators[0].flaws == (Flaw.NO_DATASET_KNOWS_IT,)


def test_other_datasets_make_another_generation_and_the_highest_is_present(actor, offer):
    report = a_report(reported={"ip_capture_event": (a_capture(at="2026-11-10T12:30:45"),)})

    def keep() -> int:
        datasets = queries.open_datasets(actor)
        located = locate(report, (), datasets, report_id=7, sender_name="Example Chat")
        with acting(actor):
            return actions.keep_places(actor, [located], datasets.dataset_ids, now=NOW)

    first = keep()
    assert keep() == first
    assert queries.places_of(actor, [7])[7].hypotheses == ()

    dataset = actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    second = keep()
    assert second > first
    [one] = queries.places_of(actor, [7])[7].hypotheses
    assert (one.country, one.region) == ("US", None)
    assert one.cautions == (
        Caution.EVENT_TIME_UNKNOWN,
        Caution.REGION_WITHHELD,
        Caution.KIND_IS_HEURISTIC,
    )

    actions.remove_dataset(who_may(actor), dataset, reason=WHY, now=NOW)
    assert keep() > second
    assert queries.places_of(actor, [7, 8])[7].hypotheses == ()
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM location_located WHERE report_id = 7")
        assert cursor.fetchone() == (3,)


def test_what_was_kept_comes_back_as_it_was(actor, offer):
    actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    datasets = queries.open_datasets(actor)
    reported = {"ip_capture_event": (a_capture(), a_capture("2001:db8::1"), a_capture("nonsense"))}
    located = locate(
        a_report(reported=reported), (), datasets, report_id=7, sender_name="Example Chat"
    )
    with acting(actor):
        actions.keep_places(actor, [located], datasets.dataset_ids, now=NOW)

    assert queries.places_of(actor, [7]) == {7: located}


def test_a_dataset_whose_files_are_gone_stops_no_report_and_is_named(actor, offer, hold):
    actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    [one] = queries.list_datasets(actor)
    (one.folder / "table").unlink()
    report_id = hold(a_report(account="u-1", reported={"ip_capture_event": (a_capture(),)}))

    link(actor)

    assert queries.places_of(actor, [report_id])[report_id].hypotheses == ()
    listed = tipline("location", "list")
    assert "not used" in listed.stderr
    assert "tipline location remove" in listed.stderr


def test_no_agency_sees_another_s_datasets_and_places(actor, other_agency, offer):
    stranger = Actor(agency_id=other_agency.id, name="process:test")
    actions.add_dataset(who_may(actor), offer, reason=WHY, now=NOW)
    datasets = queries.open_datasets(actor)
    located = locate(a_report(), (), datasets, report_id=7, sender_name="Example Chat")
    with acting(actor):
        actions.keep_places(actor, [located], datasets.dataset_ids, now=NOW)

    assert queries.list_datasets(stranger) == ()
    assert queries.places_of(stranger, [7]) == {}
    with acting(stranger):
        assert (Dataset.objects.count(), Generation.objects.count()) == (0, 0)


def test_what_was_found_cannot_be_altered(actor):
    located = locate(a_report(), (), queries.open_datasets(actor), report_id=7, sender_name="x")
    with acting(actor):
        actions.keep_places(actor, [located], (), now=NOW)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE location_located SET counted = 0")
