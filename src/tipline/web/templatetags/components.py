"""The components that pages are made of, as template tags and filters.

Promise: every value is escaped, every time states its zone, every number its unit, and no tag
writes a script, a style or a link to another origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html

from tipline.web import words
from tipline.web.keys import Place, keys_of

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from django.forms import BaseForm, BoundField
    from django.template import Context
    from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def in_span(span: timedelta) -> str:
    """Say how long: `3 days 4 hours`."""
    return words.span_in_words(span)


@register.filter
def in_size(size: int) -> str:
    """Say how large: `1.4 MB (1,423,112 bytes)`."""
    return words.size_in_words(size)


@register.simple_tag
def counted(count: int, one: str, many: str | None = None) -> str:
    """Say how many: `{% counted 3 "report" %}`."""
    return words.count_in_words(count, one, many)


@register.simple_tag
def utc(moment: datetime, *, seconds: bool = False) -> SafeString:
    """Show a moment in UTC with its zone; the browser may add the local time beside it."""
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.isoformat(),
        words.moment_in_words(moment, seconds=seconds),
    )


@register.simple_tag
def tag(text: str, kind: str = "plain") -> SafeString:
    """Show a short state in words; the kind only repeats in colour what the words say."""
    return format_html('<strong class="tag tag-{}">{}</strong>', kind, text)


@register.inclusion_tag("web/components/breadcrumbs.html")
def breadcrumbs(*steps: str) -> dict[str, Any]:
    """Show where this page stands: `{% breadcrumbs "Queue" queue_url "This page" %}`."""
    *links, here = steps
    return {"links": list(zip(links[::2], links[1::2], strict=True)), "here": here}


@register.inclusion_tag("web/components/notification.html")
def notification(title: str, text: str, kind: str = "notice") -> dict[str, Any]:
    """Tell what has just happened, once, at the top of the page."""
    return {"title": title, "text": text, "kind": kind}


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List everything that is wrong with a form, each linked to its field."""
    fields = [(_first_input(field), error) for field in form for error in field.errors]
    return {"general": form.non_field_errors(), "fields": fields}


def _first_input(field: BoundField) -> str:
    """Give the id of the input to go to; of several choices, the first one's."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.inclusion_tag("web/components/field.html")
def form_field(field: BoundField) -> dict[str, Any]:
    """Show one field: label, hint, error, input, tied together for a screen reader."""
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    described += [f"{field.auto_id}-error"] if field.errors else []
    # The label says what is wanted; a placeholder would vanish while somebody types.
    attrs: dict[str, str | bool] = {"placeholder": False}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return {
        "field": field,
        "widget": field.as_widget(attrs=attrs),
        "has_choices": getattr(field.field.widget, "input_type", "") == "radio",
        "described": " ".join(described),
    }


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(
    context: Context,
    *,
    first: int,
    last: int,
    total: int,
    previous_page: int | None,
    next_page: int | None,
) -> dict[str, Any]:
    """Say which rows are shown of how many, with the way to the others."""
    return {
        "first": first,
        "last": last,
        "total": total,
        "previous_url": query(context, page=previous_page) if previous_page else "",
        "next_url": query(context, page=next_page) if next_page else "",
    }


@register.inclusion_tag("web/components/keys.html")
def key_table(place: str) -> dict[str, Any]:
    """List the keys that work on one page."""
    return {"place": place, "commands": keys_of(Place(place))}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: str | int | None) -> str:
    """Build this page's query string with some parts changed; None drops a part."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"
