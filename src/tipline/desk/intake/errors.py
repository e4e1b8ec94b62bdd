"""Name what intake refuses, with the code that the wire answers it with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tipline.desk.intake.types import Code


class IntakeError(Exception):
    """The root of what intake raises."""


class Refused(IntakeError):
    """A call that is answered with a code other than success.

    `http_status` overrides the status that the code has; `headers` go with the answer;
    `report_id` is set where the answer has to name the report, as a failing /finish has.
    """

    def __init__(
        self,
        code: Code,
        text: str,
        *,
        http_status: int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.http_status = http_status
        self.headers = headers
        self.report_id: int | None = None


class NoSuchReport(IntakeError):
    """The agency holds no report under this id."""

    exit_code = 1


class NoSuchSender(IntakeError):
    """The agency has no account under this user name."""

    exit_code = 1
