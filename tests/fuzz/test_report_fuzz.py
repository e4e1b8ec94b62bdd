"""A short run of the fuzzer on every test run; `make fuzz` runs it for as long as you like."""

from __future__ import annotations

import pytest

from fuzz.fuzz_report import check, fuzz
from tipline.report import Version


@pytest.mark.parametrize("seed", range(4))
def test_mutated_documents_cause_declared_errors_only(seed):
    assert fuzz(seed, rounds=2_000) >= 2_000


def test_the_fuzzer_notices_an_undeclared_error():
    with pytest.raises(KeyError):
        check(b"<report/>", "no such root", Version.V2026_08)
