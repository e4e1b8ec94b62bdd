"""Give templates the place of a field on the report page, kinds in words, and lists of texts.

The lists of a page of the queue hold hundreds of texts: they are written in one go, because a
template takes ten times as long for each.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

from tipline.desk.intake.views.names import anchor_of
from tipline.desk.linking.rules.strength import bits_of
from tipline.desk.linking.views.words import KINDS, bits_in_words
from tipline.desk.triage.views.addresses import address_of_report
from tipline.desk.triage.views.provenance import say_provenance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.desk.linking.types import IdentifierKind
    from tipline.desk.triage.types import Missing, Reason

register = template.Library()


@register.filter
def anchor(path: str) -> str:
    """Give the id under which a field stands on its report's page."""
    return anchor_of(path)


@register.filter
def kind_in_words(kind: IdentifierKind) -> str:
    """Say what kind of thing two reports share."""
    return KINDS[kind]


@register.simple_tag
def strength_of(shared_by: int, held: int) -> str:
    """Say how strong a shared value is among the reports held: `12.3 bits`."""
    return bits_in_words(bits_of(held, shared_by))


@register.simple_tag
def items(stated: Iterable[Reason | Missing]) -> SafeString:
    """List the texts of reasons or gaps."""
    return _join(f"<li>{escape(one.text)}</li>" for one in stated)


@register.simple_tag
def items_with_fields(reasons: Iterable[Reason]) -> SafeString:
    """List reasons with the rule of each, and the field that it is read from."""
    return _join(map(_with_field, reasons))


def _with_field(reason: Reason) -> str:
    place = f"{address_of_report(reason.report_id)}#{anchor_of(reason.field)}"
    return (
        f'<li>{escape(reason.text)}<br><span class="wire">Rule {escape(reason.code)}, read from '
        f'<a href="{escape(place)}"><code>{escape(reason.field)}</code></a>'
        f"{_stated(reason)}</span></li>"
    )


def _stated(reason: Reason) -> str:
    said = say_provenance(reason.provenance)
    return f"; <b>stated by {escape(said)}</b>" if said else ""


def _join(parts: Iterable[str]) -> SafeString:
    return SafeString("".join(parts))  # each value in them is escaped
