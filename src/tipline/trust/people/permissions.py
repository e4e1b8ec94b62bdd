"""Decide which role may do what: one table, read by every page, command and action.

The table is published in docs/reference/permissions.md, and a test holds the two together.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from tipline.trust.people.types import Role

if TYPE_CHECKING:
    from tipline.trust.people.types import Actor


class NotPermitted(Exception):
    """Somebody may not do what they asked; the message says who may, or what is missing."""

    exit_code = 4


class Action(StrEnum):
    """Something that a role may or may not do."""

    READ_QUEUE = "read queue"
    READ_REPORT = "read report"
    REVEAL_IDENTIFIERS = "reveal identifiers"
    JUDGE_LINKS = "judge links"
    OVERRIDE_ROUTE = "override route"
    EXPORT_PACKET = "export packet"
    EXCHANGE_FOR_DECONFLICTION = "exchange for deconfliction"
    STATE_FINDINGS = "state findings"
    OVERRIDE_TIERS = "override tiers"
    LOAD_LABELS = "load labels"
    CHANGE_DATASETS = "change datasets"
    ACKNOWLEDGE_PAGES = "acknowledge pages"
    DRAW_SAMPLES = "draw samples"
    WORK_SAMPLES = "work samples"
    READ_SENDERS = "read senders"
    READ_AUDIT = "read audit"
    MANAGE_PEOPLE = "manage people"
    MANAGE_SENDERS = "manage senders"
    SUBMIT_REPORTS = "submit reports"


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """Who may do an action, and whether they must say why."""

    action: Action
    roles: frozenset[Role]
    needs_reason: bool = False
    meaning: str


CASEWORKERS = frozenset({Role.ANALYST, Role.OFFICER, Role.SUPERVISOR})

PERMISSIONS = (
    Permission(
        action=Action.READ_QUEUE,
        roles=CASEWORKERS,
        meaning="See the ranked queue, clusters and explanations, with identifiers masked.",
    ),
    Permission(
        action=Action.READ_REPORT,
        roles=CASEWORKERS,
        meaning="Open a report, its findings and gaps, with identifiers masked.",
    ),
    Permission(
        action=Action.REVEAL_IDENTIFIERS,
        roles=CASEWORKERS,
        needs_reason=True,
        meaning="See the identifiers of one report in clear; each time leaves an event.",
    ),
    Permission(
        action=Action.JUDGE_LINKS,
        roles=CASEWORKERS,
        needs_reason=True,
        meaning="Say of two reports that they belong together, that they do not, or cannot tell.",
    ),
    Permission(
        action=Action.OVERRIDE_ROUTE,
        roles=CASEWORKERS,
        needs_reason=True,
        meaning="Choose another agency for a report than the rules do, or take that back.",
    ),
    Permission(
        action=Action.EXPORT_PACKET,
        roles=CASEWORKERS,
        needs_reason=True,
        meaning="Write a hand-over packet, with identifiers in clear; each leaves an event.",
    ),
    Permission(
        action=Action.EXCHANGE_FOR_DECONFLICTION,
        roles=frozenset({Role.OFFICER, Role.SUPERVISOR}),
        needs_reason=True,
        meaning="Exchange keyed hashes of identifiers with another unit, and see what both hold.",
    ),
    Permission(
        action=Action.STATE_FINDINGS,
        roles=CASEWORKERS,
        needs_reason=True,
        meaning="State what a report shows, by a code that the policy may ask for; take it back.",
    ),
    Permission(
        action=Action.OVERRIDE_TIERS,
        roles=CASEWORKERS,
        needs_reason=True,
        meaning="Set a cluster's tier against the policy, shown as disagreement; take it back.",
    ),
    Permission(
        action=Action.LOAD_LABELS,
        roles=frozenset({Role.SUPERVISOR}),
        meaning="Load what label lists say of files, and what they withdrew.",
    ),
    Permission(
        action=Action.CHANGE_DATASETS,
        roles=frozenset({Role.SUPERVISOR}),
        needs_reason=True,
        meaning="Install and remove place datasets, from which every place and route follows.",
    ),
    Permission(
        action=Action.ACKNOWLEDGE_PAGES,
        roles=CASEWORKERS,
        meaning="Say that one has seen a page about imminent danger, which ends its escalation.",
    ),
    Permission(
        action=Action.DRAW_SAMPLES,
        roles=frozenset({Role.SUPERVISOR}),
        meaning="Draw the weekly random sample of the low tiers.",
    ),
    Permission(
        action=Action.WORK_SAMPLES,
        roles=CASEWORKERS,
        needs_reason=True,
        meaning="Say of a sampled cluster whether its tier missed something.",
    ),
    Permission(
        action=Action.READ_SENDERS,
        roles=frozenset({*CASEWORKERS, Role.ADMINISTRATOR}),
        meaning="See which platforms send reports here.",
    ),
    Permission(
        action=Action.READ_AUDIT,
        roles=frozenset({Role.AUDITOR}),
        meaning="Read the agency's audit events, and nothing that they are about.",
    ),
    Permission(
        action=Action.MANAGE_PEOPLE,
        roles=frozenset({Role.ADMINISTRATOR}),
        meaning="Add and disable people, give and take roles; sees no reports.",
    ),
    Permission(
        action=Action.MANAGE_SENDERS,
        roles=frozenset({Role.ADMINISTRATOR}),
        meaning="Add senders, issue and withdraw their secrets; sees no reports.",
    ),
    Permission(
        action=Action.SUBMIT_REPORTS,
        roles=frozenset({Role.SENDER}),
        meaning="Submit reports over the wire; no page opens.",
    ),
)

_BY_ACTION = {permission.action: permission for permission in PERMISSIONS}


def check_may(actor: Actor, action: Action, *, reason: str | None = None) -> None:
    """Raise NotPermitted unless a role of the actor may do this, with a reason if it needs one.

    Pure: roles and reason decide, nothing else.
    """
    permission = _BY_ACTION[action]
    if not permission.roles & actor.roles:
        raise NotPermitted(
            f"To {action} takes one of the roles {_named(permission.roles)};"
            f" you have {_named(actor.roles) or 'none'}. Ask an administrator of your agency."
        )
    if permission.needs_reason and not (reason or "").strip():
        raise NotPermitted(f"To {action} takes a reason, which is kept with your name.")


def may(actor: Actor, action: Action, *, reason: str | None = None) -> bool:
    """Whether the actor may do this, with the reason given."""
    try:
        check_may(actor, action, reason=reason)
    except NotPermitted:
        return False
    return True


def _named(roles: frozenset[Role]) -> str:
    return ", ".join(role.value for role in Role if role in roles)
