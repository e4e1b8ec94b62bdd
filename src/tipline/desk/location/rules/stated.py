"""Say where a report itself says that somebody is: an address, or the sender's estimate."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tipline.desk.location.datasets.said import COUNTRIES
from tipline.desk.location.rules.states import US_CODES
from tipline.desk.location.types import Caution, Hypothesis, Source

if TYPE_CHECKING:
    from tipline.desk.location.types import Locator
    from tipline.report.types import Address, EstimatedLocation

_REGION_CODE = re.compile(r"(?:[A-Z]{2}-)?[A-Z0-9]{1,3}")
_LONGEST_POSTAL_CODE = 20
_ADDRESS = Source(name="address as reported")


def point_address_as_reported(locator: Locator, address: Address) -> list[Hypothesis]:
    """Return the country, region and postal code that a postal address states. Pure."""
    country = read_country(address.country)
    state = (address.state or "").strip().upper()
    if country is None and state in US_CODES:
        # The wire's state codes are those of the United States and of nobody else.
        country = "US"
    # A territory is both: a country of ISO 3166-1, and a code of the United States.
    elsewhere = state in US_CODES and country not in ("US", state)
    of_state = "" if country == state else state
    region, is_no_code = read_region(
        country, address.non_usa_state if elsewhere else of_state or address.non_usa_state
    )
    postal = (address.zip_code or "").strip()[:_LONGEST_POSTAL_CODE] or None
    if country is None and postal is None:
        return []
    cautions = [Caution.STATED_NOT_CHECKED]
    if elsewhere:
        cautions.append(Caution.STATE_OF_ANOTHER_COUNTRY)
    if is_no_code:
        cautions.append(Caution.REGION_IS_NO_CODE)
    return [
        Hypothesis(
            locator=locator,
            source=_ADDRESS,
            country=country,
            region=region,
            postal_code=postal,
            cautions=tuple(cautions),
        )
    ]


def point_estimate(
    locator: Locator, estimate: EstimatedLocation, sender_name: str
) -> list[Hypothesis]:
    """Return what the sender estimates, as given; how it does so it does not say. Pure."""
    country = read_country(estimate.country_code)
    if country is None:
        return []
    region, is_no_code = read_region(country, estimate.region)
    cautions = [Caution.ESTIMATE_OF_SENDER]
    if locator.event.utc is None:
        cautions.append(Caution.ESTIMATE_UNDATED)
    if is_no_code:
        cautions.append(Caution.REGION_IS_NO_CODE)
    return [
        Hypothesis(
            locator=locator,
            source=Source(name=f"estimate of {sender_name}"),
            country=country,
            region=region,
            cautions=tuple(cautions),
        )
    ]


def read_country(code: str | None) -> str | None:
    """Return a country code of ISO 3166-1, None for an empty, wrong or special one."""
    country = (code or "").strip().upper()
    return country if country in COUNTRIES else None


def read_region(country: str | None, text: str | None) -> tuple[str | None, bool]:
    """Return a region as ISO 3166-2, and whether there is a text that is no code of one.

    A military address of the United States keeps its postal code, as US-AE. Only for the United
    States is it known which codes exist; elsewhere the form must do.
    """
    written = (text or "").strip().upper()
    if not written or country is None:
        return None, bool(written)
    code = written.removeprefix(f"{country}-")
    if country == "US":
        return (f"US-{code}", False) if code in US_CODES else (None, True)
    if _REGION_CODE.fullmatch(written) and "-" not in code:
        return f"{country}-{code}", False
    return None, True
