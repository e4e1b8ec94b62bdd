"""Put the printed packet together: a front page, then each report, with a head on every page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate

from tipline.desk.routing.packet.printed.front import front_page
from tipline.desk.routing.packet.printed.report_part import report_part
from tipline.desk.routing.packet.printed.styles import (
    ALARM,
    BOLD,
    GREY,
    LINE,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PLAIN,
    WIDTH,
    register_fonts,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tipline.desk.routing.packet.types import HandOver, PacketContents, PacketFile

_HEAD, _FOOT = 14, 14
_SMALL, _SMALLER = 7.5, 7
MARKING = "LAW ENFORCEMENT SENSITIVE - IDENTIFIERS IN CLEAR - NO MEDIA"


class _CountedPages(Canvas):  # type: ignore[misc]  # reportlab carries no types
    """A canvas that knows how many pages there are before the first is written."""

    hand_over: HandOver

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802  reportlab's name
        """Keep a page instead of writing it."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages, each with its number of how many."""
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            _draw_margins(self, number, len(self._pages))
            super().showPage()
        super().save()


def write_print(contents: PacketContents, files: Sequence[PacketFile]) -> bytes:
    """Return the packet for print as PDF; `files` are those that lie beside it.

    The same contents give the same bytes: no clock is read, and nothing is fetched.
    """
    register_fonts()
    raw = io.BytesIO()
    document = BaseDocTemplate(
        raw,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        title=f"Hand-over packet: {contents.hand_over.subject}",
        author=contents.hand_over.from_agency,
        creator=f"tipline {contents.hand_over.version}",
        producer="reportlab",
        lang="en",
        invariant=1,
    )
    frame = Frame(
        MARGIN,
        MARGIN + _FOOT,
        WIDTH,
        PAGE_HEIGHT - 2 * MARGIN - _HEAD - _FOOT,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates([PageTemplate(id="all", frames=[frame])])
    story = [*front_page(contents, files)]
    for report in contents.reports:
        story += [PageBreak(), *report_part(report)]
    canvas = type("_Pages", (_CountedPages,), {"hand_over": contents.hand_over})
    document.build(story, canvasmaker=canvas)
    return raw.getvalue()


def _draw_margins(canvas: _CountedPages, number: int, pages: int) -> None:
    hand_over = canvas.hand_over
    right, top = PAGE_WIDTH - MARGIN, PAGE_HEIGHT - MARGIN + 4
    canvas.setFont(BOLD, _SMALLER)
    canvas.setFillColor(ALARM)
    canvas.drawString(MARGIN, top, MARKING)
    canvas.setFont(PLAIN, _SMALL)
    canvas.setFillColor(GREY)
    canvas.drawRightString(right, top, hand_over.subject)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, top - 5, right, top - 5)
    canvas.line(MARGIN, MARGIN + 2, right, MARGIN + 2)
    at = f"{hand_over.made_at:%Y-%m-%d %H:%M:%S} UTC"
    canvas.drawString(MARGIN, MARGIN - 8, f"Written {at} by {hand_over.by}")
    canvas.drawRightString(right, MARGIN - 8, f"page {number} of {pages}")
