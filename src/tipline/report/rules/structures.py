"""Judges what the fields of one structure say together."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from tipline.report.errors import UnusableTime
from tipline.report.schema.codes import STATE_CODES
from tipline.report.types import (
    AccountDisabled,
    AssociatedAccount,
    Email,
    EstimatedLocation,
    Phone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tipline.report.rules.inspection import Inspection, Trail
    from tipline.report.types import DateTime

_STATES = frozenset(STATE_CODES) - {""}


def judge_verification(value: Phone | Email, run: Inspection, trail: Trail) -> None:
    """R-10: what has a verification date is verified."""
    if value.verification_date is not None and value.verified is not True:
        run.note_at("R-10", (trail, "@verified", 0), "is not true, but there is a verificationDate")


def judge_phone(phone: Phone, run: Inspection, trail: Trail) -> None:
    """R-10, and R-16: the number does not repeat its calling code."""
    judge_verification(phone, run, trail)
    code = phone.country_calling_code
    if code and phone.value.lstrip().startswith(code):
        run.note_at("R-16", trail, f"begins with its countryCallingCode {code}")


def judge_disabled(disabled: AccountDisabled, run: Inspection, trail: Trail) -> None:
    """R-11: the order of the dates."""
    since = disabled.disabled_date
    if _seconds_between(since, disabled.user_notified_date) < 0:
        run.note_at("R-11", (trail, "@userNotifiedDate", 0), "is before disabledDate")
    if _seconds_between(since, disabled.reenabled_date) <= 0:
        run.note_at("R-11", (trail, "@reenabledDate", 0), "is not after disabledDate")


def judge_account(account: AssociatedAccount, run: Inspection, trail: Trail) -> None:
    """R-13: an approximate age or a date of birth, not both."""
    if account.approximate_age is not None and account.date_of_birth is not None:
        run.note_at("R-13", (trail, "approximateAge", 0), "stands beside a dateOfBirth")


def judge_location(location: EstimatedLocation, run: Inspection, trail: Trail) -> None:
    """R-09: the country always, and in the US the region."""
    if not location.country_code:
        run.note_at("R-09", (trail, "countryCode", 0), "is missing or blank")
    elif location.country_code == "US":
        if location.region:
            if location.region not in _STATES:
                run.note_at("R-09", (trail, "region", 0), "is no US state code")
        elif location.city:
            run.note_at("R-09", (trail, "region", 0), "is missing beside a city in the US")


def _seconds_between(one: DateTime | None, other: DateTime | None) -> float:
    """Return the seconds from one time to the other; infinitely many when one is not known."""
    if one is None or other is None:
        return inf
    try:
        return (other.utc - one.utc).total_seconds()
    except UnusableTime:
        return inf


STRUCTURE_TESTS: dict[type, Callable[[Any, Inspection, Trail], None]] = {
    Phone: judge_phone,
    Email: judge_verification,
    AccountDisabled: judge_disabled,
    AssociatedAccount: judge_account,
    EstimatedLocation: judge_location,
}
