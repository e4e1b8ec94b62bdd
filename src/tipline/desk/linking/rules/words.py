"""Say in words why a shared value joins nobody, in counts that can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.linking.rules.strength import FAMILY_OF, Family, is_decisive

if TYPE_CHECKING:
    from tipline.desk.linking.types import IdentifierKind


def say_unused(
    kind: IdentifierKind, reports: int, pairs: int, corroborated: int, marked_viral: int
) -> str:
    """Say why a shared value of a kind joins nobody.

    `reports` hold it; of the `pairs` of its sample `corroborated` hang together otherwise (0 of 0:
    not examined); `marked_viral` of its reports mark the file as viral.
    """
    if marked_viral:
        return f"a file in {reports:,} reports, viral by {marked_viral:,} of them: not used"
    if pairs:
        return (
            f"{_what(kind)} shared by {reports:,} reports {_alone(pairs, corroborated)}: not used"
        )
    if is_decisive(kind):
        return f"{_what(kind)} that {reports:,} reports only list: not used"
    return f"{_what(kind)} shared by {reports:,} reports, too many to say who it is: not used"


def say_possible(kind: IdentifierKind, reports: int) -> str:
    """Say that a supporting value is shared, and that nothing independent is shared beside it."""
    what = "a file" if FAMILY_OF.get(kind) is Family.FILE else _what(kind)
    return (
        f"{what} shared by {reports:,} reports, and nothing independent beside it:"
        " a possible link, not used"
    )


def say_of_others(reports: int) -> str:
    """Say that a decisive value is shared which one of these reports does not say of its person."""
    return (
        f"a value shared by {reports:,} reports, of a victim, of a recipient or in a list:"
        " a possible link, not used"
    )


def _alone(pairs: int, corroborated: int) -> str:
    if not corroborated:
        return "that share nothing else"
    return f"of which only {corroborated} of {pairs} sampled pairs hang together otherwise"


def _what(kind: IdentifierKind) -> str:
    if FAMILY_OF.get(kind) is Family.FILE:
        return "a widely held file"
    return "a name" if FAMILY_OF.get(kind) is Family.NAME else "a value"
