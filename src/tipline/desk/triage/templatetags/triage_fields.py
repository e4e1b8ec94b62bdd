"""Give templates the place of a field on the report page, and link kinds in words."""

from __future__ import annotations

from django import template

from tipline.desk.linking.types import IdentifierKind
from tipline.desk.triage.views.names import anchor_of

register = template.Library()

KINDS = {
    IdentifierKind.EMAIL: "email address",
    IdentifierKind.PHONE: "telephone number",
    IdentifierKind.ACCOUNT: "account at a service",
    IdentifierKind.DEVICE: "device",
    IdentifierKind.FILE_HASH: "file, byte for byte",
    IdentifierKind.REPORT_CONTENT: "content, sent again",
}


@register.filter
def anchor(path: str) -> str:
    """Give the id under which a field stands on its report's page."""
    return anchor_of(path)


@register.filter
def kind_in_words(kind: IdentifierKind) -> str:
    """Say what kind of thing two reports share."""
    return KINDS[kind]
