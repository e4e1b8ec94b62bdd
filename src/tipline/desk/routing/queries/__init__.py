"""Read routes as typed values."""

from tipline.desk.routing.queries.lists import (
    count_routes,
    iterate_routes,
    list_routes,
)
from tipline.desk.routing.queries.routes import read_overrides, read_route, read_routes

__all__ = [
    "count_routes",
    "iterate_routes",
    "list_routes",
    "read_overrides",
    "read_route",
    "read_routes",
]
