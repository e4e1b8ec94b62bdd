"""The engines of the engine's tests, and the way of triage's tests to have reports held."""

from integration.triage.conftest import hold
from made_engines import engine, sail

__all__ = ["engine", "hold", "sail"]
