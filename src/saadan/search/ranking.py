"""Which of the documents found tells most of what is asked for, and why."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import STOP_WORDS, words
from saadan.search.entries import FOLDER
from saadan.search.index import HEADER, ROW, encoded, terms_of
from saadan.search.wholes import stop_terms, whole_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from saadan.search.changed import Found
    from saadan.search.question import Asked, Question

#: What it is worth where a word stands.
IN_TITLE: Final = 3.3  #: of the page, when the document is its beginning; of an entry
IN_PAGE_TITLE: Final = 0.7  #: of the page, when the document is a section further down
IN_HEADING: Final = 3.4  #: the section's own
IN_HEADING_ABOVE: Final = 0.6
IN_KEYS: Final = 1.8
IN_ASKED: Final = 0.4  #: in one of the many ways to ask for an entry
IN_TEXT: Final = 1.0
#: What it is worth that the words stand together.
IN_PLACE: Final = 2.5  #: in one line of the text and the headings above it
IN_ORDER: Final = 0.6  #: one after the other
ALL_OF_TITLE: Final = 2.4  #: and the title says nothing else
ALL_OF_HEADING: Final = 1.5
ALL_OF_QUESTION: Final = 2.2
#: What is left of a compound's worth when its parts stand in different lines.
SCATTERED: Final = 0.9
IN_CROWN: Final = 1.1  #: in a page's title and the headings of one of its sections
#: What is left of what a table's first row says, for each of its rows.
OF_HEADER: Final = 0.9
#: How nearly a line says what is asked that does so word for word, small words included.
WORD_FOR_WORD: Final = 1.1
#: How fast more of the same says less, and by how much long texts tell less.
SATURATION: Final = 1.7
LENGTH: Final = 0.6
USUAL_LENGTH: Final = 110.0  # terms
#: How much is left of what is found when a part of the question is missing.
MISSING: Final = 1.1
#: Terms worth less than this share of the best one for the same word are not looked up.
WORTH_LOOKING_UP: Final = 0.4
#: Terms worth at least this much are the question's own words, not only related ones.
SURE: Final = 0.6
#: What speaks of a word at all must have a term worth this much for it.
NAMED: Final = 0.3
#: The words that tell most of a question are those that tell at least this share of what any of
#: them does.
TELLING: Final = 0.6
#: How much of what is missing the rest of the page makes up for.
OF_PAGE: Final = 0.55


class Mark(NamedTuple):
    """What a term stands for."""

    asked: int  #: which word asked for
    worth: float
    group: int  #: -1, or which way it is a part of


class Place(NamedTuple):
    """What one place of a document says of a question."""

    by: float  #: what it is worth that it stands there
    worth: Mapping[int, float]  #: of the best term for each word asked for


class Places(NamedTuple):
    """Where a document says something."""

    title: Place
    heading: Place  #: its own, of a section
    above: Place  #: the headings above that
    title_and_headings: Place  #: compounds whose parts stand in several of these
    keys: Place
    text: Place


class Ranked(NamedTuple):
    """A document and what it is worth."""

    found: Found
    score: float
    coverage: float  #: how much of the question it and its page speak of, from 0 to 1
    line: int  #: number of the line of its text that says most
    in_place: float  #: how much of the question it says under its title and headings, from 0 to 1
    said: float  #: how nearly it says that it answers this very question; see `_wholly`
    said_in: int  #: number of the line of its keys that says so
    places: Places
    bonuses: dict[str, float]
    anywhere: dict[int, float]  #: what the best term is worth, for each word asked for
    by_line: Sequence[Mapping[int, float]]  #: likewise in each line of its text
    raised: float = 0.0  #: by how much, as a logarithm, among the sections of its page


def page_of(found: Found) -> str:
    """Return a name for what a document is part of: a page; an entry is by itself."""
    is_entry = found.path.startswith(FOLDER)
    return f"{found.path}#{found.number}" if is_entry else found.path


class _Marked(dict[str, "tuple[int, float] | None"]):
    """Which word asked for a word of a text stands for, and how well; None for others."""

    def __init__(self, marks: Mapping[str, Sequence[Mark]]) -> None:
        super().__init__()
        self._marks = marks

    def __missing__(self, word: str) -> tuple[int, float] | None:
        terms = _told_by(word)
        if self._marks.keys().isdisjoint(terms):  # most words: be quick
            self[word] = None
            return None
        marks = [mark for term in terms for mark in self._marks.get(term, ())]
        best = max(marks, key=attrgetter("worth"))  # of equals the first
        self[word] = found = (best.asked, best.worth)
        return found


@lru_cache(maxsize=1 << 15)
def _told_by(word: str) -> tuple[str, ...]:
    """Return the terms that a word of a text can be found by; () for one that tells nothing."""
    folded = word.casefold()
    return () if folded in STOP_WORDS else tuple(terms_of(folded).split())


class Ranking:
    """Weighs documents against one question."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.marks: dict[str, list[Mark]] = defaultdict(list)
        self._weights = [each.weight for each in question.asked]
        self._whole = sum(self._weights) or 1.0
        self._topic = self._topic_of(question.asked)
        self._groups: list[tuple[int, float, frozenset[str]]] = []
        for number, asked in enumerate(question.asked):
            for way in asked.ways:
                self._note(number, way.terms, way.worth)
        self._terms = frozenset(self.marks)
        self._asked = encoded(question.text)
        self._known_lines: dict[str, _Line] = {}
        self.marked: Mapping[str, tuple[int, float] | None] = _Marked(self.marks)

    def _note(self, number: int, terms: Sequence[str], worth: float) -> None:
        group = -1
        if len(terms) > 1:
            group = len(self._groups)
            self._groups.append((number, worth, frozenset(terms)))
        for term in terms:
            self.marks[term].append(Mark(number, worth, group))
            if group >= 0:
                self.marks[f"+{term}"].append(Mark(number, worth, group))

    def boosts(self) -> list[list[tuple[str, float]]]:
        """Return the terms to look up, and what each is worth, for each word asked for."""
        found: list[dict[str, float]] = [{} for _ in self.question.asked]
        for term, marks in self.marks.items():
            for mark in marks:
                worth = mark.worth * (0.5 if mark.group >= 0 else 1.0)
                found[mark.asked][term] = max(found[mark.asked].get(term, 0.0), worth)
        return [
            sorted(
                (term, worth)
                for term, worth in each.items()
                if worth >= WORTH_LOOKING_UP * max(each.values())
            )
            for each in found
        ]

    def whole(self) -> str:
        """Return the term for all that is asked; see `wholes`."""
        return whole_of(self._asked)

    def weigh(self, found: Found, *, is_entry: bool = False, worth: float = 1.0) -> Ranked:
        """Return what a document is worth.

        Args:
            worth: what documents of its kind are worth to begin with
        """
        heads = [self._line_again(each) for each in found.heads.split("\n")] if found.heads else []
        own = heads.pop() if heads and not is_entry else _EMPTY
        is_top = is_entry or not found.heads
        title = self._line_again(found.title)
        keys = [self._line(line) for line in found.keys.split("\n")] if found.keys else [_EMPTY]
        text = [self._line(line) for line in found.body.split("\n")]
        lines = [line for line in (title, own, *heads, *keys, *text) if line.seen or line.worth]
        scattered = self._scattered(lines, SCATTERED)
        crown = self._scattered([title, own, *heads], IN_CROWN)
        said = _said(text, sum(line.size for line in text))
        places = Places(
            title=Place(IN_TITLE if is_top else IN_PAGE_TITLE, title.worth),
            heading=Place(IN_HEADING, own.worth),
            above=Place(IN_HEADING_ABOVE, _best(heads)),
            title_and_headings=Place(IN_HEADING, crown.worth),
            keys=Place(IN_ASKED if is_entry else IN_KEYS, _best(keys)),
            text=Place(IN_TEXT, said),
        )
        anywhere = _best((*lines, scattered, crown))
        score = sum(place.by * self._share(place.worth) for place in places if place.worth)
        coverage = self._covered(anywhere)
        said_by = _with_headers(text) if HEADER in found.body else [line.worth for line in text]
        above = _best((title, own, *heads))
        line, in_place = self._best_line(said_by, above)
        wholly = [self._wholly(each) for each in keys]
        said_in = max(range(len(wholly)), key=wholly.__getitem__)
        bonuses = {
            "whole title": ALL_OF_TITLE * self._wholly(title) if is_top else 0.0,
            "whole heading": ALL_OF_HEADING * self._wholly(own),
            "whole question": ALL_OF_QUESTION * wholly[said_in],
        }
        if len(self._weights) > 1:
            in_order = max((line.in_order for line in lines), default=0)
            bonuses["in place"] = IN_PLACE * in_place**2
            bonuses["in order"] = IN_ORDER * in_order / (len(self._weights) - 1)
        score = (score + sum(bonuses.values())) * worth
        return Ranked(
            found,
            score,
            coverage,
            line,
            in_place,
            wholly[said_in],
            said_in,
            places,
            bonuses,
            anywhere,
            said_by,
        )

    def within_pages(self, weighed: Iterable[Ranked]) -> list[Ranked]:
        """Return documents with what the rest of their page adds, which is about the same."""
        weighed = list(weighed)
        pages: dict[str, dict[int, float]] = {}
        for each in weighed:
            page = pages.setdefault(page_of(each.found), {})
            for number, worth in each.anywhere.items():
                page[number] = max(page.get(number, 0.0), worth)
        found = []
        for each in weighed:
            around = self._covered(pages[page_of(each.found)])
            coverage = each.coverage + OF_PAGE * (around - each.coverage)
            score = each.score * coverage**MISSING
            found.append(each._replace(score=score, coverage=coverage))
        return found

    def says_topic(self, ranked: Ranked) -> bool:
        """Whether a document says one of the words that tell most, not only what is related."""
        return any(ranked.anywhere.get(number, 0.0) >= SURE for number in self._topic)

    def said_in_heading(self, ranked: Ranked) -> float:
        """Return how much of a question a section's own heading says, from 0 to 1."""
        return self._share(ranked.places.heading.worth)

    def speaks_of_names(self, ranked: Ranked) -> bool:
        """Whether a document speaks of everything that is asked about by a name."""
        return all(
            ranked.anywhere.get(number, 0.0) >= NAMED
            for number, each in enumerate(self.question.asked)
            if each.is_name
        )

    def said_in_lines(self, ranked: Ranked, lines: slice) -> float:
        """Return how much of a question some lines of a document's text say, from 0 to 1."""
        best: dict[int, float] = {}
        for worths in ranked.by_line[lines]:
            for number, worth in worths.items():
                best[number] = max(worth, best.get(number, 0.0))
        return self._share(best)

    def adds_in_heading(self, ranked: Ranked) -> float:
        """Return how much of a question a section's heading says that its page's title does not."""
        title, heading = ranked.places.title.worth, ranked.places.heading.worth
        return self._share({n: by for n, by in heading.items() if by >= SURE > title.get(n, 0.0)})

    def asked_in(self, text: str) -> float:
        """Return how much of what a text says is asked for, from 0 to 1."""
        telling = [word for word in words(text) if word not in STOP_WORDS]
        marks = (self.marked[word] for word in telling)
        asked = sum(mark is not None and mark[1] >= SURE for mark in marks)
        return asked / len(telling) if telling else 0.0

    def _topic_of(self, asked: Sequence[Asked]) -> list[int]:
        """Return the numbers of the words for things that tell most of a question."""
        everything = range(len(asked))
        things = [number for number in everything if asked[number].may_be_topic] or everything
        most = max((self._weights[number] for number in things), default=0.0)
        return [number for number in things if self._weights[number] >= TELLING * most]

    def _covered(self, worths: Mapping[int, float]) -> float:
        """Return how much of the question is spoken of, from 0 to 1."""
        covered = sum(self._weights[number] * worth**0.7 for number, worth in worths.items())
        return float(covered) / self._whole

    def why(self, ranked: Ranked) -> str:
        """Return what a document's worth is made of, for people."""
        parts = []
        for number, asked in enumerate(self.question.asked):
            said = [
                f"{name.replace('_', ' ')} {place.by * place.worth[number]:.2f}"
                for name, place in ranked.places._asdict().items()
                if number in place.worth
            ]
            parts.append(f"{asked.word} {' '.join(said) or '-'}")
        parts += [f"{name} {bonus:.2f}" for name, bonus in ranked.bonuses.items() if bonus]
        if ranked.raised:
            parts.append(f"among its page's sections {math.exp(ranked.raised):.2f} times as much")
        return "; ".join([*parts, f"coverage {ranked.coverage:.2f}"])

    def _line_again(self, text: str) -> _Line:
        """Return what a line says of the question that many documents have, such as a title."""
        line = self._known_lines.get(text)
        if line is None:
            line = self._known_lines[text] = self._line(text)
        return line

    def _line(self, text: str) -> _Line:
        """Return what a line says of the question."""
        terms = text.split()
        known = self._terms
        if known.isdisjoint(terms):  # most lines: be quick
            return _Line(_NOTHING, _NOTHING, _NO_GROUPS, 0, len(terms), text)
        said = [term for term in terms if term in known]
        worth: dict[int, float] = {}
        often: dict[int, float] = {}
        seen: dict[int, set[str]] = {}
        latest, in_order = -9, 0
        for term in said:
            for asked, by, group in self.marks[term]:
                if group >= 0:
                    seen.setdefault(group, set()).add(term.lstrip("+"))
                    continue
                if by > worth.get(asked, 0.0):
                    worth[asked] = by
                often[asked] = often.get(asked, 0.0) + by
                if asked == latest + 1:
                    in_order += 1
                latest = asked
        line = _Line(
            worth, often, seen, min(in_order, len(self.question.asked) - 1), len(terms), text
        )
        if seen:
            self._complete(line)
        return line

    def _complete(self, line: _Line) -> None:
        """Count the ways of several terms that are all in one line."""
        for group, seen in line.seen.items():
            number, worth, terms = self._groups[group]
            if seen >= terms:
                line.worth[number] = max(line.worth.get(number, 0.0), worth)
                line.often[number] = line.often.get(number, 0.0) + worth

    def _scattered(self, lines: Iterable[_Line], share: float) -> _Line:
        """Return what ways are worth whose terms stand in several lines: a share of their worth."""
        if not self._groups:
            return _EMPTY
        seen: dict[int, set[str]] = {}
        for line in lines:
            for group, said in line.seen.items():
                seen.setdefault(group, set()).update(said)
        found: dict[int, float] = {}
        for group, here in seen.items():
            number, worth, terms = self._groups[group]
            if here >= terms:
                found[number] = max(found.get(number, 0.0), share * worth)
        return _EMPTY._replace(worth=found)

    def _share(self, worths: Mapping[int, float]) -> float:
        """Return how much of the question is said, from 0 to 1."""
        said, weights = 0.0, self._weights
        for number, worth in worths.items():  # a sum of a generator takes half as long again
            said += weights[number] * worth
        return said / self._whole

    def _best_line(
        self, said_by: Sequence[Mapping[int, float]], above: Mapping[int, float]
    ) -> tuple[int, float]:
        """Return which line says most that the headings above it do not, and what all of them say.

        Of lines that add as much, the one that says more by itself; from 0 to 1.
        """
        best, most = 0, (0.0, 0.0)
        for number, worths in enumerate(said_by):
            if worths:
                adds = sum(
                    self._weights[asked] * (worth - above.get(asked, 0.0))
                    for asked, worth in worths.items()
                    if worth > above.get(asked, 0.0)
                )
                if (says := (adds, self._share(worths))) > most:
                    best, most = number, says
        is_said = any(said_by)
        return best, self._share(above) + most[0] / self._whole if is_said else 0.0

    def _wholly(self, line: _Line) -> float:
        """Return from 0 to 1 how nearly a line and the question say the same; `WORD_FOR_WORD`."""
        if line.text == self._asked:
            return WORD_FOR_WORD
        share = self._share(line.worth) if line.worth else 0.0
        if share < 0.3:
            return 0.0
        said = telling = 0
        is_said = False
        for term in line.text.split():
            if term[0] in "+~":
                is_said = is_said or term in self.marks
                continue
            said += is_said
            is_said = term in self.marks
            if term not in stop_terms():
                telling += 1
            else:
                is_said = False
        said += is_said
        return float(share**2 * min(1.0, said / max(telling, 1)) ** 1.5)


