"""Print places: as JSON objects, and as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import typer

from tipline.desk.location.rules.asking import MOST_NAMED
from tipline.desk.location.rules.saying import FLAWS, say_cautions
from tipline.desk.location.types import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tipline.desk.location.types import Hypothesis, Locator, Side, Where


def print_json(value: Any) -> None:
    """Print one object on one line."""
    typer.echo(msgspec.json.encode(value).decode())


def say_where(where: Where) -> dict[str, Any]:
    """Return where a report points as JSON gives it: fields, places and sources, no identifier.

    A postal code is one: it is in the report, at the field that a hypothesis names.
    """
    said: dict[str, Any] = msgspec.to_builtins(where)
    for hypotheses in (said["hypotheses"], *(side["exits"] for side in said["sides"])):
        for one in hypotheses:
            one.pop("postal_code", None)
    return said | {"report_id": str(where.report_id)}


def say_look_up(address: str, locator: Locator, found: Sequence[Hypothesis]) -> dict[str, Any]:
    """Return a look-up as JSON gives it: each hypothesis without the locator that all share."""
    event: Any = msgspec.to_builtins(locator.event)
    hypotheses = []
    for one in found:
        said = msgspec.to_builtins(one) | {"cautions": _say_codes(one.cautions, say_cautions(one))}
        hypotheses.append({key: value for key, value in said.items() if key != "locator"})
    flaws = _say_codes(locator.flaws, [FLAWS[flaw] for flaw in locator.flaws])
    return {"address": address, "event": event, "flaws": flaws, "hypotheses": hypotheses}


def _say_codes(codes: Sequence[str], texts: Sequence[str]) -> list[dict[str, str]]:
    return [{"code": code, "text": text} for code, text in zip(codes, texts, strict=True)]


def print_hypotheses(found: Iterable[Hypothesis]) -> None:
    """Print a line for each hypothesis, and its cautions below it."""
    for one in found:
        place = one.region or one.country or "no country"
        parts = (place, one.operator, one.network, one.source.title)
        typer.echo("  ".join(str(part) for part in parts if part))
        for sentence in say_cautions(one):
            typer.echo(f"   {sentence}")


def print_where(where: Where) -> None:
    """Print each side with what is said of it and by whom, exits apart, and what to ask."""
    if where.looked_at < where.counted:
        words = f"The first {where.looked_at:,} of {where.counted:,} locators were looked at."
        typer.echo(words, err=True)
    for side in where.sides:
        _print_side(side)
    questions: dict[tuple[str, str], list[str]] = {}
    for ask in where.asks:
        whom = f"{ask.recipient}, {ask.operator}" if ask.operator else ask.recipient.value
        questions.setdefault((whom, ask.text), []).extend(ask.paths)
    for (whom, text), paths in questions.items():
        typer.echo(f"ask the {whom}: {text}")
        _print_some(paths)


def _print_side(side: Side) -> None:
    typer.echo(f"{side.whose}{f' ({side.holder})' if side.holder else ''}: {side.rung}")
    for level in (side.country, side.region, side.operator, side.network):
        if level.standing is not Standing.SILENT:
            typer.echo(f"  {level.level}: {level.standing}")
        for claim in level.claims:
            typer.echo(f"    {claim.value}")
            _print_some([f"{one.source}: {one.path}" for one in claim.witnesses])
    if side.exits:
        typer.echo("  exits of others, which place nobody")
        _print_some(
            [
                f"{one.country or 'no country'}  {one.source.title}: {one.locator.path}"
                for one in side.exits
            ]
        )


def _print_some(lines: Sequence[str]) -> None:
    """Print the first lines, and how many more there are."""
    for line in lines[:MOST_NAMED]:
        typer.echo(f"      {line}")
    if len(lines) > MOST_NAMED:
        typer.echo(f"      and {len(lines) - MOST_NAMED:,} more")
