"""Finding: a question in, the answer and the places that speak of it out."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final, NamedTuple, Self, TypedDict, Unpack

from saadan.search.answers import answer_of
from saadan.search.documents import descend
from saadan.search.entries import (
    FOLDER,
    is_by_the_way,
    place_of,
    register_of,
    synonyms,
    text_of,
    told_at,
)
from saadan.search.excerpts import cells_of, excerpt
from saadan.search.fitting import fits, tells_what_fits
from saadan.search.index import index_of
from saadan.search.lexicon import lexicon_with
from saadan.search.model import Nearest, Reply, Result
from saadan.search.question import read_question
from saadan.search.ranking import Ranked, Ranking, page_of
from saadan.search.sections import telling_first
from saadan.search.ways import Reader
from saadan.search.worth import worth_of_page, worth_of_register

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from saadan.search.changed import Found
    from saadan.search.index import Index
    from saadan.search.lexicon import Lexicon
    from saadan.search.question import Question
    from saadan.snapshot.model import Register
    from saadan.snapshot.snapshot import Snapshot

#: Sections and entries that are weighed; more when some will be left out.
CANDIDATES: Final = (30, 10)
NARROWED: Final = (300, 200)
#: Places that one page may have among the results.
MOST_OF_PAGE: Final = 3
#: What another place of a page must be worth, as a share of the best of all, to take the room of
#: another page.
LEAST_OF_SAME: Final = 0.5
#: What a page's places count for when pages are compared: the best one, the next, and the third.
SHARES: Final = (1.0, 0.25, 0.1)
#: How much more a page counts the more of its sections speak of a question: a page on what is asked
#: says it everywhere. An entry, which has none, is taken for so many.
OF_MANY, ENTRY_AS = 0.3, 2
#: What speaks of less of the question than the first is no result. When even the best speaks of
#: less than the second there are none, nor when it speaks of less than the third and no document
#: says what tells most of the question.
LEAST_COVERAGE, LEAST_OF_BEST, LEAST_OF_UNSURE = 0.26, 0.4, 0.48
#: A reader is told when even the best speaks of less than this, unless there is an answer.
MOST_OF_QUESTION: Final = 0.6
#: A result worth less than this share of the best one is left out.
LEAST_SHARE: Final = 0.05
NEAREST: Final = 5
#: Pages whose facts are remembered: a snapshot never changes.
MOST_KNOWN_PAGES: Final = 20_000
#: The best places, whose text is read to see whether they can answer, and what is left of the
#: worth of one that cannot.
MOST_READ, UNFIT = 5, 0.7
#: The best sections of the best page, of which is read what they would show.
MOST_SECTIONS_READ: Final = 6
#: Places that are looked at first.
ROOM: Final = 10
LIMIT: Final = 20


class _Page(NamedTuple):
    """What is shown of a page, and what it is worth to begin with."""

    kind: str
    status: str
    title: str
    address: str
    description: str


class Search(TypedDict, total=False):
    """How to search; every key may be left out."""

    typing: bool  #: whether the last word may be unfinished
    limit: int  #: results at most
    kinds: Collection[str]  #: only results of these kinds; all when empty
    within: str  #: path of a page; only results on it and below it


class Finder:
    """Finds in one snapshot what one audience may see of it."""

    def __init__(self, snapshot: Snapshot, index: Index, lexicon: Lexicon) -> None:
        self.snapshot = snapshot
        self._index = index
        self._reader = Reader(index, lexicon)
        self._known_pages: dict[str, _Page] = {}

    @classmethod
    def of(cls, snapshot: Snapshot, earlier: Snapshot | None = None) -> Self:
        """Return what finds in a snapshot; see `index_of`."""
        lexicon = lexicon_with(tuple(synonyms(snapshot)))
        return cls(snapshot, index_of(snapshot, earlier), lexicon)

    def discard(self) -> None:
        """Remove the index, which cannot be read."""
        self._index.discard()

    def search(self, text: str, **how: Unpack[Search]) -> Reply:
        """Answer a question."""
        ranking, weighed, pages = self._found(text, how)
        limit = how.get("limit", LIMIT)
        coverage = max((each.coverage for each in weighed), default=0.0)
        is_sure = any(map(ranking.says_topic, weighed))
        is_covered = coverage >= (LEAST_OF_BEST if is_sure else LEAST_OF_UNSURE)
        found = best_of(weighed, min(limit, ROOM)) if is_covered else []
        shown = list(itertools.chain.from_iterable(found))[:limit]
        results = tuple(self._result(each, ranking, pages) for each in shown)
        is_open = how.get("typing", False)
        answer = answer_of(self.snapshot, ranking, weighed, typing=is_open)
        return Reply(
            ranking.question.text,
            answer,
            results,
            nearest=() if results else self._nearest(weighed),
            is_partial=bool(results) and answer is None and coverage < MOST_OF_QUESTION,
        )

    def explain(self, text: str, **how: Unpack[Search]) -> Iterator[str]:
        """Yield why a question finds what it finds: a line each for its words and the places."""
        ranking, weighed = self.weighed(text, **how)
        for asked in ranking.question.asked:
            ways = ", ".join(
                f"{' & '.join(way.terms)} {way.worth:.2f} ({way.how})" for way in asked.ways
            )
            yield f"{asked.word} ({asked.weight:.2f}): {ways or '-'}"
        for each in weighed:
            yield f"{each.score:.2f} {each.found.path}#{each.found.number}: {ranking.why(each)}"

    def weighed(self, text: str, **how: Unpack[Search]) -> tuple[Ranking, list[Ranked]]:
        """Return the documents that speak of a question, the best first, and what weighed them."""
        ranking, weighed, _pages = self._found(text, how)
        return ranking, sorted(weighed, key=lambda each: -each.score)

    def _found(self, text: str, how: Search) -> tuple[Ranking, list[Ranked], dict[str, _Page]]:
        """Return the documents that speak of a question, and the pages they belong to."""
        ranking = Ranking(self._read(text, how))
        found, pages = self._candidates(ranking, how)
        weighed = _weighed(ranking, found, pages)
        fitting = list(self._fitting(ranking.question, weighed))
        return ranking, self._told_first(ranking, fitting), pages

    def _fitting(self, question: Question, weighed: Iterable[Ranked]) -> Iterator[Ranked]:
        """Yield documents, less worth where the best cannot answer: "who" where nobody is named."""
        if not tells_what_fits(question.text):
            yield from weighed
            return
        for number, each in enumerate(sorted(weighed, key=lambda each: -each.score)):
            is_fit = number >= MOST_READ or fits(question.text, self._text(each.found))
            yield each if is_fit else each._replace(score=UNFIT * each.score)

    def _told_first(self, ranking: Ranking, weighed: list[Ranked]) -> list[Ranked]:
        """Return documents; the sections of the best page share anew what they are worth."""
        best_first = sorted(weighed, key=lambda each: -each.score)
        sections = [w for w in best_first if w.score and not w.found.path.startswith(FOLDER)]
        path = sections[0].found.path if sections else ""
        on_page = [each for each in sections if each.found.path == path][:MOST_SECTIONS_READ]
        if len(on_page) < 2:
            return weighed
        telling = telling_first(self.snapshot, ranking, on_page)
        anew = [
            each._replace(score=place.score, raised=math.log(place.score / each.score))
            for each, place in zip(telling, on_page, strict=True)
        ]
        read = {each.found.number for each in on_page}
        others = (w for w in weighed if w.found.path != path or w.found.number not in read)
        return [*anew, *others]

    def _text(self, found: Found) -> str:
        """Return what a document says, in the author's own words."""
        if not found.path.startswith(FOLDER):
            return self.snapshot.section(found.path, found.number).text
        entry = told_at(self.snapshot, found.path, found.number)
        return f"{entry[1].entry.title}\n{text_of(*entry)}" if entry else ""

    def _read(self, text: str, how: Search) -> Question:
        is_open = how.get("typing", False)
        return read_question(text, self._reader, typing=is_open)

    def _candidates(self, ranking: Ranking, how: Search) -> tuple[list[Found], dict[str, _Page]]:
        """Return the documents that may answer a question, and the pages they belong to."""
        kinds, within = how.get("kinds", ()), how.get("within", "")
        is_narrowed = bool(kinds or within)
        room = NARROWED if is_narrowed else CANDIDATES
        found = self._index.best(ranking.boosts(), *room, ranking.whole())
        pages = self._pages(found)
        if is_narrowed:
            below = {path for path in pages if not within or self._is_below(path, within)}
            found = [
                each
                for each in found
                if _is_of_kind(each, pages, kinds) and (each.path in below or not within)
            ]
        return found, pages

    def _pages(self, found: Iterable[Found]) -> dict[str, _Page]:
        """Return the pages that some documents belong to, by path."""
        paths = {each.path for each in found if not each.path.startswith(FOLDER)}
        known = {path: self._known_pages[path] for path in paths & self._known_pages.keys()}
        missing = list(paths - known.keys())
        sql = (
            "SELECT path, kind, status, title, address, description FROM pages"
            f" WHERE path IN ({', '.join('?' * len(missing))})"
        )
        rows = self.snapshot.rows(sql, *missing) if missing else ()
        read = {path: _Page(*facts) for path, *facts in rows}
        if len(self._known_pages) < MOST_KNOWN_PAGES:
            self._known_pages |= read
        return known | read

    def _is_below(self, path: str, within: str) -> bool:
        above = self.snapshot.breadcrumbs(path)
        return path == within or any(each.path == within for each in above)

    def _result(self, ranked: Ranked, ranking: Ranking, pages: Mapping[str, _Page]) -> Result:
        if ranked.found.path.startswith(FOLDER):
            return self._entry(ranked, ranking)
        return self._section(ranked, ranking, pages[ranked.found.path])

    def _section(self, ranked: Ranked, ranking: Ranking, page: _Page) -> Result:
        path, number = ranked.found.path, ranked.found.number
        rows = self.snapshot.rows(
            "SELECT level, title, anchor, CASE number WHEN ? THEN text END FROM sections"
            " WHERE path = ? AND number <= ? ORDER BY number",
            *(number, path, number),
        )
        above: list[tuple[int, str]] = []
        for level, heading, *_ in rows:
            descend(above, level, heading, page.title)
        _, _, anchor, text = rows[-1] if rows else (0, "", "", "")
        section = " › ".join(heading for _, heading in above)
        line = _line(text, ranked.line)
        shown, row = excerpt(line or page.description, ranking), cells_of(line)
        anchor = anchor if above else ""
        where = (path, page.address, anchor, page.title, section, page.kind)
        return Result(*where, shown, ranked.score, row)

    def _entry(self, ranked: Ranked, ranking: Ranking) -> Result:
        found, snapshot = ranked.found, self.snapshot
        what = told_at(snapshot, found.path, found.number)
        if what is None:  # the register itself
            register = snapshot.register(register_of(found.path))
            shown = excerpt(register.description, ranking)
            kind, title, address, section = "register", register.title, register.address, ""
        else:
            register, (entry, _) = what
            text = text_of(*what)
            shown = excerpt(_telling(text, ranked.line, entry.key, register), ranking)
            kind, title, address, section = "entry", entry.title, entry.address, register.title
        return Result(register.path, address, "", title, section, kind, shown, ranked.score)

    def _nearest(self, weighed: Sequence[Ranked]) -> tuple[Nearest, ...]:
        """Return the titles that come closest, of what speaks of too little to be a result."""
        near = sorted(weighed, key=lambda each: (-each.coverage, -each.score, each.found.path))
        found = (self._near(each.found) for each in near if each.coverage)
        return tuple(itertools.islice(dict.fromkeys(filter(None, found)), NEAREST))

    def _near(self, found: Found) -> Nearest | None:
        if not found.path.startswith(FOLDER):
            page = self.snapshot.entry(found.path)
            return Nearest(page.title, page.address) if page else None
        place = place_of(self.snapshot, found.path, found.number)
        entry = self.snapshot.register_entry(*place) if place else None
        return Nearest(entry.title, entry.address) if entry else None


