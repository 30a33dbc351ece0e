"""The dictionary: what a compiled handbook consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saadan.content.settings import Callout
    from saadan.problems import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """One page as readers see it."""

    path: str
    address: str
    title: str
    kind: str  #: "guide", "procedure" or "role"
    layout: str
    description: str
    owner: str
    deputy: str
    status: str  #: "", "draft", "approved" or "outdated"
    reviewed: str  #: ISO date or ""
    review_every: str
    audience: int  #: index in AUDIENCES
    has_toc: bool
    is_listed: bool
    html: str


class Entry(NamedTuple):
    """A page as others point to it."""

    path: str
    title: str
    address: str
    description: str
    status: str = ""  #: as that of `Page`


class Asset(NamedTuple):
    """A file that is served as it is."""

    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Branch:
    """A page in the tree, with the pages below it when they are shown."""

    entry: Entry
    has_children: bool
    is_current: bool = False
    children: Twigs | None = None  #: None when they are not shown


@dataclass(frozen=True, slots=True)
class Twigs:
    """The pages side by side below one page, or at the top."""

    branches: tuple[Branch, ...]
    hidden_before: int = 0  #: further siblings that are not shown
    hidden_after: int = 0


DRAWN: Final = "\u2060"  # which nobody sees


class Section(NamedTuple):
    """A heading and the text that follows it, up to the next heading of any level.

    The text before a page's first heading is a section of level 0 without title or anchor.
    """

    anchor: str  #: unique within its page; "" only at level 0
    level: int  #: 1–6 as written; 0 for what stands before the first heading
    title: str  #: plain text
    #: plain text; blocks separated by newlines, cells of a table by tabs; lines with `DRAWN` at
    #: their end are written in a diagram
    text: str
    line: int  #: 1-based line of the heading in the source file
    listed: bool  #: False when the author wrote {: .no_toc }


class Link(NamedTuple):
    """A link or picture in a page's text, as its author wrote it."""

    href: str  #: entities decoded, otherwise as written
    line: int  #: 1-based line in the source file
    is_image: bool


class Field(NamedTuple):
    """A column of a register, as its author defined it."""

    name: str
    type: str  #: one of content.register.TYPES, or the name of a register
    title: str
    is_required: bool
    is_many: bool
    is_private: bool
    is_reference: bool  #: whether `type` is the name of a register
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """A typed table of the handbook, without its rows, as one audience sees it."""

    path: str  #: of its YAML file
    name: str
    address: str
    title: str
    description: str
    owner: str  #: a role, or ""
    reviewed: str  #: ISO date, or ""
    audience: int  #: index in AUDIENCES
    key: str  #: name of the field that names an entry
    fields: tuple[Field, ...]  #: in order; private ones only for those who may see them
    size: int  #: number of entries


class RegisterEntry(NamedTuple):
    """A row of a register, as one audience sees it."""

    register: str
    key: str
    address: str
    title: str
    values: dict[str, tuple[str, ...]]  #: by field name, canonical text; () for an empty field
    html: dict[str, str]  #: of fields of type markdown, by name, sanitised
    path: str  #: of the file it stands in
    line: int  #: 1-based


class Use(NamedTuple):
    """A place that shows, names or leads to an entry."""

    kind: str  #: "entry", "register", or that of the page: "guide", "procedure" or "role"
    title: str  #: of the page, register or entry
    address: str
    how: str  #: "shown", "linked", "owner", "deputy", or the title of the field that refers to it


@dataclass(frozen=True, slots=True)
class Rendered:
    """One page's own text as sanitised HTML, with what was met on the way."""

    html: str
    sections: tuple[Section, ...]  #: in order of appearance
    links: tuple[Link, ...]  #: in order of appearance
    anchors: frozenset[str]  #: every id in the HTML, explicit ones on any element included
    problems: tuple[Problem, ...]


class Shown(NamedTuple):
    """A value of an entry, as a page shows it."""

    text: str  #: plain, in the handbook's language
    html: str  #: sanitised; to be used within a line
    is_markup: bool  #: whether the HTML is more than the text


class ShownRow(NamedTuple):
    """An entry in a table on a page."""

    register: str
    key: str
    cells: tuple[Shown, ...]  #: as many as the table has columns


class ShownTable(NamedTuple):
    """Entries of a register as a page shows them."""

    title: str  #: plain; "" for none
    columns: tuple[str, ...]  #: titles
    aligned: tuple[str, ...]  #: "right" or "" for each column
    rows: tuple[ShownRow, ...]
    after: str  #: HTML that follows the table


class Shows(Protocol):
    """What a page can show of the handbook's registers."""

    def value(self, register: str, entry: str, field: str, line: int) -> Shown | None:
        """Return a value; None, and a problem, when there is no such thing."""
        ...

    def linked_terms(self) -> Callable[[str], str] | None:
        """Return what puts links into a text at the first uses of explained words, or None.

        The text is escaped for HTML and without tags; what comes back may have links in it.
        """
        ...

    def table(self, register: str, body: str, line: int) -> ShownTable | None:
        """Return what a `register` fence shows; None, and a problem, when it cannot be shown.

        Args:
            body: the lines within the fence
            line: of the fence
        """
        ...


class Figure(NamedTuple):
    """A picture on a page."""

    html: str
    words: tuple[str, ...]  #: what is written in it, each label once


class Surroundings(Protocol):
    """What a page's text needs to know of the handbook it stands in."""

    @property
    def registers(self) -> Shows | None:
        """What it can show of registers; None where a text has no business to."""
        ...

    @property
    def callouts(self) -> Mapping[str, Callout]:
        """The boxes the handbook knows, by name."""
        ...

    def address(self, link: Link) -> str:
        """Return the address a link or picture leads to on the site."""
        ...

    def diagram(self, source: str, line: int) -> Figure | None:
        """Return a Mermaid diagram as it is shown; None keeps it as a code block."""
        ...
