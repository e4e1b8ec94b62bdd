"""Say what is true of every report of a block, from the drafts that it was written from."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tipline.synthetic.drafts import Draft, Role
from tipline.synthetic.files import CHILD_AT_RISK, Origin
from tipline.synthetic.hidden import TOGETHER
from tipline.synthetic.types import FIRST_NUMBER, FileLabel, Hub, Place, SharedFile, Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tipline.synthetic.drafts import Identifier

REPORTS_PER_BLOCK = 1000


class Joining:
    """How the reports of one person hang together: alone, by exact identifiers, or weakly only."""

    def __init__(self, drafts: list[Draft]) -> None:
        holders: dict[Identifier, list[int]] = defaultdict(list)
        for draft in drafts:
            for identifier in set(draft.identifiers()):
                holders[identifier].append(draft.number)
        shared = {each: numbers for each, numbers in holders.items() if len(numbers) > 1}
        self.parts = _number_parts([draft.number for draft in drafts], shared.values())
        self.kinds = tuple(sorted({kind for kind, _ in shared}))
        self.alike = tuple(_find_likeness(drafts))
        self.word = "alone"
        if len(drafts) > 1:
            self.word = "exact" if len(set(self.parts.values())) == 1 else "weak"


def _find_likeness(drafts: list[Draft]) -> list[str]:
    """Name what is alike, though not an exact identifier, in reports on different accounts."""
    full = {draft.account.user_id: draft for draft in drafts if not draft.shown.thin}
    located = [draft for draft in full.values() if draft.shown.ip]
    alike = {
        "display_name": len(full) > 1,
        "home_network": len(located) > 1,
        "screen_name_stem": len(full) > 1,
    }
    return [word for word, there in alike.items() if there]


def _number_parts(numbers: list[int], joins: Iterable[list[int]]) -> dict[int, int]:
    """Give each report the number of its group, from 0 in the order of first reports."""
    root = {number: number for number in numbers}

    def find(number: int) -> int:
        while root[number] != number:
            number = root[number]
        return number

    for first, *others in joins:
        for other in others:
            low, high = sorted((find(first), find(other)))
            root[high] = low
    order = {each: index for index, each in enumerate(sorted({find(each) for each in numbers}))}
    return {number: order[find(number)] for number in numbers}


def join_reports(drafts: list[Draft]) -> dict[int, Joining]:
    """Find for each person (by number) how its reports of this block hang together."""
    by_person: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_person[draft.holder.number].append(draft)
    return {number: Joining(reports) for number, reports in by_person.items()}


def key_of(number: int) -> str:
    """Name a report in the truth, for example `report-0000042`."""
    return f"report-{number - FIRST_NUMBER:07d}"


def path_of(number: int) -> str:
    """Say where a report lies, for example `reports/00000/0000042`; 1,000 to a folder."""
    index = number - FIRST_NUMBER
    return f"reports/{index // REPORTS_PER_BLOCK:05d}/{index:07d}"


def tell_truth(draft: Draft, joining: Joining, broken: str | None) -> Truth:
    """Say what is true of one report by construction."""
    return Truth(
        path=path_of(draft.number),
        key=key_of(draft.number),
        sender=draft.account.sender.name,
        environment=draft.environment,
        sent_at=datetime.fromtimestamp(draft.sent_at, UTC).isoformat().replace("+00:00", "Z"),
        cluster=draft.holder.key,
        joined=joining.word,
        exact_part=joining.parts[draft.number],
        joined_by=joining.kinds,
        alike_by=joining.alike,
        group=draft.case.group,
        scenario=draft.case.scenario.name,
        tier=draft.case.scenario.tier,
        tier_alone=draft.scenario.tier,
        why=draft.case.scenario.why,
        shown=_tell_shown(draft),
        suspect=_tell_suspect(draft),
        victims=_tell_victims(draft),
        follow_up_of=_tell_earlier(draft),
        duplicate_of=_tell_origin(draft, Role.DUPLICATE),
        near_duplicate_of=_tell_origin(draft, Role.NEAR_DUPLICATE),
        viral_files=_tell_viral(draft),
        known_files=_tell_files(draft, Origin.KNOWN),
        coincidences=_tell_files(draft, Origin.COINCIDENCE),
        hubs=tuple(_tell_hubs(draft)),
        missing=tuple(_tell_missing(draft)),
        viewed=draft.shown.viewed if draft.files else None,
        files=len(draft.files),
        clock_error_hours=draft.clock_hours,
        broken=broken,
        placed=draft.case.placed,
        slips=() if draft.shown.thin else draft.account.slips,
        labels=tuple(
            FileLabel(sha256=use.file.sha256, label=use.label) for use in draft.files if use.label
        ),
    )


def _tell_shown(draft: Draft) -> str:
    """Say where the cause of the tier can be seen: here, next door, in both, or on a list."""
    if draft.case.scenario is TOGETHER:
        return "together"
    if any(use.label == CHILD_AT_RISK for use in draft.files):
        return "label"
    return "own" if draft.scenario is draft.case.scenario else "neighbour"


def _tell_earlier(draft: Draft) -> str | None:
    if draft.refers_to is not None:
        return key_of(draft.refers_to.number)
    return _tell_origin(draft, Role.FOLLOW_UP)


def _tell_origin(draft: Draft, role: Role) -> str | None:
    if draft.role is not role or draft.origin is None:
        return None
    return key_of(draft.origin.number)


def _tell_suspect(draft: Draft) -> Place:
    holder, shown = draft.holder, draft.shown
    words = []
    if shown.ip:
        words.append("ipCaptureEvent:right")
    if shown.location != "none":
        words.append(f"estimatedLocation:{shown.location}")
    if shown.state and holder.state and shown.location != "right":
        words.append("address:right")
    return Place(country=holder.country, state=holder.state, shown=tuple(words))


def _tell_victims(draft: Draft) -> tuple[Place, ...]:
    """Place every child of the case, also where this report says nothing of them."""
    told = bool(draft.scenario.victims) and not draft.shown.thin
    located = told and draft.scenario.victim_detail != "age"
    shown = ("ipCaptureEvent:right", "estimatedLocation:right") if located else ()
    return tuple(
        Place(country=child.country, state=child.state, shown=shown)
        for child in draft.case.children
    )


def _tell_viral(draft: Draft) -> tuple[SharedFile, ...]:
    batched = draft.scenario.name == "batched"
    return tuple(
        SharedFile(sha256=use.file.sha256, flagged=use.flagged or batched)
        for use in draft.files
        if use.origin is Origin.VIRAL
    )


def _tell_files(draft: Draft, origin: Origin) -> tuple[str, ...]:
    return tuple(use.file.sha256 for use in draft.files if use.origin is origin)


def _tell_hubs(draft: Draft) -> list[Hub]:
    """List what this report shows that unrelated people share too."""
    holder, account, shown = draft.holder, draft.account, draft.shown
    told = [Hub(kind="batched_account", value=each.user_id) for each in draft.names]
    if shown.ip and holder.address4:
        kind = "exit_address" if holder.uses("exit_address") else "carrier_nat"
        told.append(Hub(kind=kind, value=holder.address4))
    for hub in holder.hubs:
        mailbox = shown.email and account.email == hub.value
        device = account.device and account.device.id_value == hub.value and not shown.thin
        if mailbox or device:
            told.append(hub)
    return told + _tell_home(draft)


def _tell_home(draft: Draft) -> list[Hub]:
    """List what this report shows that others share: of the same home, or its later tenants."""
    household, device, told = draft.holder.household, draft.account.device, list[Hub]()
    home = draft.account.home or draft.holder.home
    if draft.shown.ip and (draft.holder.reassigned or (household and home == household.home)):
        told.append(Hub(kind="home_network", value=home))
    if household is None:
        return told
    if device and device == household.device and not draft.shown.thin:
        told.append(Hub(kind="home_device", value=device.id_value))
    return told


def _tell_missing(draft: Draft) -> list[str]:
    """List what an officer would want and this report lacks, by construction."""
    shown = draft.shown
    lacks = {
        "ip": not shown.ip,
        "capture_time": not shown.capture_time,
        "port": not shown.port,
        "email": not shown.email,
        "estimated_location": shown.location == "none",
        "time_meaning": not shown.time_meaning,
        "viewed": bool(draft.files) and shown.viewed is None,
        "files": not draft.files,
    }
    return [word for word, lacking in lacks.items() if lacking]
