"""What a place tells, where it can answer a question though nobody has said that it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from saadan.search.cards import is_asked, of_entry, of_section, telling_fields, told_in
from saadan.search.danish import may_be_verb
from saadan.search.entries import FOLDER, questions_of, told_at
from saadan.search.fitting import (
    fits,
    interrogative,
    is_another_question,
    tells_what_fits,
    wants_yes_or_no,
)
from saadan.search.patterns import shown

if TYPE_CHECKING:
    from saadan.search.cards import Room
    from saadan.search.model import Answer
    from saadan.search.patterns import Values
    from saadan.search.ranking import Ranked, Ranking
    from saadan.snapshot.model import Register, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot

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


def answer_at(snapshot: Snapshot, ranking: Ranking, ranked: Ranked, room: Room) -> Answer | None:
    """Return what an entry or a section tells, if that can answer the question."""
    tell = of_entry_alone if ranked.found.path.startswith(FOLDER) else _passage
    return tell(snapshot, ranking, ranked, room)


def _passage(snapshot: Snapshot, ranking: Ranking, best: Ranked, room: Room) -> Answer | None:
    """Return the lines of a section that answer."""
    question = ranking.question
    is_thing = interrogative(question.text) and not all(may_be_verb(a.word) for a in question.asked)
    if len(question.asked) < FEWEST_WORDS and not (is_thing or tells_what_fits(question.text)):
        return None
    section = snapshot.section(best.found.path, best.found.number)
    line = first_told(question.text, best)
    answer = of_section(snapshot.page(best.found.path), section, line, room)
    return answer if answer.text and fits(question.text, answer.text) else None


def first_told(question: str, ranked: Ranked) -> int:
    """Return the number of the line that is told first: how begins with the first step."""
    return 0 if interrogative(question) == "hvordan" else ranked.line


def of_entry_alone(snapshot: Snapshot, ranking: Ranking, best: Ranked, room: Room) -> Answer | None:
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
        fields = telling_fields(register, entry, values, ranking)[: room.fields]
        text, names = told_in(fields, values, room), tuple(each.name for each in fields)
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
