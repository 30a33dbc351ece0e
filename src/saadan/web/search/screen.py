"""What a reader sees of a reply, gathered for the templates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext

from saadan.language import _
from saadan.search.cards import CUT
from saadan.snapshot.addresses import written
from saadan.web.search import asking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saadan.search.model import Answer, Nearest, Piece, Reply, Result
    from saadan.snapshot.model import Entry
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.http import Request
    from saadan.web.search.question import Question

#: Places shown of one page.
MOST_PLACES: Final = 3
#: Registers and topics listed to narrow a search; more stand in a fold.
MOST_FILTERS: Final = 12
#: Lines of an answer shown while typing, and letters in each.
BRIEF: Final = 4
LONGEST_LINE: Final = 160
#: Letters in a value that is looked at, and taken along, at a glance; a longer one is text.
LONGEST_FACT: Final = 70
BETWEEN: Final = " › "

KIND_NAMES: Final = {
    "procedure": _("Procedure"),
    "role": _("Role"),
    "entry": _("Entry"),
    "register": _("Register"),
}
ANSWER_NAMES: Final = {
    "register": _("Register"),
    "entry": _("Entry"),
    "contact": _("Contact"),
    "tool": _("Tool"),
    "glossary": _("Term"),
    "faq": _("Frequent question"),
    "fact": _("Fact"),
    "procedure": _("Procedure"),
    "role": _("Role"),
    "passage": _("Section"),
}
#: What may be looked for, by the name of its filter.
FILTERS: Final = (
    ("guide", _("Guides")),
    ("procedure", _("Procedures")),
    ("role", _("Roles")),
)
OF_REGISTERS: Final = ("entry", "register")
FILTERS_OF_REGISTERS: Final = (("entry", _("Entries")), ("register", _("Registers")))

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_WEB: Final = re.compile(r"https?://[^\s\"'<>]+")
_IN_TEXT: Final = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|https?://[^\s\"'<>]*[^\s\"'<>.,;:!?)]"
)


class Link(NamedTuple):
    """Something to go to."""

    title: str
    href: str  #: as written


class Place(NamedTuple):
    """A section that was found."""

    heading: str  #: those above it on its page, and its own; "" for the page's beginning
    href: str
    excerpt: SafeString  #: with <mark> around what was asked for


class Found(NamedTuple):
    """A page or entry, with what was found on it."""

    title: str
    href: str
    kind: str  #: in the reader's language; "" for a guide
    trail: str  #: what it stands below
    is_entry: bool  #: whether it stands in a register
    places: tuple[Place, ...]


class Value(NamedTuple):
    """A fact to take along."""

    label: str
    text: str
    href: str  #: when it is an address of e-mail or web; else ""

    @property
    def is_short(self) -> bool:
        """Whether it is a fact to take along, rather than text to read."""
        return len(self.text) <= LONGEST_FACT


class Card(NamedTuple):
    """An answer, or several to choose between."""

    kind: str  #: in the reader's language
    title: str
    lines: tuple[SafeString, ...]  #: of text, with addresses as links; none when `values` say it
    brief: tuple[str, ...]  #: lines of it, for results while typing
    values: tuple[Value, ...]
    source: Link
    owner: Link | None  #: without href when the role has no page
    reviewed: date | None
    choices: tuple[Card, ...]


class Filter(NamedTuple):
    """A way to narrow the search, or to widen it again."""

    label: str
    href: str
    is_chosen: bool


class Facet(NamedTuple):
    """The ways to narrow the search in one respect, the first of them not to."""

    title: str
    filters: tuple[Filter, ...]
    is_long: bool

    @property
    def chosen(self) -> str:
        """What the search is narrowed to; "" when to nothing."""
        return next((each.label for each in self.filters[1:] if each.is_chosen), "")


@dataclass(frozen=True, slots=True)
class Screen:
    """The context of the search templates."""

    question: Question
    text_language: str  #: of the handbook, when it is another than the interface's
    card: Card | None
    found: tuple[Found, ...]
    nearest: tuple[Link, ...]
    count: str  #: what a reader hears: how many results
    is_partial: bool  #: whether none of them says much of what is asked

    @property
    def answered(self) -> tuple[str, ...]:
        """Where what the card says stands."""
        cards = (self.card.choices or (self.card,)) if self.card else ()
        return tuple(each.source.href for each in cards)


def screen_of(request: Request, question: Question, reply: Reply, limit: int) -> Screen:
    """Gather what belongs to a reply.

    Args:
        limit: how many results were asked for
    """
    language = request.snapshot.settings.language
    return Screen(
        question,
        language if language != request.language else "",
        _card(request.snapshot, reply.answer) if reply.answer else None,
        found=_found(request.snapshot, reply.results),
        nearest=tuple(map(_link, reply.nearest)),
        count=_count(len(reply.results), limit),
        is_partial=reply.is_partial,
    )


def facets_of(request: Request, question: Question) -> tuple[Facet, ...]:
    """Return the ways to narrow a question."""
    registers = asking.registers(request.snapshot)
    of_any_kind, anywhere = question._replace(kinds=()), question._replace(within="")
    names = [*FILTERS, *(FILTERS_OF_REGISTERS if registers else ())]
    kinds = [(gettext(name), question._replace(kinds=(key,))) for key, name in names]
    topics = [
        (each.title, question._replace(within=each.path)) for each in _topics(request.snapshot)
    ]
    named = [
        (each.title, question._replace(kinds=(f"register:{each.name}",))) for each in registers
    ]
    facets = (
        _facet(gettext("Kind"), question, of_any_kind, kinds),
        _facet(gettext("Topic"), question, anywhere, topics),
        _facet(gettext("Register"), question, of_any_kind, named),
    )
    return tuple(each for each in facets if each.filters)


def _count(count: int, limit: int) -> str:
    if count >= limit:
        return gettext("The %(n)s best results") % {"n": count}
    return ngettext("%(n)s result", "%(n)s results", count) % {"n": count}


def _href(address: str, anchor: str = "", row: Sequence[str] = ()) -> str:
    """Return where a result leads: to a section, and in it to the row of a table.

    A row has no name of its own. Browsers find it by its first and last cell (the text fragments
    of WICG); one that cannot goes to the section.
    """
    place = written(address, f"#{anchor}" if anchor else "")
    if not row:
        return place
    ends = [quote(each, safe="").replace("-", "%2D") for each in dict.fromkeys((row[0], row[-1]))]
    return f"{place}{'' if anchor else '#'}:~:text={','.join(ends)}"


def _link(nearest: Nearest) -> Link:
    return Link(nearest.title, _href(nearest.address))


# Results


def _found(snapshot: Snapshot, results: Sequence[Result]) -> tuple[Found, ...]:
    """Return results by page, in the order of each page's best."""
    pages: dict[str, list[Result]] = {}
    for result in results:
        pages.setdefault(result.address, []).append(result)
    return tuple(_of_page(snapshot, places[:MOST_PLACES]) for places in pages.values())


