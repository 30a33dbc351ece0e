"""Asks judged questions of Sådan and of other searches, and names what comes out wrong.

python -m bench.quality            all shares, and the questions to tune by that fail
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from bench.baselines import BASELINES
from bench.baselines.material import REGISTERS, register_path, sections_of, tops_of
from bench.figures import Plan
from bench.finding import DEPTH, MEASURES, Card, Hit, Outcome, by_kind, shares
from bench.questions import (
    EVERYDAY,
    EVERYDAY_TUNED_WITH,
    EVERYDAY_UNSEEN,
    SETS,
    TUNED_WITH,
    UNSEEN,
    Kind,
    read_questions,
)
from saadan.handbook import Handbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from bench.questions import Question
    from saadan.search.model import Answer, Reply

    #: What one program makes of each set of questions, by the set's name.
    OfSets: TypeAlias = Mapping[str, Sequence[Outcome]]

OURS: Final = "Sådan"
_NO_TOPS: Final[Mapping[str, str]] = MappingProxyType({})


def outcomes(plan: Plan, sets: Mapping[Path, Path]) -> dict[str, OfSets]:
    """Return what each program that is there makes of judged questions."""
    found: defaultdict[str, dict[str, list[Outcome]]] = defaultdict(dict)
    for path, folder in sets.items():
        plan.say(f"asking {path.stem}")
        asked = read_questions(path)
        with tempfile.TemporaryDirectory(dir=plan.folder) as store:
            handbook = Handbook(folder, store=Path(store))
            snapshot = handbook.snapshot().seen_by("public")
            sections, tops = sections_of(snapshot), tops_of(snapshot)
            for each in asked:
                is_typing = each.kind is Kind.PREFIX
                reply = handbook.search(snapshot, each.text, typing=is_typing, limit=DEPTH)
                found[OURS].setdefault(path.stem, []).append(outcome_of(each, reply, tops))
        for name, search in BASELINES.items():
            hits = search(plan, sections, [each.text for each in asked])
            if hits is not None:
                found[name][path.stem] = list(map(Outcome, asked, hits))
    return dict(found)


def outcome_of(question: Question, reply: Reply, tops: Mapping[str, str] = _NO_TOPS) -> Outcome:
    """Return what a reply leads to and says.

    Args:
        tops: ids of the first headings of pages; see `tops_of`
    """
    hits = tuple(_place(each.path, each.address, each.anchor, tops) for each in reply.results)
    answer = reply.answer
    if answer is None:
        return Outcome(question, hits, is_partial=reply.is_partial)
    answers = answer.choices or (answer,)
    places = tuple(_place_of(each, tops) for each in answers)
    return Outcome(question, hits, Card("\n".join(map(_said, answers)), places))


def _place_of(answer: Answer, tops: Mapping[str, str]) -> Hit:
    address, _, anchor = answer.address.partition("#")
    return _place(answer.path, address, unquote(anchor), tops)


def _said(answer: Answer) -> str:
    return "\n".join((answer.title, answer.text, *(each.value for each in answer.values)))


def _place(path: str, address: str, anchor: str, tops: Mapping[str, str]) -> Hit:
    """Return a place; an entry is known by the last part of its address, or by the anchor.

    What stands before a page's second heading stands below the first.
    """
    if not path.startswith(REGISTERS):
        return Hit(path, anchor or tops.get(path, ""))
    _folder, _register, *key = address.strip("/").split("/")
    return Hit(register_path(path), unquote(key[-1]) if key else anchor)


def together(of_sets: Iterable[Sequence[Outcome]]) -> list[Outcome]:
    return [each for of_set in of_sets for each in of_set]


def parts_of(of: OfSets) -> Iterator[tuple[str, list[Outcome]]]:
    """Yield the outcomes of each set, of the unseen ones, and of each kind, by a name and count."""
    unseen = {path.stem for path in {**UNSEEN, **EVERYDAY_UNSEEN}}
    parts = {name: list(each) for name, each in of.items()} | {
        "tuned with": together(each for name, each in of.items() if name not in unseen),
        "unseen": together(each for name, each in of.items() if name in unseen),
    }
    for name, outcomes_of_part in (*parts.items(), *by_kind(together(of.values())).items()):
        yield f"{name} ({len(outcomes_of_part)})", outcomes_of_part


def main() -> int:
    """Print all shares of all programs, and which questions to tune by are not answered."""
    with tempfile.TemporaryDirectory(prefix="saadan-bench-") as folder:
        plan = Plan(Path(folder), quick=True, with_peers=True, install_peers=True, say=_say)
        found = outcomes(plan, SETS)
        everyday = outcomes(plan, EVERYDAY)
    for program, of in (*found.items(), *everyday.items()):
        print(f"\n{program}: {', '.join(each.name for each in MEASURES)}")
        everything = together(of.values())
        for part, some in ((f"all ({len(everything)})", everything), *parts_of(of)):
            reached = shares(some).values()
            cells = ("    –" if share is None else f"{100 * share:5.1f}" for share in reached)
            print(f"{' '.join(cells)}  {part}")
    print("\nquestions to tune by that are not answered first:")
    ours = {**found[OURS], **everyday[OURS]}
    for each in together(ours[path.stem] for path in {**TUNED_WITH, **EVERYDAY_TUNED_WITH}):
        if fault := _fault(each):
            best = [f"{path}#{anchor}" for path, anchor in each.hits[:3]]
            print(f"{each.question.kind}: {each.question.text}\n  {fault}; {', '.join(best)}")
    return 0


def _fault(outcome: Outcome) -> str:
    if outcome.is_wrong_card and outcome.card:
        return f"wrong card: {' / '.join(outcome.card.text.split())[:100]}"
    if not outcome.question.has_answer:
        return "" if outcome.is_nothing else "is not covered"
    if outcome.rank != 1:
        return f"rank {outcome.rank}"
    return "" if outcome.is_heading_in_three else "another section"


def _say(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
