"""Name what can go wrong with an engine, each with its exit code and its remedy."""

from __future__ import annotations


class EngineError(Exception):
    """The engine refused a statement or broke under it."""

    exit_code = 1


class EngineMissing(EngineError):
    """The packages that bulk work needs are not installed."""

    exit_code = 3


class EngineUnreachable(EngineError):
    """No engine answers at the address, or the address names none."""

    exit_code = 3


class EngineFull(EngineError):
    """The engine ran out of memory and of room on the disk."""

    exit_code = 3
