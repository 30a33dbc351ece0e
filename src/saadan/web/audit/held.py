"""What the log holds about people: numbers only, so that nothing in it has to be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from saadan.web.audit.models import Record
from saadan.web.people.held import Holding, add, keep

if TYPE_CHECKING:
    from saadan.web.people.models import Person


def _records(person: Person) -> list[dict[str, Any]]:
    found = Record.objects.filter(Q(by=person) | Q(about=f"person:{person.pk}"))
    return [dict(row) for row in found.values("at", "what", "about", "details")]


add(Holding("log", (Record,), _records, keep))
