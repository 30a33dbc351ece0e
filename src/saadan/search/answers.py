"""Direct answers: what the handbook itself settles, and where it says so.

A card is given when a question and something the handbook says it answers are the same in other
words: each says what the other does. In doubt there is none; of several, the reader chooses.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.documents import first_answer
from saadan.search.entries import (
    FOLDER,
    Told,
    is_by_the_way,
    place_of,
    questions_of,
    register_of,
    text_of,
    told,
)
from saadan.search.excerpts import as_shown
from saadan.search.model import Answer, Choice, Copyable
from saadan.search.patterns import asks, shown
from saadan.search.question import fits, interrogative, tells_what_fits, wants_yes_or_no

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saadan.search.patterns import Values
    from saadan.search.ranking import Ranked, Ranking
    from saadan.snapshot.model import Field, Register, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot

#: How nearly a question and what is answered must be the same, from 0 to 1.
NEARLY: Final = 0.62
#: For pages, which answer at length what an entry says in a word.
NEARLY_FOR_PAGES: Final = 0.75
#: Answers that are as near as this are as good as one another.
ALIKE: Final = 0.97


class Sure(NamedTuple):
    """What makes an answer sure that nobody has said answers this very question."""

    covers: float  #: so much of the question it speaks of
    stands_out: float  #: and is so many times better than the next of its kind
    of_best: float = 0.6  #: and worth this share of the best result
    own_words: float = 0.3  #: and says so much of the question in the question's own words


#: Each of these is enough: the less an entry covers, or in other words, the more it must stand out.
ENTRY_IS_SURE: Final = (
    Sure(0.95, 1.04, 0.95, 0.6),
    Sure(0.8, 1.22, 0.5, 0.6),
    Sure(0.75, 1.9, 0.95, 0.3),
    Sure(0.7, 1.1, 0.95, 0.6),
    Sure(0.6, 2.5, 0.9, 0.58),
    Sure(0.5, 4.0, 0.9, 0.3),
    Sure(0.6, 8.0, 0.9, 0.0),
)
#: Likewise a section, against those of other pages.
SECTION_IS_SURE: Final = (
    Sure(0.9, 1.35),
    Sure(0.7, 1.9),
    Sure(0.55, 3.0),
)
#: And when the question tells what an answer must have, and the section has it.
SECTION_FITS: Final = (
    Sure(0.95, 1.12),
    Sure(0.65, 1.9),
    Sure(0.5, 2.0),
)
#: So much of the question one of its lines must say, under its title and headings.
IN_PLACE: Final = 0.4
#: A section whose title and headings name nothing of what is asked must say this much in one line;
#: less when the question tells what an answer must have, or when it stands out so much.
IN_ONE_LINE, IN_FITTING_LINE, IN_LONE_LINE, IS_ALONE = 0.9, 0.6, 0.4, 2.4
#: A section that says nearly all of the question and stands out need not say it in one line.
WHOLLY, WHOLLY_ALONE = 0.85, 2.0
#: Sections of the best one's page that are looked at for what an answer must have, and what they
#: are worth at least.
MOST_ON_PAGE, NEAR_ON_PAGE = 3, 0.5
_ABOUT: Final = ("title", "heading", "keys")
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
#: When it is asked who, an entry that tells it may stand behind others that do not.
COVERS_WHO, WHO_NEAR_TOP = 0.8, 0.5
CONTACTS: Final = "contacts"
#: So much of what a question is about a contact must name, and no other one.
ALL_OF_TOPIC: Final = 0.9
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
    told_apart = [each for each in told_apart if fits(ranking.question.text, each.text)]
    if len(told_apart) == 1:
        return told_apart[0]
    if not told_apart:
        return None if typing else _unasked(snapshot, ranking, best_first)
    if len(told_apart) > MOST_CHOICES:
        return None
    choices = tuple(Choice(f"{each.title} ({each.source})", each.address) for each in told_apart)
    return Answer("choice", "", "", (), "", "", "", "", "", choices)


def _contact(snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked]) -> Answer | None:
    """Return whom to ask about what a question is about, whatever is to be done with it."""
    if "who" not in ranking.question.wants or register_of(ranked[0].found.path) != CONTACTS:
        return None
    others = (each for each in ranked[1:] if register_of(each.found.path) == CONTACTS)
    most = max(map(ranking.about, others), default=0.0)
    if ranking.about(ranked[0]) < ALL_OF_TOPIC or most >= ALL_OF_TOPIC:
        return None
    return _of_entry_alone(snapshot, ranking, ranked[0])


def _unasked(snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked]) -> Answer | None:
    """Return what answers a question though nobody has said that it does."""
    if not ranked:
        return None
    if answer := _contact(snapshot, ranking, ranked) or _only(snapshot, ranking, ranked):
        return answer
    return _passage(snapshot, ranking, ranked)


def _passage(snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked]) -> Answer | None:
    """Return the lines of the one section that speaks of all that is asked, if there is one."""
    question = ranking.question
    tells = tells_what_fits(question.text)
    sections = [each for each in ranked if not each.found.path.startswith(FOLDER)]
    if not sections or not (tells or len(question.asked) >= FEWEST_WORDS):
        return None
    best = sections[0]
    others = (each.score for each in sections if each.found.path != best.found.path)
    next_best = next(others, 0.0)
    demands = SECTION_FITS if tells else SECTION_IS_SURE
    if not _is_sure(ranking, best, next_best, ranked[0].score, demands):
        return None
    is_about = any(place.worth for place in best.places if place.name in _ABOUT)
    is_alone = best.score >= IS_ALONE * next_best
    in_line = IN_LONE_LINE if is_alone else IN_FITTING_LINE if tells else IN_ONE_LINE
    is_whole = best.own >= WHOLLY and best.score >= WHOLLY_ALONE * next_best
    if not (best.in_place >= IN_PLACE or is_whole) or not (is_about or best.together >= in_line):
        return None
    on_page = (each for each in sections if each.found.path == best.found.path)
    near = (each for each in on_page if each.score >= NEAR_ON_PAGE * best.score)
    answers = (_part_of(snapshot, each) for each in itertools.islice(near, MOST_ON_PAGE))
    return next((each for each in answers if fits(question.text, each.text)), None)


def _is_sure(
    ranking: Ranking, best: Ranked, next_best: float, most: float, demands: Iterable[Sure]
) -> bool:
    """Whether what is best of its kind meets one of some demands.

    Args:
        next_best: what the next of its kind is worth
        most: what the best result of any kind is worth
    """
    own_words = ranking.surely(best)
    return ranking.names_topic(best) and any(
        best.own >= demand.covers
        and best.score >= demand.stands_out * next_best
        and best.score >= demand.of_best * most
        and own_words >= demand.own_words
        for demand in demands
    )


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


def _only(snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked]) -> Answer | None:
    """Return what the only entry says that can be meant, if there is one."""
    entries = [each for each in ranked if each.found.path.startswith(FOLDER) and each.found.number]
    near_top_for_who = 1.0
    if "who" in ranking.question.wants:
        tellers = [each for each in entries if register_of(each.found.path) in OF_WHO]
        if tellers and tellers[0].own >= COVERS_WHO:
            entries, near_top_for_who = tellers, WHO_NEAR_TOP
    if not entries:
        return None
    best = entries[0]
    next_best = entries[1].score if len(entries) > 1 else 0.0
    most = near_top_for_who * ranked[0].score
    if not _is_sure(ranking, best, next_best, most, ENTRY_IS_SURE):
        return None
    return _of_entry_alone(snapshot, ranking, best)


def _of_entry_alone(snapshot: Snapshot, ranking: Ranking, best: Ranked) -> Answer | None:
    """Return all that an entry tells, if it can answer the question."""
    place = place_of(snapshot, best.found.path, best.found.number)
    if place is None:
        return None
    register = snapshot.register(place.register)
    ((entry, values),) = told(snapshot, register, [snapshot.register_entry(*place)])
    fields = [each for each in register.fields if values.get(each.name)]
    tells_who = register.name in OF_WHO or any(each.type in _TELLING_WHO for each in fields)
    if "who" in ranking.question.wants and not tells_who:
        return None
    if _says_something_else(ranking.question.text, register, entry):
        return None
    if wants_yes_or_no(ranking.question.text) and register.name != "faq":
        return None
    shown = [each for each in fields if _is_worth_showing(each, entry, values)][:MOST_FIELDS]
    if not fits(ranking.question.text, text_of(register, Told(entry, values))):
        return None
    if not shown:
        return None
    lines = [f"{each.title}: {_short(', '.join(values[each.name]))}" for each in shown]
    return _of(register, entry, "\n".join(lines), [each.name for each in shown], values)


#: What answers these may answer any other question about the same.
_BROAD: Final = ("hvad", "hvordan", "how", "what")
#: Registers that say what something is, or who, and not how it is done.
_NO_WAY: Final = ("bodies", "glossary", "roles")
_ASKS_HOW: Final = ("hvordan", "how")


def _says_something_else(question: str, register: Register, entry: RegisterEntry) -> bool:
    """Whether an entry answers another question about the same, or cannot say how it is done."""
    is_no_way = register.name in _NO_WAY and interrogative(question) in _ASKS_HOW
    return is_no_way or is_another_question(question, entry.title)


def is_another_question(one: str, other: str) -> bool:
    """Whether what answers `other` says nothing to `one`: where minutes are, not what is there."""
    asked, answered = interrogative(one), interrogative(other)
    return bool(asked or wants_yes_or_no(one)) and answered not in ("", asked, *_BROAD)


def _is_worth_showing(field: Field, entry: RegisterEntry, values: Values) -> bool:
    """Whether a field tells something: not the key, the title, or words to search by."""
    said = values[field.name]
    is_name = said in ((entry.key,), (entry.title,))
    return not is_name and not is_by_the_way(field)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_FIELD else f"{text[:LONGEST_FIELD].rpartition(' ')[0]} …"


def _answer(
    snapshot: Snapshot, ranking: Ranking, ranked: Ranked, best_first: Sequence[Ranked]
) -> Answer | None:
    if ranked.found.path.startswith(FOLDER):
        return _of_entry(snapshot, ranking, ranked)
    if ranked.said < NEARLY_FOR_PAGES:
        return None
    return _of_page(snapshot, ranked, best_first)


def _of_entry(snapshot: Snapshot, ranking: Ranking, ranked: Ranked) -> Answer | None:
    place = place_of(snapshot, ranked.found.path, ranked.found.number)
    if place is None:
        return None
    register = snapshot.register(place.register)
    ((entry, values),) = told(snapshot, register, [snapshot.register_entry(*place)])
    if _says_something_else(ranking.question.text, register, entry):
        return None
    patterns = questions_of(snapshot, register)
    asked = list(asks(patterns, values))
    text, fields = shown(patterns, asked[ranked.said_in].pattern, values)
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


def _of_page(snapshot: Snapshot, ranked: Ranked, best_first: Sequence[Ranked]) -> Answer | None:
    """Return what a page says that it answers: how it begins, or where it says most."""
    page = snapshot.page(ranked.found.path)
    if ranked.said_in < first_answer(snapshot, page.path):
        return None
    if page.kind not in KINDS:
        same = (each for each in best_first if each.found.path == page.path and each.together)
        return _part_of(snapshot, next(same, ranked))
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


def _part_of(snapshot: Snapshot, ranked: Ranked) -> Answer:
    """Return the lines of a section around the one that says most."""
    page = snapshot.page(ranked.found.path)
    section = snapshot.section(page.path, ranked.found.number)
    return Answer(
        kind="passage",
        title=section.title or page.title,
        text=_around([as_shown(line) for line in section.text.split("\n")], ranked.line),
        values=(),
        source=page.title,
        address=f"{page.address}#{section.anchor}" if section.anchor else page.address,
        path=page.path,
        owner=page.owner,
        reviewed=page.reviewed,
    )
