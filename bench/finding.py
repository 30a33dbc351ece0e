"""How well a search finds: measured questions in, shares of right answers out."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bench.questions import Question

DEPTH: Final = 10


class Hit(NamedTuple):
    """A place that a search leads to."""

    path: str
    anchor: str  #: of a heading; of an entry its key


class Card(NamedTuple):
    """A direct answer, above the places."""

    text: str  #: all that it says
    places: tuple[Hit, ...]  #: where it says that this stands; several when it is a choice

    @property
    def is_choice(self) -> bool:
        return len(self.places) > 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one search made of one question."""

    question: Question
    hits: tuple[Hit, ...]  #: the best first
    card: Card | None = None
    is_partial: bool = False  #: whether it says that no place speaks of all that is asked

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first page or entry that is right; None beyond DEPTH."""
        gains = self._gains()
        return gains.index(2) + 1 if 2 in gains else None

    @property
    def is_heading_in_three(self) -> bool:
        """Whether one of the first three places is right to the very section."""
        return any(self.question.grade(*hit) == 2 for hit in self.hits[:3])

    @property
    def ndcg(self) -> float:
        """Discounted gain of the first ten pages and entries, as a share of the best possible.

        At most 1: where a whole register is right, more of its entries would count as more.
        """
        ideal = sorted(_best_by_page(self.question).values(), reverse=True)[:DEPTH]
        best = _discounted(ideal)
        return min(_discounted(self._gains()) / best, 1.0) if best else 0.0

    @property
    def is_nothing(self) -> bool:
        return not self.hits and self.card is None

    @property
    def is_answered(self) -> bool:
        """Whether the card says what a short answer must."""
        return self.card is not None and self.question.is_answered_by(self.card.text)

    @property
    def is_wrong_card(self) -> bool:
        """Whether there is a card that does not answer.

        A card must say the short answer where there is one; where there is none it must come from
        a place that at least helps; and what the handbook does not cover has no card at all. Of a
        choice, one answer must be right.
        """
        if self.card is None:
            return False
        if self.question.answer is not None:
            return not self.is_answered
        return not any(_grade(self.question, _unit(each)) for each in self.card.places)

    def _gains(self) -> list[int]:
        """Return the grades of the pages and entries found, each once."""
        units = dict.fromkeys(map(_unit, self.hits))
        return [_grade(self.question, unit) for unit in list(units)[:DEPTH]]


def _unit(hit: Hit) -> Hit:
    """Return what counts as one when places are ranked: a page, or an entry of a register."""
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
    return sum((2.0**gain - 1) / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


class Measure(NamedTuple):
    """A share of questions, and which questions count."""

    name: str
    counts: Callable[[Outcome], bool]
    worth: Callable[[Outcome], float]  #: from 0 to 1
    target: float | None  #: None for one that only informs
    at_least: bool = True
    is_ours: bool = False  #: whether other searches have nothing that it counts

    def of(self, outcomes: Iterable[Outcome]) -> float | None:
        """Return the share from 0 to 1; None when no question counts."""
        worths = [self.worth(each) for each in outcomes if self.counts(each)]
        return sum(worths) / len(worths) if worths else None


def _is_covered(outcome: Outcome) -> bool:
    return outcome.question.has_answer


def _is_not_covered(outcome: Outcome) -> bool:
    return not outcome.question.has_answer


def _has_short_answer(outcome: Outcome) -> bool:
    return outcome.question.answer is not None


FIRST: Final = Measure("success@1", _is_covered, lambda each: each.rank == 1, 0.86)

MEASURES: Final = (
    FIRST,
    Measure("success@3", _is_covered, lambda each: (each.rank or DEPTH) <= 3, 0.95),
    Measure("nDCG@10", _is_covered, lambda each: each.ndcg, 0.87),
    Measure(
        "right heading in the top three", _is_covered, lambda each: each.is_heading_in_three, 0.85
    ),
    Measure(
        "short answers on the card",
        _has_short_answer,
        lambda each: each.is_answered,
        0.70,
        is_ours=True,
    ),
    Measure(
        "wrong cards",
        lambda _: True,
        lambda each: each.is_wrong_card,
        0.02,
        at_least=False,
        is_ours=True,
    ),
    Measure("no-answer questions recognised", _is_not_covered, lambda each: each.is_nothing, 0.80),
    Measure(
        "falsely nothing found", _is_covered, lambda each: each.is_nothing, 0.02, at_least=False
    ),
    Measure(
        "no-answer questions recognised or told that no place says it all",
        _is_not_covered,
        lambda each: each.is_nothing or each.is_partial,
        None,
        is_ours=True,
    ),
    Measure(
        "others told so",
        _is_covered,
        lambda each: each.is_partial,
        None,
        at_least=False,
        is_ours=True,
    ),
    Measure(
        "short answers in a choice on the card",
        _has_short_answer,
        lambda each: each.is_answered and each.card is not None and each.card.is_choice,
        None,
        at_least=False,
        is_ours=True,
    ),
)

#: What no kind of question may fall below.
LEAST_OF_KIND: Final = 0.70


def by_kind(outcomes: Iterable[Outcome]) -> Mapping[str, list[Outcome]]:
    """Return the outcomes by the kind of question, in the order in which kinds come first."""
    found: defaultdict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        found[each.question.kind].append(each)
    return found


def shares(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Return all measures of some outcomes, by name."""
    return {measure.name: measure.of(outcomes) for measure in MEASURES}
