"""Say in which country's numbering plan a phone number lies; who carries it now is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers

from tipline.desk.location.types import Caution, Flaw, Hypothesis, NetworkKind, Source

if TYPE_CHECKING:
    from tipline.desk.location.types import Locator
    from tipline.report.types import Phone

_OF_NO_COUNTRY = "001"  # what the library calls satellite, toll-free and other shared plans
_LONGEST = 250
_SOURCE = Source(
    name=f"numbering plans, phonenumbers {phonenumbers.__version__}", licence="Apache-2.0"
)


def read_number(phone: Phone) -> phonenumbers.PhoneNumber | None:
    """Return the number, or None where its country is not said: nobody may guess it."""
    text = phone.value.strip()
    if phone.country_calling_code and not text.startswith("+"):
        text = f"{phone.country_calling_code.strip()} {text}"
    if not text.startswith("+") or len(text) > _LONGEST:
        return None
    try:
        return phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return None


def number_flaw(phone: Phone) -> Flaw | None:
    """Return why a number points nowhere: its country is not said, or it is no full number."""
    number = read_number(phone)
    if number is not None:
        return None if _is_full(number) else Flaw.NOT_A_FULL_NUMBER
    says_country = phone.country_calling_code or phone.value.strip().startswith("+")
    return Flaw.UNREADABLE if says_country else Flaw.COUNTRY_NOT_SAID


def point_number(locator: Locator, phone: Phone) -> list[Hypothesis]:
    """Return the country of a number's plan; a plan that several share gives none. Pure."""
    number = read_number(phone)
    if number is None or not _is_full(number):
        return []
    country = _country_of(number)
    cautions = [Caution.NUMBER_CAN_MOVE]
    if not phonenumbers.is_valid_number(number):
        cautions.append(Caution.NUMBER_NOT_ASSIGNED)
    if country is None:
        cautions.append(Caution.NUMBER_WITHOUT_COUNTRY)
    mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return [
        Hypothesis(
            locator=locator,
            source=_SOURCE,
            country=country,
            network=NetworkKind.MOBILE if mobile else NetworkKind.UNKNOWN,
            cautions=tuple(cautions),
        )
    ]


def _is_full(number: phonenumbers.PhoneNumber) -> bool:
    """Whether it can be dialled from abroad: +49 112 and a number without its area cannot."""
    length = phonenumbers.is_possible_number_with_reason(number)
    return bool(length == phonenumbers.ValidationResult.IS_POSSIBLE)


def _country_of(number: phonenumbers.PhoneNumber) -> str | None:
    """Return the country, by the number's area where countries share a calling code."""
    region = phonenumbers.region_code_for_number(number)
    if region is None:
        # Not in an assigned range: the calling code alone, if it is one country's.
        shared = phonenumbers.region_codes_for_country_code(number.country_code or 0)
        region = shared[0] if len(shared) == 1 else None
    return None if region == _OF_NO_COUNTRY else region
