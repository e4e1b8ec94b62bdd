"""Decide what a call on a report is answered, what a report's content is, and how ids are drawn.

Promise: pure; the clock and the dice are arguments.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tipline.desk.intake.types import Call, Code, Standing, State, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

TRANSITIONS: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.FINISHED, State.RETRACTED, State.EXPIRED}),
    State.FINISHED: frozenset(),
    State.RETRACTED: frozenset(),
    State.EXPIRED: frozenset(),
}

OPEN_FOR_AT_LEAST = timedelta(hours=24)
OPEN_AFTER_A_CHANGE = timedelta(hours=1)

# Below 2**53 with 15 digits, so that no JSON reader rounds it; the day in front keeps new rows
# together in the index, the rest is random.
RANDOM_PART = 10**10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Some readers of XML turn text that looks like a number into one: `1e9` and all digits. A letter
# other than `e` is what no number of theirs has (reference, section 7, row 6).
NEVER_A_NUMBER = re.compile(r"[a-df]")
IDS_GIVEN_BY_A_SERVER = re.compile(rb"<(reportId|fileId)>[^<]{0,200}</\1>")

STATE_CODES: dict[State, Code] = {
    State.OPEN: Code.SUCCESS,
    State.FINISHED: Code.ALREADY_FINISHED,
    State.RETRACTED: Code.ALREADY_RETRACTED,
    State.EXPIRED: Code.NO_SUCH_REPORT,
}

TEXTS: dict[Code, str] = {
    Code.SUCCESS: "Success",
    Code.MAY_NOT_UPDATE: (
        "Report {id} was opened by another account. Use the account that opened it."
    ),
    Code.NO_SUCH_REPORT: (
        "Report {id} does not exist. It was never opened, or it was left unfinished for 24 hours"
        " and one hour after its last change. Open a new one with /submit."
    ),
    Code.ALREADY_RETRACTED: "Report {id} was retracted. Open a new one with /submit.",
    Code.ALREADY_FINISHED: (
        "Report {id} is finished and cannot be changed. To add to it, send a new report that names"
        " it in priorCTReports."
    ),
}


def expires_at(opened_at: datetime, modified_at: datetime) -> datetime:
    """Say when an unfinished report lapses: the later of two clocks (reference, section 1.5)."""
    return max(opened_at + OPEN_FOR_AT_LEAST, modified_at + OPEN_AFTER_A_CHANGE)


def has_expired(standing: Standing, *, now: datetime) -> bool:
    """Tell whether an open report has passed its time."""
    return standing.state is State.OPEN and now >= expires_at(
        standing.opened_at, standing.modified_at
    )


def answer_call(
    call: Call, standing: Standing | None, *, caller: UUID, report_id: int, now: datetime
) -> tuple[Code, str]:
    """Decide whether a call on a report may go on: SUCCESS, or the code and text to refuse with.

    Another account's report is refused before its state is told. Source: reference, section 1.5.
    """
    code = _code(standing, caller=caller, now=now)
    text = TEXTS[code].format(id=report_id)
    return code, text if code is Code.SUCCESS else f"/{call}: {text}"


def _code(standing: Standing | None, *, caller: UUID, now: datetime) -> Code:
    if standing is None:
        return Code.NO_SUCH_REPORT
    if standing.sender_id != caller:
        return Code.MAY_NOT_UPDATE
    return Code.NO_SUCH_REPORT if has_expired(standing, now=now) else STATE_CODES[standing.state]


def status_of(state: State, *, has_errors: bool) -> Status:
    """Name what a list says of a report."""
    if state is State.FINISHED:
        return Status.RECEIVED_WITH_ERRORS if has_errors else Status.RECEIVED
    return Status(state.value)


def draw_report_id(now: datetime, below: Callable[[int], int]) -> int:
    """Draw a report id: the day, then ten random digits. `below(n)` gives 0 to n-1."""
    return (now - EPOCH).days * RANDOM_PART + below(RANDOM_PART)


def draw_file_id(random_bytes: Callable[[int], bytes]) -> str:
    """Draw a file id: 32 lower-case hexadecimal digits that no reader takes for a number."""
    while True:
        file_id = random_bytes(16).hex()
        if NEVER_A_NUMBER.search(file_id):
            return file_id


def digest_content(
    report_sha256: bytes, details_digests: Iterable[bytes] = (), file_sha256s: Iterable[str] = ()
) -> bytes:
    """Digest what a report says, so that the same content is known again: 32 bytes.

    Neither the order of the files nor that of their details counts. See `digest_details`.
    """
    details = sorted(details_digests)
    count = len(details).to_bytes(4, "big")
    files = map(bytes.fromhex, sorted(file_sha256s))
    return hashlib.sha256(count + b"".join([report_sha256, *details, *files])).digest()


def digest_details(raw: bytes) -> bytes:
    """Digest a document of file details without the ids that a server gave: 32 bytes.

    A report that is sent twice gets another reportId and fileId; it is the same content.
    """
    return hashlib.sha256(IDS_GIVEN_BY_A_SERVER.sub(b"", raw)).digest()
