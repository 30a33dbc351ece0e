"""Who holds which role: the roles that texts and registers name, and those nobody holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from saadan.content.fields import collated
from saadan.snapshot.register_shelf import ROLES
from saadan.web.people.impact import Lack, add
from saadan.web.people.models import Appointment

if TYPE_CHECKING:
    from datetime import date

    from saadan.snapshot.model import Entry
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.people.models import Person

#: Pages and registers named for each role that loses its holder.
MOST_NAMED = 20


@dataclass
class Role:
    """A role as it is named, and who holds it on a day."""

    key: str  #: as texts name it
    title: str
    address: str  #: of the page or entry that describes it; ""
    owns: int = 0  #: pages and registers
    held: list[Appointment] = field(default_factory=list)

    @property
    def lacks_holder(self) -> bool:
        """Whether texts need somebody and there is nobody; a deputy alone does not do."""
        return not any(not each.is_deputy for each in self.held)


def roles(snapshot: Snapshot, day: date, without: Person | None = None) -> list[Role]:
    """Return every role that is named or held, by title.

    Args:
        without: somebody to be thought away
    """
    found = {key: _role(snapshot, key) for key in _named(snapshot)}
    for (key,) in snapshot.rows(_OWNERS):
        found[key].owns += 1
    held = Appointment.objects.filter(Appointment.on(day), person__is_active=True)
    for each in held.select_related("person"):
        if without is not None and each.person_id == without.pk:
            continue
        found.setdefault(each.role, _role(snapshot, each.role)).held.append(each)
    return sorted(found.values(), key=lambda each: (collated(each.title), each.key))


_OWNERS = (
    "SELECT owner FROM pages WHERE owner != '' UNION ALL"
    " SELECT owner FROM registers WHERE owner != ''"
)


def _named(snapshot: Snapshot) -> set[str]:
    named = {key for (key,) in snapshot.rows(_OWNERS)}
    named |= {key for (key,) in snapshot.rows("SELECT deputy FROM pages WHERE deputy != ''")}
    return named | {
        key for (key,) in snapshot.rows("SELECT key FROM entries WHERE register = ?", ROLES)
    }


def title_of(snapshot: Snapshot, key: str) -> str:
    """Return what a role is called by the page or entry that describes it."""
    return _role(snapshot, key).title


def _role(snapshot: Snapshot, key: str) -> Role:
    described: Entry | None = snapshot.role(key)
    if described is None:
        return Role(key, key, "")
    return Role(key, described.title, described.address)


def _roles_left(person: Person, snapshot: Snapshot, day: date) -> list[Lack]:
    """Return the roles that nobody would hold without a person."""
    kind = gettext("Roles that nobody will hold")
    return [Lack(kind, each.title, each.address) for each in _lost(person, snapshot, day)]


def _pages_left(person: Person, snapshot: Snapshot, day: date) -> list[Lack]:
    """Return the pages and registers whose owner nobody would be."""
    kind = gettext("Pages and registers without an owner")
    found = []
    for role in _lost(person, snapshot, day):
        rows = snapshot.rows(
            "SELECT title, address FROM pages WHERE owner = ?1 UNION ALL"
            " SELECT title, address FROM registers WHERE owner = ?1 LIMIT ?2",
            role.key,
            MOST_NAMED,
        )
        found += [Lack(kind, title, address) for title, address in rows]
    return found


def _lost(person: Person, snapshot: Snapshot, day: date) -> list[Role]:
    held = person.appointments.filter(Appointment.on(day), is_deputy=False)
    mine = set(held.values_list("role", flat=True))
    return [each for each in roles(snapshot, day, person) if each.key in mine and each.lacks_holder]


add(_roles_left)
add(_pages_left)
