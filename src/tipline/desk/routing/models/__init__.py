"""The tables of routing: routes and what people chose, and exchanges with other units."""

from tipline.desk.routing.models.exchanges import (
    AskedValue,
    EpochKey,
    Exchange,
    GivenReference,
    Match,
    Partner,
)
from tipline.desk.routing.models.routes import DecidedRoute, Overriding, StandingRoute

__all__ = [
    "AskedValue",
    "DecidedRoute",
    "EpochKey",
    "Exchange",
    "GivenReference",
    "Match",
    "Overriding",
    "Partner",
    "StandingRoute",
]
