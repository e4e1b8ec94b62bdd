"""What a judgement by the business rules looks like."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """Whether a receiver refuses the document for it."""

    ERROR = "error"
    WARNING = "warning"


class Rule(msgspec.Struct, frozen=True, gc=False):
    """One rule: what it demands, and what a sender does about a breach."""

    code: str
    demand: str
    remedy: str


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A breach of a rule at a field; `line` and `column` count from 1 where they are known."""

    code: str
    severity: Severity
    path: str
    text: str
    remedy: str
    line: int | None = None
    column: int | None = None


class Strictness(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How grave a breach is of the rules whose enforcement by the real server is not settled."""

    reporter_email: Severity = Severity.ERROR
    incident_email: Severity = Severity.ERROR
    prior_reports: Severity = Severity.ERROR
    url_syntax: Severity = Severity.ERROR


STRICT = Strictness()
LENIENT = Strictness(
    reporter_email=Severity.WARNING,
    incident_email=Severity.WARNING,
    prior_reports=Severity.WARNING,
    url_syntax=Severity.WARNING,
)


class Unchecked(msgspec.Struct, frozen=True, gc=False):
    """A rule that could not be judged, and why."""

    code: str
    text: str
