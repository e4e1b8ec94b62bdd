"""Speak the reporting API at /ispws, so that existing clients can be pointed here unchanged."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tipline.desk.intake.wire.application import PREFIX, Wire
from tipline.desk.intake.wire.configuration import WireSettings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse

    Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

__all__ = ["Wire", "WireSettings", "mount", "read_settings"]


def mount(pages: Application) -> Application:
    """Answer /ispws with the wire, and everything else with the given application."""
    wire = Wire(read_settings(os.environ), clock=lambda: datetime.now(UTC))

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            return wire(environ, start_response)
        return pages(environ, start_response)

    return application
