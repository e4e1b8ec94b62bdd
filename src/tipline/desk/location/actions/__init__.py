"""The only writers of location."""

from tipline.desk.location.actions.datasets import NotInstalled, add_dataset, remove_dataset
from tipline.desk.location.actions.places import keep_places

__all__ = ["NotInstalled", "add_dataset", "keep_places", "remove_dataset"]