def _of_page(snapshot: Snapshot, results: Sequence[Result]) -> Found:
    best = results[0]
    places = _places(results)
    href = places[0].href if not places[0].heading else _href(best.address)
    kind = KIND_NAMES.get(best.kind, "")
    return Found(
        best.title,
        href,
        gettext(kind) if kind else "",
        _trail(snapshot, best),
        is_entry=best.kind == "entry",
        places=places,
    )


def _places(results: Sequence[Result]) -> tuple[Place, ...]:
    first, *others = [
        Place(_heading(each), _href(each.address, each.anchor, each.row), marked(each.excerpt))
        for each in results
    ]
    title = results[0].title
    return first, *(each._replace(heading=each.heading or title) for each in others)


def marked(pieces: Iterable[Piece]) -> SafeString:
    """Return an excerpt as HTML; a template for each piece would cost more than the search."""
    parts = ((escape(text), is_hit) for text, is_hit in pieces)
    return mark_safe("".join(f"<mark>{text}</mark>" if is_hit else text for text, is_hit in parts))


def _heading(result: Result) -> str:
    """Return the headings of a section, without the title of its page."""
    if result.kind in OF_REGISTERS:
        return ""
    headings = result.section.split(BETWEEN)
    return BETWEEN.join(headings[1:] if headings[0] == result.title else headings)


