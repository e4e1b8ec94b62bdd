"""Compare names with the model that comes with tipline; gate it on accounts of known owners."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tipline.desk.linking.names.comparing import (
    MOST_IN_A_BLOCK,
    Model,
    compare,
    lay_out,
    read_model,
)
from tipline.desk.linking.names.reading import MOST_OF_A_REPORT, name_accounts
from tipline.desk.linking.names.spelling import spell
from tipline.desk.linking.names.training import TooFewLabelled, check, train
from tipline.desk.linking.names.types import NamedAccount
from tipline.report import parse_report
from tipline.report.types import IncidentSummary, PersonOrUserReported, Report
from tipline.synthetic import WorldKind, WorldParameters, generate_world

LEAST = 0.5
# Of pairs with an even chance or better. In aliases' worlds half of a person's accounts go by
# another name altogether, and a tenth of strangers by the same: a link is possible, no more.
PRECISE, COMPLETE = 0.85, 0.3


def accounts_of(kind: WorldKind, reports: int, seed: int) -> list[NamedAccount]:
    """Name the accounts of a made-up world; the group is the person."""
    found = {}
    for made in generate_world(WorldParameters(reports=reports, kind=kind), seed):
        report = parse_report(made.report_xml).model
        for account in name_accounts(report, report_id=made.number, group=made.truth.cluster)[:1]:
            found.setdefault(report.person_or_user_reported[0].esp_identifier, account)
    return list(found.values())


@pytest.fixture(scope="module")
def labelled() -> list[NamedAccount]:
    """Label accounts that the model was not trained on: another seed."""
    return accounts_of(WorldKind.ALIASES, 4000, 77)


def account(screen_name: str, display_name: str | None = None, *, group: str = "") -> NamedAccount:
    return NamedAccount(
        report=1, path="p", group=group or screen_name, screen_name=screen_name,
        display_name=display_name,
    )  # fmt: skip


@pytest.mark.parametrize("other", ["amber_anchor_42", "anchor.amber42", "xamberanchor42x"])
def test_spellings_of_one_habit_have_one_rearranged_form(other: str) -> None:
    assert spell(other)["rearranged"] == spell("amberanchor42")["rearranged"]


@pytest.mark.parametrize("other", ["amberanchor43", "coralanchor42", "42"])
def test_other_names_have_other_forms(other: str) -> None:
    forms = spell(other)
    assert forms is None or forms["rearranged"] != spell("amberanchor42")["rearranged"]


def test_a_name_that_says_nothing_is_not_compared() -> None:
    assert spell("null") is None
    assert spell("aaaa") is None
    assert len(lay_out([account("null"), account("amberanchor42")])) == 1


def test_accounts_of_others_are_not_read() -> None:
    reported = tuple(
        PersonOrUserReported(screen_name=f"name_{at}") for at in range(MOST_OF_A_REPORT)
    )
    report = Report(incident_summary=IncidentSummary(), person_or_user_reported=reported)
    listing = msgspec.structs.replace(
        report, person_or_user_reported=(*reported, PersonOrUserReported(screen_name="one_more"))
    )

    assert len(name_accounts(report, report_id=1, group="")) == MOST_OF_A_REPORT
    assert name_accounts(listing, report_id=1, group="") == ()


def test_the_model_finds_enough_and_is_right(labelled: list[NamedAccount]) -> None:
    """The gate: a model that was trained on too few pairs, or on others' names, does not pass."""
    checked = check(labelled, read_model(), least=LEAST)

    assert checked.found > 100
    assert checked.precision >= PRECISE
    assert checked.recall >= COMPLETE


def test_the_gate_stops_a_model_that_takes_strangers_for_one_person(
    labelled: list[NamedAccount],
) -> None:
    model = read_model()
    careless = msgspec.structs.replace(
        model, settings=model.settings | {"probability_two_random_records_match": 0.4}
    )

    assert check(labelled, careless, least=LEAST).precision < PRECISE


def test_the_model_says_on_how_many_pairs_it_was_trained() -> None:
    model = read_model()

    assert model.training.random_pairs >= 10**8
    assert model.training.accounts >= 100_000
    assert model.training.on.startswith("tools/name_accounts.py")


def test_reports_of_one_cluster_are_not_linked_again(labelled: list[NamedAccount]) -> None:
    found = compare(labelled, read_model(), least=0.01)

    assert all(labelled[pair.one].group != labelled[pair.other].group for pair in found)


def test_the_same_accounts_give_the_same_links(labelled: list[NamedAccount]) -> None:
    strangers = [
        msgspec.structs.replace(one, group=str(at)) for at, one in enumerate(labelled[:800])
    ]

    assert compare(strangers, read_model(), least=0.2) == compare(
        strangers, read_model(), least=0.2
    )


def test_a_rare_name_is_rare_in_a_small_store_too() -> None:
    others = [account(f"{word}kettle{at}", f"Person {at:04d}") for at, word in
              enumerate(("teal", "olive", "ivory", "umber", "azure") * 8)]  # fmt: skip
    alike = [account("amberanchor42", "Person 0815"), account("anchor.amber42", "Person 0815")]

    found = compare([*others, *alike], read_model(), least=LEAST)

    assert (40, 41) in {(pair.one, pair.other) for pair in found}


def test_a_name_is_as_common_as_clusters_have_it_and_not_reports() -> None:
    pair = [account("amberanchor42", group="one"), account("anchor.amber42", group="other")]
    repeated = pair + [account("amberanchor42", group="one")] * 30
    strangers = [account(f"tealkettle{at}") for at in range(40)]

    (once,) = compare([*pair, *strangers], read_model(), least=0.0)[:1]
    (often,) = compare([*repeated, *strangers], read_model(), least=0.0)[:1]

    assert often.bits == pytest.approx(once.bits, abs=1.0)


def test_a_name_that_very_many_have_links_nobody() -> None:
    many = [
        account("amberanchor42", "Person 0001", group=str(at)) for at in range(MOST_IN_A_BLOCK + 1)
    ]

    assert compare(many, read_model(), least=0.0) == []
    assert len(compare(many[:2], read_model(), least=0.0)) == 1


@pytest.mark.parametrize("count", [0, 1])
def test_there_is_nothing_to_compare_with_one_account(count: int) -> None:
    assert compare([account("amberanchor42")] * count, read_model(), least=0.0) == []


def test_too_few_labelled_accounts_train_no_model() -> None:
    with pytest.raises(TooFewLabelled, match="1000 or more"):
        train([account("amber1")], on="one", random_pairs=10, seed=1, today=date(2026, 11, 22))


def test_a_trained_model_can_be_kept_and_used(labelled: list[NamedAccount]) -> None:
    model = train(labelled, on="labelled", random_pairs=10**6, seed=1, today=date(2026, 11, 22))
    kept = msgspec.json.decode(msgspec.json.encode(model), type=Model)

    assert kept == model
    assert check(labelled, kept, least=LEAST).precision >= 0.8
