"""Which of the documents found tells most of what is asked for, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import is_stop_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saadan.search.index import Found
    from saadan.search.question import Question

#: What it is worth where a word stands.
IN_TITLE: Final = 2.2  #: of the page, when the document is its beginning; of an entry
IN_PAGE_TITLE: Final = 0.7  #: of the page, when the document is a section further down
IN_HEADING: Final = 2.0  #: the section's own
IN_HEADING_ABOVE: Final = 0.6
IN_KEYS: Final = 1.6
IN_TEXT: Final = 1.0
#: What it is worth that the words stand together.
TOGETHER: Final = 1.4  #: in one line of the text
IN_ORDER: Final = 0.8  #: one after the other
ALL_OF_TITLE: Final = 2.0  #: and the title says nothing else
ALL_OF_QUESTION: Final = 2.5  #: a question that the page says it answers
#: How fast more of the same says less, and by how much long texts tell less.
SATURATION: Final = 1.2
LENGTH: Final = 0.6
USUAL_LENGTH: Final = 110.0  # terms
#: How much is left of what is found when a part of the question is missing.
MISSING: Final = 1.6


class Mark(NamedTuple):
    """What a term stands for."""

    asked: int  #: which word asked for
    worth: float
    group: int  #: -1, or which way it is a part of
    how: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document and what it is worth."""

    found: Found
    score: float
    coverage: float  #: how much of the question it speaks of, from 0 to 1
    line: int  #: number of the line of its text that says most
    why: tuple[str, ...]


