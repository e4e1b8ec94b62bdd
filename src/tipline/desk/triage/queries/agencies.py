"""Name the agencies whose reports a worker links and ranks."""

from __future__ import annotations

from tipline.trust.people.models import Agency


def list_agencies() -> tuple[Agency, ...]:
    """Return every agency of the install, by name."""
    return tuple(Agency.objects.order_by("name"))
