"""Plant what two unrelated people have in common by chance: one file, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.synthetic import scenarios as told
from tipline.synthetic.drafts import Draft, Role
from tipline.synthetic.files import FileUse, Origin
from tipline.synthetic.rates import rate

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice


def plant_coincidences(drafts: list[Draft], dice: Dice) -> None:
    """Give a few pairs of unrelated people one file in common, and nothing else."""
    ready = [draft for draft in drafts if _may_share(draft)]
    donors = [draft for draft in ready if draft.files[0].origin is Origin.NEW]
    pairs = len(drafts) * rate("coincidence") / 2
    for draft in donors:
        if not dice.chance(pairs / len(donors)):
            continue
        other = dice.pick(ready)
        if other.case is not draft.case:
            use = FileUse(file=draft.files[0].file, origin=Origin.COINCIDENCE)
            draft.files[0] = use
            other.files.append(use)


def _may_share(draft: Draft) -> bool:
    """Whether a coincidence may be planted: ordinary reports, and none that is repeated."""
    return (
        draft.scenario in {told.POSSESSION, told.DISTRIBUTION}
        and draft.role is Role.PRIMARY
        and draft.case.labelled is None
        and bool(draft.files)
    )
