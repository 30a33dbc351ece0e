"""What may answer a question though nobody has said that it does, and what speaks for it."""

from __future__ import annotations

import math
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.cards import is_asked, of_entry, of_section, telling_fields, told_in
from saadan.search.danish import may_be_verb
from saadan.search.entries import FOLDER, questions_of, register_of, told_at
from saadan.search.fitting import (
    fits,
    interrogative,
    is_another_question,
    suits,
    tells_what_fits,
    wants_yes_or_no,
)
from saadan.search.patterns import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saadan.search.model import Answer
    from saadan.search.patterns import Values
    from saadan.search.ranking import Ranked, Ranking
    from saadan.snapshot.model import Register, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot

#: How sure an answer must be that nobody has said answers this very question.
LEAST_SURE: Final = 4.8
#: No lead is longer than this, as a logarithm.
LONGEST_LEAD: Final = 1.5
#: It must be worth this share of the best result, and speak with its page of this share of what is
#: asked.
OF_BEST, LEAST_COVERED = 0.6, 0.5
#: Fewer words than this ask for a topic, not for an answer.
FEWEST_WORDS: Final = 2
TOOLS, QUESTIONS = "tools", "faq"
#: Registers that tell who, besides all whose entries name a role, an address or a number.
OF_WHO: Final = ("bodies", "contacts", "facts", "faq", "roles")
_TELLING_WHO: Final = ("roles", "email", "phone")
#: What some registers cannot tell; all others cannot tell how.
_CANNOT_TELL: Final = {
    "contacts": ("hvad", "hvilken", "hvor", "hvornår"),
    "faq": (),
    "glossary": ("hvordan", "hvor", "hvor mange", "hvor meget"),
    "tools": (),
}


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


def surest(snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked]) -> Answer | None:
    """Return what answers a question though nobody has said that it does, where that is sure."""
    cards = candidates(snapshot, ranking, ranked, least=LEAST_SURE)
    sure = ((_sum(evidence), card) for card, evidence in cards)
    return max(sure, key=itemgetter(0), default=(0.0, None))[1]


def _sum(evidence: Evidence) -> float:
    return sum(weight * each for weight, each in zip(WEIGHTS, evidence, strict=True))


def candidates(
    snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked], *, least: float = 0.0
) -> Iterator[tuple[Answer, Evidence]]:
    """Yield what an entry and a section would answer, with what speaks for each.

    Args:
        ranked: the documents that speak of the question, the best first
        least: how sure an answer must be; others are left out
    """
    for best, next_best in _best_of_kinds(ranking, ranked):
        if best.score < OF_BEST * ranked[0].score or best.coverage < LEAST_COVERED:
            continue
        if not ranking.speaks_of_names(best):
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
        if _sum(evidence) >= least and (card := _card_of(snapshot, ranking, best)):
            yield card, evidence


def _is_entry(ranked: Ranked) -> bool:
    return ranked.found.path.startswith(FOLDER)


def _heading_of(snapshot: Snapshot, ranked: Ranked) -> str:
    """Return the heading of a section; "" for an entry, whose title is a name."""
    if _is_entry(ranked):
        return ""
    return snapshot.section(ranked.found.path, ranked.found.number).title


def _card_of(snapshot: Snapshot, ranking: Ranking, best: Ranked) -> Answer | None:
    """Return what an entry or a section tells, if that can answer the question."""
    if _is_entry(best):
        return of_entry_alone(snapshot, ranking, best)
    return _passage(snapshot, ranking, best)


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


def _passage(snapshot: Snapshot, ranking: Ranking, best: Ranked) -> Answer | None:
    """Return the lines of a section that answer."""
    question = ranking.question
    is_thing = interrogative(question.text) and not all(may_be_verb(a.word) for a in question.asked)
    if len(question.asked) < FEWEST_WORDS and not (is_thing or tells_what_fits(question.text)):
        return None
    section = snapshot.section(best.found.path, best.found.number)
    line = first_told(question.text, best)
    answer = of_section(snapshot.page(best.found.path), section, line)
    return answer if answer.text and fits(question.text, answer.text) else None


def first_told(question: str, ranked: Ranked) -> int:
    """Return the number of the line that is told first: how begins with the first step."""
    return 0 if interrogative(question) == "hvordan" else ranked.line


def of_entry_alone(snapshot: Snapshot, ranking: Ranking, best: Ranked) -> Answer | None:
    """Return all that an entry tells, if it can answer the question; of a question its answer."""
    found = told_at(snapshot, best.found.path, best.found.number)
    if found is None:
        return None
    register, (entry, values) = found
    if "who" in ranking.question.wants and not _tells_who(register, values, ranking):
        return None
    if says_something_else(ranking.question.text, register, entry):
        return None
    patterns = questions_of(snapshot, register) if register.name == QUESTIONS else ()
    if patterns:
        text, names = shown(patterns, 0, values)
    else:
        fields = telling_fields(register, entry, values, ranking)
        text, names = told_in(fields, values), tuple(each.name for each in fields)
    is_tool = register.name == TOOLS and "tool" in ranking.question.wants  # which is its title
    if not text or not (is_tool or fits(ranking.question.text, f"{entry.title}\n{text}")):
        return None
    return of_entry(register, entry, text, names, values)


def _tells_who(register: Register, values: Values, ranking: Ranking) -> bool:
    """Whether an entry tells who: in some field that it has, or in one that the question names."""
    return register.name in OF_WHO or any(
        each.type in _TELLING_WHO or is_asked(each, ranking)
        for each in register.fields
        if values.get(each.name)
    )


def says_something_else(question: str, register: Register, entry: RegisterEntry) -> bool:
    """Whether an entry answers another question about the same, or cannot tell what is asked."""
    if wants_yes_or_no(question) and register.name != QUESTIONS:
        return True
    cannot = _CANNOT_TELL.get(register.name, ("hvordan",))
    return interrogative(question) in cannot or is_another_question(question, entry.title)
