"""The answer documents: what every client can read, and the HTTP status of each code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipline.desk.intake.types import Code
from tipline.desk.intake.wire.answers import Answer, Root, http_status, write_answer
from tipline.report import parse_done_response, parse_response


@given(
    st.sampled_from(Code),
    st.text(min_size=1),
    st.none() | st.integers(1, 2**53),
    st.none() | st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
)
def test_every_answer_is_a_valid_document_that_says_what_was_meant(code, text, report_id, file_id):
    answer = Answer(code=code, text=text, report_id=report_id, file_id=file_id)

    read = parse_response(write_answer(answer))

    assert read.errors == ()
    assert read.model is not None
    assert (read.model.response_code, read.model.report_id) == (code, report_id)
    assert read.model.file_id == file_id


@given(st.integers(1, 2**53), st.lists(st.from_regex(r"[0-9a-f]{32}", fullmatch=True), max_size=4))
def test_a_receipt_is_a_valid_document_with_its_files(report_id: int, file_ids: list[str]):
    answer = Answer(root=Root.DONE, report_id=report_id, file_ids=tuple(file_ids))

    read = parse_done_response(write_answer(answer))

    assert read.errors == ()
    assert read.model is not None
    assert (read.model.report_id, read.model.files.file_id) == (report_id, tuple(file_ids))


def test_a_receipt_without_files_has_an_empty_list():
    text = write_answer(Answer(root=Root.DONE, report_id=1))

    assert text.endswith(b"<reportId>1</reportId><files/></reportDoneResponse>")


def test_a_failing_finish_says_why_after_all_that_its_schema_knows():
    answer = Answer(code=Code.ALREADY_FINISHED, text="Done & gone", root=Root.DONE, report_id=1)

    assert write_answer(answer).endswith(
        b"<reportDoneResponse><responseCode>5102</responseCode><reportId>1</reportId><files/>"
        b"<responseDescription>Done &amp; gone</responseDescription></reportDoneResponse>"
    )


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (Code.SUCCESS, 200),
        (Code.SERVER_ERROR, 500),
        (Code.FILE_UPLOAD_FAILED, 500),
        (Code.NOT_FOUND, 404),
        (Code.AUTHENTICATION_REQUIRED, 401),
        (Code.MAY_NOT_SUBMIT, 403),
        (Code.MAY_NOT_UPDATE, 403),
        (Code.INVALID_REQUEST, 400),
        (Code.VALIDATION_FAILED, 400),
        (Code.MALFORMED_XML, 400),
        (Code.NO_SUCH_REPORT, 404),
        (Code.NO_SUCH_FILE, 404),
        (Code.ALREADY_RETRACTED, 409),
        (Code.ALREADY_FINISHED, 409),
    ],
)
def test_a_code_has_its_status_and_in_the_old_manner_always_200(code: Code, status: int):
    answer = Answer(code=code)

    assert http_status(answer) == status
    old = http_status(answer, legacy_always_200=True)
    assert old == (401 if code is Code.AUTHENTICATION_REQUIRED else 200)
