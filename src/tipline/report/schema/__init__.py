"""What the wire allows, as tables, in both versions."""

from tipline.report.schema.codes import COUNTRY_CODES, STATE_CODES
from tipline.report.schema.shapes import Version

__all__ = ["COUNTRY_CODES", "STATE_CODES", "Version"]
