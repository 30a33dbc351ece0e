"""What a reader sees of one page, gathered for the template."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from saadan.errors import Unavailable
from saadan.web import access

if TYPE_CHECKING:
    from saadan.problems import Problem
    from saadan.repository.history import Change
    from saadan.snapshot.model import Section
    from saadan.snapshot.snapshot import Entry, Page
    from saadan.web.http import Request

#: A list of contents helps from this many sections on.
WORTH_LISTING: Final = 3
#: Pages listed at the end of a page; the rest stand on a screen of their own.
MOST_CHILDREN: Final = 60
#: Problems because of which a page is not shown as its author meant it.
NOT_AS_MEANT: Final = frozenset(
    (
        "diagram-syntax",
        "file-encoding",
        "file-too-large",
        "front-matter-open",
        "front-matter-syntax",
        "page-crashed",
        "text-too-complex",
        "text-too-deep",
    )
)


class Fault(NamedTuple):
    """A problem in the reader's language."""

    line: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Screen:
    """The context of `pages/page.html`."""

    page: Page
    heading: str  #: HTML of the page's own heading; "" when it has one further down, or none
    text: str  #: HTML of the rest
    needs_title: bool  #: whether the page has no heading of the first level of its own
    stylesheet: str  #: address of the page's own styles, or ""
    crumbs: list[Entry]
    contents: list[Section]
    children: list[Entry]
    has_more_children: bool  #: than are listed
    before: Entry | None
    after: Entry | None
    latest: Change | None
    reviewed: date | None
    source: str  #: where the file can be seen, or ""
    faults: list[Fault]
    grave: list[Fault]  #: those that readers must know of
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
        heading,
        text,
        needs_title="<h1" not in page.html,
        stylesheet=f"/-/part/{stylesheet}" if stylesheet else "",
        crumbs=snapshot.breadcrumbs(path),
        contents=_contents(snapshot.sections(path)),
        children=children[:MOST_CHILDREN],
        has_more_children=len(children) > MOST_CHILDREN,
        before=before,
        after=after,
        latest=_latest(request, path),
        reviewed=date.fromisoformat(page.reviewed) if page.reviewed else None,
        source=snapshot.settings.source.replace("{path}", quote(path)),
        faults=_faults(problems, request.language),
        grave=_faults([p for p in problems if p.code in NOT_AS_MEANT], request.language),
        is_home=is_home,
    )


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

    A page whose text leads to most of them already needs no list.
    """
    snapshot = request.snapshot
    children = snapshot.children(page.path, MOST_CHILDREN + 1) if page.has_toc else []
    if not children and page.address == "/":
        others = [e for e in snapshot.children(None, MOST_CHILDREN + 1) if e.path != page.path]
        linked = sum(f'href="{each.address}' in page.html for each in others)
        children = others if linked * 2 < len(others) else []
    return children


def _latest(request: Request, path: str) -> Change | None:
    if request.handbook.history is None:
        return None
    try:
        return request.handbook.history.latest(path)
    except Unavailable:
        return None  # a page can be read without its history


def _faults(problems: list[Problem], language: str) -> list[Fault]:
    return [Fault(each.line, each.message(language), each.hint(language)) for each in problems]
