"""A feature is read from the fields that it declares, and from no other field of any report.

The declarations are checked against what may never rank by tipline.desk.triage.rules.features, at
import. Here they are held to be true: in made-up reports every leaf that no ranking feature reads
is changed, and every ranking feature stays as it was.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from properties.report_generation import Drawn, make_model
from tipline.desk.triage.rules.evidence import read_evidence
from tipline.desk.triage.rules.features import (
    BY_NAME,
    FEATURES,
    Feature,
    FeatureKind,
    ForbiddenFeature,
    Scope,
    allow,
)
from tipline.report import Version, parse_report
from tipline.report.paths import walk

if TYPE_CHECKING:
    from tipline.report.types import FileDetails, Report

RECEIVED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RANKING = {feature.name for feature in FEATURES if feature.ranks}
READ = {field for feature in FEATURES if feature.ranks for field in feature.reads}


def a_feature(**parts: Any) -> Feature:
    given = {"name": "made_up", "kind": FeatureKind.FLAG, "scope": Scope.REPORT, "meaning": "x."}
    return Feature(**{**given, **parts})


@pytest.mark.parametrize(
    "field",
    [
        "report.victim.victimPerson.address.country",
        "report.personOrUserReported.estimatedLocation.countryCode",
        "report.personOrUserReported.ipCaptureEvent.ipAddress",
        "report.personOrUserReported.personOrUserReportedPerson.firstName",
        "report.personOrUserReported.personOrUserReportedPerson.age",
        "report.personOrUserReported.personOrUserReportedPerson.dateOfBirth",
        "report.reporter.reportingPerson.email",
        "report.incidentSummary.platform",
        "report.victim.espService",
        "report.victim.victimPerson.phone.@countryCallingCode",
        "store:sender",
        "store:completeness",
    ],
)
def test_a_feature_that_is_read_from_what_may_never_rank_does_not_load(field):
    for how in ("reads", "notices"):
        with pytest.raises(ForbiddenFeature, match="made_up is read from"):
            allow((*FEATURES, a_feature(**{how: (field,)})))


@pytest.mark.parametrize(
    "name", ["country", "nationality", "victim_language", "gender", "religion", "sender_quality"]
)
def test_a_feature_that_is_named_for_what_may_never_rank_does_not_load(name):
    with pytest.raises(ForbiddenFeature, match=name):
        allow((*FEATURES, a_feature(name=name, notices=("report.victim",))))


@pytest.mark.parametrize(
    "field", ["report.victim.victimPerson.firstName", "report.victim.schoolName",
              "report.victim.victimPerson.age", "report.additionalInfo"]
)  # fmt: skip
def test_of_a_name_a_school_an_age_or_a_text_it_may_count_that_it_is_there_and_not_what(field):
    with pytest.raises(ForbiddenFeature, match="reads the value"):
        allow((a_feature(reads=(field,)),))
    assert allow((a_feature(notices=(field,)),))


def test_a_feature_that_declares_nothing_or_everything_does_not_load():
    for sources in ((), ("report.*",), ("nowhere",)):
        with pytest.raises(ForbiddenFeature):
            allow((a_feature(notices=sources),))


def plain(path: str) -> str:
    """A path without numbers."""
    return re.sub(r"\[\d+\]", "", path)


def facts_of(report: Report, files: list[FileDetails]) -> dict[str, Any]:
    evidence = read_evidence(
        report,
        files,
        received_at=RECEIVED,
        submitted_at=RECEIVED,
        fingerprint=lambda text: f"print of {text}",
    )
    return {name: fact.value for name, fact in evidence.facts.items() if name in RANKING}


def other(value: Any) -> Any:
    """Another value that says as much as this one: something for something, nothing for nothing."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str) and type(value) is str:
        return f"{value}z" if value.strip() else value
    if isinstance(value, str):
        members = list(type(value))
        return members[(members.index(value) + 1) % len(members)]
    return value


def changed(element: Any, leaf: Any) -> Any:
    """The element with every leaf of it for which `leaf(path)` holds put to another value."""
    return _changed(element, "", leaf)


def _changed(value: Any, path: str, leaf: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        parts = {}
        for field in value.__struct_fields__:
            before = getattr(value, field)
            parts[field] = _changed(before, f"{path}.{field}", leaf)
        return msgspec.structs.replace(value, **parts)
    if isinstance(value, tuple):
        return tuple(_changed(one, path, leaf) for one in value)
    if value is None or isinstance(value, frozenset) or not leaf(path):
        return value
    return other(value)


def attribute_of(field: str) -> str:
    """A declared field as the path of attributes that `changed` walks."""
    tail = field.partition(".")[2].replace("@", "").replace("CT", "Ct")
    return "." + re.sub(r"(?<!^)([A-Z])", lambda found: f"_{found[1].lower()}", tail)


READ_ATTRIBUTES = {
    root: {attribute_of(field) for field in READ if field.split(".")[0] == root}
    for root in ("report", "fileDetails")
}


def is_read(root: str, path: str) -> bool:
    return path in READ_ATTRIBUTES[root]


def drawn(data: st.DataObject) -> tuple[Report, list[FileDetails]]:
    """Any report with up to two files, with any field set or not."""
    choose = Drawn(data.draw)
    files = [
        make_model(choose, "fileDetails", Version.V2026_08) for _ in range(choose.pick((0, 1, 2)))
    ]
    return make_model(choose, "report", Version.V2026_08), files


@given(st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_no_feature_declares_changes_no_feature(data):
    report, files = drawn(data)

    elsewhere = changed(report, lambda path: not is_read("report", path))
    files_elsewhere = [changed(one, lambda path: not is_read("fileDetails", path)) for one in files]

    assert facts_of(elsewhere, files_elsewhere) == facts_of(report, files)


@given(st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_a_feature_cites_it_declares(data):
    report, files = drawn(data)
    evidence = read_evidence(
        report, files, received_at=RECEIVED, submitted_at=None, fingerprint=str
    )

    for name, fact in evidence.facts.items():
        declared = (*BY_NAME[name].reads, *BY_NAME[name].notices, *BY_NAME[name].compares)
        for field in fact.fields:
            assert any(
                fnmatchcase(plain(field), one) or plain(field).startswith(f"{one}.")
                for one in declared
            ), (name, field)


def test_the_walk_that_changes_fields_reaches_them():
    raw = (
        b'<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><incidentSummary>'
        b"<incidentType>Child Pornography (possession, manufacture, and distribution)"
        b"</incidentType><incidentDateTime>2026-01-01T00:00:00Z</incidentDateTime>"
        b"</incidentSummary><reporter><reportingPerson><email>a@example.com</email>"
        b"</reportingPerson></reporter><additionalInfo>x</additionalInfo></report>"
    )
    report = parse_report(raw).model
    assert report is not None

    everything = changed(report, lambda _: True)
    nothing_read = changed(report, lambda path: not is_read("report", path))

    assert dict(walk(everything, "report"))["report.additionalInfo"] == "xz"
    assert facts_of(everything, [])["incident_type"] != facts_of(report, [])["incident_type"]
    assert facts_of(nothing_read, [])["incident_type"] == facts_of(report, [])["incident_type"]
