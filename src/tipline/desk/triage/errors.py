"""Say what cannot be done in triage, in which field, and what to do."""

from __future__ import annotations


class NotPossible(Exception):
    """What was asked for cannot be done as it was asked; the message says the remedy."""

    exit_code = 2


class BadReason(NotPossible):
    """A reason is missing, or would carry an identifier into what is kept in clear."""
