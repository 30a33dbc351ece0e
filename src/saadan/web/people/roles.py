"""Which roles people hold today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from saadan.web.people.models import Appointment, Person

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def roles_of(person: Person, day: date | None = None) -> frozenset[str]:
    """Return the roles that a person holds, as texts name them; on a day, or today."""
    held = person.appointments.filter(Appointment.on(day or timezone.localdate()))
    return frozenset(held.values_list("role", flat=True))


def holders_of(roles: Iterable[str], day: date | None = None) -> list[Person]:
    """Return the people who hold one of some roles, each once."""
    held = Appointment.objects.filter(
        Appointment.on(day or timezone.localdate()), role__in=list(roles), person__is_active=True
    )
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("name", "pk"))
