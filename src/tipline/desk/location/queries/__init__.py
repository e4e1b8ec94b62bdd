"""The only readers of location for pages, API and commands."""

from tipline.desk.location.queries.installed import list_datasets, open_datasets
from tipline.desk.location.queries.places import places_of, where_of

__all__ = ["list_datasets", "open_datasets", "places_of", "where_of"]
