"""Train the model on labelled accounts, and check it against others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tipline.desk.linking.names.comparing import (
    BLOCKS,
    Model,
    compare,
    lay_out,
    open_linker,
    untrained_settings,
)
from tipline.desk.linking.names.types import Checked, Training

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from typing import Any

    from splink import Linker

    from tipline.desk.linking.names.types import NamedAccount

FEWEST = 1000


class TooFewLabelled(Exception):
    """There are not enough labelled accounts to learn from."""

    exit_code = 1


def train(
    accounts: Sequence[NamedAccount], *, on: str, random_pairs: int, seed: int, today: date
) -> Model:
    """Train on accounts whose group is the person: m from the labels, u from random pairs.

    `random_pairs` decides how well rare agreements are known: with 1e6 at a million accounts
    recall fell to half without a warning (ADR 0066). Raises TooFewLabelled.
    """
    true_pairs = _count_pairs(account.group for account in accounts)
    if len(accounts) < FEWEST or not true_pairs:
        raise TooFewLabelled(
            f"{len(accounts)} accounts with {true_pairs} pairs of one person are too few to learn"
            f" from: give {FEWEST} or more, some of the same person."
        )
    import duckdb  # noqa: PLC0415  comes with an extra
    import splink  # noqa: PLC0415  likewise

    prior = true_pairs / (len(accounts) * (len(accounts) - 1) / 2)
    settings = untrained_settings() | {"probability_two_random_records_match": prior}
    linker = open_linker(lay_out(accounts), settings)
    # All of them: by itself the library stops once every level was seen a hundred times.
    linker.training.estimate_u_using_random_sampling(
        max_pairs=random_pairs, seed=seed, min_count_per_level=None
    )
    linker.training.estimate_m_from_label_column("person")
    training = Training(
        on=on,
        accounts=len(accounts),
        true_pairs=true_pairs,
        random_pairs=random_pairs,
        seed=seed,
        splink=splink.__version__,
        duckdb=duckdb.__version__,
        trained=today,
    )
    return Model(version=today.isoformat(), training=training, settings=_learned(linker))


def _learned(linker: Linker) -> dict[str, Any]:
    """Give what the library learned, without the name that it draws for itself at random."""
    settings: dict[str, Any] = linker.misc.save_model_to_json(out_path=None)
    return {name: value for name, value in settings.items() if name != "linker_uid"}


def check(accounts: Sequence[NamedAccount], model: Model, *, least: float) -> Checked:
    """Compare accounts whose group is the person, and say how well the model finds pairs."""
    person_of = [account.group for account in accounts]
    strangers = [
        type(account)(
            report=account.report,
            path=account.path,
            group=str(at),  # compared with everybody, also with those of the same person
            screen_name=account.screen_name,
            display_name=account.display_name,
        )
        for at, account in enumerate(accounts)
    ]
    found = compare(strangers, model, least=least)
    right = sum(person_of[pair.one] == person_of[pair.other] for pair in found)
    return Checked(
        accounts=len(accounts),
        found=len(found),
        precision=round(right / len(found), 4) if found else 1.0,
        recall=round(right / max(_reachable(accounts), 1), 4),
        recall_of_all=round(right / max(_count_pairs(person_of), 1), 4),
    )


def _reachable(accounts: Sequence[NamedAccount]) -> int:
    """Count the pairs of one person that some block holds together."""
    rows = lay_out(accounts).to_pylist()
    pairs: set[tuple[int, int]] = set()
    for each in BLOCKS:
        blocks: dict[tuple[str, str], list[int]] = {}
        for row in rows:
            if row[f"block_{each}"] is not None:
                key = (row["person"], row[f"block_{each}"])
                blocks.setdefault(key, []).append(row["account"])
        for members in blocks.values():
            pairs |= {(a, b) for b in members for a in members if a < b}
    return len(pairs)


def _count_pairs(groups: Iterable[str]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(groups).values())
