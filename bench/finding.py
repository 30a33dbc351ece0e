"""How well a search finds: measured questions in, shares of right answers out."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.questions import Question

DEPTH: Final = 10


class Hit(NamedTuple):
    """A place that a search leads to."""

    path: str
    anchor: str  #: of a heading; of an entry its key


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one search made of one question."""

    question: Question
    hits: tuple[Hit, ...]  #: the best first
    answer: str | None  #: text of the direct answer; None without

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first page or entry that is right; None beyond DEPTH."""
        gains = self._gains()
        return gains.index(2) + 1 if 2 in gains else None

    @property
    def is_heading_in_three(self) -> bool:
        return any(self.question.grade(*hit) == 2 for hit in self.hits[:3])

    @property
    def ndcg(self) -> float:
        """Discounted gain of the first ten pages and entries, as a share of the best possible."""
        ideal = sorted(_best_by_page(self.question).values(), reverse=True)[:DEPTH]
        return _discounted(self._gains()) / _discounted(ideal) if ideal else 0.0

    def _gains(self) -> list[int]:
        """Return the grades of the pages and entries found, each once."""
        pages = dict.fromkeys(_unit(hit) for hit in self.hits)
        return [_grade(self.question, unit) for unit in list(pages)[:DEPTH]]


def _unit(hit: Hit) -> Hit:
    return hit if hit.path.startswith("registers/") else Hit(hit.path, "")


def _grade(question: Question, unit: Hit) -> int:
    return question.grade(*unit) if unit.anchor else question.grade_of_page(unit.path)


def _best_by_page(question: Question) -> dict[Hit, int]:
    best: dict[Hit, int] = {}
    for place in question.places:
        unit = _unit(Hit(place.path, place.anchor))
        best[unit] = max(best.get(unit, 0), place.grade)
    return best


def _discounted(gains: Iterable[int]) -> float:
    return sum((2**gain - 1) / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a search reaches on a set of questions; shares from 0 to 1."""

    count: int
    first: float  #: a right page or entry comes first
    three: float  #: is among the first three
    ndcg: float
    heading: float  #: the right section itself is among the first three places


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of questions that have an answer."""
    count = len(outcomes)

    def share(values: Iterable[float]) -> float:
        return sum(values) / count if count else 0.0

    return Figures(
        count,
        share(each.rank == 1 for each in outcomes),
        share(each.rank is not None and each.rank <= 3 for each in outcomes),
        share(each.ndcg for each in outcomes),
        share(each.is_heading_in_three for each in outcomes),
    )


def by_kind(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes of questions that have an answer, by the kind of question."""
    found: defaultdict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        if each.question.has_answer:
            found[each.question.kind].append(each)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Silence:
    """How a search deals with what a handbook does not say; shares from 0 to 1."""

    recognised: float  #: of questions without an answer, those that got nothing
    falsely: float  #: of questions with an answer, those that got nothing
    answered: float  #: of questions with a short answer, those whose card says it
    wrong: float  #: of all questions, those whose card says something else


def silence(outcomes: Sequence[Outcome]) -> Silence:
    """Return the figures about cards and about finding nothing."""
    with_answer = [each for each in outcomes if each.question.has_answer]
    without = [each for each in outcomes if not each.question.has_answer]
    literal = [each for each in outcomes if each.question.answer]

    def is_right(each: Outcome) -> bool:
        return each.answer is not None and each.question.is_answered_by(each.answer)

    cards = [each for each in outcomes if each.answer is not None and not is_right(each)]
    wrong = [each for each in cards if each.question.answer or not each.question.has_answer]
    return Silence(
        sum(not each.hits and each.answer is None for each in without) / max(len(without), 1),
        sum(not each.hits and each.answer is None for each in with_answer) / max(len(with_answer), 1),
        sum(map(is_right, literal)) / max(len(literal), 1),
        len(wrong) / max(len(outcomes), 1),
    )


