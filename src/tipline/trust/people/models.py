"""Keep agencies, people and memberships."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from tipline.trust.people.types import Role
from tipline.trust.rows import AgencyRow


class Agency(models.Model):
    """A clearinghouse, hotline, unit or task force: the owner of its rows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField()


class People(BaseUserManager["Person"]):
    """Look people up by the address that they sign in with."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Find a person by e-mail address, whatever its case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in with an e-mail address and a password."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """Addresses are kept in lower case, so that one person cannot be two."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="person_email_is_lower_case",
            )
        ]

    def __str__(self) -> str:
        """Name the person as the audit log does; the address stays out of logs and errors."""
        return f"person:{self.pk}"


class Membership(AgencyRow):
    """A role that a person holds at an agency."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    created_at = models.DateTimeField()

    class Meta:
        """One row for each role that a person holds at an agency; only roles that exist."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agency", "person", "role"], name="membership_is_held_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]),
                name="membership_role_exists",
            ),
        ]
