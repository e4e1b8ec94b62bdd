"""Ask, answer and compare: the three steps of an exchange, each pure but for the dice given."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.routing.deconfliction.rules.curve import draw_decoy, hash_to_curve, raise_to
from tipline.desk.routing.deconfliction.rules.sharing import padded_size
from tipline.desk.routing.deconfliction.types import Held, OwnValue

if TYPE_CHECKING:
    from collections.abc import Sequence

RandomBytes = Callable[[int], bytes]
_REFERENCE_BYTES = 10


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question: its elements as they are sent, and which value each stands for (None: decoy)."""

    elements: tuple[bytes, ...]
    values: tuple[OwnValue | None, ...]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: the question's elements raised again, in their order, and what is held here.

    `references` says what each reference stands for; decoys have one that stands for nothing.
    """

    raised: tuple[bytes, ...]
    held: tuple[Held, ...]
    references: Mapping[str, OwnValue]


def ask(
    values: Sequence[OwnValue], *, secret: bytes, power: bytes, random_bytes: RandomBytes
) -> Asked:
    """Blind the values and hide their number and order among decoys."""
    blinded: list[tuple[bytes, OwnValue | None]] = [
        (raise_to(power, hash_to_curve(secret, one.kind, one.value)), one) for one in values
    ]
    decoys = padded_size(len(values)) - len(values)
    blinded += [(draw_decoy(random_bytes), None) for _ in range(decoys)]
    # Nobody can tell the order of the elements from that of dice without the power.
    blinded.sort(key=lambda pair: pair[0])
    return Asked(
        elements=tuple(element for element, _ in blinded),
        values=tuple(value for _, value in blinded),
    )


def answer(
    asked: Sequence[bytes],
    values: Sequence[OwnValue],
    *,
    secret: bytes,
    power: bytes,
    random_bytes: RandomBytes,
) -> Answered:
    """Raise what was asked, and blind what is held here under references that say nothing.

    `power` is to be drawn for this answer alone and forgotten after it. Raises NoElement.
    """
    references: dict[str, OwnValue] = {}
    held = []
    for one in values:
        reference = _draw_reference(random_bytes)
        references[reference] = one
        element = raise_to(power, hash_to_curve(secret, one.kind, one.value))
        held.append(Held(element=element, reference=reference))
    decoys = padded_size(len(values)) - len(values)
    held += [
        Held(element=draw_decoy(random_bytes), reference=_draw_reference(random_bytes))
        for _ in range(decoys)
    ]
    held.sort(key=lambda one: one.element)
    raised = tuple(raise_to(power, element) for element in asked)
    return Answered(raised=raised, held=tuple(held), references=references)


def compare(
    raised: Sequence[bytes], held: Sequence[Held], *, power: bytes
) -> tuple[tuple[int, str], ...]:
    """Return which of the asked elements (from 0) the other unit holds, and under which reference.

    `raised` are the asked elements in their order, as they came back. Raises NoElement.
    """
    references = {raise_to(power, one.element): one.reference for one in held}
    return tuple(
        (position, references[element])
        for position, element in enumerate(raised)
        if element in references
    )


def _draw_reference(random_bytes: RandomBytes) -> str:
    """Draw 80 random bits, to be read over a telephone: `K7QD-M2XR-55ZA-9PLT`."""
    text = base64.b32encode(random_bytes(_REFERENCE_BYTES)).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
