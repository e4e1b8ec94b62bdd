"""Twist a plan where the kind of world asks for it: hidden danger, references, batched accounts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tipline.synthetic import scenarios as told
from tipline.synthetic.clocks import HOUR
from tipline.synthetic.hidden import CHILD_SEEN, LABELLED, TOGETHER

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.drafts import Case, Draft, Shown
    from tipline.synthetic.people import Account
    from tipline.synthetic.scenarios import Scenario

MOST_NAMED = 8  # accounts of others on a batched report


def as_told(scenario: Scenario) -> Scenario:
    """Give what the telling report shows by itself of a story that is hidden, or the story."""
    return {TOGETHER: CHILD_SEEN, LABELLED: told.POSSESSION}.get(scenario, scenario)


def hide_home(case: Case, scenario: Scenario, shown: Shown) -> Shown:
    """Let no single report of a hidden story tell both the child's network and the suspect's."""
    if case.scenario is not TOGETHER:
        return shown
    if scenario is CHILD_SEEN:
        return replace(shown, ip=False, state=False, location="none", email=True)
    return replace(shown, ip=True, email=True)


def refer(draft: Draft, earlier: Draft) -> None:
    """Let a report name an earlier one on another account, which was sent before it."""
    draft.refers_to, earlier.is_referred_to = earlier, True
    draft.sent_at = max(draft.sent_at, earlier.sent_at + HOUR)


def name_reported_accounts(drafts: list[Draft], dice: Dice, share: float) -> None:
    """Let batched reports name accounts of the same sender that have reports of their own.

    They belong to unrelated people. `share` of MOST_NAMED accounts are such, where there are any.
    """
    by_sender: dict[int, list[Account]] = defaultdict(list)
    for draft in drafts:
        if draft.scenario is not told.BATCHED:
            by_sender[draft.account.sender.number].append(draft.account)
    for draft in drafts:
        others = by_sender[draft.account.sender.number]
        if draft.scenario is not told.BATCHED or not others:
            continue
        if draft.origin is not None:
            draft.names = draft.origin.names
            continue
        named = (dice.pick(others) for _ in range(MOST_NAMED) if dice.chance(share))
        draft.names = tuple({each.user_id: each for each in named}.values())
