"""The engines of the engine's own tests."""

from made_engines import engine, sail

__all__ = ["engine", "sail"]
