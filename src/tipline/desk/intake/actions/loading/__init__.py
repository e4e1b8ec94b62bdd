"""Keep loaded reports in bulk."""

from tipline.desk.intake.actions.loading.arrivals import (
    Arrival,
    Kept,
    LoadSettings,
    NewDocument,
    NewFile,
    RefusedArrival,
    writable,
)
from tipline.desk.intake.actions.loading.keeping import (
    add_paths,
    find_known,
    keep_arrivals,
    keep_refused,
)

__all__ = [
    "Arrival",
    "Kept",
    "LoadSettings",
    "NewDocument",
    "NewFile",
    "RefusedArrival",
    "add_paths",
    "find_known",
    "keep_arrivals",
    "keep_refused",
    "writable",
]
