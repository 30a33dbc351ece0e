"""Finds what each evidence for a direct answer is worth, from the judged questions.

    python -m tools.fit_answers

Changes the weights in use one at a time and by chance, and keeps what gives more right cards for
the same price: a wrong card costs as much as several right ones are worth. Prints the weights and,
for some demands, how many cards say the short answer and how many are wrong, of the questions of
kinds and of those as people put them. Questions that a handbook says it answers are left out: they
need no evidence. Questions nothing is tuned with are asked too, with the weights that were found
without them.
"""

from __future__ import annotations

import random
import tempfile
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bench.baselines.material import tops_of
from bench.quality import outcome_of
from bench.questions import (
    EVERYDAY_TUNED_WITH,
    EVERYDAY_UNSEEN,
    TUNED_WITH,
    UNSEEN,
    Kind,
    read_questions,
)

from saadan.handbook import Handbook
from saadan.search.answers import NEARLY
from saadan.search.evidence import LEAST_SURE, WEIGHTS, Evidence, candidates
from saadan.search.finder import Finder
from saadan.search.model import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: What a right card is worth that says no short answer, and what a wrong one costs.
OF_HELPFUL, OF_WRONG = 0.3, 4.0
TRIES, SEED = 800, 1
#: How far a weight is moved, at first and at last.
FARTHEST, NEAREST = 0.5, 0.05
#: How sure a card must be, besides what is in use.
BESIDE: Final = (-0.4, -0.2, 0.0, 0.2, 0.4)


class Case(NamedTuple):
    """A card that might be given."""

    question: tuple[str, str]  #: the set, and the text
    evidence: Evidence
    is_answered: bool
    is_wrong: bool


def cases(sets: Mapping[Path, Path]) -> Iterator[Case]:
    """Yield the cards that might answer the questions of some sets."""
    for path, folder in sets.items():
        with tempfile.TemporaryDirectory() as store:
            finder = Finder.of(Handbook(folder, store=Path(store)).snapshot().seen_by("public"))
            tops = tops_of(finder.snapshot)
            for asked in read_questions(path):
                if asked.kind is Kind.PREFIX:
                    continue
                ranking, ranked = finder.weighed(asked.text)
                if any(each.said >= NEARLY for each in ranked):
                    continue
                for _, card, evidence in candidates(finder.snapshot, ranking, ranked):
                    made = outcome_of(asked, Reply(asked.text, card, (), ()), tops)
                    told = (made.is_answered, made.is_wrong_card)
                    yield Case((path.stem, asked.text), evidence, *told)


def surest(found: Iterable[Case], weights: Sequence[float]) -> list[tuple[float, Case]]:
    """Return the surest card of each question, the surest of all first."""
    best: dict[tuple[str, str], tuple[float, Case]] = {}
    for case in found:
        sure = sum(by * each for by, each in zip(weights, case.evidence, strict=True))
        if case.question not in best or best[case.question][0] < sure:
            best[case.question] = (sure, case)
    return sorted(best.values(), key=itemgetter(0), reverse=True)


def worth(found: Iterable[Case], weights: Sequence[float]) -> float:
    """Return what cards are worth that are given down to the best demand."""
    most = total = 0.0
    for _sure, case in surest(found, weights):
        right = 1.0 if case.is_answered else OF_HELPFUL
        total += -OF_WRONG if case.is_wrong else right
        most = max(most, total)
    return most


def fitted(found: Sequence[Case]) -> list[float]:
    """Return the best weights that were tried; the first stays what it is, as a measure."""
    chance = random.Random(SEED)
    best, most = list(WEIGHTS), worth(found, WEIGHTS)
    for tried in range(TRIES):
        farthest = FARTHEST * (NEAREST / FARTHEST) ** (tried / TRIES)
        weights = best.copy()
        weights[chance.randrange(1, len(weights))] += chance.gauss(0, farthest)
        if (reached := worth(found, weights)) > most:
            best, most = weights, reached
    return best


def report(name: str, found: Sequence[Case], weights: Sequence[float]) -> None:
    """Print how many cards are right and wrong for some demands."""
    sure = surest(found, weights)
    for least in (LEAST_SURE + each for each in BESIDE):
        given = [case for by, case in sure if by >= least]
        right, wrong = sum(c.is_answered for c in given), sum(c.is_wrong for c in given)
        print(f"{name}, {least:.1f}: {right} say the short answer, {wrong} of {len(given)} wrong")


def main() -> None:
    """Fit, and print."""
    kinds, everyday = list(cases(TUNED_WITH)), list(cases(EVERYDAY_TUNED_WITH))
    found = fitted([*kinds, *everyday])
    print({name: round(by, 2) for name, by in zip(Evidence._fields, found, strict=True)})
    unseen = list(cases({**UNSEEN, **EVERYDAY_UNSEEN}))
    for how, weights in (("in use", WEIGHTS), ("found", found)):
        report(f"{how}, of kinds", kinds, weights)
        report(f"{how}, everyday", everyday, weights)
        report(f"{how}, unseen", unseen, weights)


if __name__ == "__main__":
    main()
