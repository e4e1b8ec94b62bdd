"""Ask for sums over the whole history in SQL, of an engine in this process or on a cluster."""

from tipline.engine.choosing import open_engine
from tipline.engine.errors import EngineError, EngineFull, EngineMissing, EngineUnreachable
from tipline.engine.port import Engine

__all__ = [
    "Engine",
    "EngineError",
    "EngineFull",
    "EngineMissing",
    "EngineUnreachable",
    "open_engine",
]
