"""Plan the reports of one block: who does what on which account, and who reports it when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.synthetic import scenarios as told
from tipline.synthetic.clocks import DAY, HOUR
from tipline.synthetic.drafts import Case, Draft, Role, Shown
from tipline.synthetic.files import FileLibrary, FileUse, Origin, new_file
from tipline.synthetic.rates import rate
from tipline.synthetic.shares import (
    ALL_SCENARIOS,
    GROUP_PEOPLE,
    LOOK_ALIKE_ACCOUNTS,
    MOST_ACCOUNTS,
    MOST_FILES,
    PROLIFIC_ACCOUNTS,
    Shares,
)
from tipline.synthetic.types import FileKind, Tier, WorldParameters

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.people import Account, Holder, Maker
    from tipline.synthetic.scenarios import Scenario

LATEST_INCIDENT = 50 * HOUR  # before `until`: room for follow-ups, delays and wrong clocks
LATEST_FOLLOW_UP = 26 * HOUR
FEWEST_FOR_PLACING = 200
_UNLOCATED = (rate("not_located") - rate("thin") - rate("batched")) / (
    1 - rate("thin") - rate("batched")
)
_MADE = (told.FIRST_SEEN, told.ORIGIN_EXIF)  # stories of a file that nobody had before


class Planner:
    """Plans one block of a world; `until` and `opens_at` are seconds since 1970, UTC."""

    def __init__(
        self,
        dice: Dice,
        maker: Maker,
        library: FileLibrary,
        shares: Shares,
        parameters: WorldParameters,
    ) -> None:
        self._dice, self._maker, self._library, self._shares = dice, maker, library, shares
        self._until = int(parameters.until.timestamp())
        self._opens_at = self._until - parameters.days * DAY
        self._test_rate = parameters.test_rate
        self._drafts: list[Draft] = []

    def plan(self, room: int, *, placed: bool) -> list[Draft]:
        """Plan exactly `room` reports, in the order in which they are sent."""
        if placed:
            for scenario in ALL_SCENARIOS:
                self._plan_case(scenario, room, placed=True)
            case = Case(scenario=told.DISTRIBUTION, placed=True)
            self._plan_person(case, PROLIFIC_ACCOUNTS[0], room)
        while len(self._drafts) < room:
            scenario = self._dice.weigh(self._shares.cases)
            if scenario is told.LOOK_ALIKE and room - len(self._drafts) < LOOK_ALIKE_ACCOUNTS[0]:
                continue  # no place for the neighbour that it is alike for
            self._plan_case(scenario, room, placed=False)
        self._plant_coincidences()
        return sorted(self._drafts, key=lambda draft: draft.sent_at)

    def _plan_case(self, scenario: Scenario, room: int, *, placed: bool) -> None:
        people = self._dice.between(*GROUP_PEOPLE) if scenario is told.GROUP_RING else 1
        case = Case(
            scenario=scenario,
            children=tuple(self._maker.make_child() for _ in range(scenario.victims)),
            group=f"group-{self._dice.hex(8)}" if scenario is told.GROUP_RING else None,
            placed=placed,
        )
        for _ in range(people):
            left = room - len(self._drafts)
            if left:
                self._plan_person(case, min(left, self._count_accounts(scenario)), room)

    def _count_accounts(self, scenario: Scenario) -> int:
        dice = self._dice
        if scenario is told.LOOK_ALIKE:
            return dice.between(*LOOK_ALIKE_ACCOUNTS)
        if not scenario.several_accounts:
            return 1
        if not scenario.is_danger and dice.chance(rate("prolific")):
            return dice.between(*PROLIFIC_ACCOUNTS)
        return dice.count(1 / (1 - rate("second_account")), MOST_ACCOUNTS)

    def _plan_person(self, case: Case, accounts: int, room: int) -> None:
        """Plan a person's reports; of a dangerous one, one account shows it, the rest do not."""
        dice = self._dice
        at_home = case.children[0] if case.scenario is told.HOUSEHOLD_ACCESS else None
        holder = self._maker.make_holder(
            accounts, lives_with=at_home, cohesive=accounts > MOST_ACCOUNTS
        )
        telling = dice.below(accounts) if case.scenario.is_danger else None
        begins = dice.between(self._opens_at, self._until - LATEST_INCIDENT)
        own: list[FileUse] = []
        for index, account in enumerate(holder.accounts):
            ordinary = telling is not None and index != telling
            scenario = told.POSSESSION if ordinary else case.scenario
            draft = self._plan_primary(case, holder, account, scenario, begins)
            self._share_own_files(holder, draft, own)
            self._drafts.append(draft)
            self._plan_repeats(draft, room - (accounts - index - 1))

    def _plan_primary(
        self, case: Case, holder: Holder, account: Account, scenario: Scenario, begins: int
    ) -> Draft:
        dice = self._dice
        latest = self._until - LATEST_INCIDENT
        incident_at = dice.between(
            max(self._opens_at, begins - 20 * DAY), min(latest, begins + 20 * DAY)
        )
        return Draft(
            case=case,
            holder=holder,
            account=account,
            scenario=scenario,
            role=Role.PRIMARY,
            incident_at=incident_at,
            sent_at=incident_at + dice.between(60, DAY),
            clock_hours=self._draw_clock_error(),
            files=self._draw_files(scenario, account),
            shown=self._draw_shown(scenario, holder, account),
            environment="test" if dice.chance(self._test_rate) else "production",
        )

    def _draw_clock_error(self) -> int:
        dice = self._dice
        if not dice.chance(rate("wrong_clock")):
            return 0
        return dice.between(1, 12) * (1 if dice.chance(0.5) else -1)

    def _draw_files(self, scenario: Scenario, account: Account) -> list[FileUse]:
        dice, library = self._dice, self._library
        if scenario.files == "viral":
            return [library.draw_viral(dice, flagged=account.sender.flags_viral)]
        if scenario.files in {"none", "one"}:
            return [library.draw(dice)] if scenario.files == "one" else []
        if scenario.files == "maybe" and dice.chance(rate("text_only_enticement")):
            return []
        count = dice.count(self._shares.files_mean, MOST_FILES)
        files = [library.draw(dice) for _ in range(count)]
        if scenario in _MADE:
            kind = FileKind.IMAGE if scenario is told.ORIGIN_EXIF else None
            files[0] = FileUse(file=new_file(dice, kind), origin=Origin.NEW)
        if scenario.tier in {Tier.T0, Tier.T1} and dice.chance(rate("viral_beside_victim")):
            files.append(library.draw_viral(dice, flagged=account.sender.flags_viral))
        return files

    def _draw_shown(self, scenario: Scenario, holder: Holder, account: Account) -> Shown:
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
        if scenario in _MADE:
            return True  # what these stories tell is only known to one who looked
        if drawn < rate("viewed_true"):
            return True
        return False if drawn < rate("viewed_true") + rate("viewed_false") else None

    def _draw_linked(self, holder: Holder, account: Account, *, thin: bool) -> Account | None:
        """Sometimes the sender knows another account of the same person, and names it."""
        if thin or not holder.shares_exactly or not self._dice.chance(0.3):
            return None
        other = self._dice.pick(holder.accounts)
        return None if other is account else other

    def _generated_share(self, scenario: Scenario) -> float:
        """Give the chance that a report is about generated imagery; only ordinary ones may be."""
        ordinary = (told.POSSESSION, told.DISTRIBUTION)
        share = sum(self._shares.reports[each.name] for each in ordinary)
        return rate("generative_ai") / share if scenario in ordinary else 0.0

    def _share_own_files(self, holder: Holder, draft: Draft, own: list[FileUse]) -> None:
        """Let a person who shares exactly carry a file of their own from account to account."""
        if not holder.shares_exactly or draft.shown.thin:
            return
        for index, use in enumerate(draft.files):
            alike = [each for each in own if each.file.kind == use.file.kind]
            if use.origin is Origin.KNOWN and alike and self._dice.chance(0.3):
                draft.files[index] = self._dice.pick(alike)
            elif use.origin is Origin.NEW:
                own.append(FileUse(file=use.file, origin=Origin.OWN))

    def _plan_repeats(self, draft: Draft, room: int) -> None:
        """Repeat a report or follow it up; `room` leaves place for the person's other accounts."""
        dice, shares = self._dice, self._shares
        for role, share in (
            (Role.DUPLICATE, shares.duplicate),
            (Role.NEAR_DUPLICATE, shares.near_duplicate),
            (Role.FOLLOW_UP, shares.follow_up),
        ):
            barred = role is Role.FOLLOW_UP and draft.scenario is told.BATCHED
            if dice.chance(share) and len(self._drafts) < room and not barred:
                self._drafts.append(self._repeat(draft, role))

    def _repeat(self, draft: Draft, role: Role) -> Draft:
        """Plan the same report again, or a new incident of the same account."""
        dice = self._dice
        incident_at, sent_at, files = draft.incident_at, draft.sent_at, draft.files
        if role is Role.FOLLOW_UP:
            incident_at = dice.between(draft.sent_at, self._until - LATEST_FOLLOW_UP)
            sent_at = incident_at + dice.between(60, DAY)
            files = self._draw_files(draft.scenario, draft.account)
        elif role is Role.NEAR_DUPLICATE:
            sent_at += dice.between(60, 2 * HOUR)
            incident_at = dice.between(incident_at + 1, min(incident_at + HOUR, sent_at))
        else:
            sent_at += dice.between(60, HOUR)
        return Draft(
            case=draft.case,
            holder=draft.holder,
            account=draft.account,
            scenario=draft.scenario,
            role=role,
            incident_at=incident_at,
            sent_at=max(sent_at, draft.sent_at + 1),
            clock_hours=draft.clock_hours,
            files=files,
            shown=draft.shown,
            environment=draft.environment,
            origin=draft,
        )

    def _plant_coincidences(self) -> None:
        """Give a few pairs of unrelated people one file in common, and nothing else."""
        ready = [draft for draft in self._drafts if _may_share(draft)]
        donors = [draft for draft in ready if draft.files[0].origin is Origin.NEW]
        pairs = len(self._drafts) * rate("coincidence") / 2
        for draft in donors:
            if not self._dice.chance(pairs / len(donors)):
                continue
            other = self._dice.pick(ready)
            if other.case is not draft.case:
                use = FileUse(file=draft.files[0].file, origin=Origin.COINCIDENCE)
                draft.files[0] = use
                other.files.append(use)


def _may_share(draft: Draft) -> bool:
    """Whether a coincidence may be planted: ordinary reports, and none that is repeated."""
    return (
        draft.scenario in {told.POSSESSION, told.DISTRIBUTION}
        and draft.role is Role.PRIMARY
        and bool(draft.files)
    )
