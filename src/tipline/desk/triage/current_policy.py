"""Find the policy that is in force: the agency's own file where it names one, else ours."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from tipline.desk.triage.rules.policy import BadPolicy, Policy, read_policy

SHIPPED = Path(__file__).with_name("policy.toml")


class NoPolicy(Exception):
    """TIPLINE_POLICY names a file that cannot be read."""

    exit_code = 2


def policy_path() -> Path:
    """Return the path that TIPLINE_POLICY names, or that of the policy that comes with tipline."""
    named = os.environ.get("TIPLINE_POLICY")
    return Path(named) if named else SHIPPED


def current_policy() -> Policy:
    """Read the policy in force; raises BadPolicy with its faults, NoPolicy if it is not there.

    The file is read each time, so that a change counts from the next ranking on, and compiled
    once for each content.
    """
    path = policy_path()
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NoPolicy(f"TIPLINE_POLICY: {path} cannot be read: {error.strerror}") from error
    return _compiled(raw)


@lru_cache(maxsize=4)
def _compiled(raw: bytes) -> Policy:
    return read_policy(raw)


def shown_policy() -> Policy:
    """Return the policy whose titles a page shows: the one in force, or ours if that has faults.

    A fault in the agency's file stops new rankings, with its faults, and hides no queue.
    """
    try:
        return current_policy()
    except (BadPolicy, NoPolicy):
        return _compiled(SHIPPED.read_bytes())
