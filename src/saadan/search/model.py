"""The dictionary of finding: what a question gets in return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of an excerpt, in the author's own words."""

    text: str
    is_hit: bool  #: whether it is what the question asked for


class Result(NamedTuple):
    """A section, or an entry of a register, that a question leads to."""

    path: str  #: of the page's source or of the register's file
    address: str  #: of the page or entry, without its anchor
    anchor: str  #: of the section; "" for the top of the page, and for entries
    title: str  #: of the page, or of the entry
    section: str  #: headings from the page's title down to the section, joined by " › "; or ""
    kind: str  #: "guide", "procedure", "role", "entry" or "register"
    excerpt: tuple[Piece, ...]
    score: float  #: comparable within one reply only
    row: tuple[str, ...] = ()  #: of a table that the excerpt is: its cells; () for other texts


class Copyable(NamedTuple):
    """A value that a reader may want to take along."""

    label: str
    value: str


class Nearest(NamedTuple):
    """A page or entry that comes close to what was asked, though it is no result."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the handbook itself settles, and where it says so.

    Or a choice between a few answers, which says all that they do below their titles, and nothing
    else.
    """

    #: "register", "contact", "tool", "glossary", "faq", "fact", "procedure", "role",
    #: "passage" or "choice"
    kind: str
    title: str  #: what the answer is about
    text: str  #: plain text; lines separated by newlines
    values: tuple[Copyable, ...]  #: the facts in it, one by one
    source: str  #: title of the page or register it stands in
    address: str  #: of the place, with its anchor, if any
    path: str
    owner: str  #: a role, or ""
    reviewed: str  #: ISO date, or ""
    choices: tuple[Answer, ...] = ()  #: answers to choose between, the likeliest first


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question gets. No results and no answer is a reply too: the handbook has none."""

    query: str  #: as asked, made tidy
    answer: Answer | None
    results: tuple[Result, ...]  #: the best first; the places of one page stand together
    nearest: tuple[Nearest, ...]  #: titles that come closest, when there are no results
    is_partial: bool = False  #: whether even the best place says little of what is asked
