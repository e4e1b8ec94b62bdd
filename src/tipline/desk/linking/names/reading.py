"""Read how the reported accounts of a report are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.desk.linking.names.types import NamedAccount

if TYPE_CHECKING:
    from tipline.report.types import Report

# A report that lists more accounts says nothing about how one person names their own.
MOST_OF_A_REPORT = 5


def name_accounts(report: Report, *, report_id: int, group: str) -> tuple[NamedAccount, ...]:
    """Return the reported accounts that have a screen name, at most MOST_OF_A_REPORT.

    Victims, recipients and linked accounts are not read: their names are other people's, or
    linked already.
    """
    named = [
        NamedAccount(
            report=report_id,
            path=f"report.personOrUserReported[{position}].screenName",
            group=group,
            screen_name=account.screen_name,
            display_name=account.display_name[0] if account.display_name else None,
        )
        for position, account in enumerate(report.person_or_user_reported, 1)
        if account.screen_name
    ]
    return tuple(named) if len(named) <= MOST_OF_A_REPORT else ()
