"""Set two reports side by side: what they share, what each has of its own, masked. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.views.masks import mask_value
from tipline.desk.intake.views.names import anchor_of, path_in_words
from tipline.desk.linking.evidence.reading import read_identifiers
from tipline.desk.linking.types import IdentifierKind, IdentifierRole
from tipline.desk.linking.views.one_file import file_of, gather_alike
from tipline.desk.linking.views.words import KINDS, bits_in_words
from tipline.report import ReportError, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tipline.desk.intake.types import ReportDocuments
    from tipline.desk.linking.queries.evidence import Evidence
    from tipline.desk.linking.types import Identifier

# Of these most people have few, so that two different ones say something.
TELLING = (
    IdentifierKind.EMAIL,
    IdentifierKind.PHONE,
    IdentifierKind.ACCOUNT,
    IdentifierKind.DEVICE,
    IdentifierKind.HOME_NETWORK,
    IdentifierKind.DISPLAY_NAME,
    IdentifierKind.SCREEN_NAME,
)
MOST_BITS = 25  # of a value that one report of a nation's year holds alone
SHOWN = 3


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One value in one report: masked, with the field that holds it and its place on its page."""

    text: str
    field: str
    name: str
    anchor: str


class SharedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What both reports hold: the kind, the two cells, how rare it is, and what it does.

    `bits` is log2 of reports held by reports that hold it. `values` counts what stands in this
    line: the hashes of one file are one.
    """

    kind: str
    one: Cell
    other: Cell
    values: int
    reports: int
    bits: float
    strength: str
    days: str
    not_used: str | None


class OwnRow(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of thing of which each report names its own, and none that the other names."""

    kind: str
    one: tuple[Cell, ...]
    other: tuple[Cell, ...]
    more: int


def say_shared(
    shared: Iterable[Evidence], one: ReportDocuments | None, other: ReportDocuments | None
) -> tuple[SharedRow, ...]:
    """List what two reports share, what joins them first, then the strongest."""
    groups = gather_alike(
        shared, lambda each: (each.kind, file_of(each.field), file_of(each.other_field))
    )
    rows = [_shared_row(group, one, other) for group in groups]
    return tuple(sorted(rows, key=lambda row: (row.not_used is not None, -row.bits, row.kind)))


def say_own(one: ReportDocuments | None, other: ReportDocuments | None) -> tuple[OwnRow, ...]:
    """List the telling kinds of which both reports name something, and nothing in common."""
    if one is None or other is None:
        return ()
    mine, theirs = _by_kind(one), _by_kind(other)
    return tuple(
        _own_row(kind, (one, mine[kind]), (other, theirs[kind]))
        for kind in TELLING
        if mine.get(kind)
        and theirs.get(kind)
        and not {each.value for each in mine[kind]} & {each.value for each in theirs[kind]}
    )


def show_cell(path: str, documents: ReportDocuments | None) -> Cell:
    """Show what stands in a field, masked; nothing where it is no single text."""
    return Cell(
        text=_mask(path, documents) if documents else "",
        field=path,
        name=path_in_words(path.removeprefix("report.")) or "The report",
        anchor=anchor_of(path) if path != "report" else "fields",
    )


def _mask(path: str, documents: ReportDocuments) -> str:
    try:
        sent = resolve(path, documents.report, documents.files)
    except ReportError:
        return ""
    return mask_value(path, sent).text if isinstance(sent, str | int) else ""


def _shared_row(
    group: list[Evidence], one: ReportDocuments | None, other: ReportDocuments | None
) -> SharedRow:
    best = max(group, key=lambda each: (each.not_used is None, each.bits))
    return SharedRow(
        kind=KINDS[best.kind],
        one=show_cell(best.field, one),
        other=show_cell(best.other_field, other),
        values=len(group),
        reports=best.reports,
        bits=best.bits,
        strength=bits_in_words(best.bits),
        days=_days(best.days),
        not_used=best.not_used,
    )


def _days(days: float | None) -> str:
    if days is None:
        return "Not known"
    if days < 1:
        return "Under a day"
    return f"{days:,.0f} {'day' if round(days) == 1 else 'days'}"


def _by_kind(documents: ReportDocuments) -> dict[IdentifierKind, list[Identifier]]:
    found: dict[IdentifierKind, list[Identifier]] = {}
    for each in _identifiers(documents):
        if each.role is IdentifierRole.REPORTED:
            found.setdefault(each.kind, []).append(each)
    return found


def _identifiers(documents: ReportDocuments) -> Iterator[Identifier]:
    yield from read_identifiers(
        documents.report,
        documents.files,
        sender_name=documents.sender_name,
        content=documents.content_sha256,
    )


def _own_row(
    kind: IdentifierKind,
    mine: tuple[ReportDocuments, list[Identifier]],
    theirs: tuple[ReportDocuments, list[Identifier]],
) -> OwnRow:
    cells = [
        tuple(show_cell(each.path, documents) for each in found[:SHOWN])
        for documents, found in (mine, theirs)
    ]
    return OwnRow(
        kind=KINDS[kind],
        one=cells[0],
        other=cells[1],
        more=sum(max(0, len(found) - SHOWN) for _, found in (mine, theirs)),
    )
