"""What is asked: the words that say something, each with all that may stand for it in a text."""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from saadan.search.common import tells
from saadan.search.danish import is_english, is_stop_word, is_verb, tokens
from saadan.search.lexicon import LONGEST_EXPRESSION, english_lexicon
from saadan.search.ways import Reader, Way, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from saadan.search.danish import Token
    from saadan.search.index import Index
    from saadan.search.lexicon import Lexicon

#: As much of a question is read; people ask in a line.
LONGEST: Final = 500  # letters
MOST_WORDS: Final = 16
#: How much a verb tells as against another word: one that everybody uses, and any other.
COMMON_VERB, VERB = 0.4, 0.7
#: How much a word that no text has tells at most, as against the others; and a number.
MOST_OF_UNKNOWN: Final = 1.3
OF_UNKNOWN_NUMBER: Final = 0.4
#: Likewise words that say in what form an answer is wanted, which it need not say itself.
OF_FORM: Final = 0.4
_FORMS: Final = {"link", "linket", "nr", "number", "nummer", "nummeret", "tlf"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A word asked for, or a few that go together."""

    word: str
    ways: tuple[Way, ...]
    weight: float  #: how much it tells: the rarer, the more


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


def read_question(text: str, index: Index, lexicon: Lexicon, *, typing: bool = False) -> Question:
    """Take a question apart.

    Args:
        typing: whether the last word may be unfinished
    """
    tidied = tidy(text)
    words = list(_words(tidied))[:MOST_WORDS]
    is_foreign = is_english((word.text for word in words), english_lexicon().relations)
    telling = [
        word for word in words if not is_stop_word(word.text, is_english=is_foreign)
    ] or words
    reader = Reader(index, lexicon, is_english=is_foreign)
    wants = frozenset(_wants(words, interrogative(tidied)))
    asked = []
    for number, word in enumerate(telling):
        is_open = typing and number == len(telling) - 1 and text[-1:].isalnum()
        ways = reader.ways(word, is_open=is_open)
        weight = reader.rarity(ways) * _tells(word.text)
        asked.append(Asked(word.text, ways, weight))
    asked = _with_expressions(_moderated(asked), telling, words, reader)
    return Question(tidied, tuple(asked), wants)


def _tells(word: str) -> float:
    """Return how much a word tells of what is asked, however rare it is in the texts."""
    if word in _FORMS:
        return OF_FORM
    if is_verb(word):
        return VERB if tells(word) == 1 else COMMON_VERB
    return tells(word)


def _moderated(asked: list[Asked]) -> list[Asked]:
    """Return the words so that one that no text has does not outweigh all the others.

    It may be what the question is about; but a year, or a word too many, is not.
    """
    known = [each.weight for each in asked if each.ways]
    most = MOST_OF_UNKNOWN * max(known, default=math.inf)
    return [
        each
        if each.ways
        else replace(
            each,
            weight=min(each.weight, most) * (OF_UNKNOWN_NUMBER if each.word.isdecimal() else 1.0),
        )
        for each in asked
    ]


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


_INTERROGATIVES: Final = {
    *("hvad", "hvem", "hvilke", "hvilken", "hvilket", "hvor", "hvordan", "hvorfor", "hvorhen"),
    *("hvornår", "how", "what", "when", "where", "which", "who", "whose", "why"),
}
#: "How many" and "how often" ask for something else than "how" does, and "hvor" is "where".
_AND_AFTER: Final = {
    "hvor": frozenset(
        ["gammel", "hurtigt", "længe", "lang", "langt", "mange", "meget", "ofte", "stor", "stort"]
    ),
    "hvad": frozenset(["koster"]),
    "how": frozenset(["big", "long", "many", "much", "often", "old", "soon"]),
}


def interrogative(text: str) -> str:
    """Return the word that makes a text a question; "" when it has none."""
    words = [token.word for token in tokens(text)]
    for word, after in itertools.pairwise([*words, ""]):
        if word in _INTERROGATIVES:
            return f"{word} {after}" if after in _AND_AFTER.get(word, ()) else word
    return ""


def _wants(words: Iterable[Word], asks: str) -> Iterator[str]:
    if asks in ("hvor", "where"):
        yield "where"
    said = {word.text for word in words}
    for want, signs in _WANTS.items():
        if said.intersection(signs):
            yield want


_NUMBER: Final = r"\d|\b(?:én|ét|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|ingen)\b"
_TIME: Final = (
    r"\d|januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|dag\b|uge|måned|kvartal|år\b|week|month|year"
)
_SPAN: Final = rf"{_NUMBER}|{_TIME}|time|minut|altid|aldrig|straks|always|never"
#: Somebody: what roles end on, and how one writes to them or calls them.
_SOMEBODY: Final = (
    r"@|\+45|\b\d\d \d\d \d\d \d\d\b"
    r"|leder|medarbejder|konsulent|formand|kasserer|sekretær|sekretariat|udvalg|bestyrelse"
    r"|koordinator|ansvarlig|redaktør|vagt|chef|direktør|direktion|assistent|mester|pedel|lærer"
    r"|dommer|revisor|revision|kommune|styrelse|ejer\b|råd\b|nævn|afdeling|team|kontor|gruppe"
    r"|administrator|forvaltning|forsamling|kollega|mand\b|mænd|folk\b|frivillig|leverandør"
    r"|politi|læge|advokat|bank|myndighed|ministeri|manager|officer|board|committee"
)
#: What an answer must have in it, by the word that asks.
_FITTING: Final = {
    word: re.compile(pattern)
    for pattern, words in (
        (_SOMEBODY, ("hvem", "who", "whose")),
        (_TIME, ("hvornår", "when")),
        (_NUMBER, ("hvor mange", "hvor meget", "hvor stor", "hvor stort", "hvad koster")),
        (_NUMBER, ("how many", "how much", "how big")),
        (_SPAN, ("hvor længe", "hvor lang", "hvor langt", "hvor ofte", "hvor hurtigt")),
        (_SPAN, ("hvor gammel", "how long", "how often", "how soon", "how old")),
    )
    for word in words
}


_MONEY: Final = r"\d.*\b(?:kr|kroner|øre|euro|pct|procent|%)|gratis|free"
#: Likewise by how a word ends that says what is wanted: "vagttelefon", "rykkergebyret".
_FITTING_THINGS: Final = {
    word: re.compile(pattern)
    for pattern, words in (
        (r"\d", ("nummer", "nummeret", "numre", "number", "phone", "telefon", "telefonen", "tlf")),
        (r"https?:|\w\.[a-z]{2}", ("hjemmeside", "link", "linket", "url", "website")),
        ("@", ("mail", "mailen", "mailadresse", "mailadressen", "email")),
        (_MONEY, ("pris", "prisen", "priser", "gebyr", "gebyret", "takst", "taksten")),
        (_MONEY, ("sats", "satsen", "koste", "koster", "fee", "price")),
    )
    for word in words
}
#: What is not asked so that an answer must have a certain thing in it.
_OPEN: Final = ("hvordan", "hvorfor", "how", "why")


def _must_have(question: str) -> re.Pattern[str] | None:
    """Return what an answer must have in it; None when a question does not tell."""
    asks = interrogative(question)
    if asks in _FITTING or asks in _OPEN or wants_yes_or_no(question):
        return _FITTING.get(asks)
    said = (
        pattern
        for token in tokens(question)
        for word, pattern in _FITTING_THINGS.items()
        if token.word.endswith(word)
    )
    return next(said, None)


def tells_what_fits(question: str) -> bool:
    """Whether a question tells what an answer must have in it: a time, a number, somebody."""
    return _must_have(question) is not None


def wants_yes_or_no(question: str) -> bool:
    """Whether a question is one to say yes or no to."""
    first = next(iter(tokens(question)), None)
    return first is not None and first.word in _YES_OR_NO


_YES_OR_NO: Final = {
    *("kan", "må", "skal", "er", "har", "bør", "findes", "gælder"),
    *("is", "are", "can", "may", "must", "do", "does"),
}


def fits(question: str, text: str) -> bool:
    """Whether a text can answer a question: who, with somebody; when, with a time."""
    needed = _must_have(question)
    return needed is None or needed.search(text.casefold()) is not None
