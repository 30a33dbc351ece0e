"""What might be gaps: what checks find in the texts, and what is searched for in vain.

Each has a key made of what it is about, so that one that was judged stays away until the text
that gave rise to it is another.
"""

from __future__ import annotations

import hashlib
import re
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext

from saadan.content.page import AUDIENCES
from saadan.health import nearly_empty, todo
from saadan.health.check import examine
from saadan.web.gaps.models import Dismissed, Gap, Kind
from saadan.web.gaps.subject import Subject, subject_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from saadan.missed import Missed
    from saadan.problems import Problem
    from saadan.snapshot.model import Section
    from saadan.snapshot.snapshot import Snapshot

CHECKS: Final = {"nearly-empty": nearly_empty.find, "todo": todo.find}
#: Problems in a page that are a gap to its reader.
DEAD: Final = ("link-missing", "link-anchor", "link-empty")
WANTED: Final = frozenset(("page-todo", "page-nearly-empty", *DEAD))
#: Fewer searches may be typing mistakes.
OFTEN: Final = 2
#: More at once nobody looks through; the next ones come when these are judged.
MOST: Final = 100
#: "[[Title]]" or "[[page|Title]]", as a wiki would make a link of it.
_WIKI: Final = re.compile(r"\[\[([^\[\]\n|]{1,80})(?:\|[^\[\]\n]{1,80})?\]\]")


class Finding(NamedTuple):
    """Something that a check found in a text."""

    key: str
    path: str
    anchor: str  #: of its section, or ""
    code: str  #: of the problem; "" for a link as in a wiki
    what: str  #: the marker or link that was found, or ""
    problem: Problem | None = None


class Suggestion(NamedTuple):
    """Something that might be a gap."""

    key: str
    text: str  #: what is missing, in the reader's language
    kind: Kind
    about: Subject
    question: str = ""
    times: int = 0  #: it was searched for


class Shown(NamedTuple):
    """The first suggestions, and how many there are."""

    suggestions: list[Suggestion]
    total: int


def suggestions(snapshot: Snapshot, missed: Iterable[Missed], language: str) -> Shown:
    """Return what might be gaps and nobody has judged: searches first, then by page.

    Args:
        snapshot: as its reader's audience sees it
        missed: searches that found nothing, by all audiences
    """
    searched = _searched(snapshot, missed)
    found = _findings(snapshot)
    judged = set(Dismissed.objects.values_list("key", flat=True))
    made = Gap.objects.exclude(key=None).order_by().values_list("key", flat=True)
    judged |= {key for key in made if key}
    asked = [each for each in searched if each.key not in judged]
    read = [each for each in found if each.key not in judged]
    said = (_said(snapshot, each, language) for each in read[: max(0, MOST - len(asked))])
    return Shown([*asked[:MOST], *said], len(asked) + len(read))


def suggestion(
    snapshot: Snapshot, missed: Iterable[Missed], language: str, key: str
) -> Suggestion | None:
    """Return the suggestion that has a key, whether it was judged or not; None for none."""
    searched = (each for each in _searched(snapshot, missed) if each.key == key)
    read = (_said(snapshot, each, language) for each in _findings(snapshot) if each.key == key)
    return next(chain(searched, read), None)


def _searched(snapshot: Snapshot, missed: Iterable[Missed]) -> list[Suggestion]:
    times: dict[str, int] = {}
    for each in missed:
        if AUDIENCES.index(each.audience) <= snapshot.level:
            times[each.question] = times.get(each.question, 0) + each.times
    often = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    whole = Subject(snapshot.level)
    return [
        Suggestion(
            _key("search", question),
            gettext("A search for “{question}” finds nothing.").format(question=question),
            Kind.SEARCHED,
            whole,
            question,
            n,
        )
        for question, n in often
        if n >= OFTEN
    ]


_latest: dict[int, tuple[str, list[Finding]]] = {}  #: by audience: the newest snapshot's


def _findings(snapshot: Snapshot) -> list[Finding]:
    """Return what checks find in the texts, by page; looked for once in each snapshot."""
    known = _latest.get(snapshot.level)
    if known is None or known[0] != snapshot.name:
        known = snapshot.name, _find(snapshot)
        _latest[snapshot.level] = known
    return known[1]


def _find(snapshot: Snapshot) -> list[Finding]:
    problems = [*examine(snapshot, CHECKS), *snapshot.problems()]
    found = [
        _in_page(snapshot, each)
        for each in problems
        if each.code in WANTED and snapshot.address_of(each.path) is not None
    ]
    found += _wiki_links(snapshot)
    by_key = {each.key: each for each in found}
    return sorted(by_key.values(), key=lambda each: (each.path, each.anchor, each.key))


def _in_page(snapshot: Snapshot, found: Problem) -> Finding:
    sections = snapshot.sections(found.path)
    section = _at_line(sections, found.line)
    fields = dict(found.fields)
    anchor = section.anchor if section else ""
    if found.code == "page-nearly-empty":
        anchor, text = "", "\n".join(each.text for each in sections)
    elif found.code == "page-todo":
        text = f"{section.title}\n{section.text}" if section else ""
    else:
        text = repr(found.fields)
    key = _key(found.code, found.path, anchor if found.code == "page-todo" else "", text)
    return Finding(key, found.path, anchor, found.code, fields.get("marker", ""), found)


def _wiki_links(snapshot: Snapshot) -> Iterator[Finding]:
    rows = snapshot.rows("SELECT path, anchor, text FROM sections WHERE text LIKE '%[[%]]%'")
    for path, anchor, text in rows:
        if snapshot.address_of(path) is not None:
            for link in _WIKI.finditer(text):
                yield Finding(_key("wiki", path, link[0]), path, anchor, "", link[0])


def _at_line(sections: list[Section], line: int) -> Section | None:
    """Return the section that a line of the source stands in."""
    return next((each for each in reversed(sections) if each.line <= line), None)


def _said(snapshot: Snapshot, found: Finding, language: str) -> Suggestion:
    about = subject_at(snapshot, snapshot.address_of(found.path) or "", found.anchor)
    if found.problem is None:
        text = gettext("“{link}” leads nowhere.").format(link=found.what)
    elif found.code == "page-nearly-empty":
        text = gettext("Next to nothing stands on the page.")
    elif found.code == "page-todo":
        sentence = gettext("The text says “{marker}”: something is still to be written.")
        text = sentence.format(marker=found.what)
    else:
        text = found.problem.message(language)
    return Suggestion(found.key, text, Kind.FOUND, about)


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
