"""Gather the kinds of event that the stages leave, and refuse any other.

A stage names its kinds in `<stage>/kinds.py` as `KINDS: dict[str, str]`, kind to sentence;
`record` refuses a kind that no stage has named, so that the list is complete by construction.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

KIND = re.compile(r"[a-z]+(-[a-z]+)*(:[a-z]+(-[a-z]+)*){2}")


class UnknownKind(Exception):
    """No stage lists this kind of event."""


@cache
def all_kinds() -> dict[str, str]:
    """Gather the kinds of all installed stages, kind to sentence."""
    found: dict[str, str] = {}
    for app in apps.get_app_configs():
        if app.name.startswith("tipline.") and find_spec(f"{app.name}.kinds"):
            found |= import_module(f"{app.name}.kinds").KINDS
    malformed = [kind for kind in found if not KIND.fullmatch(kind)]
    if malformed:
        raise UnknownKind(f"A kind is stage:object:verb in small letters; not so: {malformed}.")
    return found


def check_is_listed(kind: str) -> None:
    """Raise UnknownKind unless a stage lists this kind."""
    if kind not in all_kinds():
        raise UnknownKind(
            f"No kinds.py lists the event kind {kind!r}. Add it, with one sentence that says what"
            " it means, to KINDS in the kinds.py of the stage that leaves it."
        )
