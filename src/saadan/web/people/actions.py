"""What is done to people and by them; each act and its row in the log are kept together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saadan.content.page import AUDIENCES
from saadan.web.audit.actions import record
from saadan.web.people.models import Appointment, Person

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def join(
    *,
    by: Person | None,
    email: str,
    name: str,
    audience: str = AUDIENCES[1],
    is_administrator: bool = False,
) -> Person:
    """Return a new person, who cannot sign in with a password yet."""
    person = Person(
        email=email.lower(),
        name=name,
        audience=audience,
        is_administrator=is_administrator,
        joined=timezone.now(),
    )
    person.set_unusable_password()
    person.save()
    record(by=by, what="person-joined", about=f"person:{person.pk}", audience=audience)
    return person


@transaction.atomic
def appoint(
    *,
    by: Person | None,
    person: Person,
    role: str,
    starts: date,
    ends: date | None = None,
    product: str = "",
    is_deputy: bool = False,
) -> Appointment:
    """Let a person hold a role from a day on."""
    made = Appointment.objects.create(
        person=person, role=role, product=product, is_deputy=is_deputy, starts=starts, ends=ends
    )
    about = f"person:{person.pk}"
    record(by=by, what="role-given", about=about, role=role, product=product)
    return made
