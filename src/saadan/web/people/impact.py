"""What would lack somebody if a person left: shown before they do.

Each part of the site that knows of something adds a function in a module of its own called
`impact`, which is found by that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.people.models import Person


class Lack(NamedTuple):
    """One thing that would lack somebody."""

    kind: str  #: what lacks somebody, in the reader's language, plural: "Roles without anybody"
    name: str
    link: str = ""  #: a place of ours, from "/" on


_FINDERS: Final[list[Callable[[Person, Snapshot, date], list[Lack]]]] = []


def add(find: Callable[[Person, Snapshot, date], list[Lack]]) -> None:
    """Let a part of the site say what would lack somebody.

    Args:
        find: takes the person, the handbook as the one who asks may see it, and today
    """
    _FINDERS.append(find)


def lacks(person: Person, snapshot: Snapshot, day: date) -> dict[str, list[Lack]]:
    """Return what would lack somebody without a person, by kind, in the order of the parts."""
    autodiscover_modules("impact")
    found: dict[str, list[Lack]] = {}
    for find in _FINDERS:
        for lack in find(person, snapshot, day):
            found.setdefault(lack.kind, []).append(lack)
    return found
