"""Let an address name a report by its number and by nothing else."""

from __future__ import annotations


class ReportNumber:
    """Matches a report's number in an address: decimal, and small enough for its column."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Read it."""
        return int(value)

    def to_url(self, value: int | str) -> str:
        """Write it."""
        return str(value)
