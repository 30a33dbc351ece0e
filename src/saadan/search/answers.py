"""Direct answers: what the handbook itself settles, and where it says so.

A card is given when a question and something the handbook says it answers are the same in other
words: each says what the other does. Else there is one when much speaks for a place; see `evidence`
for how much. In doubt the reader chooses from a few, or there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from saadan.search.cards import ALONE, AMONG, of_entry, of_page, of_section, one_of
from saadan.search.danish import is_stop_word, words
from saadan.search.documents import ways_to_ask
from saadan.search.entries import FOLDER, questions_of, told_at
from saadan.search.evidence import surest
from saadan.search.excerpts import as_shown
from saadan.search.fitting import fits, interrogative, is_another_question, suits
from saadan.search.patterns import asks, shown
from saadan.search.ranking import WORD_FOR_WORD
from saadan.search.telling import first_told, of_entry_alone, says_something_else

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saadan.search.cards import Room
    from saadan.search.model import Answer
    from saadan.search.ranking import Ranked, Ranking
    from saadan.snapshot.snapshot import Snapshot

#: How nearly a question and what is answered must be the same, from 0 to 1.
NEARLY: Final = 0.62
#: For pages, which answer at length what an entry says in a word.
NEARLY_FOR_PAGES: Final = 0.75
#: Answers that are as near as this are as good as one another.
ALIKE: Final = 0.97
#: A page that says it answers shows a section that says this share of the question, or whose
#: heading says this, first the one whose heading says most; or else its beginning.
MOSTLY, IN_HEADING = 0.6, 0.25
#: How much better the best of several must be for the others to be left out.
STANDS_OUT: Final = 1.2
#: Things that a question may mean at once; more are no choice but a list of results.
MOST_CHOICES: Final = 6
#: Pages whose beginning is an answer: what to do, and whom to ask.
KINDS: Final = ("procedure", "role")


def answer_of(
    snapshot: Snapshot, ranking: Ranking, ranked: Sequence[Ranked], *, typing: bool
) -> Answer | None:
    """Return what settles a question, from the documents that speak of it.

    Args:
        snapshot: as the reader's audience sees it
        typing: whether the question may be unfinished
    """
    best_first = sorted(ranked, key=lambda each: -each.score)
    answered = nearest = _nearest(snapshot, ranking, best_first)
    if len(nearest) > 1:
        asked_so = [each for each in nearest if _is_asked_so(snapshot, ranking, each[0])]
        answered = asked_so or nearest
    if len(answered) > 1 and answered[0][0].score >= STANDS_OUT * answered[1][0].score:
        answered = answered[:1]
    told_apart = list({answer.text: (each, answer) for each, answer in answered}.values())
    if not any(_is_believed(each) for each, _ in nearest):
        told_apart = [each for each in told_apart if fits(ranking.question.text, each[1].text)]
    if len(told_apart) == 1:
        return told_apart[0][1]
    if not told_apart:
        return None if typing else surest(snapshot, ranking, best_first)
    if len(told_apart) > MOST_CHOICES:
        return None
    return one_of(
        [
            _answer(snapshot, ranking, each, best_first, AMONG) or answer
            for each, answer in told_apart
        ]
    )


def _nearest(
    snapshot: Snapshot, ranking: Ranking, best_first: Sequence[Ranked]
) -> list[tuple[Ranked, Answer]]:
    """Return what says most nearly that it answers the question, and can tell it, best first.

    What says so word for word is nearer than anything else, but when it has nothing to show, it
    keeps back none that says as much in other words.
    """
    said = [each for each in best_first if each.said >= NEARLY]
    most = min(1.0, max((each.said for each in said), default=0.0))
    told = [
        (each, answer)
        for each in said
        if each.said >= ALIKE * most
        and (answer := _answer(snapshot, ranking, each, best_first, ALONE))
    ]
    most = max((each.said for each, _ in told), default=0.0)
    return [each for each in told if each[0].said >= ALIKE * most]


def _is_believed(ranked: Ranked) -> bool:
    """Whether a document says word for word that it answers the question."""
    return ranked.said >= WORD_FOR_WORD


def _answer(
    snapshot: Snapshot, ranking: Ranking, ranked: Ranked, best_first: Sequence[Ranked], room: Room
) -> Answer | None:
    if ranked.found.path.startswith(FOLDER):
        return _of_entry(snapshot, ranking, ranked, room)
    if ranked.said < NEARLY_FOR_PAGES:
        return None
    return _of_page(snapshot, ranking, ranked, best_first, room)


def _of_entry(snapshot: Snapshot, ranking: Ranking, ranked: Ranked, room: Room) -> Answer | None:
    found = told_at(snapshot, ranked.found.path, ranked.found.number)
    if found is None:
        return None
    register, (entry, values) = found
    is_believed = _is_believed(ranked)
    if not is_believed and says_something_else(ranking.question.text, register, entry):
        return None
    patterns = questions_of(snapshot, register)
    asked = list(asks(patterns, values))
    number = _asking_for_the_same(ranking, [each.text for each in asked], ranked.said_in)
    if number is None:
        return None
    text, fields = shown(patterns, asked[number].pattern, values)
    if not text:
        return None
    own = of_entry(register, entry, text, fields, values)
    if fits(ranking.question.text, text):
        return own
    return of_entry_alone(snapshot, ranking, ranked, room) or (own if is_believed else None)


def _of_page(
    snapshot: Snapshot, ranking: Ranking, ranked: Ranked, best_first: Sequence[Ranked], room: Room
) -> Answer | None:
    """Return what a page says that it answers: how it begins, or where it says most."""
    page = snapshot.page(ranked.found.path)
    first, ways = ways_to_ask(snapshot, page.path)
    asked = ranked.said_in - first  # below are a page's description and keywords
    if asked < 0 or _asking_for_the_same(ranking, ways, asked) is None:
        return None
    if page.kind not in KINDS:
        on_page = [each for each in best_first if each.found.path == page.path]
        telling = (
            each
            for each in on_page
            if each.in_place >= MOSTLY or ranking.said_in_heading(each) >= IN_HEADING
        )
        headed = sorted(telling, key=ranking.said_in_heading, reverse=True)
        in_order = {each.found.number: each for each in (*headed, ranked, *on_page)}
        question = ranking.question.text
        sections = [
            (snapshot.section(page.path, number), first_told(question, each))
            for number, each in in_order.items()
        ]
        sections.sort(key=lambda each: not suits(question, each[0].title))
        told = (of_section(page, *each, room) for each in sections)
        return next((each for each in told if each.text), None)
    texts = (each.text.strip() for each in snapshot.sections(page.path))
    beginning = as_shown(next((text.split("\n")[0] for text in texts if text), ""))
    return of_page(page, page.description or beginning, room)


def _is_asked_so(snapshot: Snapshot, ranking: Ranking, ranked: Ranked) -> bool:
    """Whether what is answered is asked as the question is; how, for one, may also tell when."""
    if ranked.found.path.startswith(FOLDER):
        return True
    first, ways = ways_to_ask(snapshot, ranked.found.path)
    number = _asking_for_the_same(ranking, ways, ranked.said_in - first)
    return number is not None and _asks_so(ranking, ways[number])


def _asks_so(ranking: Ranking, way: str) -> bool:
    return interrogative(way) in ("", interrogative(ranking.question.text))


def _asking_for_the_same(ranking: Ranking, ways: Sequence[str], said_in: int) -> int | None:
    """Return the number of the way to ask that asks for the same as the question, if any does.

    First one that asks with the same word.

    Args:
        ways: to ask what is answered
        said_in: the one that says most of the question; others may say it in other small words
    """
    question = ranking.question.text
    if _asks_so(ranking, ways[said_in]):
        return said_in
    told = _told(ways[said_in])
    alike = [said_in, *(number for number, way in enumerate(ways) if _told(way) == told)]
    same = [each for each in alike if not is_another_question(question, ways[each])]
    return min(same, key=lambda each: not _asks_so(ranking, ways[each]), default=None)


def _told(way: str) -> list[str]:
    return sorted(word for word in words(way) if not is_stop_word(word))
