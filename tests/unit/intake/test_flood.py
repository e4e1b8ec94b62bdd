"""An account that floods is held back, and no other one."""

from __future__ import annotations

from uuid import UUID

import pytest

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.types import Code
from tipline.desk.intake.wire.flood import Allowance

LOUD, QUIET = UUID(int=1), UUID(int=2)


def test_a_flood_is_refused_with_the_time_to_wait_and_passes_again_after_it():
    allowance = Allowance(per_second=2, burst=3)
    for _ in range(3):
        allowance.spend(LOUD, at=100.0)

    with pytest.raises(Refused) as refused:
        allowance.spend(LOUD, at=100.0)
    allowance.spend(QUIET, at=100.0)
    allowance.spend(LOUD, at=100.5)

    assert refused.value.code is Code.SERVER_ERROR
    assert refused.value.http_status == 429
    assert dict(refused.value.headers)["Retry-After"] == "1"


def test_an_account_that_waits_gets_no_more_than_its_burst():
    allowance = Allowance(per_second=1000, burst=2)
    allowance.spend(LOUD, at=0.0)

    allowance.spend(LOUD, at=9999.0)
    allowance.spend(LOUD, at=9999.0)
    with pytest.raises(Refused):
        allowance.spend(LOUD, at=9999.0)
