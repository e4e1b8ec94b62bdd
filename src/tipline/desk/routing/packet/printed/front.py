"""The front page: who hands what to whom, what is urgent, what is missing, what lies beside it."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from tipline.desk.routing.packet.printed.styles import (
    BODY,
    CELL,
    HEADING,
    IDENTIFIER,
    NOTE,
    STRONG,
    SUBTITLE,
    TINY,
    TITLE,
    URGENT,
    paragraph,
)
from tipline.desk.routing.packet.printed.tables import columns, label_rows
from tipline.desk.routing.types import SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from reportlab.platypus import Flowable

    from tipline.desk.routing.packet.types import (
        HandOver,
        PacketContents,
        PacketFile,
        PacketReport,
        Ranking,
    )
    from tipline.desk.routing.types import RoutedReport

_REASONS, _GAPS = 8, 6  # more of them do not help on a first page; the queue has all
_SOON_DAYS = 30


def front_page(contents: PacketContents, files: Sequence[PacketFile]) -> Iterator[Flowable]:
    """Yield what stands on the first page."""
    hand_over = contents.hand_over
    yield paragraph("Hand-over packet", TITLE)
    yield paragraph(hand_over.subject[:1].upper() + hand_over.subject[1:], SUBTITLE)
    yield label_rows(_identity(hand_over, contents.reports))
    if contents.ranking:
        yield from _urgency(contents.ranking)
    yield from _routing(contents.reports, contents.names)
    if contents.ranking and contents.ranking.missing:
        yield from _missing(contents.ranking)
    yield from _beside(files)
    yield from _receipt()


def _identity(hand_over: HandOver, reports: Sequence[PacketReport]) -> list[tuple[str, str]]:
    senders = Counter(report.documents.sender_name for report in reports)
    files = sum(len(report.documents.stored_files) for report in reports)
    return [
        ("From", hand_over.from_agency),
        ("To", hand_over.to_name or "no agency named"),
        ("Why", hand_over.reason),
        ("Reports", f"{len(reports)} from {', '.join(sorted(senders))}"),
        ("Media", f"none in this packet; {files} files are held at {hand_over.from_agency}"),
    ]


def _urgency(ranking: Ranking) -> Iterator[Flowable]:
    yield paragraph("What is urgent", HEADING)
    yield paragraph(f"{ranking.tier}: {ranking.title}", STRONG)
    for clock in ranking.clocks:
        over = clock.left < 0
        left = "is over" if over else f"{clock.left} {clock.unit} left"
        text = f"{clock.text}: until {clock.expires_at:%Y-%m-%d} ({left}; {clock.source})"
        yield paragraph(text, URGENT if clock.left < _SOON_DAYS else BODY)
    rows = [
        (paragraph(reason.text, CELL), paragraph(f"{reason.report_id} {reason.field}", TINY))
        for reason in ranking.reasons[:_REASONS]
    ]
    if rows:
        yield columns(("Because", "Read in the field"), (0.6, 0.4), rows)
    yield paragraph(
        f"By {ranking.policy}. A tier says what the evidence in the reports shows; it says nothing"
        " of a person.",
        NOTE,
    )


def _routing(reports: Sequence[PacketReport], names: Mapping[str, str]) -> Iterator[Flowable]:
    routed = [report.routed for report in reports if report.routed]
    if not routed:
        return
    yield paragraph("Where it points, and who else must hear", HEADING)
    rules = Counter(
        (_primary(one, names), f"{one.route.rule.value}: {one.route.rule_text}", _said_by(one))
        for one in routed
    )
    rows = [
        (
            paragraph(name, CELL),
            (paragraph(rule, CELL), *([paragraph(said_by, TINY)] if said_by else [])),
            paragraph(str(count), CELL),
        )
        for (name, rule, said_by), count in rules.most_common()
    ]
    yield columns(("Primary agency", "What the rules say", "Reports"), (0.34, 0.56, 0.1), rows)
    for one in routed:
        if one.override:
            yield paragraph(_say_choice(one, names), BODY)
    heard = Counter((one.agency, one.whose) for each in routed for one in each.heard)
    rows = [
        (
            paragraph(names.get(agency, agency), CELL),
            paragraph(SIDES[whose], CELL),
            paragraph(str(count), CELL),
        )
        for (agency, whose), count in sorted(heard.items())
    ]
    if rows:
        yield columns(("Must hear, too", "Because of the", "Reports"), (0.34, 0.56, 0.1), rows)


def _primary(one: RoutedReport, names: Mapping[str, str]) -> str:
    """Say who gets a report; of an agency that the tables no longer have, its code is left."""
    name = _name(one.agency, names)
    return f"{name}, chosen by a person" if one.override else name


def _name(code: str | None, names: Mapping[str, str]) -> str:
    if code is None:
        return "unroutable"
    return names.get(code) or f"{code} (no longer in the tables)"


def _said_by(one: RoutedReport) -> str:
    """Say which kinds of evidence say the place, and where one alone wants to be confirmed."""
    said_by = one.route.said_by
    if not said_by:
        return ""
    alone = ": one kind of evidence alone, confirm it" if len(said_by) == 1 else ""
    return f"The place is said by {', '.join(said_by)}{alone}."


def _say_choice(one: RoutedReport, names: Mapping[str, str]) -> str:
    chosen = one.override
    if chosen is None:
        return ""
    return (
        f"Report {one.report_id}: {names.get(chosen.actor, chosen.actor)} chose"
        f" {_name(one.agency, names)} on {chosen.at:%Y-%m-%d %H:%M} UTC: {chosen.reason}."
        f" The rules say {_name(one.route.primary, names)}."
    )


def _missing(ranking: Ranking) -> Iterator[Flowable]:
    yield paragraph("What is missing, and what to ask the sender", HEADING)
    rows = [
        (paragraph(gap.text, CELL), paragraph(gap.ask, CELL)) for gap in ranking.missing[:_GAPS]
    ]
    yield columns(("Missing", "Ask"), (0.42, 0.58), rows)


def _beside(files: Sequence[PacketFile]) -> Iterator[Flowable]:
    yield paragraph("What lies beside this page", HEADING)
    rows = [
        (
            paragraph(file.path, IDENTIFIER),
            (
                paragraph(file.what, CELL),
                paragraph(f"SHA-256 {hashlib.sha256(file.content).hexdigest()}", TINY),
            ),
        )
        for file in sorted(files, key=lambda file: file.path)[:_LISTED]
    ]
    yield columns(("File", "What it is"), (0.36, 0.64), rows)
    if len(files) > _LISTED:
        yield paragraph(f"and {len(files) - _LISTED} more: manifest.json lists all.", NOTE)
    yield paragraph(
        "manifest.json lists every file with its hash; `tipline packet verify` compares them. The"
        " hash of the manifest itself stands in the sender's audit log.",
        NOTE,
    )


_LISTED = 24


def _receipt() -> Iterator[Flowable]:
    yield paragraph("Receipt", HEADING)
    # A line of its own below each label leaves room for a hand.
    yield label_rows(
        [(f"{label}\n\u00a0", " ") for label in ("Received by (name, unit)", "On", "Signed")]
    )
