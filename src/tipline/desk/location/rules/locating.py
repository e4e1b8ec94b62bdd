"""Say where one report points: every locator of it, by every source, side by side.

Promise: nothing is averaged or voted on; removing a locator removes exactly what it pointed to;
the same report and datasets give the same answer.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from tipline.desk.location.datasets.addresses import BadAddress, is_v4, read_address
from tipline.desk.location.rules.addresses import address_flaws, point_address, range_flaw
from tipline.desk.location.rules.holders import holder_of
from tipline.desk.location.rules.locators import Named, read_locators
from tipline.desk.location.rules.numbers import number_flaw, point_number
from tipline.desk.location.rules.stated import point_address_as_reported, point_estimate
from tipline.desk.location.rules.times import lacks_seconds, read_event_time
from tipline.desk.location.types import Assumption, Flaw, Located, Locator, LocatorKind, Whose
from tipline.report.types import Address, EstimatedLocation, IpCaptureEvent, Phone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tipline.desk.intake.types import ReportDocuments
    from tipline.desk.location.datasets.library import Datasets
    from tipline.desk.location.types import Hypothesis
    from tipline.report.types import DateTime, FileDetails, Report

RULE_VERSION = "location-2"
# A person has a few dozen; a report with thousands is a list, and the first of it say enough.
MOST_LOCATORS = 500
_OF_FILES = "fileDetails"

_TIME_FLAWS = {
    Assumption.REFUSED_ABSENT: Flaw.TIME_MISSING,
    Assumption.REFUSED_NO_ZONE: Flaw.ZONE_MISSING,
    Assumption.REFUSED_UNUSABLE: Flaw.TIME_UNUSABLE,
}


def locate_report(documents: ReportDocuments, datasets: Datasets) -> Located:
    """Return where a received report points. Pure; see `locate`."""
    return locate(
        documents.report,
        documents.files,
        datasets,
        report_id=documents.report_id,
        sender_name=documents.sender_name,
    )


def locate(
    report: Report,
    files: Sequence[FileDetails],
    datasets: Datasets,
    *,
    report_id: int,
    sender_name: str,
) -> Located:
    """Return what a report's locators point to, of at most MOST_LOCATORS of them. Pure.

    A child's come first, and no list of addresses takes the place of what else the report names.
    """
    looked_at, counted = _choose(read_locators(report, files))
    pointed = [_point(one, datasets, sender_name) for one in looked_at]
    return Located(
        report_id=report_id,
        counted=counted,
        locators=tuple(locator for locator, _ in pointed),
        hypotheses=tuple(one for _, found in pointed for one in found),
    )


def _choose(named: Iterable[Named]) -> tuple[list[Named], int]:
    """Return the locators that are looked at, as they stand in the report, and how many there are.

    Where there are too many, every kind of every person has its turn; the addresses that files
    came from first, then in the order of the document.
    """
    turns: Counter[tuple[str, LocatorKind]] = Counter()
    ranked: list[tuple[tuple[int, bool, int], Named]] = []
    counted = 0
    for counted, one in enumerate(named, 1):
        of_file = one.locator.path.startswith(_OF_FILES)
        its_list = (_OF_FILES if of_file else holder_of(one.locator.path), one.locator.kind)
        turns[its_list] += 1
        if turns[its_list] <= MOST_LOCATORS:
            ranked.append(((turns[its_list], not of_file, counted), one))
    ranked.sort(key=lambda pair: pair[0])
    chosen = sorted(ranked[:MOST_LOCATORS], key=lambda pair: pair[0][-1])
    return [one for _, one in chosen], counted


def _point(named: Named, datasets: Datasets, sender_name: str) -> tuple[Locator, list[Hypothesis]]:
    """Return a locator with what is wrong with it, and where it points."""
    locator, sent = named.locator, named.sent
    if isinstance(sent, IpCaptureEvent):
        return _point_capture(locator, sent, datasets)
    if isinstance(sent, Phone):
        flaw = number_flaw(sent)
        locator = _with_flaws(locator, (flaw,) if flaw else ())
        return locator, point_number(locator, sent)
    if isinstance(sent, Address):
        found = point_address_as_reported(locator, sent)
        return _blame_unsaid(locator, found)
    if isinstance(sent, EstimatedLocation):
        found = point_estimate(locator, sent, sender_name)
        return _blame_unsaid(locator, found)
    return _with_flaws(locator, (Flaw.NO_DATASET_KNOWS_IT,)), []


def _blame_unsaid(locator: Locator, found: list[Hypothesis]) -> tuple[Locator, list[Hypothesis]]:
    return (locator if found else _with_flaws(locator, (Flaw.COUNTRY_NOT_SAID,))), found


def _point_capture(
    locator: Locator, sent: IpCaptureEvent, datasets: Datasets
) -> tuple[Locator, list[Hypothesis]]:
    in_time = _TIME_FLAWS.get(locator.event.assumption)
    flaws: tuple[Flaw, ...] = (in_time,) if in_time else ()
    try:
        number = read_address(sent.ip_address.strip())
    except BadAddress:
        return _with_flaws(locator, (Flaw.UNREADABLE, *flaws)), []
    version = 4 if is_v4(number) else 6
    flaws += address_flaws(
        number,
        has_port=locator.has_port,
        lacks_seconds=lacks_seconds(locator.event),
        says_proxy=sent.possible_proxy is True,
    )
    locator = msgspec.structs.replace(locator, version=version, flaws=flaws)
    if range_flaw(number):
        return locator, []
    found = point_address(locator, number, datasets)
    if not found:
        locator = _with_flaws(locator, (*flaws, Flaw.NO_DATASET_KNOWS_IT))
    return locator, found


def look_up(
    address: str, seen: DateTime | None, datasets: Datasets
) -> tuple[Locator, list[Hypothesis]]:
    """Return where an address points that no report names, and what is wrong with it. Pure."""
    locator = Locator(
        path="address",
        kind=LocatorKind.IP_ADDRESS,
        whose=Whose.INCIDENT,
        event=read_event_time(seen),
        has_port=True,
    )
    return _point_capture(locator, IpCaptureEvent(ip_address=address), datasets)


def _with_flaws(locator: Locator, flaws: tuple[Flaw, ...]) -> Locator:
    return msgspec.structs.replace(locator, flaws=flaws) if flaws else locator
