"""The table of keys is complete, free of clashes, and holds no key that decides anything."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from tipline.web.keys import KEY_MAP, KeyCommand, Place, keys_of

SOURCE = Path(__file__).parents[3] / "src" / "tipline"


@pytest.mark.parametrize("place", Place)
def test_no_two_commands_of_a_page_share_a_key(place: Place) -> None:
    commands = keys_of(place)

    assert [
        (one.name, other.name) for one, other in combinations(commands, 2) if one.key == other.key
    ] == []


@pytest.mark.parametrize("command", KEY_MAP, ids=lambda command: command.name)
def test_every_command_finds_something_to_act_on(command: KeyCommand) -> None:
    """A command names a stop (`next-row`) or an element; one of the templates has it."""
    verb, _, stop = command.name.partition("-")
    wanted = (
        f'data-stop="{stop}"' if verb in {"next", "previous"} else f'data-command="{command.name}"'
    )
    pages = "".join(
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("templates/**/*.html")
    )
    built = '{% if link.command %} data-command="{{ link.command }}"'

    assert wanted in pages or built in pages or command.name == "open"


def test_every_letter_can_be_changed() -> None:
    fixed = [command.key for command in KEY_MAP if not command.remappable]

    assert fixed == ["Enter"]
