"""The typed values of routing."""

from tipline.desk.location.types import NetworkKind, Whose
from tipline.desk.routing.types.places import (
    SIDES,
    Pointer,
    PointerKind,
    Subject,
)
from tipline.desk.routing.types.routes import (
    Competitor,
    Heard,
    Reason,
    Remedy,
    Route,
    RouteRule,
)
from tipline.desk.routing.types.shown import (
    AgencyCount,
    Override,
    RoutedReport,
    RouteLine,
    RoutingOverview,
    UnroutableCount,
)

__all__ = [
    "SIDES",
    "AgencyCount",
    "Competitor",
    "Heard",
    "NetworkKind",
    "Override",
    "Pointer",
    "PointerKind",
    "Reason",
    "Remedy",
    "Route",
    "RouteLine",
    "RouteRule",
    "RoutedReport",
    "RoutingOverview",
    "Subject",
    "UnroutableCount",
    "Whose",
]
