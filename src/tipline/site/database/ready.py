"""Bring the database to where the code needs it: running, and with all migrations applied."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from tipline.site.database import server
from tipline.site.database.connection import as_owner, connect
from tipline.site.database.migration import bring_up_to_date, check_not_newer, compare_migrations
from tipline.site.database.waiting import say
from tipline.trust.vault import clear_old_drafts


def make_ready() -> None:
    """Start the embedded server if none runs, set Django up, migrate if anything is missing.

    Clears away what killed processes left in the vault, too.
    Takes about 20 ms beside the import of Django when there is nothing to do. Raises
    DatabaseError with a remedy.
    """
    server.start_if_needed()
    set_up_django()
    with connect(as_owner()) as connection:
        missing, unknown = compare_migrations(connection)
    check_not_newer(unknown)
    if missing:
        say("Bringing the database up to date.")
        bring_up_to_date()
    clear_old_drafts(now=datetime.now(UTC))


def set_up_django() -> None:
    """Load the settings and the apps, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tipline.site.settings")
    import django  # noqa: PLC0415  commands that need no database must not pay for it
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        django.setup()
