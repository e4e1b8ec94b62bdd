"""From where a report's events came: address, port, time, and where each source says that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.types import EXITS
from tipline.desk.routing.packet.printed.styles import (
    CELL,
    IDENTIFIER,
    NOTE,
    TINY,
    URGENT,
    paragraph,
)
from tipline.desk.routing.packet.printed.tables import columns
from tipline.report.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportlab.platypus import Flowable, Paragraph

    from tipline.desk.location.types import Hypothesis
    from tipline.desk.routing.packet.types import PacketReport
    from tipline.report.types import (
        IntendedRecipient,
        IpCaptureEvent,
        PersonOrUserReported,
        Victim,
    )

_MOST = 500  # an IP list of thousands is no page to read; the XML has all of it


def address_table(report: PacketReport) -> Iterator[Flowable]:
    """Yield the table of addresses, or that there is none."""
    events = list(read_events(report))
    if not events:
        yield paragraph("No network address was sent.", NOTE)
        return
    found = _hypotheses(report)
    rows = [
        (
            (
                paragraph(event.ip_address, IDENTIFIER),
                paragraph(_port(event), CELL),
                paragraph(f"{event.event_name or 'event not said'}, {path}", TINY),
            ),
            _times(event),
            _places(found.get(path, ())),
        )
        for path, event in events[:_MOST]
    ]
    headings = ("Address and source port", "Time", "Points to (dataset, its day)")
    yield columns(headings, (0.32, 0.3, 0.38), rows)
    if len(events) > _MOST:
        yield paragraph(f"The first {_MOST} of {len(events):,}; report.xml has all.", NOTE)
    yield paragraph(
        "A place is a dated hypothesis about a network, not about a person. Behind a shared"
        " address the network operator needs the source port and the time to the second.",
        NOTE,
    )


def read_events(report: PacketReport) -> Iterator[tuple[str, IpCaptureEvent]]:
    """Yield every address event of a report with its field path, in the order of the documents."""
    said = report.documents.report
    groups: tuple[tuple[str, Sequence[PersonOrUserReported | IntendedRecipient | Victim]], ...] = (
        ("personOrUserReported", said.person_or_user_reported),
        ("intendedRecipient", said.intended_recipient),
        ("victim", said.victim),
    )
    for name, holders in groups:
        for position, holder in enumerate(holders, 1):
            for number, event in enumerate(holder.ip_capture_event, 1):
                yield f"report.{name}[{position}].ipCaptureEvent[{number}]", event
    for position, details in enumerate(report.documents.files, 1):
        if details.ip_capture_event:
            yield f"fileDetails[{position}].ipCaptureEvent", details.ip_capture_event


def _hypotheses(report: PacketReport) -> dict[str, list[Hypothesis]]:
    found: dict[str, list[Hypothesis]] = {}
    for one in report.located.hypotheses if report.located else ():
        found.setdefault(one.locator.path.removesuffix(".ipAddress"), []).append(one)
    return found


def _port(event: IpCaptureEvent) -> str:
    return f"source port {event.port}" if event.port is not None else "no source port sent"


def _times(event: IpCaptureEvent) -> list[Paragraph]:
    at = event.date_time
    if at is None:
        return [paragraph("no time sent", URGENT)]
    try:
        utc = f"{at.utc:%Y-%m-%d %H:%M:%S} UTC"
    except ReportError:
        utc = "names no instant: ask the sender"
    return [paragraph(utc, CELL), paragraph(f"as sent: {at.raw}", TINY)]


def _places(found: Sequence[Hypothesis]) -> list[Paragraph]:
    if not found:
        return [paragraph("no dataset knows it", NOTE)]
    return [paragraph(text, style) for one in found for text, style in _say(one)]


def _say(one: Hypothesis) -> Iterator[tuple[str, object]]:
    place = one.region or one.country or "no place"
    network = f"; {one.network} network" if one.network != "unknown" else ""
    operator = f"; {one.operator}" if one.operator else ""
    warning = " (an exit: says nothing of who used it)" if one.network in EXITS else ""
    yield f"{place}{operator}{network}{warning}", CELL
    edition = f", {one.source.edition.isoformat()}" if one.source.edition else ""
    days = f", {one.days} days from the event" if one.days is not None else ""
    yield f"{one.source.name}{edition}{days}", TINY
