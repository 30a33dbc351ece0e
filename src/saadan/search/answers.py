"""Direct answers: what the handbook itself settles, and where it says so.

A card is given when a question and something the handbook says it answers are the same in other
words: each says what the other does. In doubt there is none; of several, the reader chooses.
"""

from __future__ import annotations

import itertools
import math
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import is_stop_word, may_be_verb, words
from saadan.search.documents import ways_to_ask
from saadan.search.entries import (
    FOLDER,
    is_by_the_way,
    questions_of,
    register_of,
    told_at,
)
from saadan.search.excerpts import as_shown
from saadan.search.fitting import (
    fits,
    interrogative,
    names_something,
    tells_what_fits,
    wants_yes_or_no,
)
from saadan.search.model import Answer, Choice, Copyable
from saadan.search.patterns import asks, shown
from saadan.search.ranking import SURE, WORD_FOR_WORD
from saadan.snapshot.model import DRAWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from saadan.search.patterns import Values
    from saadan.search.ranking import Ranked, Ranking
    from saadan.snapshot.model import Field, Page, Register, RegisterEntry, Section
    from saadan.snapshot.snapshot import Snapshot

#: How nearly a question and what is answered must be the same, from 0 to 1.
NEARLY: Final = 0.62
#: For pages, which answer at length what an entry says in a word.
NEARLY_FOR_PAGES: Final = 0.75
#: Answers that are as near as this are as good as one another.
ALIKE: Final = 0.97
#: How sure an answer must be that nobody has said answers this very question.
LEAST_SURE: Final = 5.25
#: A page that says it answers shows the section that says this share of the question, or begins.
MOSTLY: Final = 0.6
#: No lead is longer than this, as a logarithm.
LONGEST_LEAD: Final = 2.5
#: It must be worth this share of the best result.
OF_BEST: Final = 0.6
#: Sections of the best one's page that are looked at for what an answer must have, and what they
#: are worth at least.
MOST_ON_PAGE, NEAR_ON_PAGE = 3, 0.5
#: Lines before and after the best one in which that may stand.
AROUND: Final = 2
#: Fewer words than this ask for a topic, not for an answer.
FEWEST_WORDS: Final = 2
#: How much better the best of several must be for the others to be left out.
STANDS_OUT: Final = 1.2
#: Things that a question may mean at once; more are no choice but a list of results.
MOST_CHOICES: Final = 6
#: How much is shown of a page, and of each field of an entry, in letters; and how many fields.
LONGEST, LONGEST_FIELD, MOST_FIELDS = 650, 300, 8
#: Pages whose beginning is an answer: what to do, and whom to ask.
KINDS: Final = ("procedure", "role")
#: What a register's name says of its answers.
KIND_OF: Final = {
    "contacts": "contact",
    "facts": "fact",
    "faq": "faq",
    "glossary": "glossary",
    "roles": "role",
    "tools": "tool",
}
TOOLS: Final = "tools"
_OF_TOOLS: Final = ("tool", "where")  #: what is wanted when a tool may be the answer
#: Registers that tell who, besides all whose entries name a role, an address or a number.
OF_WHO: Final = ("bodies", "contacts", "facts", "faq", "roles")
_TELLING_WHO: Final = ("roles", "email", "phone")


def answer_of(
    snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked], *, typing: bool
) -> Answer | None:
    """Return what settles a question, from the documents that speak of it.

    Args:
        snapshot: as the reader's audience sees it
        typing: whether the question may be unfinished
    """
    best_first = sorted(ranked, key=lambda each: -each.score)
    said = [each for each in best_first if each.said >= NEARLY]
    most = max((each.said for each in said), default=0.0)
    as_near = [each for each in said if each.said >= ALIKE * most]
    answered = [
        (each.score, answer)
        for each in as_near
        if (answer := _answer(snapshot, ranking, each, best_first))
    ]
    if len(answered) > 1 and answered[0][0] >= STANDS_OUT * answered[1][0]:
        answered = answered[:1]
    told_apart = list({answer.text: answer for _, answer in answered}.values())
    if most < WORD_FOR_WORD:  # else its author says so
        told_apart = [each for each in told_apart if fits(ranking.question.text, each.text)]
    if len(told_apart) == 1:
        return told_apart[0]
    if not told_apart:
        return None if typing else _unasked(snapshot, ranking, best_first)
    if len(told_apart) > MOST_CHOICES:
        return None
    choices = tuple(Choice(f"{each.title} ({each.source})", each.address) for each in told_apart)
    return Answer("choice", "", "", (), "", "", "", "", "", choices)


