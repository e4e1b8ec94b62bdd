"""Take one file from a form straight into the vault, and nothing of a broken one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from tipline.desk.intake.actions import add_file
from tipline.desk.intake.actions.standing import sender_actor
from tipline.desk.intake.errors import Refused
from tipline.desk.intake.queries import read_standing
from tipline.desk.intake.rules import answer_call
from tipline.desk.intake.types import Call, Code
from tipline.desk.intake.wire.answers import Answer
from tipline.desk.intake.wire.multipart import Multipart, boundary_of
from tipline.desk.intake.wire.request import read_id
from tipline.trust.vault import Sealed, VaultFull, seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.desk.intake.wire.request import Request

log = logging.getLogger(__name__)


class UploadForm:
    """The form of /upload as a stream of its file.

    The stream ends only after the whole form was read and its report checked: the vault, which
    publishes at the end of a stream, never keeps the file of a form that is broken or refused.
    """

    def __init__(self, parts: Multipart, check: Callable[[int], None]) -> None:
        self._parts = parts
        self._check = check
        self._ended = False
        self._report_id: int | None = None
        self.file_name = ""

    @property
    def report_id(self) -> int:
        """The report that the file belongs to. Raises Refused when the form names none."""
        if self._report_id is None:
            raise Refused(
                Code.INVALID_REQUEST,
                "The form has no field 'id'. Send the reportId that /submit answered.",
            )
        return self._report_id

    def find_file(self) -> None:
        """Read up to the file. Raises Refused without one, or when its report is not open."""
        while part := self._parts.next_part():
            if part.name == "file":
                self.file_name = part.file_name or ""
                return
            self._read_field(part.name)
        raise Refused(
            Code.MALFORMED_FILE,
            "The form has no field 'file'. Send the file's bytes in a part of that name.",
        )

    def read(self, size: int, /) -> bytes:  # noqa: ARG002  the parts come as they were cut
        """Return the file's next bytes, none at the end of a whole form."""
        if self._ended:
            return b""
        chunk = self._parts.read_part()
        if not chunk:
            self._read_rest()
            self._ended = True
        return chunk

    def _read_rest(self) -> None:
        while part := self._parts.next_part():
            if part.name == "file":
                raise Refused(
                    Code.MALFORMED_FILE,
                    "The form has more than one field 'file'. Send each file in a call of its own.",
                )
            self._read_field(part.name)
        _ = self.report_id

    def _read_field(self, name: str) -> None:
        value = self._parts.read_field(name)
        if name != "id":
            return
        report_id = read_id(value)
        if self._report_id not in {None, report_id}:
            raise Refused(Code.INVALID_REQUEST, "The form names more than one 'id'. Send one.")
        self._report_id = report_id
        self._check(report_id)


def upload(request: Request, *, random_bytes: Callable[[int], bytes]) -> Answer:
    """Answer /upload: file and row are on the disk when this returns. Raises Refused."""
    boundary = boundary_of(request.content_type)
    if not boundary:
        raise Refused(
            Code.INVALID_REQUEST,
            "/upload reads multipart/form-data with the fields 'id' and 'file'; this call has"
            f" {request.content_type[:80]!r}.",
        )
    form = UploadForm(Multipart(request.body, boundary), lambda number: _check(request, number))
    form.find_file()
    sealed = _seal(form)
    file_id = add_file(
        request.sender,
        form.report_id,
        sealed,
        name=form.file_name,
        now=request.now,
        random_bytes=random_bytes,
    )
    return Answer(report_id=form.report_id, file_id=file_id, hash=sealed.md5)


def _seal(form: UploadForm) -> Sealed:
    try:
        return seal(form)
    except VaultFull as full:
        log.error("The vault is full: %s", full)  # noqa: TRY400  the message says it all
        raise Refused(
            Code.UPLOAD_FAILED,
            "The disk of this server is full. Nothing of the file was kept; the report is still"
            " open. Try again later, or tell the agency.",
            http_status=507,
        ) from full


def _check(request: Request, report_id: int) -> None:
    """Refuse early what the books would refuse later, before a large body is read."""
    sender = request.sender
    standing = read_standing(sender_actor(sender), report_id)
    code, text = answer_call(
        Call.UPLOAD, standing, caller=sender.sender_id, report_id=report_id, now=request.now
    )
    if code is not Code.SUCCESS:
        raise Refused(code, text)
