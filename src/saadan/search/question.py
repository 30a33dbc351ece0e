"""What is asked: the words that say something, each with all that may stand for it in a text."""

from __future__ import annotations

import itertools
import math
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from saadan.search.common import left_unsaid, tells
from saadan.search.danish import analyse, is_english, is_stop_word, is_verb, may_be_verb, tokens
from saadan.search.fitting import MEASURES, WHICH, interrogative
from saadan.search.lexicon import LONGEST_EXPRESSION, english_lexicon
from saadan.search.ways import PARTICLES, Way, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from saadan.search.danish import Token
    from saadan.search.ways import Reader

#: As much of a question is read; people ask in a line.
LONGEST: Final = 500  # letters
MOST_WORDS: Final = 16
#: How much a verb tells as against another word: one that everybody uses, and any other.
COMMON_VERB, VERB = 0.5, 0.7
#: How much a word that no text has tells at most, as against the others; and a number.
MOST_OF_UNKNOWN: Final = 1.3
OF_UNKNOWN_NUMBER: Final = 0.4
#: No text says a word for which there is nothing worth more than this.
HARDLY: Final = 0.45
#: Words between a verb and the particle that belongs to it, at most, and itself.
FARTHEST_PARTICLE: Final = 4
#: What is left of a verb's worth without the particle that makes it another one.
VERB_ALONE: Final = 0.8
#: How much words tell that say in what form an answer is wanted, which it need not say itself.
OF_FORM: Final = 0.4
_FORMS: Final = {"link", "linket", "nr", "number", "nummer", "nummeret", "tlf"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A word asked for, or a few that go together."""

    word: str
    ways: tuple[Way, ...]
    weight: float  #: how much it tells: the rarer, the more
    may_be_topic: bool  #: whether it names a thing: no verb, number, or form of the answer
    is_name: bool  #: whether it is written as a name


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know."""

    text: str  #: as asked, made tidy
    asked: tuple[Asked, ...]
    wants: frozenset[str]  #: keys of _WANTS: what kind of answer is hoped for


def tidy(text: str) -> str:
    """Return what was typed in one line, without what cannot be seen, and not too long."""
    seen = (each for each in text[: 4 * LONGEST] if unicodedata.category(each) not in _UNSEEN)
    shown = "".join(each if each.isprintable() else " " for each in seen)
    return " ".join(shown.split())[:LONGEST]


_UNSEEN: Final = ("Cf", "Cs", "Co", "Cn")  # soft hyphens, marks of direction; no characters at all


def read_question(text: str, reader: Reader, *, typing: bool = False) -> Question:
    """Take a question apart.

    Args:
        reader: finds what may stand for its words
        typing: whether the last word may be unfinished
    """
    tidied = tidy(text)
    words = list(_words(tidied))[:MOST_WORDS]
    is_foreign = is_english((word.text for word in words), english_lexicon().relations)
    telling = [
        word for word in words if not is_stop_word(word.text, is_english=is_foreign)
    ] or words
    reader = reader.in_english if is_foreign else reader
    wants = frozenset(_wants(words, interrogative(tidied)))
    forms = frozenset(_forms(words))
    if all(word in forms or may_be_verb(word.text) for word in telling):
        forms = frozenset()  # "hvilken bank bruger vi" is about banks after all
    names = frozenset(_names(tidied))
    asked = []
    for number, word in enumerate(telling):
        is_open = typing and number == len(telling) - 1 and text[-1:].isalnum()
        ways = reader.ways(word, is_open=is_open)
        weight = reader.rarity(ways) * (OF_FORM if word in forms else _tells(word.text))
        is_thing = not (word in forms or word.text[0].isdigit() or may_be_verb(word.text))
        asked.append(Asked(word.text, ways, weight, is_thing, word.text in names))
    asked = _moderated(_with_expressions(asked, telling, words, reader))
    return Question(tidied, tuple(asked), wants)


def _forms(words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words that say in what form an answer is wanted: "link", "hvilket program"."""
    for before, word in itertools.pairwise([Word("", ()), *words]):
        is_measure = word.text in MEASURES.get(before.text, ())
        if word.text in _FORMS or before.text in WHICH or is_measure:
            yield word


def _names(text: str) -> Iterator[str]:
    """Yield the words that begin with a capital though no sentence begins with them."""
    if text == text.upper():
        return
    for token in tokens(text):
        before = text[: token.start].rstrip()
        if before and before[-1] not in ".!?" and text[token.start].isupper():
            yield token.word


def _tells(word: str) -> float:
    """Return how much a word tells of what is asked, however rare it is in the texts."""
    if is_verb(word):
        return VERB if tells(word) == 1 else COMMON_VERB
    return tells(word)


def _moderated(asked: list[Asked]) -> list[Asked]:
    """Return the words so that one that no text has does not outweigh all the others.

    It may be what the question is about; but a year, an amount, or a word too many, is not.
    """
    known = [each.weight for each in asked if each.ways]
    most = MOST_OF_UNKNOWN * max(known, default=math.inf)
    return [replace(each, weight=_moderate(each, most)) for each in asked]


def _moderate(asked: Asked, most: float) -> float:
    if any(way.worth > HARDLY for way in asked.ways):
        return asked.weight
    if asked.word[0].isdigit():
        return min(asked.weight, most) * OF_UNKNOWN_NUMBER
    return min(asked.weight, most) * _left_unsaid(asked.word)


def _left_unsaid(word: str) -> float:
    return min(left_unsaid(each) for each in (word, *analyse(word).base))


def _words(text: str) -> Iterator[Word]:
    """Yield the words of a text, those with pieces once."""
    found: list[tuple[Token, list[str]]] = []
    for token in tokens(text):
        if found and token.start < found[-1][0].end:
            found[-1][1].append(token.word)
        else:
            found.append((token, []))
    for token, pieces in found:
        yield Word(token.word, tuple(pieces))


def _with_expressions(
    asked: list[Asked], telling: list[Word], words: list[Word], reader: Reader
) -> list[Asked]:
    """Return the words with what the expressions they are part of are related to.

    Args:
        telling: those of `words` that are asked for, one for each of `asked`
    """
    ways: dict[Word, list[Way]] = {
        word: list(each.ways) for word, each in zip(telling, asked, strict=True)
    }
    for number, word in enumerate(words):
        if word in ways and may_be_verb(word.text):  # "melde sig ud" is "udmelde"
            after = words[number + 1 : number + 1 + FARTHEST_PARTICLE]
            particles = [each.text for each in after if each.text in PARTICLES]
            apart = [way for each in particles for way in reader.apart(word.text, each)]
            if apart:
                alone = (way._replace(worth=VERB_ALONE * way.worth) for way in ways[word])
                ways[word] = [*apart, *alone]
            for each in particles:
                ways[word] += reader.with_particle(word.text, each)
    for size in range(2, LONGEST_EXPRESSION + 1):
        for start in range(len(words) - size + 1):
            run = words[start : start + size]
            found = reader.related_to_run([word.text for word in run])
            for word in run if found else ():
                ways.get(word, []).extend(found)
    for size in (2, 3):
        for start in range(len(telling) - size + 1):
            run = telling[start : start + size]
            glued = reader.glued([each.text for each in run])
            if size == 2:  # "arbejde hjemme" is "hjemmearbejde"
                glued += reader.glued([each.text for each in reversed(run)])
            for word in run:
                ways[word] += glued
    return [
        replace(each, ways=tuple(ways[word])) for word, each in zip(telling, asked, strict=True)
    ]


_WANTS: Final = {
    "who": ("hvem", "hvis", "who", "whom", "kontakt", "kontakte", "kontakter", "ansvarlig"),
    "how": ("hvordan", "hvorledes", "how", "procedure", "fremgangsmåde", "arbejdsgang"),
    "tool": ("værktøj", "værktøjer", "system", "systemer", "program", "app", "tool", "software"),
    "what": ("hvad", "what", "betyder", "forkortelse", "definition"),
}


def _wants(words: Iterable[Word], asks: str) -> Iterator[str]:
    if asks == "hvor":
        yield "where"
    said = {word.text for word in words}
    for want, signs in _WANTS.items():
        if said.intersection(signs):
            yield want
