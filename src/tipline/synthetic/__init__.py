"""Made-up worlds of reports with known truth, for demos, tests and benchmarks; nobody is real."""

from tipline.synthetic.kinds import WorldKind
from tipline.synthetic.types import (
    GENERATOR_VERSION,
    UnusableParameter,
    WorldFile,
    WorldParameters,
    WorldReport,
)
from tipline.synthetic.world import World, generate_world

__all__ = [
    "GENERATOR_VERSION",
    "UnusableParameter",
    "World",
    "WorldFile",
    "WorldKind",
    "WorldParameters",
    "WorldReport",
    "generate_world",
]
