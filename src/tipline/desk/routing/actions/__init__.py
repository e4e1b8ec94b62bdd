"""The only writers of routing."""

from tipline.desk.routing.actions.overriding import override_route, revoke_override
from tipline.desk.routing.actions.routing import RoutedBatch, route_placed
from tipline.desk.routing.actions.staleness import route_again, route_other_tables

__all__ = [
    "RoutedBatch",
    "override_route",
    "revoke_override",
    "route_again",
    "route_other_tables",
    "route_placed",
]