class Evidence(NamedTuple):
    """What speaks for a place answering a question though nobody has said that it does."""

    lead: float  #: how far it is ahead of the next of its kind, as a logarithm
    line: float  #: how much of the question one of its lines says under its headings, squared
    own_words: float  #: how much of the question it says, and not what has to do with it
    kind: float  #: 1 when what is asked for can be told from other things: somebody, or a name
    first: float  #: 1 when no other place is better


#: What each is worth: near what `tools/fit_answers.py` finds.
WEIGHTS: Final = Evidence(lead=1.3, line=2.1, own_words=2.5, kind=0.7, first=0.7)


def _unasked(snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked]) -> Answer | None:
    """Return what answers a question though nobody has said that it does, where that is sure."""
    cards = candidates(snapshot, ranking, ranked, least=LEAST_SURE)
    sure = [(_sum(evidence), card) for card, evidence in cards]
    most, card = max(sure, key=itemgetter(0), default=(0.0, None))
    return card if most >= LEAST_SURE else None


def _sum(evidence: Evidence) -> float:
    return sum(weight * each for weight, each in zip(WEIGHTS, evidence, strict=True))


def candidates(
    snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked], *, least: float = 0.0
) -> Iterator[tuple[Answer, Evidence]]:
    """Yield what an entry and a section would answer, with what speaks for each.

    Args:
        ranked: the documents that speak of the question, the best first
        least: how sure an answer may become, at least; others are left out
    """
    wants = ranking.question.wants
    for best, next_best in _best_of_kinds(ranking, ranked):
        if best.score < OF_BEST * ranked[0].score or not ranking.names_topic(best):
            continue
        lead = math.log(best.score / next_best) if best.score and next_best else LONGEST_LEAD
        evidence = Evidence(
            lead=min(lead, LONGEST_LEAD),
            line=best.in_place**2,
            own_words=ranking.surely(best),
            kind=1.0,
            first=float(best is ranked[0]),
        )
        if _sum(evidence) >= least and (card := card_of(snapshot, ranking, best, ranked)):
            is_named = register_of(best.found.path) == TOOLS or names_something(card.text)
            is_of_kind = "who" in wants or (is_named and not wants.isdisjoint(_OF_TOOLS))
            yield card, evidence._replace(kind=float(is_of_kind))


def card_of(
    snapshot: Snapshot, ranking: Ranking, best: Ranked, ranked: Iterable[Ranked]
) -> Answer | None:
    """Return what an entry or a section tells, if that can answer the question."""
    if best.found.path.startswith(FOLDER):
        return _of_entry_alone(snapshot, ranking, best)
    return _passage(snapshot, ranking, best, ranked)


def _best_of_kinds(ranking: Ranking, ranked: Sequence[Ranked]) -> Iterator[tuple[Ranked, float]]:
    """Yield the best entry and the best section, each with what the next of its kind is worth.

    When somebody is asked for, the best entry about people comes beside the best of all others.
    """
    entries = [each for each in ranked if each.found.path.startswith(FOLDER) and each.found.number]
    kinds = [entries]
    if "who" in ranking.question.wants:
        is_who = [register_of(each.found.path) in OF_WHO for each in entries]
        kinds = [
            [each for each, is_one in zip(entries, is_who, strict=True) if is_one is wanted]
            for wanted in (True, False)
        ]
    for kind in filter(None, kinds):
        yield kind[0], max((each.score for each in kind[1:]), default=0.0)
    sections = [each for each in ranked if not each.found.path.startswith(FOLDER)]
    if sections:
        path = sections[0].found.path
        others = (each.score for each in sections if each.found.path != path)
        yield sections[0], max(others, default=0.0)


