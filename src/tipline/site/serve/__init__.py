"""Serve the intake and the pages over HTTP, and start such a server from other programs."""

from tipline.site.serve.command import app
from tipline.site.serve.starting import RunningServer, ServerDidNotStart, start_server

__all__ = ["RunningServer", "ServerDidNotStart", "app", "start_server"]
