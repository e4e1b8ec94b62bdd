"""The engines, each in turn."""

from made_engines import engine, sail

__all__ = ["engine", "sail"]
