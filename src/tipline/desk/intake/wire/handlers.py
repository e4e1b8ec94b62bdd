"""Answer each call of the reporting API."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from tipline.desk.intake.actions import (
    describe_file,
    finish_report,
    open_report,
    retract_report,
)
from tipline.desk.intake.actions.standing import sender_actor
from tipline.desk.intake.errors import Refused
from tipline.desk.intake.queries import read_standing
from tipline.desk.intake.types import Code
from tipline.desk.intake.wire import judging
from tipline.desk.intake.wire.answers import Answer, Root, write_answer
from tipline.desk.intake.wire.request import read_form_id
from tipline.desk.intake.wire.uploading import upload as upload_file

if TYPE_CHECKING:
    from tipline.desk.intake.types import Standing
    from tipline.desk.intake.wire.request import Request


# The answers that only the account that opened a report gets: they may name it.
TOLD_OF_OWN_REPORTS = {Code.ALREADY_FINISHED, Code.ALREADY_RETRACTED, Code.VALIDATION_FAILED}


def status(request: Request) -> Answer:
    """Answer /status: who is asking, and from where."""
    return Answer(text=f"Remote User : {request.sender.username}, Remote Ip : {request.remote_ip}")


def submit(request: Request) -> Answer:
    """Answer /submit: a valid document opens a report. Raises Refused."""
    raw = request.body.read_all(request.settings.xml_bytes)
    actor = sender_actor(request.sender)
    opened = judging.judge_report(
        raw,
        settings=request.settings,
        now=request.now,
        is_known_report=lambda report_id: read_standing(actor, report_id) is not None,
    )
    report_id = open_report(request.sender, opened, now=request.now, below=secrets.randbelow)
    return Answer(report_id=report_id)


def upload(request: Request) -> Answer:
    """Answer /upload: a file is attached to an open report. Raises Refused."""
    return upload_file(request, random_bytes=secrets.token_bytes)


def fileinfo(request: Request) -> Answer:
    """Answer /fileinfo: an uploaded file is described. Raises Refused."""
    raw = request.body.read_all(request.settings.xml_bytes)
    parsed = judging.read_file_details(raw, settings=request.settings)

    def check(standing: Standing) -> None:
        judging.check_file_details(
            parsed, batched=standing.batched, settings=request.settings, now=request.now
        )

    report_id, file_id = judging.named_file(parsed)
    describe_file(request.sender, report_id, file_id, raw, check=check, now=request.now)
    return Answer(report_id=report_id)


def finish(request: Request) -> Answer:
    """Answer /finish: the report is received, and this answer is its receipt. Raises Refused."""
    report_id = read_form_id(request)
    try:
        file_ids = finish_report(
            request.sender,
            report_id,
            review=lambda whole: judging.review(whole, settings=request.settings, now=request.now),
            write_receipt=lambda file_ids: write_answer(_done(report_id, file_ids)),
            now=request.now,
        )
    except Refused as refused:
        if refused.code in TOLD_OF_OWN_REPORTS:
            refused.report_id = report_id
        raise
    return _done(report_id, file_ids)


def retract(request: Request) -> Answer:
    """Answer /retract: an unfinished report is cancelled. Raises Refused."""
    report_id = read_form_id(request)
    retract_report(request.sender, report_id, now=request.now)
    return Answer(report_id=report_id)


def _done(report_id: int, file_ids: tuple[str, ...]) -> Answer:
    return Answer(root=Root.DONE, report_id=report_id, file_ids=file_ids)
