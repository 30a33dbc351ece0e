"""What notices and letters hold about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saadan.web.letters.models import Letter, Notice
from saadan.web.people.held import Holding, add

if TYPE_CHECKING:
    from saadan.web.people.models import Person


def _notices(person: Person) -> list[dict[str, Any]]:
    return [dict(row) for row in person.notices.values("at", "subject", "text", "link", "read")]


def _letters(person: Person) -> list[dict[str, Any]]:
    return [dict(row) for row in person.letters.values("made", "to", "subject", "tries")]


def _erase_notices(person: Person) -> None:
    person.notices.all().delete()


def _erase_letters(person: Person) -> None:
    Letter.objects.filter(person=person).delete()


add(Holding("notices", (Notice,), _notices, _erase_notices))
add(Holding("letters", (Letter,), _letters, _erase_letters))
