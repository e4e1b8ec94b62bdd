"""Plan the reports of one block: who does what on which account, and who reports it when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.synthetic import scenarios as told
from tipline.synthetic.aliases import Tie
from tipline.synthetic.clocks import DAY, HOUR
from tipline.synthetic.coincidences import plant_coincidences
from tipline.synthetic.drafts import Case, Draft, Role
from tipline.synthetic.files import CHILD_AT_RISK, FileLibrary, FileUse, Origin, new_file
from tipline.synthetic.hidden import LABELLED, TOGETHER
from tipline.synthetic.kinds import traits_of
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
from tipline.synthetic.showing import MADE, Showing
from tipline.synthetic.twists import as_told, hide_home, name_reported_accounts, refer
from tipline.synthetic.types import FileKind, Tier, WorldParameters

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.making import Maker
    from tipline.synthetic.people import Account, Holder, Household
    from tipline.synthetic.scenarios import Scenario
    from tipline.synthetic.types import Hub

LATEST_INCIDENT = 50 * HOUR  # before `until`: room for follow-ups, delays and wrong clocks
LATEST_FOLLOW_UP = 26 * HOUR
FEWEST_FOR_PLACING = 200


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
        self._traits = traits_of(parameters.kind)
        self._showing = Showing(dice, shares)
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
            self._plan_crew(room)
        plant_coincidences(self._drafts, self._dice)
        if self._traits.batch_names_reported:
            name_reported_accounts(self._drafts, self._dice, self._traits.batch_names_reported)
        return sorted(self._drafts, key=lambda draft: draft.sent_at)

    def _plan_case(self, scenario: Scenario, room: int, *, placed: bool) -> None:
        scenario = self._hide(scenario, room)
        people = self._dice.between(*GROUP_PEOPLE) if scenario is told.GROUP_RING else 1
        case = Case(
            scenario=scenario,
            children=tuple(self._maker.make_child() for _ in range(scenario.victims)),
            group=f"group-{self._dice.hex(8)}" if scenario is told.GROUP_RING else None,
            placed=placed,
            labelled=new_file(self._dice) if scenario is LABELLED else None,
        )
        ring = scenario is told.GROUP_RING and self._traits.rings_share_a_hub
        hub = self._maker.draw_hub() if ring else None
        home = self._found_household(scenario)
        for _ in range(people):
            left = room - len(self._drafts)
            if left:
                accounts = min(left, self._count_accounts(scenario))
                self._plan_person(case, accounts, room, lives_with=home, hub=hub)
        if home:
            self._plan_others_of(home, room)

    def _hide(self, scenario: Scenario, room: int) -> Scenario:
        """Turn some stories into those whose danger no single report shows, if the kind has it."""
        dice, traits = self._dice, self._traits
        ordinary = scenario in {told.POSSESSION, told.DISTRIBUTION}
        if traits.label and ordinary and dice.chance(traits.label):
            return LABELLED
        hides = traits.together and scenario.tier is Tier.T1 and dice.chance(traits.together)
        return TOGETHER if hides and room - len(self._drafts) > 1 else scenario

    def _found_household(self, scenario: Scenario) -> Household | None:
        """Found a home for somebody who is not the only one reported there, now and then."""
        chance = self._traits.household
        if not chance or not scenario.several_accounts or scenario.victim_detail == "household":
            return None
        return self._maker.make_household() if self._dice.chance(chance) else None

    def _plan_others_of(self, home: Household, room: int) -> None:
        """Plan one or two other people of a home, each with a case of their own."""
        for _ in range(self._dice.between(1, 2)):
            left = room - len(self._drafts)
            if left:
                case = Case(scenario=self._dice.pick((told.POSSESSION, told.DISTRIBUTION)))
                accounts = min(left, self._count_accounts(case.scenario))
                self._plan_person(case, accounts, room, lives_with=home)

    def _plan_crew(self, room: int) -> None:
        """Plan an actor with very many accounts on a hub that strangers use too."""
        chance = self._traits.crew
        if chance and self._dice.chance(chance):
            accounts = min(room - len(self._drafts), self._dice.between(*PROLIFIC_ACCOUNTS))
            if accounts > MOST_ACCOUNTS:
                hub = self._maker.draw_hub()
                self._plan_person(Case(scenario=told.DISTRIBUTION), accounts, room, hub=hub)

    def _count_accounts(self, scenario: Scenario) -> int:
        dice = self._dice
        if scenario is told.GROUP_RING and self._traits.rings_share_a_hub:
            return dice.between(*LOOK_ALIKE_ACCOUNTS)
        if scenario.is_danger and scenario.several_accounts and self._traits.danger_accounts:
            return dice.between(*self._traits.danger_accounts)
        if scenario is told.LOOK_ALIKE:
            return dice.between(*LOOK_ALIKE_ACCOUNTS)
        if not scenario.several_accounts:
            return 1
        if not scenario.is_danger and dice.chance(rate("prolific")):
            return dice.between(*PROLIFIC_ACCOUNTS)
        return dice.count(1 / (1 - self._traits.second_account), MOST_ACCOUNTS)

    def _plan_person(
        self,
        case: Case,
        accounts: int,
        room: int,
        *,
        lives_with: Household | None = None,
        hub: Hub | None = None,
    ) -> None:
        """Plan a person's reports; of a dangerous one, one account shows it, the rest do not."""
        dice = self._dice
        at_home = case.scenario in {told.HOUSEHOLD_ACCESS, TOGETHER}
        holder = self._maker.make_holder(
            accounts,
            lives_with=case.children[0] if at_home else lives_with,
            cohesive=accounts > MOST_ACCOUNTS or case.scenario is TOGETHER,
            hub=hub,
        )
        telling = dice.below(accounts) if case.scenario.is_danger else None
        begins = dice.between(self._opens_at, self._until - LATEST_INCIDENT)
        own: list[FileUse] = []
        primaries: list[Draft] = []
        for index, account in enumerate(holder.accounts):
            ordinary = telling is not None and index != telling
            scenario = told.POSSESSION if ordinary else as_told(case.scenario)
            draft = self._plan_primary(case, holder, account, scenario, begins)
            if case.labelled and not ordinary:
                draft.files.append(
                    FileUse(file=case.labelled, origin=Origin.NEW, label=CHILD_AT_RISK)
                )
            if account.tie is Tie.REFERENCE:
                refer(draft, primaries[account.tied_to])
            primaries.append(draft)
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
            shown=hide_home(case, scenario, self._showing.draw(scenario, holder, account)),
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
        pack = self._traits.viral_pack
        if pack and scenario in {told.POSSESSION, told.DISTRIBUTION} and dice.chance(pack):
            files += library.draw_pack(dice)
        if scenario in MADE:
            kind = FileKind.IMAGE if scenario is told.ORIGIN_EXIF else None
            files[0] = FileUse(file=new_file(dice, kind), origin=Origin.NEW)
        if scenario.tier in {Tier.T0, Tier.T1} and dice.chance(rate("viral_beside_victim")):
            files.append(library.draw_viral(dice, flagged=account.sender.flags_viral))
        return files

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
