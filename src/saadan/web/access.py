"""Who may read what. The one place that decides; what it cannot decide, it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from saadan.content.page import AUDIENCES
from saadan.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from saadan.problems import Problem
    from saadan.snapshot.model import Page
    from saadan.snapshot.snapshot import Snapshot

#: Problems shown on a page, and how many of them with a suggestion, which costs milliseconds.
MOST_PROBLEMS: Final = 50
MOST_SUGGESTIONS: Final = 10
#: Problems whose sentences name other pages, registers or fields than what they are about, or tell
#: by being there that something else exists.
_NAMING_OTHERS: Final = frozenset(
    (
        "address-taken",
        "file-twin",
        "grand-parent-other",
        "link-anchor",
        "parent-ambiguous",
        "parent-cycle",
        "parent-missing",
        "title-duplicate",
        "value-audience",
        "value-entry",
        "value-field",
        "value-private",
        "value-register",
        "fence-register",
        "condition-name",
        "condition-types",
    )
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A person as far as reading is concerned."""

    audience: str  #: one of AUDIENCES

    @property
    def sees_all(self) -> bool:
        """Whether no page at all can be hidden from this reader."""
        return self.audience == AUDIENCES[-1]


def reader_of(request: HttpRequest) -> Reader:
    """Return who asks. Until people sign in, everyone belongs to the operator's one audience."""
    del request
    return Reader(settings.AUDIENCE)


def page_at(snapshot: Snapshot, address: str) -> Page:
    """Return the page that an address leads to.

    Args:
        snapshot: as the reader's audience sees it

    Raises:
        NotFound: there is none, or none that the reader may know of.
    """
    target = snapshot.find(address)
    if target is None or not target.is_page:
        raise NotFound(f"There is no page at {address}.")
    return snapshot.page(target.path)


def is_anything_hidden(reader: Reader, snapshot: Snapshot) -> bool:
    """Whether the handbook has pages, registers or fields that this reader may not know of."""
    if reader.sees_all:
        return False
    level = AUDIENCES.index(reader.audience)
    for table in ("pages", "registers"):
        if snapshot.rows(f"SELECT 1 FROM {table} WHERE audience > ? LIMIT 1", level):
            return True
    return snapshot.has_private_fields()


def may_know(snapshot: Snapshot, paths: Iterable[str]) -> bool:
    """Whether all files are pages, files or registers of the handbook that the reader may see."""
    return all(
        snapshot.address_of(path) is not None
        or snapshot.has_file(path)
        or snapshot.shows_register(path)
        for path in paths
    )


def visible_problems(reader: Reader, snapshot: Snapshot, path: str) -> list[Problem]:
    """Return what is wrong with a page, without what would name pages the reader may not know."""
    found = snapshot.problems(path)
    if found and is_anything_hidden(reader, snapshot):
        found = [each for each in found if each.code not in _NAMING_OTHERS]
    shown = found[:MOST_PROBLEMS]
    first, others = shown[:MOST_SUGGESTIONS], shown[MOST_SUGGESTIONS:]
    return [*map(snapshot.suggestion_for, first), *others]
