"""Make a world block by block, so that its size costs no memory and any block can be made alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tipline.report import write_xml
from tipline.synthetic.breaking import break_document
from tipline.synthetic.clocks import DAY
from tipline.synthetic.dice import Dice
from tipline.synthetic.drafts import Draft, Role
from tipline.synthetic.evidence import write_file_details, write_report
from tipline.synthetic.files import FileLibrary
from tipline.synthetic.hubs import Hubs, Phonebook
from tipline.synthetic.kinds import traits_of
from tipline.synthetic.making import Maker
from tipline.synthetic.planning import FEWEST_FOR_PLACING, Planner
from tipline.synthetic.senders import make_senders
from tipline.synthetic.shares import derive_shares
from tipline.synthetic.truths import REPORTS_PER_BLOCK, join_reports, key_of, path_of, tell_truth
from tipline.synthetic.types import FIRST_NUMBER, WorldParameters, WorldReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tipline.synthetic.truths import Joining

_PEOPLE_PER_BLOCK = 4096  # account holders and children; a block of 1,000 reports has fewer


class World:
    """A made-up world by its parameters and seed; every block is a function of these alone."""

    def __init__(self, parameters: WorldParameters, seed: int) -> None:
        self.parameters = parameters
        self.seed = seed
        self.blocks = -(-parameters.reports // REPORTS_PER_BLOCK)
        self._shares = derive_shares(parameters)
        self._traits = traits_of(parameters.kind)
        self._library = FileLibrary(
            seed, parameters.reports, self._shares, self._traits.label_decoy
        )
        self._hubs = Hubs(parameters.reports, self._traits)

    def make_block(self, block: int) -> list[WorldReport]:
        """Make the reports of one block, in the order in which they were sent."""
        drafts = self._plan_block(block)
        joined = join_reports(drafts)
        words = Dice(self.seed, "words", block)
        breaks = Dice(self.seed, "broken", block)
        made: dict[int, WorldReport] = {}
        for draft in drafts:
            joining = joined[draft.holder.number]
            if draft.role is Role.DUPLICATE and draft.origin:
                made[draft.number] = _resubmit(draft, made[draft.origin.number], joining)
            else:
                made[draft.number] = self._write(draft, words, breaks, joining)
        return list(made.values())

    def _plan_block(self, block: int) -> list[Draft]:
        parameters = self.parameters
        first = block * REPORTS_PER_BLOCK
        room = min(REPORTS_PER_BLOCK, parameters.reports - first)
        dice = Dice(self.seed, "block", block)
        maker = Maker(
            dice,
            senders=make_senders(self.seed),
            hubs=self._hubs,
            phones=Phonebook(block, self.blocks),
            first=block * _PEOPLE_PER_BLOCK,
            opens_at=int(parameters.until.timestamp()) - parameters.days * DAY,
            traits=self._traits,
        )
        planner = Planner(dice, maker, self._library, self._shares, parameters)
        placed = parameters.placed and block == 0 and parameters.reports >= FEWEST_FOR_PLACING
        drafts = planner.plan(room, placed=placed)
        for number, draft in enumerate(drafts, FIRST_NUMBER + first):
            draft.number = number
        return drafts

    def _write(self, draft: Draft, words: Dice, breaks: Dice, joining: Joining) -> WorldReport:
        report = write_report(draft, words)
        files = write_file_details(draft, words)
        xml, broken = write_xml(report), None
        if breaks.chance(self.parameters.broken_rate):
            xml, broken = break_document(xml, breaks)
        earlier = draft.refers_to or (draft.origin if draft.role is Role.FOLLOW_UP else None)
        return WorldReport(
            number=draft.number,
            key=key_of(draft.number),
            path=path_of(draft.number),
            sender=draft.account.sender.name,
            environment=draft.environment,
            sent_at=datetime.fromtimestamp(draft.sent_at, UTC),
            report_xml=xml,
            file_details=tuple(write_xml(each) for each in files),
            file_ids=tuple(each.file_id or "" for each in files),
            files=tuple(use.file for use in draft.files),
            prior_numbers=(earlier.number,) if earlier else (),
            truth=tell_truth(draft, joining, broken),
        )


def _resubmit(draft: Draft, first: WorldReport, joining: Joining) -> WorldReport:
    """Send the very same bytes again under a number of its own."""
    return WorldReport(
        number=draft.number,
        key=key_of(draft.number),
        path=path_of(draft.number),
        sender=first.sender,
        environment=first.environment,
        sent_at=datetime.fromtimestamp(draft.sent_at, UTC),
        report_xml=first.report_xml,
        file_details=first.file_details,
        file_ids=first.file_ids,
        files=first.files,
        prior_numbers=first.prior_numbers,
        truth=tell_truth(draft, joining, first.truth.broken),
    )


def generate_world(parameters: WorldParameters, seed: int = 1) -> Iterator[WorldReport]:
    """Make a world's reports one after another; 1,000 at a time are held in memory.

    The same parameters, seed and generator version give the same bytes on any machine. Within
    1,000 reports they come in the order of `sent_at`; a named prior report always came before.
    """
    world = World(parameters, seed)
    for block in range(world.blocks):
        yield from world.make_block(block)