class Ranking:
    """Weighs documents against one question."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.marks: dict[str, list[Mark]] = defaultdict(list)
        self._groups: list[tuple[int, float, str, frozenset[str]]] = []
        for number, asked in enumerate(question.asked):
            for way in asked.ways:
                self._note(number, way.terms, way.worth, way.how)
        self._terms = frozenset(self.marks)

    def _note(self, number: int, terms: Sequence[str], worth: float, how: str) -> None:
        group = -1
        if len(terms) > 1:
            group = len(self._groups)
            self._groups.append((number, worth, how, frozenset(terms)))
        for term in terms:
            self.marks[term].append(Mark(number, worth, group, how))
            if group >= 0:
                self.marks[f"+{term}"].append(Mark(number, worth, group, how))

    def boosts(self) -> list[list[tuple[str, float]]]:
        """Return the terms to look up, and what each is worth, for each word asked for."""
        found: list[dict[str, float]] = [{} for _ in self.question.asked]
        for term, marks in self.marks.items():
            for mark in marks:
                worth = mark.worth * (0.5 if mark.group >= 0 else 1.0)
                found[mark.asked][term] = max(found[mark.asked].get(term, 0.0), worth)
        return [sorted(each.items()) for each in found]

    def weigh(self, found: Found, *, is_entry: bool = False) -> Ranked:
        """Return what a document is worth, and why."""
        weights = [each.weight for each in self.question.asked]
        whole = sum(weights) or 1.0
        heads = found.heads.split("\n") if found.heads else []
        is_top = is_entry or not heads
        lines = [self._line(line) for line in found.body.split("\n")]
        title = self._line(found.title)
        own = self._line(heads[-1]) if heads and not is_entry else _Line.empty()
        above = [self._line(each) for each in (heads if is_entry else heads[:-1])]
        keys = [self._line(line) for line in found.keys.split("\n")]
        title_worth = IN_TITLE if is_top else IN_PAGE_TITLE
        length = sum(line.size for line in lines)
        norm = SATURATION * (1 - LENGTH + LENGTH * length / USUAL_LENGTH)
        everywhere = self._together([title, own, *above, *keys, *lines])
        score = covered = 0.0
        why = []
        for number, weight in enumerate(weights):
            text = max((line.worth.get(number, 0.0) for line in lines), default=0.0)
            often = sum(line.often.get(number, 0.0) for line in lines)
            fields = (
                ("title", title_worth, title.worth.get(number, 0.0)),
                ("heading", IN_HEADING, own.worth.get(number, 0.0)),
                (
                    "above",
                    IN_HEADING_ABOVE,
                    max((o.worth.get(number, 0.0) for o in above), default=0),
                ),
                ("keys", IN_KEYS, max((o.worth.get(number, 0.0) for o in keys), default=0.0)),
                ("text", IN_TEXT, text * often / (often + norm) * (1 + SATURATION)),
            )
            best = max(everywhere.get(number, 0.0), *(worth for _, _, worth in fields[:4]), text)
            covered += weight * min(1.0, best) ** 0.7
            score += weight * sum(by * worth for _, by, worth in fields)
            places = ", ".join(f"{name} {by * worth:.2f}" for name, by, worth in fields if worth)
            why.append(f"{self.question.asked[number].word} ({weight:.1f}): {places or 'nowhere'}")
        score, coverage = score / whole, covered / whole
        shares = [self._share(line, weights, whole) for line in lines]
        line = max(shares, default=0.0)
        order = max((line.in_order for line in (title, own, *keys, *lines)), default=0)
        bonuses = {
            "together": TOGETHER * line**2 if len(weights) > 1 else 0.0,
            "in order": IN_ORDER * order / (len(weights) - 1) if len(weights) > 1 else 0.0,
            "whole title": ALL_OF_TITLE * self._wholly(title, weights, whole) if is_top else 0.0,
            "whole heading": ALL_OF_TITLE / 2 * self._wholly(own, weights, whole),
            "whole question": ALL_OF_QUESTION
            * max((self._wholly(each, weights, whole) for each in keys), default=0.0),
        }
        why += [f"{name} {bonus:.2f}" for name, bonus in bonuses.items() if bonus > 0.005]
        score = (score + sum(bonuses.values())) * coverage**MISSING
        why.append(f"coverage {coverage:.2f}")
        return Ranked(found, score, coverage, shares.index(line), tuple(why))

    def _line(self, text: str) -> _Line:
        """Return what a line says of the question."""
        terms = text.split()
        if self._terms.isdisjoint(terms):  # most lines: be quick
            return _Line({}, {}, {}, 0, len(terms), text)
        worth: dict[int, float] = {}
        often: dict[int, float] = defaultdict(float)
        seen: dict[int, set[str]] = {}
        latest, in_order = -9, 0
        for term in terms:
            for mark in self.marks.get(term, ()):
                if mark.group >= 0:
                    seen.setdefault(mark.group, set()).add(term.lstrip("+"))
                    continue
                if mark.worth > worth.get(mark.asked, 0.0):
                    worth[mark.asked] = mark.worth
                often[mark.asked] += mark.worth
                if mark.asked == latest + 1:
                    in_order += 1
                latest = mark.asked
        line = _Line(
            worth, often, seen, min(in_order, len(self.question.asked) - 1), len(terms), text
        )
        self._complete(line)
        return line

    def _complete(self, line: _Line) -> None:
        """Count the ways of several terms that are all in one line."""
        for group, seen in line.seen.items():
            number, worth, _how, terms = self._groups[group]
            if seen >= terms:
                line.worth[number] = max(line.worth.get(number, 0.0), worth)
                line.often[number] += worth

    def _together(self, lines: Iterable[_Line]) -> dict[int, float]:
        """Return what ways are worth whose terms stand in several lines."""
        seen: dict[int, set[str]] = {}
        for line in lines:
            for group, said in line.seen.items():
                seen.setdefault(group, set()).update(said)
        found: dict[int, float] = {}
        for group, here in seen.items():
            number, worth, _how, terms = self._groups[group]
            if here >= terms:
                found[number] = max(found.get(number, 0.0), 0.7 * worth)
        return found

    def _share(self, line: _Line, weights: Sequence[float], whole: float) -> float:
        if not line.worth:
            return 0.0
        return sum(weights[number] * worth for number, worth in line.worth.items()) / whole

    def _wholly(self, line: _Line, weights: Sequence[float], whole: float) -> float:
        """Return from 0 to 1 how nearly a line and the question say the same."""
        share = self._share(line, weights, whole)
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
            if not is_stop_word(term):
                telling += 1
            else:
                is_said = False
        said += is_said
        return float(share**2 * min(1.0, said / max(telling, 1)) ** 1.5)


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line says of the question."""

    worth: dict[int, float]  #: of the best term for each word asked for
    often: dict[int, float]  #: of all terms together
    seen: dict[int, set[str]]  #: of the ways with several terms, those that are here
    in_order: int  #: how many words asked for follow the one before
    size: int  #: terms
    text: str

    @classmethod
    def empty(cls) -> _Line:
        return cls({}, {}, {}, 0, 0, "")