def _trail(snapshot: Snapshot, result: Result) -> str:
    """Return what a page stands below in the tree, or an entry in its register."""
    if result.kind in OF_REGISTERS:
        names = [each for each in result.section.split(BETWEEN) if each != result.title]
    else:
        names = [each.title for each in snapshot.breadcrumbs(result.path)]
    return BETWEEN.join(names)


# The answer


def _card(snapshot: Snapshot, answer: Answer) -> Card:
    text, values = _told_once(answer)
    address, _, anchor = answer.address.partition("#")
    return Card(
        gettext(ANSWER_NAMES.get(answer.kind, "Answer")),
        answer.title,
        lines=tuple(map(_linked, text)),
        brief=_brief(answer.title, text, values),
        values=values,
        source=Link(answer.source, _href(address, anchor)),
        owner=_owner(snapshot, answer.owner),
        reviewed=date.fromisoformat(answer.reviewed) if answer.reviewed else None,
        choices=tuple(_card(snapshot, each) for each in answer.choices),
    )


def _told_once(answer: Answer) -> tuple[list[str], tuple[Value, ...]]:
    """Return the lines of an answer and its values, so that a reader is told each thing once."""
    text = answer.text.strip().removeprefix(f"{answer.title}:")
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    values = tuple(
        _value(each.label, each.value) for each in answer.values if each.value != answer.title
    )
    is_fact = len(values) == 1 and values[0].is_short
    if _says_more(text, values) or (len(values) == 1 and not is_fact):
        return lines, tuple(each for each in values if each.is_short)
    if is_fact and answer.kind == "fact":  # its title says what it is
        return [], (values[0]._replace(label=answer.title),)
    return [], values


def _says_more(text: str, values: Sequence[Value]) -> bool:
    """Return whether there is more in a text than these values and what they are called."""
    said = {each.text for each in values} | {each.label for each in values}
    for words in sorted(said, key=len, reverse=True):
        text = text.replace(words, " ")
    return any(map(str.isalnum, text))


def _linked(line: str) -> SafeString:
    """Return a line of text as HTML, in which addresses can be pressed."""
    parts, end = [], 0
    for found in _IN_TEXT.finditer(line):
        place = escape(found[0])
        scheme = "mailto:" if found["email"] else ""
        parts += [escape(line[end : found.start()]), f'<a href="{scheme}{place}">{place}</a>']
        end = found.end()
    return mark_safe("".join([*parts, escape(line[end:])]))


def _brief(title: str, text: Sequence[str], values: Sequence[Value]) -> tuple[str, ...]:
    """Return the first lines of an answer: its text, and the values that are not in it."""
    facts = [
        each.text if each.label == title else f"{each.label}: {each.text}"
        for each in values
        if not any(each.text in line for line in text)
    ]
    lines = [line for line in (*text, *facts) if line != CUT]
    return tuple(Truncator(line).chars(LONGEST_LINE) for line in lines[:BRIEF])


def _value(label: str, text: str) -> Value:
    if _EMAIL.fullmatch(text):
        return Value(label, text, f"mailto:{text}")
    return Value(label, text, text if _WEB.fullmatch(text) else "")


def _owner(snapshot: Snapshot, role: str) -> Link | None:
    if not role:
        return None
    page = snapshot.role(role)
    return Link(page.title, _href(page.address)) if page else Link(role[:1].upper() + role[1:], "")


# Narrowing


def _facet(
    title: str, question: Question, widest: Question, choices: Sequence[tuple[str, Question]]
) -> Facet:
    """Return the ways to narrow a question in one respect.

    Args:
        widest: the question without anything that narrows it in this respect
        choices: a name for each way, and the question narrowed so
    """
    ways = [(gettext("All"), widest), *choices] if choices else []
    filters = tuple(Filter(label, each.address, each == question) for label, each in ways)
    return Facet(title, filters, is_long=len(filters) > MOST_FILTERS)


def _topics(snapshot: Snapshot) -> list[Entry]:
    """Return the pages at the top of the tree that have others below them."""
    return [each for each in snapshot.children(None) if snapshot.children(each.path, 1)]
