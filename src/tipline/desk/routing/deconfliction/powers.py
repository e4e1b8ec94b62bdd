"""Keep the secret power of a question until its answer comes, in a 0600 file, and no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.routing.deconfliction.errors import WrongExchange
from tipline.trust.keys import keep_once, key_if_made, keys_folder

if TYPE_CHECKING:
    from uuid import UUID


def keep_power(agency_id: UUID, exchange: UUID, power: bytes) -> None:
    """Keep the power of a question."""
    keep_once(_name(agency_id, exchange), power)


def power_of(agency_id: UUID, exchange: UUID) -> bytes:
    """Return the power of a question. Raises WrongExchange where it is not on this machine."""
    power = key_if_made(_name(agency_id, exchange))
    if power is None:
        raise WrongExchange(
            "The secret of this question is not on this machine: it was compared already, or asked"
            " elsewhere. Ask anew: tipline deconflict export"
        )
    return power


def forget_power(agency_id: UUID, exchange: UUID) -> None:
    """Remove the power of a question, after which nobody can compare its answer again."""
    (keys_folder() / _name(agency_id, exchange)).unlink(missing_ok=True)


def _name(agency_id: UUID, exchange: UUID) -> str:
    return f"deconfliction-question-{agency_id}-{exchange}"
