"""From where a report's events came: address, port, time, and where each source says that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.location.rules.asking import fill_in, write_asks
from tipline.desk.location.rules.locators import read_locators
from tipline.desk.location.rules.saying import FLAWS
from tipline.desk.location.types import EXITS, Recipient
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
from tipline.report.types import IpCaptureEvent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reportlab.platypus import Flowable, Paragraph

    from tipline.desk.location.types import Hypothesis
    from tipline.desk.routing.packet.types import PacketReport

_MOST_ASKED = 40
_MOST = 500  # an IP list of thousands is no page to read; the XML has all of it


def address_table(report: PacketReport) -> Iterator[Flowable]:
    """Yield the table of addresses, or that there is none."""
    events = list(read_events(report))
    if not events:
        yield paragraph("No network address was sent.", NOTE)
        return
    found, unknown = _hypotheses(report), _say_unknown(report)
    rows = [
        (
            (
                paragraph(event.ip_address, IDENTIFIER),
                paragraph(_port(event), CELL),
                paragraph(f"{event.event_name or 'event not said'}, {path}", TINY),
            ),
            _times(event),
            _places(found.get(path, ())) or [paragraph(unknown(path), NOTE)],
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
    yield from _operator_questions(report)


def _operator_questions(report: PacketReport) -> Iterator[Flowable]:
    """Yield what to ask the operators of the networks, with address, port and time in clear."""
    if report.located is None:
        return
    asks = [
        ask for ask in write_asks(report.located) if ask.recipient is Recipient.NETWORK_OPERATOR
    ]
    documents = report.documents
    rows = [
        (
            (
                paragraph(ask.operator or "operator not known", CELL),
                paragraph(", ".join(ask.paths), TINY),
            ),
            paragraph(fill_in(ask, documents.report, documents.files), CELL),
        )
        for ask in asks[:_MOST_ASKED]
    ]
    if rows:
        yield columns(("Ask the operator", "The question"), (0.32, 0.68), rows)
    if len(asks) > _MOST_ASKED:
        yield paragraph(f"The first {_MOST_ASKED} questions of {len(asks):,}.", NOTE)


def read_events(report: PacketReport) -> Iterator[tuple[str, IpCaptureEvent]]:
    """Yield every address event of a report with its field path, as location reads them."""
    documents = report.documents
    for named in read_locators(documents.report, documents.files):
        if isinstance(named.sent, IpCaptureEvent):
            yield named.locator.path, named.sent


def _hypotheses(report: PacketReport) -> dict[str, list[Hypothesis]]:
    found: dict[str, list[Hypothesis]] = {}
    for one in report.located.hypotheses if report.located else ():
        found.setdefault(one.locator.path, []).append(one)
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


def _say_unknown(report: PacketReport) -> Callable[[str], str]:
    """Return what to say of a field that points nowhere: never looked at is not unknown."""
    located = report.located
    if located is None:
        return lambda _: "not looked up yet"
    looked_at = {locator.path: locator.flaws for locator in located.locators}

    def say(path: str) -> str:
        if path not in looked_at:
            return f"not looked up: {len(looked_at):,} of {located.counted:,} fields were"
        return "; ".join(FLAWS[flaw] for flaw in looked_at[path]) or "no dataset knows it"

    return say


def _places(found: Sequence[Hypothesis]) -> list[Paragraph]:
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
