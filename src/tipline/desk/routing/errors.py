"""Say what went wrong in routing, with the exit code and the remedy."""

from __future__ import annotations


class NotRouted(Exception):
    """A report has no route yet, or is not held here."""

    exit_code = 2


class UnknownAgency(Exception):
    """A code names no agency of the tables in force."""

    exit_code = 2


class UnfitReason(Exception):
    """A reason says too little, or names somebody."""

    exit_code = 4


class NothingToRevoke(Exception):
    """Nobody chose another agency for this report."""

    exit_code = 2


class TooManyReports(Exception):
    """A cluster is too large for one packet."""

    exit_code = 2
