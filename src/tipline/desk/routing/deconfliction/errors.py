"""Say why an exchange cannot go on, with the exit code and the remedy."""

from __future__ import annotations


class NoSuchPartner(Exception):
    """No unit of this name was added."""

    exit_code = 2


class PartnerExists(Exception):
    """A unit of this name was added already."""

    exit_code = 2


class NoKeyToday(Exception):
    """No key that both hold may be used today."""

    exit_code = 4


class TooSoon(Exception):
    """An exchange with this unit was made too short a time ago."""

    exit_code = 4


class WrongExchange(Exception):
    """A file belongs to no exchange that waits here."""

    exit_code = 5


class NothingToAsk(Exception):
    """No identifier may enter the exchange."""

    exit_code = 1


class NoSuchReference(Exception):
    """No reference of this text was given to anybody."""

    exit_code = 2
