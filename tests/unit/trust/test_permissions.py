"""Each role may do what the published table says, and nothing else."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from tipline.trust.people.permissions import PERMISSIONS, Action, NotPermitted, check_may, may
from tipline.trust.people.types import Actor, Role

PAGE = Path(__file__).parents[3] / "docs/reference/permissions.md"
CASEWORK = {
    Action.READ_QUEUE,
    Action.READ_REPORT,
    Action.REVEAL_IDENTIFIERS,
    Action.OVERRIDE_ROUTE,
    Action.EXPORT_PACKET,
    Action.JUDGE_LINKS,
    Action.STATE_FINDINGS,
    Action.OVERRIDE_TIERS,
    Action.ACKNOWLEDGE_PAGES,
    Action.WORK_SAMPLES,
    Action.READ_SENDERS,
}
MAY = {
    Role.ANALYST: CASEWORK,
    Role.OFFICER: CASEWORK | {Action.EXCHANGE_FOR_DECONFLICTION},
    Role.SUPERVISOR: CASEWORK
    | {
        Action.EXCHANGE_FOR_DECONFLICTION,
        Action.LOAD_LABELS,
        Action.DRAW_SAMPLES,
        Action.CHANGE_DATASETS,
    },
    Role.AUDITOR: {Action.READ_AUDIT},
    Role.ADMINISTRATOR: {Action.MANAGE_PEOPLE, Action.MANAGE_SENDERS, Action.READ_SENDERS},
    Role.SENDER: {Action.SUBMIT_REPORTS},
}


def holding(*roles: Role) -> Actor:
    return Actor(agency_id=UUID(int=1), name="person:test", roles=frozenset(roles))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_this_and_no_more(role: Role) -> None:
    allowed = {action for action in Action if may(holding(role), action, reason="a case")}

    assert allowed == MAY[role]


@pytest.mark.parametrize("action", list(Action))
def test_whoever_has_no_role_may_do_nothing(action: Action) -> None:
    with pytest.raises(NotPermitted, match="you have none"):
        check_may(holding(), action, reason="a case")


@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_a_reveal_takes_a_reason(reason: str | None) -> None:
    with pytest.raises(NotPermitted, match="takes a reason"):
        check_may(holding(Role.ANALYST), Action.REVEAL_IDENTIFIERS, reason=reason)


def test_roles_add_up() -> None:
    both = holding(Role.AUDITOR, Role.OFFICER)

    assert may(both, Action.READ_AUDIT)
    assert may(both, Action.READ_REPORT)


def test_a_refusal_names_the_roles_that_it_takes() -> None:
    with pytest.raises(NotPermitted, match="analyst, officer, supervisor; you have auditor") as no:
        check_may(holding(Role.AUDITOR), Action.READ_QUEUE)

    assert no.value.exit_code == 4


def test_every_action_stands_in_the_table_once() -> None:
    assert sorted(permission.action for permission in PERMISSIONS) == sorted(Action)


def test_the_published_table_says_the_same() -> None:
    published = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "|" in line]

    assert published == [
        "| To | " + " | ".join(Role) + " | Needs a reason | What it is |",
        "|---" * (len(Role) + 3) + "|",
        *(
            f"| {permission.action} | "
            + " | ".join("yes" if role in permission.roles else "" for role in Role)
            + f" | {'yes' if permission.needs_reason else ''} | {permission.meaning} |"
            for permission in PERMISSIONS
        ),
    ]
