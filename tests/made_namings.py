"""Make up who names what: people, households, hubs, viral files, and what analysts said."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tipline.desk.linking.types import IdentifierKind, JudgedPair, Judgement, Naming

if TYPE_CHECKING:
    from collections.abc import Iterator

DECISIVE = (IdentifierKind.EMAIL, IdentifierKind.PHONE, IdentifierKind.ACCOUNT)
SUPPORTING = (
    IdentifierKind.DEVICE,
    IdentifierKind.HOME_NETWORK,
    IdentifierKind.ADDRESS,
    IdentifierKind.FILE_HASH,
    IdentifierKind.LOOK_ALIKE,
    IdentifierKind.SCREEN_NAME,
    IdentifierKind.DISPLAY_NAME,
)


def make_namings(seed: int, *, reports: int, people: int, hubs: int = 2) -> list[Naming]:
    """Namings of so many reports; every value is a number, every report names its content."""
    rng = random.Random(seed)  # noqa: S311  made up, no secret
    lots = [rng.getrandbits(64) - (1 << 63) for _ in range(reports)]
    found = []
    for report in range(1, reports + 1):
        person = min(rng.randrange(people), rng.randrange(people))
        named = dict(_named(rng, person, hubs))
        copied = report // 2 if rng.random() < 0.05 else report
        named[1_000_000 + copied] = IdentifierKind.REPORT_CONTENT
        lots[report - 1] = lots[max(copied, 1) - 1]
        for value, kind in named.items():
            found.append(
                Naming(
                    report=report,
                    value=str(value),
                    kind=kind,
                    thing=rng.randrange(4),
                    lot=lots[report - 1],
                    is_viral=kind is IdentifierKind.FILE_HASH and rng.random() < 0.1,
                    is_listed=rng.random() < 0.05,
                )
            )
    return found


def _named(rng: random.Random, person: int, hubs: int) -> Iterator[tuple[int, IdentifierKind]]:
    for place, kind in enumerate(DECISIVE):
        if rng.random() < 0.4:
            yield person * 100 + place, kind
    for place, kind in enumerate(SUPPORTING, 10):
        if rng.random() < 0.3:
            # Two neighbours share what stands at home.
            yield (person // 2) * 100 + place, kind
    if rng.random() < 0.5:
        yield 900_000 + rng.randrange(hubs), IdentifierKind.EMAIL
    if rng.random() < 0.2:
        yield 910_000 + rng.randrange(30), rng.choice(SUPPORTING[3:4])


def make_judgements(seed: int, *, reports: int, number: int) -> list[JudgedPair]:
    """So many judgements on different pairs of reports, and one on a report that is not there."""
    rng = random.Random(seed)  # noqa: S311  made up, no secret
    pairs = {tuple(sorted(rng.sample(range(1, reports + 1), 2))) for _ in range(number)}
    judged = [JudgedPair(one, other, rng.choice(list(Judgement))) for one, other in sorted(pairs)]
    return [*judged, JudgedPair(1, reports + 1_000, Judgement.SAME)]