def _passage(
    snapshot: Snapshot, ranking: Ranking, best: Ranked, ranked: Iterable[Ranked]
) -> Answer | None:
    """Return the lines of a section that answer, or those of another one on its page."""
    question = ranking.question
    is_thing = interrogative(question.text) and not all(may_be_verb(a.word) for a in question.asked)
    if len(question.asked) < FEWEST_WORDS and not (is_thing or tells_what_fits(question.text)):
        return None
    on_page = (each for each in ranked if each.found.path == best.found.path)
    near = (each for each in on_page if each.score >= NEAR_ON_PAGE * best.score)
    for each in itertools.islice(near, MOST_ON_PAGE):
        section = snapshot.section(each.found.path, each.found.number)
        lines = section.text.split("\n")
        around = lines[max(0, each.line - AROUND) : each.line + AROUND + 1]
        if fits(question.text, "\n".join(around)):
            answer = _part_of(snapshot.page(best.found.path), section, each.line)
            if answer.text:
                return answer
    return None


def _around(lines: Sequence[str], line: int) -> str:
    """Return a line with as many of those after and before it as there is room for."""
    first, last = line, line + 1
    size = len(lines[line])
    while True:
        if last < len(lines) and size + len(lines[last]) < LONGEST:
            size, last = size + len(lines[last]), last + 1
        elif first and size + len(lines[first - 1]) < LONGEST:
            size, first = size + len(lines[first - 1]), first - 1
        else:
            break
    return "\n".join(filter(None, map(str.strip, lines[first:last])))


def _of_entry_alone(snapshot: Snapshot, ranking: Ranking, best: Ranked) -> Answer | None:
    """Return all that an entry tells, if it can answer the question."""
    found = told_at(snapshot, best.found.path, best.found.number)
    if found is None:
        return None
    register, (entry, values) = found
    fields = [each for each in register.fields if values.get(each.name)]
    if "who" in ranking.question.wants and not _tells_who(register, fields, ranking):
        return None
    if _says_something_else(ranking.question.text, register, entry):
        return None
    if wants_yes_or_no(ranking.question.text) and register.name != "faq":
        return None
    telling = [each for each in fields if _is_worth_showing(each, entry, values)]
    shown = sorted(telling, key=lambda each: not _is_asked(each, ranking))[:MOST_FIELDS]
    text = "\n".join(f"{each.title}: {_short(', '.join(values[each.name]))}" for each in shown)
    is_tool = register.name == TOOLS and "tool" in ranking.question.wants  # which is its title
    if not shown or not (is_tool or fits(ranking.question.text, f"{entry.title}\n{text}")):
        return None
    return _of(register, entry, text, [each.name for each in shown], values)


def _tells_who(register: Register, fields: Iterable[Field], ranking: Ranking) -> bool:
    """Whether some fields of a register tell who, or are named by the question."""
    return register.name in OF_WHO or any(
        each.type in _TELLING_WHO or _is_asked(each, ranking) for each in fields
    )


#: What answers these may answer any other question about the same.
_BROAD: Final = ("hvad gør", "hvordan")
#: What some registers cannot tell; all others cannot tell how.
_CANNOT_TELL: Final = {
    "contacts": ("hvad", "hvilken", "hvor", "hvornår"),
    "faq": (),
    "glossary": ("hvordan", "hvor", "hvor mange", "hvor meget"),
    "tools": (),
}


def _says_something_else(question: str, register: Register, entry: RegisterEntry) -> bool:
    """Whether an entry answers another question about the same, or cannot tell what is asked."""
    cannot = _CANNOT_TELL.get(register.name, ("hvordan",))
    return interrogative(question) in cannot or is_another_question(question, entry.title)


def is_another_question(one: str, other: str) -> bool:
    """Whether what answers `other` says nothing to `one`: where minutes are, not what is there."""
    asked, answered = interrogative(one), interrogative(other)
    if asked == "hvilken":
        return answered not in ("", asked)
    is_asked = bool(asked or wants_yes_or_no(one))
    return is_asked and answered not in ("", asked, asked.removesuffix(" gør"), *_BROAD)


def _is_worth_showing(field: Field, entry: RegisterEntry, values: Values) -> bool:
    """Whether a field tells something: not the key, the title, or words to search by."""
    said = values[field.name]
    is_name = said in ((entry.key,), (entry.title,))
    return not is_name and not is_by_the_way(field)


def _is_asked(field: Field, ranking: Ranking) -> bool:
    """Whether a question names a field: a telephone number, or who is in charge."""
    marks = (ranking.marked[word] for word in words(field.title))
    return any(mark and mark[1] >= SURE for mark in marks)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_FIELD else f"{text[:LONGEST_FIELD].rpartition(' ')[0]} …"


