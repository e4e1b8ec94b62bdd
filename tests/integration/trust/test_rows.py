"""No agency reads or writes another's rows, whatever the code above the database does."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from tipline.trust.people.models import Membership
from tipline.trust.people.types import Actor
from tipline.trust.rows import acting


def test_outside_of_acting_nobody_sees_any_agencys_rows(person):
    assert Membership.objects.count() == 0


def test_an_actor_sees_the_rows_of_their_agency(actor, person):
    with acting(actor):
        assert [row.person_id for row in Membership.objects.all()] == [person.id]


def test_an_actor_sees_no_row_of_another_agency(person, other_agency):
    with acting(Actor(agency_id=other_agency.id, name="process:test")):
        assert Membership.objects.count() == 0


def test_django_serves_as_a_role_that_does_not_own_the_tables(database):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("tipline_app",)
