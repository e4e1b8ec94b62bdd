"""Lead from a reason of a route to the field of the report that it was read from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html

from tipline.desk.intake.views.names import anchor_of
from tipline.desk.triage.views.addresses import address_of_report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def field_of(reason: Mapping[str, Any], number: str) -> SafeString:
    """Show a reason's field as a link; of another report, which one it is."""
    elsewhere = f" in report {reason['report_id']}" if reason["report_id"] != number else ""
    return format_html(
        '<a href="{}#{}"><code>{}</code>{}</a>',
        address_of_report(reason["report_id"]),
        anchor_of(reason["field"]),
        reason["field"],
        elsewhere,
    )
