"""What is ranked is routed: once, as dated rows, whatever people chose beside it."""

from __future__ import annotations

from itertools import count

import pytest
from django.db import connection

from conftest import NOW
from made_places import in_state, with_victim
from made_reports import a_report
from tipline.desk.routing.actions import (
    override_route,
    revoke_override,
    route_again,
    route_other_tables,
)
from tipline.desk.routing.current_tables import (
    NoRoutingFile,
    current_tables,
    tables_at_hand,
    tables_with,
)
from tipline.desk.routing.errors import NothingToRevoke, NotRouted, UnfitReason, UnknownAgency
from tipline.desk.routing.queries import (
    count_routes,
    iterate_routes,
    list_routes,
    read_overrides,
    read_route,
    read_routes,
)
from tipline.desk.routing.queries.subjects import read_subjects
from tipline.desk.routing.rules.deciding import route_cluster
from tipline.desk.routing.rules.routing_file import BadRoutingFile
from tipline.desk.routing.types import RouteRule
from tipline.desk.triage.queries import read_queue
from tipline.desk.work import stages
from tipline.desk.work.done import Done
from tipline.desk.work.last_good import keep_last_good
from tipline.desk.work.rounds import follow_arrivals, process_waiting
from tipline.trust.audit.actions import record
from tipline.trust.audit.models import Event
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.types import Actor, Role
from tipline.trust.rows import acting

TABLES = current_tables()
GOOD_FILE = "kind,where,value,note\nlead,CA,us-hsi,\n"
WHY = "The task force asked for it by telephone, task 2026/114"


def process() -> Done:
    done = Done()
    process_waiting(done)
    return done


def rows(actor: Actor, statement: str) -> list[tuple]:
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_a_report_that_arrives_is_routed_in_the_same_run(actor, hold):
    held = hold(with_victim(in_state("US-AL"), "CO", "80202"))

    assert process().routes == 1

    found = read_route(actor, held, TABLES)
    assert (found.agency, found.route.rule) == ("us-icac-al", RouteRule.STATE)
    assert [one.agency for one in found.route.heard] == ["us-icac-co"]
    assert found.table_version == TABLES.version
    assert found.generation == 1


def test_what_is_stored_derives_anew_from_the_report(actor, hold):
    held = hold(with_victim(in_state("US-AL"), "CO", "80202"))
    process()

    with acting(actor):
        subjects = read_subjects(actor, [held])
    assert route_cluster(subjects, TABLES)[0] == read_route(actor, held, TABLES).route


def test_processing_again_changes_nothing(actor, hold):
    hold(in_state("US-AL"))
    process()

    assert process().routes == 0
    assert rows(actor, "SELECT count(*) FROM routing_decidedroute") == [(1,)]


def test_a_thin_report_follows_its_cluster_whichever_came_first(actor, hold):
    first = hold(a_report(account="u-1"))
    process()
    assert read_route(actor, first, TABLES).route.rule is RouteRule.NO_PLACE
    placed = hold(in_state("US-AL", account="u-1"))
    process()
    last = hold(a_report(account="u-1", additional_info="x"))
    process()

    for thin in (first, last):
        found = read_route(actor, thin, TABLES)
        assert (found.agency, found.route.rule) == ("us-icac-al", RouteRule.CLUSTER)
        assert found.route.reasons[0].report_id == str(placed)
    assert read_route(actor, first, TABLES).generation == 2


def test_a_follower_stops_following_when_its_cluster_goes_two_ways(actor, hold):
    thin = hold(a_report(account="u-1"))
    hold(in_state("US-AL", account="u-1"))
    process()
    assert read_route(actor, thin, TABLES).agency == "us-icac-al"

    hold(in_state("US-GA", account="u-1"))
    process()

    assert read_route(actor, thin, TABLES).route.rule is RouteRule.NO_PLACE


def test_one_by_one_or_all_at_once_gives_what_the_pure_rule_gives(actor, hold):
    made = [
        a_report(account="u-1"),
        in_state("US-AL", account="u-1"),
        in_state("US-AL", account="u-1", additional_info="x"),
        a_report(account="u-1", additional_info="y"),
    ]
    held = []
    for report in made:
        held.append(hold(report))
        process()

    with acting(actor):
        subjects = read_subjects(actor, sorted(held))
    stored = tuple(one.route for one in read_routes(actor, held, TABLES))
    assert stored == route_cluster(subjects, TABLES)


