"""Hold back an account that floods, and let every other one pass."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.types import Code

if TYPE_CHECKING:
    from uuid import UUID

MAX_ACCOUNTS = 10_000


class Allowance:
    """A bucket of calls for each account: `burst` deep, refilled at `per_second`.

    It counts in one server process. Several processes allow as much each.
    """

    def __init__(self, *, per_second: float, burst: int) -> None:
        self._per_second = per_second
        self._burst = burst
        self._buckets: dict[UUID, tuple[float, float]] = {}
        self._lock = Lock()

    def spend(self, account: UUID, *, at: float) -> None:
        """Take one call from an account's bucket, at a time in seconds. Raises Refused."""
        with self._lock:
            left, since = self._buckets.get(account, (float(self._burst), at))
            left = min(self._burst, left + (at - since) * self._per_second)
            if left >= 1:
                self._keep(account, left - 1, at)
                return
            self._keep(account, left, at)
        raise self._refusal(left)

    def _keep(self, account: UUID, left: float, at: float) -> None:
        if len(self._buckets) >= MAX_ACCOUNTS and account not in self._buckets:
            self._buckets.clear()
        self._buckets[account] = (left, at)

    def _refusal(self, left: float) -> Refused:
        seconds = max(1, round((1 - left) / self._per_second))
        return Refused(
            Code.SERVER_ERROR,
            f"This account has sent more than {self._burst} calls at once or"
            f" {self._per_second:g} a second. Nothing was done. Try again after {seconds} s.",
            http_status=429,
            headers=(("Retry-After", str(seconds)),),
        )
