"""Run the database that an install stands on, or reach the one that it was given."""

from tipline.site.database.ready import make_ready
from tipline.site.database.server import start_if_needed, stop

__all__ = ["make_ready", "start_if_needed", "stop"]
