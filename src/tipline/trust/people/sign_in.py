"""Let known people in, tell strangers nothing, and leave an event for every attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sessions.models import Session
from django.utils.timezone import now as current_time

from tipline.trust.people import actions
from tipline.trust.people.models import Person
from tipline.trust.people.permissions import NotPermitted
from tipline.trust.people.queries import actor_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from tipline.trust.people.types import Actor


class SignIn(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """The rules of sign-in; accounts are made by `tipline people add`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Nobody makes an account for themselves."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: allauth's messages would carry the address of who signed in."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Return who signs in; a closed account is refused like a wrong password."""
        person: Person | None = super().authenticate(request, **credentials)
        if person is not None and not person.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        """Leave the event of a failed attempt, known address or not."""
        email = str(credentials.get("email", "")).strip().lower()
        person = Person.objects.filter(email=email).first()
        person_id = person.id if person else None
        actions.refuse_session(
            _actor_or_none(person_id or actions.NOBODY), person_id, now=current_time()
        )

    def login(self, request: HttpRequest, user: Person) -> None:
        """Begin the session and leave its event. Raises NotPermitted for who has no agency."""
        actor = actor_for(user.id)
        now = current_time()
        super().login(request, user)
        actions.open_session(actor, user.id, now=now)
        Session.objects.filter(expire_date__lt=now).delete()

    def logout(self, request: HttpRequest) -> None:
        """Leave the event and end the session."""
        person_id = request.user.pk
        if person_id is not None and (actor := _actor_or_none(person_id)):
            actions.close_session(actor, person_id, now=current_time())
        super().logout(request)


def _actor_or_none(person_id: UUID) -> Actor | None:
    try:
        return actor_for(person_id)
    except NotPermitted:
        return None