def _asking_for_the_same(ranking: Ranking, ways: Sequence[str], said_in: int) -> int | None:
    """Return the number of the way to ask that asks for the same as the question, if any does.

    Args:
        ways: to ask what is answered
        said_in: the one that says most of the question; others may say it in other small words
    """
    question = ranking.question.text
    if not is_another_question(question, ways[said_in]):
        return said_in
    told = _told(ways[said_in])
    alike = (number for number, way in enumerate(ways) if _told(way) == told)
    return next((each for each in alike if not is_another_question(question, ways[each])), None)


def _told(way: str) -> list[str]:
    return sorted(word for word in words(way) if not is_stop_word(word))


def _answer(
    snapshot: Snapshot, ranking: Ranking, ranked: Ranked, best_first: Sequence[Ranked]
) -> Answer | None:
    if ranked.found.path.startswith(FOLDER):
        return _of_entry(snapshot, ranking, ranked)
    if ranked.said < NEARLY_FOR_PAGES:
        return None
    return _of_page(snapshot, ranking, ranked, best_first)


def _of_entry(snapshot: Snapshot, ranking: Ranking, ranked: Ranked) -> Answer | None:
    found = told_at(snapshot, ranked.found.path, ranked.found.number)
    if found is None:
        return None
    register, (entry, values) = found
    if _says_something_else(ranking.question.text, register, entry):
        return None
    patterns = questions_of(snapshot, register)
    asked = list(asks(patterns, values))
    number = _asking_for_the_same(ranking, [each.text for each in asked], ranked.said_in)
    if number is None:
        return None
    text, fields = shown(patterns, asked[number].pattern, values)
    if not text:
        return None
    if not fits(ranking.question.text, text):
        return _of_entry_alone(snapshot, ranking, ranked)
    return _of(register, entry, text, fields, values)


def _of(
    register: Register, entry: RegisterEntry, text: str, fields: Iterable[str], values: Values
) -> Answer:
    titles = {field.name: field.title for field in register.fields}
    return Answer(
        kind=KIND_OF.get(register.name, "register"),
        title=entry.title,
        text=text,
        values=tuple(Copyable(titles[field], ", ".join(values[field])) for field in fields),
        source=register.title,
        address=entry.address,
        path=register.path,
        owner=register.owner,
        reviewed=register.reviewed,
    )


def _of_page(
    snapshot: Snapshot, ranking: Ranking, ranked: Ranked, best_first: Sequence[Ranked]
) -> Answer | None:
    """Return what a page says that it answers: how it begins, or where it says most."""
    page = snapshot.page(ranked.found.path)
    first, ways = ways_to_ask(snapshot, page.path)
    asked = ranked.said_in - first  # below are a page's description and keywords
    if asked < 0 or _asking_for_the_same(ranking, ways, asked) is None:
        return None
    if page.kind not in KINDS:
        same = (
            each for each in best_first if each.found.path == page.path and each.in_place >= MOSTLY
        )
        best = next(same, ranked)
        section = snapshot.section(page.path, best.found.number)
        return _part_of(page, section, best.line)
    texts = (each.text.strip() for each in snapshot.sections(page.path))
    beginning = as_shown(next((text.split("\n")[0] for text in texts if text), ""))
    text = page.description or beginning
    return Answer(
        kind=page.kind,
        title=page.title,
        text=text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0]} …",
        values=(),
        source=page.title,
        address=page.address,
        path=page.path,
        owner=page.owner,
        reviewed=page.reviewed,
    )


def _part_of(page: Page, section: Section, line: int) -> Answer:
    """Return the lines of a section around the one that says most, without what is only drawn."""
    lines = [
        as_shown(each) if number == line or not each.endswith(DRAWN) else ""
        for number, each in enumerate(section.text.split("\n"))
    ]
    return Answer(
        kind="passage",
        title=" › ".join(dict.fromkeys(filter(None, (page.title, section.title)))),
        text=_around(lines, line),
        values=(),
        source=page.title,
        address=f"{page.address}#{section.anchor}" if section.anchor else page.address,
        path=page.path,
        owner=page.owner,
        reviewed=page.reviewed,
    )
