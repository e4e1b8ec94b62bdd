"""Decide what a sender tells of a report and what it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.synthetic import scenarios as told
from tipline.synthetic.aliases import Tie
from tipline.synthetic.drafts import Shown
from tipline.synthetic.rates import rate
from tipline.synthetic.types import Tier

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.people import Account, Holder
    from tipline.synthetic.scenarios import Scenario
    from tipline.synthetic.shares import Shares

_UNLOCATED = (rate("not_located") - rate("thin") - rate("batched")) / (
    1 - rate("thin") - rate("batched")
)
MADE = (told.FIRST_SEEN, told.ORIGIN_EXIF)  # stories of a file that nobody had before


class Showing:
    """Draws what senders show, by the rates."""

    def __init__(self, dice: Dice, shares: Shares) -> None:
        self._dice, self._shares = dice, shares

    def draw(self, scenario: Scenario, holder: Holder, account: Account) -> Shown:
        """Draw what is shown of one report."""
        dice = self._dice
        thin = scenario in {told.THIN, told.BARE_FILE, told.BATCHED} or (
            scenario.tier is Tier.T0 and dice.chance(rate("thin_urgent"))
        )
        located = not thin and not dice.chance(_UNLOCATED)
        return Shown(
            thin=thin,
            email=not thin and not dice.chance(rate("no_email")),
            ip=located,
            capture_time=not dice.chance(rate("no_capture_time")),
            port=not dice.chance(rate("no_port")),
            state=located and dice.chance(rate("us_state_known")),
            location=self._draw_location() if located else "none",
            time_meaning=not dice.chance(rate("no_time_meaning")),
            viewed=self._draw_viewed(scenario),
            linked_account=self._draw_linked(holder, account, thin=thin),
            generated=dice.chance(self._generated_share(scenario)),
        )

    def _draw_location(self) -> str:
        drawn = self._dice.unit()
        if drawn < rate("estimated_location"):
            return "right"
        return "wrong" if drawn < rate("estimated_location") + rate("wrong_location") else "none"

    def _draw_viewed(self, scenario: Scenario) -> bool | None:
        drawn = self._dice.unit()
        if scenario in MADE:
            return True  # what these stories tell is only known to one who looked
        if drawn < rate("viewed_true"):
            return True
        return False if drawn < rate("viewed_true") + rate("viewed_false") else None

    def _draw_linked(self, holder: Holder, account: Account, *, thin: bool) -> Account | None:
        """Sometimes the sender knows another account of the same person, and names it."""
        if account.tie is Tie.NAMED and not thin:
            return holder.accounts[account.tied_to]
        if thin or not holder.shares_exactly or not self._dice.chance(0.3):
            return None
        other = self._dice.pick(holder.accounts)
        return None if other is account else other

    def _generated_share(self, scenario: Scenario) -> float:
        """Give the chance that a report is about generated imagery; only ordinary ones may be."""
        ordinary = (told.POSSESSION, told.DISTRIBUTION)
        share = sum(self._shares.reports[each.name] for each in ordinary)
        return rate("generative_ai") / share if scenario in ordinary else 0.0
