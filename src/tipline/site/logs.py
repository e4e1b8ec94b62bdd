"""Write logs that name nobody: one JSON object per line, with only what is on the list.

Promise: no text of a library, no value, no address of a page, no request body reaches a log.
What our own code says is written as it is; of everybody else only who, where and which error.
"""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime
from typing import Any

import msgspec

OURS = "tipline"
# What a record may carry beside its text (`extra=`); anything else is dropped.
ALLOWED = ("agency_id", "count", "exit_code", "request_id", "seconds", "stage", "status_code")


class SafeLines(logging.Formatter):
    """Write a record as one line of JSON, leaving out what could name a person."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if _is_ours(record.name):
            line["text"] = record.getMessage()
        else:
            line["where"] = f"{record.module}:{record.lineno}"
        line |= {name: getattr(record, name) for name in ALLOWED if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line |= _error(record.exc_info[1])
        return msgspec.json.encode(line, enc_hook=str).decode()


def configure_logging(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: everything to standard error, through SafeLines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"safe": {"()": SafeLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "safe"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own handlers would write whole requests, and mail them.
        "loggers": {
            name: {"handlers": [], "propagate": True} for name in ("django", "django.server")
        },
    }


def _is_ours(logger: str) -> bool:
    return logger == OURS or logger.startswith(f"{OURS}.")


def _error(error: BaseException | None) -> dict[str, Any]:
    """Say which error and where; its message may quote what was being handled."""
    frames = traceback.extract_tb(error.__traceback__) if error else []
    return {
        "error": type(error).__qualname__,
        "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
