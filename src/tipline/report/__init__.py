"""The CyberTip as a language: types, XML both ways, schema errors, rules, completeness.

>>> from tipline.report import parse_report
>>> parsed = parse_report(b"<report><incidentSummary/></report>")
>>> print(parsed.errors[0])
[1,26] - cvc-complex-type.2.4.b: The content of element 'incidentSummary' is not complete. \
One of '{incidentType}' is expected.
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
