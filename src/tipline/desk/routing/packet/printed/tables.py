"""Lay out what is said as rows: a label and its value, or columns under a heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import LongTable, TableStyle

from tipline.desk.routing.packet.printed.styles import (
    CELL,
    CELL_HEAD,
    LABEL,
    LINE,
    SHADE,
    WIDTH,
    paragraph,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

_LABEL_SHARE = 0.24
_PAD = 3


def label_rows(rows: Sequence[tuple[str, str]], style: ParagraphStyle = CELL) -> LongTable:
    """Return rows of a label and its value."""
    cells = [[paragraph(label, LABEL), paragraph(value, style)] for label, value in rows]
    return _lay_out(cells, (_LABEL_SHARE, 1 - _LABEL_SHARE), [])


def columns(
    headings: Sequence[str],
    shares: Sequence[float],
    rows: Sequence[Sequence[Paragraph | Sequence[Paragraph]]],
) -> LongTable:
    """Return columns under headings that stand again on each page; `shares` add up to one."""
    head = [paragraph(heading, CELL_HEAD) for heading in headings]
    shade = [("BACKGROUND", (0, 0), (-1, 0), SHADE)]
    return _lay_out([head, *map(list, rows)], shares, shade, repeated=1)


def _lay_out(
    cells: list[list[object]],
    shares: Sequence[float],
    styles: Sequence[tuple[object, ...]],
    *,
    repeated: int = 0,
) -> LongTable:
    table = LongTable(
        cells,
        colWidths=[WIDTH * share for share in shares],
        repeatRows=repeated,
        splitInRow=1,
        hAlign="LEFT",
    )
    commands = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), _PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PAD),
        ("TOPPADDING", (0, 0), (-1, -1), _PAD),
        ("BOTTOMPADDING", (0, 0), (-1, -1), _PAD),
    ]
    table.setStyle(TableStyle([*commands, *styles]))
    return table
