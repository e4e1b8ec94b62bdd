"""Put together the only things that a triage policy may ask about.

Promise: what is not in this list cannot be ranked on; what only makes a report more complete is
shown and cannot raise a tier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.triage.rules.features.forbidden import allow, forbidden_by_name
from tipline.desk.triage.rules.features.of_files import OF_ANALYSTS, OF_FILES, OF_LABELS
from tipline.desk.triage.rules.features.of_reports import (
    OF_CONDUCT,
    OF_THE_CLUSTER,
    OF_THE_REPORT,
    OF_VICTIMS,
)

if TYPE_CHECKING:
    from tipline.desk.triage.rules.features.types import Feature

# The order breaks ties between facts that would move a tier equally far: what a sender can
# answer most surely stands first. A feature that reads the forbidden fails here, at the start.
FEATURES: tuple[Feature, ...] = allow(
    (
        *OF_THE_REPORT,
        *OF_VICTIMS,
        *OF_FILES,
        *OF_CONDUCT,
        *OF_THE_CLUSTER,
        *OF_LABELS,
        *OF_ANALYSTS,
    )
)

BY_NAME: dict[str, Feature] = {feature.name: feature for feature in FEATURES}
POSITION: dict[str, int] = {feature.name: at for at, feature in enumerate(FEATURES)}


def why_forbidden(name: str) -> str | None:
    """Return why a policy may not ask for this, or None if it is not on the list of the forbidden.

    The words of the name decide, so that `victim_country` is refused like `country`.
    """
    return None if name.casefold() in BY_NAME else forbidden_by_name(name)
