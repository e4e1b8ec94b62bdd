"""Everything that can go wrong with a CyberTip document, by name; nothing else comes out."""

from __future__ import annotations


class ReportError(Exception):
    """The root of this package's errors; `code` is stable and machine-readable."""

    code = "report-error"


class UnreadableXml(ReportError):
    """The bytes cannot be read as a document; `line` and `column` count from 1."""

    code = "unreadable"

    def __init__(self, reason: str, *, remedy: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"[{line},{column}] - {reason}. {remedy}")
        self.reason = reason
        self.remedy = remedy
        self.line = line
        self.column = column


class MalformedXml(UnreadableXml):
    """The bytes are not well-formed XML (NCMEC's code 4110)."""

    code = "malformed"


class MalformedJson(ReportError):
    """The text is not one JSON object."""

    code = "malformed-json"


class RefusedXml(UnreadableXml):
    """The document may be well-formed, but is not read, for the safety of the reader."""

    code = "refused"


class RefusedDoctype(RefusedXml):
    """The document has a DOCTYPE, and so could declare entities."""

    code = "refused-doctype"


class RefusedEncoding(RefusedXml):
    """The document is not UTF-8."""

    code = "refused-encoding"


class RefusedSize(RefusedXml):
    """The document passes a limit on bytes, depth, elements, attributes or the length of a tag."""

    code = "refused-size"


class InvalidReport(ReportError):
    """A document with schema errors was given to a function that promises a valid one."""

    code = "invalid"

    def __init__(self, errors: tuple[object, ...]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors


class CannotWrite(ReportError):
    """A value has no place in a valid document; `path` names its field."""

    code = "cannot-write"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NoSuchField(ReportError):
    """A field path that the report language does not have."""

    code = "no-such-field"


class FieldNotSent(NoSuchField):
    """A field path that the report language has, at which nothing was sent."""

    code = "field-not-sent"


class UnusableTime(ReportError):
    """A time that cannot be placed on the time line."""

    code = "unusable-time"


class NaiveTime(UnusableTime):
    """A time without a zone: nobody can say when it was."""

    code = "naive-time"
