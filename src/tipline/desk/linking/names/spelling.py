"""Take a screen name apart, so that one habit of naming is equal however it is decorated.

`amber_anchor_42`, `anchor.amber42` and `xamberanchor42x` are three spellings of one habit.
"""

from __future__ import annotations

from tipline.desk.linking.evidence.name import normalise_display_name, normalise_screen_name

_DECORATED_FROM = 6
_START = 6


def spell(screen_name: str) -> dict[str, str | None] | None:
    """Return the forms that are compared, or None for a name that says nothing.

    `folded`: letters and digits. `rearranged`: the same marks in alphabetical order without one
    mark around the name, equal for two words that change places. `start` and `figures` (first
    letters; digits with the alphabetically first letters) only choose who is compared.
    """
    folded = normalise_screen_name(screen_name)
    if folded is None:
        return None
    bare = _undecorate(folded)
    figures = "".join(mark for mark in bare if mark.isdigit())
    letters = sorted(mark for mark in bare if not mark.isdigit())
    return {
        "folded": folded,
        "rearranged": "".join(sorted(bare)),
        "start": bare[:_START],
        "figures": f"{figures}{''.join(letters[:4])}" if figures else None,
    }


def say_display_name(display_name: str | None) -> str | None:
    """Return the form of a display name that is compared, or None."""
    return normalise_display_name(display_name) if display_name else None


def _undecorate(name: str) -> str:
    if len(name) > _DECORATED_FROM and name[0] == name[-1] and name[0].isalpha():
        return name[1:-1]
    return name
