"""How a printed packet looks: two typefaces, one accent, and text that can be nothing but text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

if TYPE_CHECKING:
    from collections.abc import Container

# Both are embedded, so that the page looks the same wherever it is printed; reportlab brings them.
PLAIN, BOLD = "Vera", "VeraBd"

INK = colors.HexColor("#0b0c0c")
GREY = colors.HexColor("#505a5f")
LINE = colors.HexColor("#b1b4b6")
ACCENT = colors.HexColor("#1d3f5e")
SHADE = colors.HexColor("#f3f2f1")
ALARM = colors.HexColor("#9c1c12")

PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 18 * mm
WIDTH = PAGE_WIDTH - 2 * MARGIN

_TAB = 9
MOST_MARKS = 2_000


def _style(name: str, size: float, **more: object) -> ParagraphStyle:
    settings = {
        "fontName": PLAIN,
        "fontSize": size,
        "leading": size * 1.35,
        "textColor": INK,
        "alignment": TA_LEFT,
    }
    return ParagraphStyle(name, **(settings | more))


TITLE = _style("title", 19, fontName=BOLD, leading=23, textColor=ACCENT, spaceAfter=2 * mm)
SUBTITLE = _style("subtitle", 11, textColor=GREY, spaceAfter=3 * mm)
HEADING = _style(
    "heading", 12.5, fontName=BOLD, spaceBefore=5 * mm, spaceAfter=1.6 * mm, keepWithNext=1
)
SMALL_HEADING = _style(
    "small heading", 10, fontName=BOLD, spaceBefore=4 * mm, spaceAfter=1 * mm, keepWithNext=1
)
BODY = _style("body", 9)
NOTE = _style("note", 8, textColor=GREY, spaceBefore=1.5 * mm)
LABEL = _style("label", 8, textColor=GREY)
STRONG = _style("strong", 9.5, fontName=BOLD, spaceAfter=1.5 * mm)
URGENT = _style("urgent", 9, fontName=BOLD, textColor=ALARM, spaceAfter=1.5 * mm)
# Identifiers break anywhere: one that ran off the paper would be lost.
IDENTIFIER = _style("identifier", 8.5, wordWrap="CJK")
TINY = _style("tiny", 6.8, wordWrap="CJK", textColor=GREY)
CELL_HEAD = _style("cell head", 7.6, fontName=BOLD, textColor=GREY)
CELL = _style("cell", 8)


@lru_cache(maxsize=1)
def register_fonts() -> Container[int]:
    """Make the typefaces known, once; return the characters that they can show."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    shown: Container[int] = pdfmetrics.getFont(PLAIN).face.charToGlyph
    return shown


def paragraph(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Return text as a paragraph. Nothing in it is markup, whatever a report says.

    What the typeface cannot show is written as its code, `[U+4E2D]`, and of a very long text so
    much is shown as somebody may read: the XML has it as sent.
    """
    shown = register_fonts()
    if len(text) > MOST_MARKS:
        text = f"{text[:MOST_MARKS]} [and {len(text) - MOST_MARKS:,} more in the XML]"
    spelt = "".join(mark if ord(mark) in shown or mark == " " else _spell(mark) for mark in text)
    return Paragraph(escape(spelt), style)


def _spell(mark: str) -> str:
    return " " if ord(mark) in {_TAB, 10, 13} else f"[U+{ord(mark):04X}]"
