"""Take the stored documents of a report apart into single values, each with its path and line.

Pure. A document that cannot be read gives no values; the page then says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tipline.desk.intake.types import DocumentKind
from tipline.desk.triage.views.fields import UNKNOWN, Leaf
from tipline.report import ReportError, parse_file_details, parse_report, walk
from tipline.report.types import Element, FileDetails, Report, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tipline.desk.intake.types import RawDocument
    from tipline.report import Parsed

# Groups that say something by being there, even when nothing stands in them.
_GROUPS = ("internet_details", "person_or_user_reported", "intended_recipient", "victim")
_ON_THE_WIRE = ("internetDetails", "personOrUserReported", "intendedRecipient", "victim")


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What the documents hold; `unreadable` counts those that could not be read at all.

    `report` is None when its own document is one of them.
    """

    leaves: tuple[Leaf, ...]
    report: Report | None
    details: tuple[FileDetails, ...]
    file_ids: tuple[str | None, ...]
    unreadable: int


def take_apart(documents: Iterable[RawDocument]) -> Contents:
    """Read each document and list its values in document order, the report's first."""
    leaves: list[Leaf] = []
    unknown: list[Unknown] = []
    described: list[tuple[FileDetails, str | None]] = []
    report: Report | None = None
    unreadable = 0
    for document in documents:
        parsed = _parse(document)
        model = parsed.model if parsed else None
        if parsed is None or model is None:
            unreadable += 1
            continue
        if isinstance(model, FileDetails):
            described.append((model, document.file_id))
        else:
            report = model
        path = f"fileDetails[{len(described)}]" if described else "report"
        leaves += _leaves(parsed, model, path)
        unknown += _list_unknown(model)
    return Contents(
        leaves=(*leaves, *_unknown_leaves(unknown)),
        report=report,
        details=tuple(details for details, _ in described),
        file_ids=tuple(file_id for _, file_id in described),
        unreadable=unreadable,
    )


def _parse(document: RawDocument) -> Parsed[Report] | Parsed[FileDetails] | None:
    try:
        if document.kind is DocumentKind.REPORT:
            return parse_report(document.raw)
        return parse_file_details(document.raw)
    except ReportError:
        return None


def _leaves(parsed: Parsed[Any], model: Report | FileDetails, path: str) -> Iterator[Leaf]:
    filled: list[str] = []
    for place, value in walk(model, path):
        filled.append(place)
        yield Leaf(path=place, value=value, line=parsed.position(place).line)
    if isinstance(model, Report):
        for place in _list_groups(model):
            if not any(one.startswith(f"{place}.") for one in filled):
                yield Leaf(path=place, value="", line=parsed.position(place).line)


def _list_groups(report: Report) -> Iterator[str]:
    for attribute, name in zip(_GROUPS, _ON_THE_WIRE, strict=True):
        for number in range(1, len(getattr(report, attribute)) + 1):
            yield f"report.{name}[{number}]"


def _list_unknown(value: object) -> Iterator[Unknown]:
    if isinstance(value, Element):
        yield from value.unknown
        for name in value.__struct_fields__:
            yield from _list_unknown(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            if isinstance(one, Element):
                yield from _list_unknown(one)


def _unknown_leaves(unknown: list[Unknown]) -> Iterator[Leaf]:
    for number, each in enumerate(unknown, start=1):
        yield Leaf(path=f"{UNKNOWN}.{each.name}[{number}]", value=each.raw, line=each.line)