def _weighed(ranking: Ranking, found: Iterable[Found], pages: Mapping[str, _Page]) -> list[Ranked]:
    """Return how much some documents tell of a question."""
    weighed = []
    wants = ranking.question.wants
    for each in found:
        is_entry = each.path.startswith(FOLDER)
        if is_entry:
            worth = worth_of_register(register_of(each.path), wants)
        else:
            page = pages[each.path]
            worth = worth_of_page(each.path, page.kind, page.status, wants)
        weighed.append(ranking.weigh(each, is_entry=is_entry, worth=worth))
    return ranking.within_pages(weighed)


def _is_of_kind(found: Found, pages: Mapping[str, _Page], kinds: Collection[str]) -> bool:
    if not kinds:
        return True
    if found.path.startswith(FOLDER):
        kind = "entry" if found.number else "register"
        return kind in kinds or f"register:{register_of(found.path)}" in kinds
    return pages[found.path].kind in kinds


def best_of(weighed: Iterable[Ranked], room: int = ROOM) -> list[list[Ranked]]:
    """Return the documents that are results, those of one page together, the best first.

    Of pages whose best places are as good as each other, the one with more places that speak of the
    question comes first. More than one of its places is shown where it is as good as other pages,
    or where there is room left.

    Args:
        room: how many documents are looked at
    """
    pages: dict[str, list[Ranked]] = {}
    for each in sorted(weighed, key=lambda each: (-each.score, each.found.path, each.found.number)):
        if each.coverage >= LEAST_COVERAGE:
            pages.setdefault(page_of(each.found), []).append(each)
    found = sorted(pages.items(), key=lambda page: (-_worth(page[1]), page[0]))
    most = _worth(found[0][1]) if found else 0.0
    kept = [places[:MOST_OF_PAGE] for _, places in found if _worth(places) >= LEAST_SHARE * most]
    again = sorted((each.score for places in kept for each in places[1:]), reverse=True)
    left = max(0, room - len(kept))
    best = max((places[0].score for places in kept), default=0.0)
    least = min(LEAST_OF_SAME * best, again[:left][-1] if again[:left] else math.inf)
    return [[places[0], *(each for each in places[1:] if each.score >= least)] for places in kept]


def _worth(places: Sequence[Ranked]) -> float:
    """Return what a page is worth, whose places are given, the best first."""
    best = sum(each.score * share for each, share in zip(places, SHARES, strict=False))
    count = ENTRY_AS if places[0].found.path.startswith(FOLDER) else len(places)
    return float(best * count**OF_MANY)


def _telling(text: str, number: int, key: str, register: Register) -> str:
    """Return the line of an entry's text; its first when that says only its key, or how to ask."""
    line = _line(text, number)
    words = tuple(f"{field.title}: " for field in register.fields if is_by_the_way(field))
    return _line(text, 0) if line.endswith(f": {key}") or line.startswith(words) else line


def _line(text: str, number: int) -> str:
    """Return the line of a text, or the next that says anything."""
    lines = text.split("\n")[number:]
    return next(filter(str.strip, lines), "")
