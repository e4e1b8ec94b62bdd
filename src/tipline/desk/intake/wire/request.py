"""One call as the handlers see it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl

import msgspec

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.types import Code, Sender
from tipline.desk.intake.wire.body import Body
from tipline.desk.intake.wire.configuration import WireSettings
from tipline.desk.intake.wire.multipart import Multipart, boundary_of

FORM_BYTES = 64 * 1024
MAX_FORM_FIELDS = 64

# The type of a report id is a signed 64-bit number on the wire.
LARGEST_ID = 2**63 - 1
ID_DIGITS = len(str(LARGEST_ID))


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A call of a known sender at a known time."""

    sender: Sender
    content_type: str
    body: Body
    remote_ip: str
    now: datetime
    settings: WireSettings


def read_form_id(request: Request) -> int:
    """Return the report id of a form, multipart or urlencoded. Raises Refused, BodyBroken."""
    boundary = boundary_of(request.content_type)
    values = _multipart_ids(request, boundary) if boundary else _urlencoded_ids(request)
    if not values:
        raise Refused(
            Code.INVALID_REQUEST,
            "The form has no field 'id'. Send the reportId that /submit answered.",
        )
    if len(set(values)) > 1:
        raise Refused(Code.INVALID_REQUEST, "The form names more than one 'id'. Send one.")
    return read_id(values[0])


def read_id(text: str) -> int:
    """Read a report id: decimal digits. Raises Refused."""
    if not (text.isascii() and text.isdigit()) or len(text) > ID_DIGITS or int(text) > LARGEST_ID:
        raise Refused(
            Code.INVALID_REQUEST,
            "The field 'id' is no report id. Send the decimal digits that /submit answered as"
            " reportId.",
        )
    return int(text)


def _multipart_ids(request: Request, boundary: bytes) -> list[str]:
    parts = Multipart(request.body, boundary)
    values = []
    while part := parts.next_part():
        value = parts.read_field(part.name)
        if part.name == "id":
            values.append(value)
    return values


def _urlencoded_ids(request: Request) -> list[str]:
    text = request.body.read_all(FORM_BYTES).decode("utf-8", "replace")
    try:
        fields = parse_qsl(text.strip(), keep_blank_values=True, max_num_fields=MAX_FORM_FIELDS)
    except ValueError:
        raise Refused(
            Code.INVALID_REQUEST, f"The form has more than {MAX_FORM_FIELDS} fields."
        ) from None
    return [value.strip() for name, value in fields if name == "id"]
