"""Make the further accounts of somebody who hides: each shares one thing with an earlier one."""

from __future__ import annotations

from enum import StrEnum

from tipline.synthetic.dice import Weighted
from tipline.synthetic.rates import rate


class Tie(StrEnum):
    """What an account shares with one earlier account of the same person, and nothing else."""

    MAILBOX = "mailbox"
    DEVICE = "device"
    PHONE = "phone"
    PAYMENT = "payment"
    PAGE = "page"
    NAMED = "named"
    REFERENCE = "reference"


TIES = Weighted([(tie, rate(f"alias_{tie}")) for tie in Tie])