class _Line(NamedTuple):
    """What one line says of the question."""

    worth: dict[int, float]  #: of the best term for each word asked for
    often: dict[int, float]  #: of all terms together
    seen: dict[int, set[str]]  #: of the ways with several terms, those that are here
    in_order: int  #: how many words asked for follow the one before
    size: int  #: terms
    text: str


_NOTHING: Final[dict[int, float]] = {}
_NO_GROUPS: Final[dict[int, set[str]]] = {}
_EMPTY: Final = _Line(_NOTHING, _NOTHING, _NO_GROUPS, 0, 0, "")


def _with_headers(text: Iterable[_Line]) -> list[Mapping[int, float]]:
    """Return what each line of a text says; a table's row with what the first row says of it."""
    header = _NOTHING
    found: list[Mapping[int, float]] = []
    for line in text:
        is_header = line.text.startswith(HEADER)
        if is_header or not line.text.startswith(ROW):
            header = line.worth if is_header else _NOTHING
        worth = line.worth
        if worth and header and not is_header:
            worth = {asked: OF_HEADER * by for asked, by in header.items()}
            for asked, by in line.worth.items():
                worth[asked] = max(by, worth.get(asked, 0.0))
        found.append(worth)
    return found


def _best(lines: Iterable[_Line]) -> dict[int, float]:
    """Return what the best term of some lines is worth, for each word asked for."""
    best: dict[int, float] = {}
    for line in lines:
        for number, worth in line.worth.items():
            if worth > best.get(number, 0.0):
                best[number] = worth
    return best


def _said(text: Sequence[_Line], length: int) -> dict[int, float]:
    """Return what a text says of each word asked for: more of it counts less and less."""
    often: dict[int, float] = {}
    for line in text:
        for number, worth in line.often.items():
            often[number] = often.get(number, 0.0) + worth
    enough = SATURATION * (1 - LENGTH + LENGTH * length / USUAL_LENGTH)
    return {
        number: worth * often[number] / (often[number] + enough) * (1 + SATURATION)
        for number, worth in _best(text).items()
    }
