"""What may answer a question though nobody has said that it does, and what speaks for it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.cards import ALONE, AMONG, one_of
from saadan.search.entries import FOLDER, register_of
from saadan.search.fitting import interrogative, suits
from saadan.search.telling import OF_WHO, answer_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saadan.search.model import Answer
    from saadan.search.ranking import Ranked, Ranking
    from saadan.snapshot.snapshot import Snapshot

#: How sure an answer must be that nobody has said answers this very question; how sure to be one
#: of several that may be meant; and how sure to be beyond doubt, so that no other is looked for.
LEAST_SURE, LEAST_LIKELY, BEYOND_DOUBT = 4.8, 4.45, 5.2
#: No lead is longer than this, as a logarithm.
LONGEST_LEAD: Final = 1.5
#: It must be worth this share of the best result, and speak with its page of this share of what is
#: asked.
OF_BEST, LEAST_COVERED = 0.6, 0.5
#: What else may be meant is worth this share of the best result, and speaks of this much less than
#: the likeliest at most. So many of the best places are read, and so many of them told.
OF_BEST_BESIDE, LESS_COVERED, MOST_READ, MOST_BESIDE = 0.3, 0.25, 8, 2


class Evidence(NamedTuple):
    """What speaks for a place answering a question though nobody has said that it does."""

    lead: float  #: how far it is ahead of the next of its kind, as a logarithm
    heading: float  #: how much of what a section's heading says is asked for
    suited: float  #: 1 when that heading is one for such questions
    raised: float  #: how far another section of its page was ahead of it, as a logarithm
    coverage: float  #: how much of the question it and its page speak of
    entry: float  #: 1 when it is an entry of a register, which says one thing
    first: float  #: 1 when no other place is better
    how: float  #: 1 when the question asks how, which takes more to answer than a fact


#: What each is worth: near what `tools/fit_answers.py` finds.
WEIGHTS: Final = Evidence(
    lead=1.0,
    heading=0.9,
    suited=1.8,
    raised=-1.5,
    coverage=2.8,
    entry=0.5,
    first=1.2,
    how=-0.3,
)


class Candidate(NamedTuple):
    """What would answer a question though nobody has said that it does."""

    ranked: Ranked
    answer: Answer
    evidence: Evidence


def surest(snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked]) -> Answer | None:
    """Return what answers a question though nobody has said that it does, where that is sure.

    Where it is likely, a choice between it and other places that may answer.
    """
    likely = candidates(snapshot, ranking, ranked, least=LEAST_LIKELY)
    best = max(likely, key=lambda each: _sum(each.evidence), default=None)
    if best is None:
        return None
    how_sure = _sum(best.evidence)
    if how_sure < BEYOND_DOUBT:
        several = _several(snapshot, ranking, ranked, best)
        if len(several) > 1:
            return one_of(several)
    return best.answer if how_sure >= LEAST_SURE else None


def _several(
    snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked], best: Candidate
) -> list[Answer]:
    """Return the likeliest answer and others that may be meant, with less room for each."""
    first = answer_at(snapshot, ranking, best.ranked, AMONG) or best.answer
    beside = (
        answer_at(snapshot, ranking, each, AMONG)
        for each in ranked[:MOST_READ]
        if each is not best.ranked
        and each.score >= OF_BEST_BESIDE * ranked[0].score
        and each.coverage >= best.ranked.coverage - LESS_COVERED
        and _may_answer(ranking, each)
    )
    found = {first.text: first}
    for answer in filter(None, beside):
        found.setdefault(answer.text, answer)
        if len(found) > MOST_BESIDE:
            break
    return list(found.values())


def _sum(evidence: Evidence) -> float:
    return sum(weight * each for weight, each in zip(WEIGHTS, evidence, strict=True))


def candidates(
    snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked], *, least: float = 0.0
) -> Iterator[Candidate]:
    """Yield what an entry and a section would answer, with what speaks for each.

    Args:
        ranked: the documents that speak of the question, the best first
        least: how sure an answer must be; others are left out
    """
    for best, next_best in _best_of_kinds(ranking, ranked):
        if best.score < OF_BEST * ranked[0].score or not _may_answer(ranking, best):
            continue
        lead = math.log(best.score / next_best) if best.score and next_best else LONGEST_LEAD
        heading = _heading_of(snapshot, best)
        evidence = Evidence(
            lead=min(lead, LONGEST_LEAD),
            heading=ranking.asked_in(heading),
            suited=float(suits(ranking.question.text, heading)),
            raised=best.raised,
            coverage=best.coverage,
            entry=float(_is_entry(best)),
            first=float(best is ranked[0]),
            how=float(interrogative(ranking.question.text) == "hvordan"),
        )
        if _sum(evidence) >= least and (answer := answer_at(snapshot, ranking, best, ALONE)):
            yield Candidate(best, answer, evidence)


def _may_answer(ranking: Ranking, ranked: Ranked) -> bool:
    return ranked.coverage >= LEAST_COVERED and ranking.speaks_of_names(ranked)


def _is_entry(ranked: Ranked) -> bool:
    return ranked.found.path.startswith(FOLDER)


def _heading_of(snapshot: Snapshot, ranked: Ranked) -> str:
    """Return the heading of a section; "" for an entry, whose title is a name."""
    if _is_entry(ranked):
        return ""
    return snapshot.section(ranked.found.path, ranked.found.number).title


def _best_of_kinds(ranking: Ranking, ranked: Sequence[Ranked]) -> Iterator[tuple[Ranked, float]]:
    """Yield the best entry and the best section, each with what the next of its kind is worth.

    When somebody is asked for, the best entry about people comes beside the best of all others.
    """
    entries = [each for each in ranked if each.found.path.startswith(FOLDER) and each.found.number]
    people = [each for each in entries if register_of(each.found.path) in OF_WHO]
    others = [each for each in entries if register_of(each.found.path) not in OF_WHO]
    kinds = (people, others) if "who" in ranking.question.wants else (entries,)
    for kind in filter(None, kinds):
        yield kind[0], max((each.score for each in kind[1:]), default=0.0)
    sections = [each for each in ranked if not each.found.path.startswith(FOLDER)]
    if sections:
        path = sections[0].found.path
        elsewhere = (each.score for each in sections if each.found.path != path)
        yield sections[0], max(elsewhere, default=0.0)
