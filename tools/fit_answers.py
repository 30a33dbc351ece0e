"""Finds what each evidence for a direct answer is worth, from the judged questions.

    pip install scikit-learn; python -m tools.fit_answers

Prints what it finds, and for some demands how many cards say the short answer and how many are
wrong: by weights that were found with all questions of the sets that are tuned with, and for each
handbook by those found without it, which tells what to expect of a handbook nobody knows. Questions
that a handbook says it answers are left out: they need no evidence.
"""

from __future__ import annotations

import math
import tempfile
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bench.quality import outcome_of
from bench.questions import TUNED_WITH, Kind, read_questions
from sklearn.linear_model import LogisticRegression

from saadan.handbook import Handbook
from saadan.search.answers import NEARLY
from saadan.search.evidence import Evidence, candidates
from saadan.search.finder import Finder
from saadan.search.model import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: Whether a card may stand that does not answer, but comes from a place that helps, tells less.
OF_HELPFUL: Final = 0.3
DEMANDS: Final = (0.6, 0.65, 0.7, 0.75, 0.8)  # how likely it must be that a card is right


class Case(NamedTuple):
    """A card that might be given."""

    handbook: str
    question: str
    evidence: Evidence
    is_answered: bool
    is_wrong: bool
    weight: float


def cases(path: Path, folder: Path) -> Iterable[Case]:
    """Yield the cards that might answer the questions of a set."""
    with tempfile.TemporaryDirectory() as store:
        finder = Finder.of(Handbook(folder, store=Path(store)).snapshot().seen_by("public"))
        for asked in read_questions(path):
            if asked.kind is Kind.PREFIX:
                continue
            ranking, ranked = finder.weighed(asked.text)
            if any(each.said >= NEARLY for each in ranked):
                continue
            for card, evidence in candidates(finder.snapshot, ranking, ranked):
                made = outcome_of(asked, Reply(asked.text, card, (), ()))
                weight = 1.0 if asked.answer or not asked.has_answer else OF_HELPFUL
                told = (made.is_answered, made.is_wrong_card)
                yield Case(path.stem, asked.text, evidence, *told, weight)


def fitted(found: Sequence[Case]) -> LogisticRegression:
    """Return what tells right cards from wrong ones."""
    model = LogisticRegression(C=10, max_iter=3000)
    weights = [each.weight for each in found]
    return model.fit([each.evidence for each in found], [not c.is_wrong for c in found], weights)


def sureness(model: LogisticRegression, found: Sequence[Case]) -> list[tuple[float, Case]]:
    """Return how likely each card is right, by a model."""
    likely = model.predict_proba([each.evidence for each in found])[:, 1]
    return list(zip(map(float, likely), found, strict=True))


def report(name: str, sure: Iterable[tuple[float, Case]]) -> None:
    """Print how many cards are right and wrong for each demand, the likeliest of each question."""
    best: dict[tuple[str, str], tuple[float, Case]] = {}
    for likely, case in sure:
        key = (case.handbook, case.question)
        best[key] = max(best.get(key, (0.0, case)), (likely, case), key=itemgetter(0))
    for demand in DEMANDS:
        given = [case for likely, case in best.values() if likely >= demand]
        right, wrong = sum(c.is_answered for c in given), sum(c.is_wrong for c in given)
        print(f"{name}, {demand}: {right} say the short answer, {wrong} are wrong")


def main() -> None:
    """Fit, and print."""
    found = [case for path, folder in TUNED_WITH.items() for case in cases(path, folder)]
    model = fitted(found)
    weights = zip(Evidence._fields, map(float, model.coef_[0].round(2)), strict=True)
    print(dict(weights))
    least = {d: round(math.log(d / (1 - d)) - float(model.intercept_[0]), 2) for d in DEMANDS}
    print("least sum by demand:", least)
    report("with these questions", sureness(model, found))
    unseen = []
    for name in {each.handbook for each in found}:
        others = [each for each in found if each.handbook != name]
        unseen += sureness(fitted(others), [each for each in found if each.handbook == name])
    report("without the handbook", unseen)


if __name__ == "__main__":
    main()
