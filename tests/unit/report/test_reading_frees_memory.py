"""What was read is freed with its last user, and does not wait for the garbage collector."""

from __future__ import annotations

import gc
from contextlib import suppress

import pytest

from tipline.report import UnreadableXml, parse_report
from unit.report.report_samples import REPORT

DOCUMENTS = {
    "valid": REPORT,
    "with a schema error": REPORT.replace(b"<platform>", b"<plateforme/><platform>"),
    "with a DOCTYPE": REPORT.replace(b"<report", b"<!DOCTYPE report><report", 1),
    "cut off": REPORT[:-20],
}


@pytest.mark.parametrize("raw", DOCUMENTS.values(), ids=DOCUMENTS)
def test_reading_leaves_no_circles_behind(raw: bytes) -> None:
    with suppress(UnreadableXml):
        parse_report(raw)  # what is made once for all documents is made here
    gc.collect()
    gc.disable()
    try:
        with suppress(UnreadableXml):
            parse_report(raw)
        assert gc.collect() == 0
    finally:
        gc.enable()