def test_other_tables_route_anew_and_what_comes_out_the_same_is_no_new_generation(actor, hold):
    moved, same = hold(in_state("US-NY", account="u-1")), hold(in_state("US-AL", account="u-2"))
    process()
    tables = tables_with(b"kind,where,value,note\nlead,NY,us-icac-ny-city,\n")

    batch = route_other_tables(actor, limit=10, tables=tables, now=NOW)

    assert (batch.taken, batch.routed) == (2, 1)
    assert read_route(actor, moved, tables).agency == "us-icac-ny-city"
    assert [read_route(actor, one, tables).generation for one in (moved, same)] == [2, 1]
    assert read_route(actor, same, tables).table_version == tables.version
    assert route_other_tables(actor, limit=10, tables=tables, now=NOW).taken == 0


def test_a_report_whose_places_are_read_anew_is_routed_again_once(actor, hold):
    held = hold(in_state("US-AL"))
    process()
    with acting(actor):
        assert route_again([held]) == 1
        record(actor, "routing:reports:route", object_type="x", object_id="x", now=NOW)

    assert route_other_tables(actor, limit=10, tables=TABLES, now=NOW).taken == 1
    assert route_other_tables(actor, limit=10, tables=TABLES, now=NOW).taken == 0


def test_a_person_s_choice_survives_re_routing_and_can_be_taken_back(actor, hold):
    held = hold(in_state("US-AL"))
    process()

    override_route(actor, held, "us-hsi", reason=WHY, tables=TABLES, now=NOW)
    with acting(actor):
        route_again([held])
        record(actor, "routing:reports:route", object_type="x", object_id="x", now=NOW)
    process()

    found = read_route(actor, held, TABLES)
    assert (found.agency, found.route.primary) == ("us-hsi", "us-icac-al")
    assert found.override
    assert found.override.reason == WHY
    assert found.override.actor == actor.name

    revoke_override(actor, held, reason=WHY, now=NOW)
    assert read_route(actor, held, TABLES).agency == "us-icac-al"
    assert [one.agency for one in read_overrides(actor, held)] == ["us-hsi", None]


def hearing(actor: Actor, code: str) -> list[int]:
    return [int(one.report_id) for one in list_routes(actor, agency=code, hearing=True, limit=9)]


def test_the_rules_agency_hears_while_a_person_chose_another(actor, hold):
    held = hold(with_victim(in_state("US-AL"), "CO"))
    process()

    override_route(actor, held, "us-icac-co", reason=WHY, tables=TABLES, now=NOW)
    chosen = read_route(actor, held, TABLES)
    with acting(actor):
        route_again([held])
        record(actor, "routing:reports:route", object_type="x", object_id="x", now=NOW)
    process()

    assert [one.agency for one in chosen.heard] == ["us-icac-al"]
    assert (hearing(actor, "us-icac-al"), hearing(actor, "us-icac-co")) == ([held], [])

    revoke_override(actor, held, reason=WHY, now=NOW)
    assert hearing(actor, "us-icac-co") == [held]
    assert [one.agency for one in read_route(actor, held, TABLES).heard] == ["us-icac-co"]


def hearing_codes(actor: Actor, held: int) -> list[str]:
    return rows(actor, f"SELECT heard FROM routing_standingroute WHERE report_id = {held}")[0][0]


def test_what_is_written_under_a_choice_is_what_the_rule_of_choices_says(actor, hold):
    held = hold(in_state("US-NY"))
    process()
    override_route(actor, held, "us-hsi", reason=WHY, tables=TABLES, now=NOW)
    tables = tables_with(b"kind,where,value,note\nlead,NY,us-icac-ny-city,\n")

    route_other_tables(actor, limit=10, tables=tables, now=NOW)

    found = read_route(actor, held, tables)
    assert (found.agency, found.route.primary) == ("us-hsi", "us-icac-ny-city")
    assert hearing_codes(actor, held) == [one.agency for one in found.heard] == ["us-icac-ny-city"]


def test_those_that_follow_go_where_a_person_sends_their_lead_and_back(actor, hold):
    lead = hold(in_state("US-AL", account="u-1"))
    thin = hold(a_report(account="u-1"))
    process()

    override_route(actor, lead, "us-icac-co", reason=WHY, tables=TABLES, now=NOW)
    process()

    found = read_route(actor, thin, TABLES)
    assert (found.agency, found.route.rule) == ("us-icac-co", RouteRule.CLUSTER)
    assert [one.agency for one in found.heard] == ["us-icac-al"]
    with acting(actor):
        subjects = read_subjects(actor, [lead, thin])
    assert route_cluster(subjects, TABLES, {str(lead): "us-icac-co"})[1] == found.route

    revoke_override(actor, lead, reason=WHY, now=NOW)
    process()
    assert read_route(actor, thin, TABLES).agency == "us-icac-al"


