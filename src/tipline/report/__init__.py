"""The CyberTip as a language: types, XML both ways, schema errors, rules, completeness.

>>> from datetime import UTC, datetime
>>> from tipline.report import assess_completeness, check_rules, parse_report
>>> parsed = parse_report(
...     b"<report><incidentSummary><incidentType>Child Sex Trafficking</incidentType>"
...     b"<incidentDateTime>2026-03-02T18:41:07</incidentDateTime></incidentSummary>"
...     b"<reporter><reportingPerson/></reporter></report>"
... )
>>> parsed.errors
()
>>> for finding in check_rules(parsed.model, now=datetime(2026, 11, 22, tzinfo=UTC)):
...     print(finding.code, finding.path)
R-03 report.incidentSummary.incidentDateTime
R-04 report.reporter.reportingPerson.email[1]
>>> assess_completeness(parsed.model).gaps[0].ask
'Which account or person did this come from? Please send all that identifies them.'
"""

from tipline.report.completeness import (
    Completeness,
    Fact,
    Gap,
    Measure,
    Question,
    assess_completeness,
)
from tipline.report.errors import (
    CannotWrite,
    FieldNotSent,
    InvalidReport,
    MalformedJson,
    MalformedXml,
    NaiveTime,
    NoSuchField,
    RefusedDoctype,
    RefusedEncoding,
    RefusedSize,
    RefusedXml,
    ReportError,
    UnreadableXml,
    UnusableTime,
)
from tipline.report.paths import check_path, resolve, walk
from tipline.report.reading.documents import (
    parse,
    parse_done_response,
    parse_file_details,
    parse_report,
    parse_response,
)
from tipline.report.reading.limits import DEFAULT_LIMITS, Limits
from tipline.report.reading.parsed import Parsed, Position, SchemaError
from tipline.report.rules import (
    LENIENT,
    RULES,
    STRICT,
    Finding,
    Severity,
    Strictness,
    check_file_rules,
    check_rules,
    list_unchecked,
    place_findings,
)
from tipline.report.schema.shapes import Version
from tipline.report.schema.xsd import schema_xsd
from tipline.report.writing import write_xml

__all__ = [
    "DEFAULT_LIMITS",
    "LENIENT",
    "RULES",
    "STRICT",
    "CannotWrite",
    "Completeness",
    "Fact",
    "FieldNotSent",
    "Finding",
    "Gap",
    "InvalidReport",
    "Limits",
    "MalformedJson",
    "MalformedXml",
    "Measure",
    "NaiveTime",
    "NoSuchField",
    "Parsed",
    "Position",
    "Question",
    "RefusedDoctype",
    "RefusedEncoding",
    "RefusedSize",
    "RefusedXml",
    "ReportError",
    "SchemaError",
    "Severity",
    "Strictness",
    "UnreadableXml",
    "UnusableTime",
    "Version",
    "assess_completeness",
    "check_file_rules",
    "check_path",
    "check_rules",
    "list_unchecked",
    "parse",
    "parse_done_response",
    "parse_file_details",
    "parse_report",
    "parse_response",
    "place_findings",
    "resolve",
    "schema_xsd",
    "walk",
    "write_xml",
]
