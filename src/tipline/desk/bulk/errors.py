"""Name what can stop bulk work, with its exit code and its remedy."""

from __future__ import annotations


class AlreadyRunning(Exception):
    """Another process is at the same bulk work for this agency."""

    exit_code = 3
