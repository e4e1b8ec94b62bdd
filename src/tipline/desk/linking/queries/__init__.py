"""Read what linking keeps, as typed values."""

from tipline.desk.linking.queries.clusters import (
    ClusterMember,
    NoSuchCluster,
    current_id,
    read_members,
)
from tipline.desk.linking.queries.documents import read_each, undescribed_files
from tipline.desk.linking.queries.links import (
    ClusterLink,
    SharedValue,
    links_between,
    read_cluster_links,
    read_unused_values,
)
from tipline.desk.linking.queries.sightings import HeldFiles, read_held_files
from tipline.desk.linking.queries.waiting import Backlog, read_backlog, read_set_aside

__all__ = [
    "Backlog",
    "ClusterLink",
    "ClusterMember",
    "HeldFiles",
    "NoSuchCluster",
    "SharedValue",
    "current_id",
    "links_between",
    "read_backlog",
    "read_cluster_links",
    "read_each",
    "read_held_files",
    "read_members",
    "read_set_aside",
    "read_unused_values",
    "undescribed_files",
]
