"""The rules beyond the schema: what a receiver may refuse a valid document for."""

from tipline.report.rules.catalogue import RULES
from tipline.report.rules.documents import (
    check_file_rules,
    check_rules,
    list_unchecked,
    place_findings,
)
from tipline.report.rules.types import (
    LENIENT,
    STRICT,
    Finding,
    Rule,
    Severity,
    Strictness,
    Unchecked,
)

__all__ = [
    "LENIENT",
    "RULES",
    "STRICT",
    "Finding",
    "Rule",
    "Severity",
    "Strictness",
    "Unchecked",
    "check_file_rules",
    "check_rules",
    "list_unchecked",
    "place_findings",
]
