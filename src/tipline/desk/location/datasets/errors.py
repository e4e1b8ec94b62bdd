"""What can be wrong with a dataset, said with the line and the remedy."""

from __future__ import annotations


class BadDataset(Exception):
    """A file cannot be installed as a dataset; the message names the line and the remedy."""

    exit_code = 1


class MissingTable(Exception):
    """A dataset is on record and its files are not there, or are not those that were installed."""

    exit_code = 3


def refuse(line: int, fault: str, remedy: str) -> BadDataset:
    """Return the error for a line, numbered from 1."""
    return BadDataset(f"Line {line:,}: {fault}. {remedy}")