def test_a_placed_report_without_an_agency_parts_its_cluster(actor, hold):
    hold(in_state("US-AL", account="u-1"))
    hold(in_state("US-CA", account="u-1"))
    thin = hold(a_report(account="u-1"))
    process()

    assert read_route(actor, thin, TABLES).route.rule is RouteRule.NO_PLACE


def test_what_follows_is_no_new_generation_under_tables_that_change_nothing(actor, hold):
    hold(in_state("US-AL", account="u-1"))
    thin = hold(a_report(account="u-1"))
    process()
    before = read_route(actor, thin, TABLES).generation
    tables = tables_with(b"kind,where,value,note\nlead,NY,us-icac-ny-city,\n")

    route_other_tables(actor, limit=10, tables=tables, now=NOW)

    found = read_route(actor, thin, tables)
    assert (found.generation, found.table_version) == (before, tables.version)


def test_a_choice_and_its_end_leave_an_event_each(actor, hold):
    held = hold(in_state("US-AL"))
    process()
    override_route(actor, held, "us-hsi", reason=WHY, tables=TABLES, now=NOW)
    revoke_override(actor, held, reason=WHY, now=NOW)

    with acting(actor):
        chosen = Event.objects.get(kind="routing:report:override")
        revoked = Event.objects.get(kind="routing:report:revoke")
        routed = Event.objects.get(kind="routing:reports:route")
    assert (chosen.before, chosen.after) == ({"agency": "us-icac-al"}, {"agency": "us-hsi"})
    assert (revoked.before, revoked.after) == ({"agency": "us-hsi"}, {"agency": "us-icac-al"})
    assert chosen.reason == WHY
    assert routed.after["routed"] == {str(held): ["us-icac-al", "R-STATE"]}
    assert routed.rule_version == TABLES.version


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"agency_code": "us-nobody"}, UnknownAgency),
        ({"reason": "short"}, UnfitReason),
        ({"reason": "call somebody@example.com about it"}, UnfitReason),
        ({"report_id": 7}, NotRouted),
    ],
)
def test_a_choice_that_cannot_be_kept_is_refused(actor, hold, change, error):
    asked = {"report_id": hold(in_state("US-AL")), "agency_code": "us-hsi", "reason": WHY} | change
    process()
    report_id, code = asked.pop("report_id"), asked.pop("agency_code")

    with pytest.raises(error):
        override_route(actor, report_id, code, tables=TABLES, now=NOW, **asked)


def test_only_caseworkers_choose(agency, actor, hold):
    held = hold(in_state("US-AL"))
    process()
    auditor = Actor(agency_id=agency.id, name="person:x", roles=frozenset({Role.AUDITOR}))

    with pytest.raises(NotPermitted):
        override_route(auditor, held, "us-hsi", reason=WHY, tables=TABLES, now=NOW)
    with pytest.raises(NotPermitted):
        read_route(auditor, held, TABLES)


def test_nothing_chosen_nothing_to_take_back(actor, hold):
    held = hold(in_state("US-AL"))
    process()

    with pytest.raises(NothingToRevoke):
        revoke_override(actor, held, reason=WHY, now=NOW)


def test_reports_are_listed_by_who_gets_them_who_hears_and_why_nobody_does(actor, hold):
    alabama = hold(with_victim(in_state("US-AL"), "CO"))
    california = hold(in_state("US-CA", account="u-2"))
    nowhere = hold(a_report(account="u-3"))
    process()

    def ids(**asked: object) -> list[int]:
        return [int(one.report_id) for one in list_routes(actor, limit=10, **asked)]

    assert ids(agency="us-icac-al") == [alabama]
    assert ids(agency="us-icac-co", hearing=True) == [alabama]
    assert ids(agency=None) == sorted([california, nowhere])
    assert ids(agency=None, rule="U-NO-PLACE") == [nowhere]
    overview = count_routes(actor, TABLES)
    hearing = {"us-icac-co", "us-fbi", *(one.code for one in TABLES.task_forces["CA"])}
    assert [(one.agency, one.primary, one.hears) for one in overview.agencies] == [
        ("us-icac-al", 1, 0),
        *((code, 0, 1) for code in sorted(hearing)),
    ]
    assert {(one.rule, one.reports) for one in overview.unroutable} == {
        ("U-NO-PLACE", 1),
        ("U-SEVERAL-TASK-FORCES", 1),
    }
    assert len(list(iterate_routes(actor, TABLES))) == 3


