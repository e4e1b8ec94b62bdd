"""Turn shares of reports into chances of cases, so that the reports come out as the rates say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tipline.synthetic import scenarios as told
from tipline.synthetic.dice import Weighted
from tipline.synthetic.kinds import traits_of
from tipline.synthetic.rates import rate
from tipline.synthetic.scenarios import Scenario

if TYPE_CHECKING:
    from tipline.synthetic.types import WorldParameters

MOST_ACCOUNTS = 6
PROLIFIC_ACCOUNTS = (12, 40)
LOOK_ALIKE_ACCOUNTS = (2, 4)
GROUP_PEOPLE = (3, 6)
MOST_FILES = 80
REPEATS_OF_A_FILE = 30  # how often a file of a hash list occurs; far above what a person repeats

# Share of T0 by story; assumed, no source splits escalations.
_T0_SPLIT = {told.LIVE_COERCION: 0.5, told.PLANNED_MEETING: 0.3, told.CHILD_PRESENT: 0.2}


class Shares(msgspec.Struct, frozen=True, kw_only=True):
    """The chances that planning draws from, all derived from the rates and the parameters.

    `reports` maps a scenario's name to its share of reports (own evidence only); `cases` draws
    the scenario of a case; `files_mean` is the mean number of files of a report that has some.
    """

    reports: dict[str, float]
    cases: Weighted[Scenario]
    files_mean: float
    follow_up: float
    near_duplicate: float
    duplicate: float


def derive_shares(parameters: WorldParameters) -> Shares:
    """Derive every chance from the rates; `urgent_rate` takes its share from all others."""
    reports = _report_shares(parameters.urgent_rate)
    repeated = rate("near_duplicate") + rate("duplicate")
    per_account = (1 + rate("follow_up")) / (1 - repeated)
    return Shares(
        reports={scenario.name: share for scenario, share in reports.items()},
        cases=Weighted(
            [
                (each, _cases_per_report(each, reports, _mean_accounts(parameters)))
                for each in reports
            ]
        ),
        files_mean=_mean_files(reports),
        follow_up=rate("follow_up"),
        near_duplicate=rate("near_duplicate") * per_account,
        duplicate=rate("duplicate") * per_account,
    )


def _report_shares(urgent: float) -> dict[Scenario, float]:
    published = rate("urgent_published")
    others = _shares_at_published_urgency(published)
    shrunk = (1 - urgent) / (1 - published)
    shares = {scenario: urgent * part for scenario, part in _T0_SPLIT.items()}
    shares |= {scenario: share * shrunk for scenario, share in others.items()}
    return shares


def _shares_at_published_urgency(urgent: float) -> dict[Scenario, float]:
    """Every scenario below T0 with its share of reports; possession is what remains."""
    shares = {
        scenario: rate(scenario.name)
        for scenario in (
            told.NAMED_VICTIM, told.VICTIM_SELF_REPORT, told.POSITION_OF_TRUST,
            told.HOUSEHOLD_ACCESS, told.LOOK_ALIKE, told.FIRST_SEEN, told.ORIGIN_EXIF,
            told.LIVE_STREAM, told.GROUP_RING, told.SEVERAL_VICTIMS, told.SADISTIC,
            told.TRAFFICKING, told.DISTRIBUTION, told.BATCHED,
        )
    }  # fmt: skip
    shares[told.BARE_FILE] = rate("thin") * rate("thin_with_file")
    shares[told.THIN] = rate("thin") - shares[told.BARE_FILE]
    shares[told.SEXTORTION] = rate("sextortion") - urgent * _T0_SPLIT[told.LIVE_COERCION]
    shares[told.VIRAL_ONLY] = rate("informational") - rate("thin") - rate("batched")
    shares[told.SOLICITATION] = rate("enticement") - _enticing(shares, urgent)
    shares[told.POSSESSION] = 1 - urgent - sum(shares.values())
    return shares


def _enticing(shares: dict[Scenario, float], urgent: float) -> float:
    """Sum the share of enticement reports so far; of look-alike cases only one report is one."""
    split = sum(
        part for scenario, part in _T0_SPLIT.items() if scenario.incident_type == told.ENTICEMENT
    )
    return urgent * split + sum(
        share / (_middle(LOOK_ALIKE_ACCOUNTS) if scenario is told.LOOK_ALIKE else 1)
        for scenario, share in shares.items()
        if scenario.incident_type == told.ENTICEMENT
    )


class MeanAccounts(NamedTuple):
    """How many accounts a person has on average: most people, and those of T0 to T3."""

    ordinary: float
    dangerous: float


def _mean_accounts(parameters: WorldParameters) -> MeanAccounts:
    traits = traits_of(parameters.kind)
    ordinary = _mean_cut(traits.second_account)
    span = traits.danger_accounts
    return MeanAccounts(ordinary, _middle(span) if span else ordinary)


def _cases_per_report(
    scenario: Scenario, shares: dict[Scenario, float], accounts: MeanAccounts
) -> float:
    """How many cases of a scenario there are for each primary report of the world."""
    share = shares[scenario]
    if scenario is told.POSSESSION:
        rest = share - _ordinary_reports_of_danger(shares, accounts.dangerous)
        return max(0.0, rest) / _accounts_per_case(accounts.ordinary)
    if scenario is told.DISTRIBUTION:
        return share / _accounts_per_case(accounts.ordinary)
    if scenario is told.LOOK_ALIKE:
        return share / _middle(LOOK_ALIKE_ACCOUNTS)
    return share / _middle(GROUP_PEOPLE) if scenario is told.GROUP_RING else share


def _ordinary_reports_of_danger(shares: dict[Scenario, float], accounts: float) -> float:
    """Sum the share of reports that are the other, ordinary accounts of dangerous people."""
    return sum(
        share * (accounts - 1)
        for scenario, share in shares.items()
        if scenario.is_danger and scenario.several_accounts and scenario is not told.LOOK_ALIKE
    )


def _accounts_per_case(ordinary: float) -> float:
    many = rate("prolific")
    return many * _middle(PROLIFIC_ACCOUNTS) + (1 - many) * ordinary


def _mean_cut(second: float) -> float:
    """Mean of the cut geometric number of accounts."""
    return sum(second**more for more in range(MOST_ACCOUNTS))


def _mean_files(shares: dict[Scenario, float]) -> float:
    """Solve for the mean that gives the published number of files per report."""
    fixed = sum(
        share * {"viral": 1.0, "one": 1.0}.get(scenario.files, 0.0)
        for scenario, share in shares.items()
    )
    drawn = sum(
        share * {"some": 1.0, "maybe": 1 - rate("text_only_enticement")}.get(scenario.files, 0.0)
        for scenario, share in shares.items()
    )
    return (rate("files_per_report") - fixed) / drawn


def _middle(span: tuple[int, int]) -> float:
    return sum(span) / 2


ALL_SCENARIOS = tuple(each for each in vars(told).values() if isinstance(each, Scenario))
