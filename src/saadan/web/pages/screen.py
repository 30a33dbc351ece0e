"""What a reader sees of one page, gathered for the template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from django.utils.html import escape

from saadan.errors import Unavailable
from saadan.snapshot.addresses import written
from saadan.web import access
from saadan.web.pages.fitting import fitting

if TYPE_CHECKING:
    from saadan.problems import Problem
    from saadan.repository.history import Change
    from saadan.snapshot.model import Entry, Page, Section
    from saadan.web.http import Request

#: A list of contents helps from this many sections on.
WORTH_LISTING: Final = 3
#: Pages listed at the end of a page; the rest stand on a screen of their own.
MOST_CHILDREN: Final = 60
#: A text that leads to this share of the pages below needs no list of them.
NEARLY_ALL: Final = 0.8
#: A text with fewer letters of HTML says little without that list, in print too.
SHORT: Final = 1500
#: Problems because of which a page is not shown as its author meant it.
NOT_AS_MEANT: Final = frozenset(
    (
        "file-encoding",
        "file-too-large",
        "front-matter-open",
        "front-matter-syntax",
        "page-crashed",
        "text-too-complex",
        "text-too-deep",
    )
)


class Owner(NamedTuple):
    """Who answers for a page."""

    name: str
    address: str  #: of the page about that role; "" when there is none


class Fault(NamedTuple):
    """A problem in the reader's language."""

    path: str
    line: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Screen:
    """The context of `pages/page.html`."""

    page: Page
    owner: Owner | None
    heading: str  #: HTML of the page's own heading; "" when it has one further down, or none
    text: str  #: HTML of the rest
    needs_title: bool  #: whether the page has no heading of the first level of its own
    stylesheet: str  #: address of the page's own styles, or ""
    crumbs: list[Entry]
    contents: list[Section]
    children: list[Entry]
    has_more_children: bool  #: than are listed
    is_short: bool  #: whether the text says little without that list
    before: Entry | None
    after: Entry | None
    latest: Change | None
    reviewed: date | None
    source: str  #: where the file can be seen, or ""
    faults: list[Fault]
    grave: list[Fault]  #: those that readers must know of
    missing_diagrams: int  #: that are shown as text
    is_home: bool


def screen_of(request: Request, page: Page) -> Screen:
    """Gather what belongs to a page, as far as its reader may see it."""
    snapshot, path = request.snapshot, page.path
    is_home = page.layout == "home" or page.address == "/"
    heading, text = _apart(page.html)
    before, after = snapshot.neighbours(path)
    problems = access.visible_problems(request.reader, snapshot, path)
    stylesheet = snapshot.stylesheet(path)
    children = _children(request, page)
    return Screen(
        page,
        _owner(request, page),
        heading,
        fitting(text),
        needs_title="<h1" not in page.html,
        stylesheet=f"/-/part/{stylesheet}" if stylesheet else "",
        crumbs=snapshot.breadcrumbs(path),
        contents=_contents(snapshot.sections(path)),
        children=children[:MOST_CHILDREN],
        has_more_children=len(children) > MOST_CHILDREN,
        is_short=len(text) < SHORT,
        before=before,
        after=after,
        latest=_latest(request, path),
        reviewed=date.fromisoformat(page.reviewed) if page.reviewed else None,
        source=snapshot.settings.source.replace("{path}", quote(path)),
        faults=_faults(problems, request.language),
        grave=_faults([p for p in problems if p.code in NOT_AS_MEANT], request.language),
        missing_diagrams=sum(each.code == "diagram-syntax" for each in problems),
        is_home=is_home,
    )


def _owner(request: Request, page: Page) -> Owner | None:
    if not page.owner:
        return None
    role = request.snapshot.role(page.owner)
    is_own = role is not None and role.path == page.path
    name = role.title if role else page.owner[:1].upper() + page.owner[1:]
    return Owner(name, role.address if role and not is_own else "")


def _apart(html: str) -> tuple[str, str]:
    """Return a page's heading and the rest, when it begins with one."""
    if not html.lstrip().startswith("<h1"):
        return "", html
    heading, end, text = html.partition("</h1>")
    return heading + end, text


def _contents(sections: list[Section]) -> list[Section]:
    found = [each for each in sections if each.level in (2, 3) and each.listed and each.anchor]
    return found if len(found) >= WORTH_LISTING else []


def _children(request: Request, page: Page) -> list[Entry]:
    """Return the pages to list at the end: those below it, or on a front page all at the top.

    A page whose text leads to nearly all of them already needs no list.
    """
    snapshot = request.snapshot
    children = snapshot.children(page.path, MOST_CHILDREN + 1) if page.has_toc else []
    if not children and page.address == "/":
        top = snapshot.children(None, MOST_CHILDREN + 1)
        children = [each for each in top if each.path != page.path]
    leads_to = set(re.findall(r'href="([^"#?]+)', page.html))
    linked = sum(escape(written(each.address)) in leads_to for each in children)
    return children if linked < NEARLY_ALL * len(children) else []


def _latest(request: Request, path: str) -> Change | None:
    if request.handbook.history is None:
        return None
    try:
        return request.handbook.history.latest(path)
    except Unavailable:
        return None  # a page can be read without its history


def _faults(problems: list[Problem], language: str) -> list[Fault]:
    return [
        Fault(each.path, each.line, each.message(language), each.hint(language))
        for each in problems
    ]
