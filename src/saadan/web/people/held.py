"""What is held about a person, and what becomes of it when they want to be forgotten.

Each part of the site that keeps something of a person's adds a `Holding` in a module of its own
called `held`, which is found by that name. A test fails for a table that names people and is in
none. That of the people themselves is called `holding`, since this one has the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from saadan.web.people.models import Person


class Holding(NamedTuple):
    """What one part of the site holds."""

    name: str  #: of the list in the export, one word
    models: tuple[type[Model], ...]  #: those with a foreign key to a person that this answers for
    export: Callable[[Person], list[dict[str, Any]]]  #: values that JSON knows, and times
    erase: Callable[[Person], None]  #: in a transaction; leaves rows that others need, emptied


_HOLDINGS: Final[list[Holding]] = []


def add(holding: Holding) -> None:
    """Let a part of the site answer for what it holds."""
    _HOLDINGS.append(holding)


def holdings() -> list[Holding]:
    """Return what all parts hold."""
    autodiscover_modules("held", "holding")
    return list(_HOLDINGS)


def keep(person: Person) -> None:
    """Erase nothing: the rows name a person by number only, and the row of that is emptied."""
    del person
