"""What kinds of pages and registers are worth to begin with, and to a question that wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What registers count for beside pages, which tell the whole story.
REGISTERS: Final = {
    **dict.fromkeys(("contacts", "facts", "faq", "glossary", "products", "roles", "tools"), 0.85),
    "bodies": 0.85,
}
OF_ENTRY: Final = 0.62  #: in any other register
#: What speaks for a kind of page or a register when a question wants it.
WANTED: Final = {
    "who": ("role", "roles", "contacts", "bodies"),
    "how": ("procedure",),
    "tool": ("tools",),
    "what": ("glossary", "facts"),
    "where": ("tools",),
}
OF_WANTED: Final = 1.35
OF_INDEX: Final = 0.7  #: a folder's own page leads to what answers
INDEX: Final = "index.md"  #: its name
OF_STATUS: Final = {"draft": 0.93, "outdated": 0.8}


def worth_of_page(path: str, kind: str, status: str, wants: Iterable[str]) -> float:
    """Return what a page is worth to begin with."""
    of_place = OF_INDEX if path.rpartition("/")[2] == INDEX else 1.0
    return of_place * OF_STATUS.get(status, 1.0) * _wanted(kind, wants)


def worth_of_register(name: str, wants: Iterable[str]) -> float:
    """Return what an entry of a register is worth to begin with."""
    return REGISTERS.get(name, OF_ENTRY) * _wanted(name, wants)


def _wanted(kind: str, wants: Iterable[str]) -> float:
    return OF_WANTED if any(kind in WANTED[want] for want in wants) else 1.0
