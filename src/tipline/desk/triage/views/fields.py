"""Arrange the fields of a report into the groups that the page shows, masked or revealed.

Pure: what stands in the documents and which group was revealed decide everything.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.intake.views.masks import Masked, Showing, mask_value, reveal_value
from tipline.desk.intake.views.names import anchor_of, group_of, name_in_words, path_in_words
from tipline.report.errors import NaiveTime, UnusableTime
from tipline.report.types import DateTime

if TYPE_CHECKING:
    from collections.abc import Iterable

# The group of what was sent and has no field: kept by the reader, never followed.
UNKNOWN = "unknown"
_HIDDEN = frozenset({Showing.MASKED, Showing.HELD_BACK})


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """One value that was sent: its path, itself, and the line of its document (from 1)."""

    path: str
    value: object
    line: int | None


class ShownField(msgspec.Struct, frozen=True, kw_only=True):
    """One field as the page shows it; `at` is the instant of a time that states its zone."""

    label: str
    path: str
    anchor: str
    text: str
    showing: Showing
    line: int | None
    at: datetime | None = None
    lacks_zone: bool = False


class FieldGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Fields that are shown, and revealed, together; `hidden` counts those not shown in full."""

    key: str
    title: str
    anchor: str
    fields: tuple[ShownField, ...]
    hidden: int
    revealed: bool
    is_content: bool


def group_fields(leaves: Iterable[Leaf], *, revealed: str | None = None) -> tuple[FieldGroup, ...]:
    """Arrange leaves into groups in the order in which the groups first appear."""
    gathered: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        gathered.setdefault(group_of(leaf.path), []).append(leaf)
    return tuple(
        _group(key, members, is_revealed=key == revealed) for key, members in gathered.items()
    )


def find_anchor(cited: str, groups: Iterable[FieldGroup]) -> str | None:
    """Find where on the page a cited path stands: the field, the first inside it, or its group."""
    groups = tuple(groups)
    fields = [field for group in groups for field in group.fields]
    for field in fields:
        if field.path == cited:
            return field.anchor
    for field in fields:
        if field.path.startswith((f"{cited}.", f"{cited}[")):
            return field.anchor
    for group in groups:
        if group.key == group_of(cited):
            return group.anchor
    return None


def find_hidden(path: str, groups: Iterable[FieldGroup]) -> FieldGroup | None:
    """Find the group in which this field was sent and is not shown."""
    for group in groups:
        if any(field.path == path and field.showing in _HIDDEN for field in group.fields):
            return group
    return None


def _group(key: str, leaves: list[Leaf], *, is_revealed: bool) -> FieldGroup:
    fields = tuple(_field(leaf, key, is_revealed=is_revealed) for leaf in leaves)
    return FieldGroup(
        key=key,
        title=_title(key, leaves),
        anchor=anchor_of(key),
        fields=fields,
        hidden=sum(field.showing in _HIDDEN for field in fields),
        revealed=is_revealed,
        is_content=key.endswith(".content"),
    )


def _field(leaf: Leaf, key: str, *, is_revealed: bool) -> ShownField:
    masked = (reveal_value if is_revealed else mask_value)(leaf.path, leaf.value)
    at, lacks_zone = _instant(leaf.value)
    return ShownField(
        label=_label(leaf.path, key),
        path=leaf.path,
        anchor=anchor_of(leaf.path),
        text=_text(masked),
        showing=masked.showing,
        line=leaf.line,
        at=at,
        lacks_zone=lacks_zone,
    )


def _text(masked: Masked) -> str:
    return masked.text or "(empty)"


def _instant(value: object) -> tuple[datetime | None, bool]:
    if not isinstance(value, DateTime):
        return None, False
    try:
        return value.utc, False
    except NaiveTime:
        return None, True
    except UnusableTime:
        return None, False


def _label(path: str, key: str) -> str:
    rest = path.removeprefix(key).lstrip(".")
    if key.startswith("report.internetDetails"):
        rest = rest.partition(".")[2] or rest  # the title names the kind of place already
    return path_in_words(rest) if rest else name_in_words(key.rpartition(".")[2])


def _title(key: str, leaves: list[Leaf]) -> str:
    if key.endswith(".content"):
        where = key.removeprefix("report.").removesuffix(".content")
        return f"Content of messages ({path_in_words(where)})"
    if key == UNKNOWN:
        return "Sent, and not known to this version"
    title = path_in_words(key.removeprefix("report."))
    if key.startswith("report.internetDetails") and leaves[0].path != key:
        kind = leaves[0].path.removeprefix(f"{key}.").partition(".")[0]
        return f"{title}: {name_in_words(kind)}"
    return "Notes on the whole report" if key == "report.additionalInfo" else title