def test_no_agency_reads_another_s_routes(actor, other_agency, hold):
    held = hold(in_state("US-AL"))
    process()
    override_route(actor, held, "us-hsi", reason=WHY, tables=TABLES, now=NOW)
    stranger = Actor(agency_id=other_agency.id, name="person:x", roles=frozenset({Role.ANALYST}))

    for table in ("decidedroute", "overriding", "standingroute"):
        assert rows(actor, f"SELECT count(*) FROM routing_{table}") != [(0,)]
        assert rows(stranger, f"SELECT count(*) FROM routing_{table}") == [(0,)]
    with pytest.raises(NotRouted):
        read_route(stranger, held, TABLES)
    with pytest.raises(NotRouted):
        override_route(stranger, held, "us-hsi", reason=WHY, tables=TABLES, now=NOW)


def test_a_routing_file_with_faults_stops_the_routing_and_nothing_before_it(
    actor, hold, tmp_path, monkeypatch
):
    monkeypatch.setattr(stages, "LINKED_AT_ONCE", 2)
    held, *others = [hold(in_state("US-AL", account=f"u-{n}")) for n in range(5)]
    file = tmp_path / "ours.csv"
    file.write_text("kind,where,value,note\nlead,AL,us-nobody,\n")
    monkeypatch.setenv("TIPLINE_ROUTING", str(file))

    with pytest.raises(BadRoutingFile, match="line 2"):
        process()

    ranked = read_queue(actor, offset=0, limit=9, now=NOW).rows
    assert {row.report_ids for row in ranked} == {(str(one),) for one in (held, *others)}
    with pytest.raises(NotRouted):
        read_route(actor, held, TABLES)
    file.write_text("kind,where,value,note\nlead,AL,us-hsi,\n")
    process()
    assert read_route(actor, held, TABLES).agency == "us-icac-al"


def test_a_running_server_goes_on_under_the_last_good_file(tmp_path, monkeypatch, capsys):
    file = tmp_path / "ours.csv"
    file.write_text("kind,where,value,note\n")
    monkeypatch.setenv("TIPLINE_ROUTING", str(file))
    tables = keep_last_good(current_tables, (BadRoutingFile, NoRoutingFile), "routing file")
    good = tables()

    file.write_text("kind,where,value,note\nlead,AL,us-nobody,\n")
    assert [tables(), tables()] == [good, good]
    file.unlink()
    assert tables() == good
    said = capsys.readouterr().err
    assert said.count("the last good one stays") == 2  # once for each of the two faults

    file.write_text("kind,where,value,note\nlead,CA,us-hsi,\n")
    assert tables().leads == {"CA": "us-hsi"}


def test_a_server_that_starts_with_a_faulty_file_ranks_and_routes_once_it_is_mended(
    actor, hold, tmp_path, monkeypatch, capsys
):
    held = hold(in_state("US-AL"))
    file = tmp_path / "ours.csv"
    file.write_text("kind,where,value,note\nlead,AL,us-nobody,\n")
    monkeypatch.setenv("TIPLINE_ROUTING", str(file))
    calls = count(1)

    def may_go_on() -> bool:
        asked = next(calls)
        if asked == 30:
            file.write_text(GOOD_FILE)
        return asked < 600 and not read_routes(actor, [held], TABLES)

    follow_arrivals(may_go_on, Done())

    assert read_queue(actor, offset=0, limit=9, now=NOW).rows
    assert read_route(actor, held, TABLES).agency == "us-icac-al"
    assert capsys.readouterr().err.count("nothing that follows the routing file is done") == 1


def test_a_faulty_file_shows_routes_under_the_last_good_one_and_says_its_fault(
    tmp_path, monkeypatch
):
    file = tmp_path / "ours.csv"
    file.write_text("kind,where,value,note\nlead,AL,us-nobody,\nlead,AK,us-nobody,\n")
    monkeypatch.setenv("TIPLINE_ROUTING", str(file))
    assert tables_at_hand().tables == tables_with(None)

    file.write_text("kind,where,value,note\nlead,CA,us-hsi,\n")
    good = tables_at_hand()
    assert (good.tables.leads, good.fault) == ({"CA": "us-hsi"}, "")

    file.write_text("kind,where,value,note\nlead,AL,us-nobody,\nlead,AK,us-nobody,\n")
    assert tables_at_hand().tables == good.tables
    assert "until the routing file is mended: line 2" in tables_at_hand().fault
    assert "and 1 more" in tables_at_hand().fault


def test_a_cluster_that_is_merged_into_another_is_routed_with_it(actor, hold):
    thin = hold(a_report(account="u-1", emails=["somebody.here@example.com"]))
    process()
    hold(in_state("US-AL", account="u-2"))
    process()
    assert read_route(actor, thin, TABLES).route.rule is RouteRule.NO_PLACE

    hold(a_report(account="u-2", emails=["somebody.here@example.com"]))
    process()

    assert read_route(actor, thin, TABLES).agency == "us-icac-al"
