"""Say when the marks of senders make a file viral for every report that holds it."""

from __future__ import annotations

# Senders often omit the mark. It counts for all reports of a file once two of them, and one in
# ten, have set it; until then it counts for the report that says so.
MARKED_FROM = 2
MARKED_SHARE = 0.1


def is_viral_for_all(reports: int, marked: int) -> bool:
    """Say whether enough of the reports that hold a file mark it as viral."""
    return marked >= max(MARKED_FROM, reports * MARKED_SHARE)
