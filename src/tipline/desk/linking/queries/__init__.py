"""Read what linking keeps, as typed values."""

from tipline.desk.linking.queries.clusters import (
    ClusterMember,
    NoSuchCluster,
    current_id,
    read_members,
)
from tipline.desk.linking.queries.documents import (
    Shelf,
    read_each,
    say_error,
    undescribed_files,
)
from tipline.desk.linking.queries.linked import LinkedCluster, iterate_clusters
from tipline.desk.linking.queries.links import (
    SharedValue,
    read_cluster_links,
    read_unused_values,
)
from tipline.desk.linking.queries.sightings import HeldFiles, read_held_files
from tipline.desk.linking.queries.waiting import Backlog, read_backlog, read_set_aside

__all__ = [
    "Backlog",
    "ClusterMember",
    "HeldFiles",
    "LinkedCluster",
    "NoSuchCluster",
    "SharedValue",
    "Shelf",
    "current_id",
    "iterate_clusters",
    "read_backlog",
    "read_cluster_links",
    "read_each",
    "read_held_files",
    "read_members",
    "read_set_aside",
    "read_unused_values",
    "say_error",
    "undescribed_files",
]
