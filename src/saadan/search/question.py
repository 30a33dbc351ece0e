"""What is asked: the words that say something, each with all that may stand for it in a text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import analyse, is_stop_word, split, tokens, typos_allowed
from saadan.search.index import MOST_BASES
from saadan.search.lexicon import LONGEST_EXPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from saadan.search.danish import Token
    from saadan.search.index import Index
    from saadan.search.lexicon import Lexicon

#: As much of a question is read; people ask in a line.
LONGEST: Final = 500  # letters
MOST_WORDS: Final = 16
#: Words that begin like the last one, which may be unfinished.
MOST_COMPLETIONS: Final = 12
#: Words that a misspelt one may be.
MOST_CORRECTIONS: Final = 6
#: A word with fewer letters may begin too many others.
SHORTEST_BEGINNING: Final = 5

#: What a term is worth when it stands for the word asked for, from 0 to 1.
SAME: Final = 1.0
SPELLING: Final = 0.9
KIN: Final = 0.75
PART: Final = 0.6  #: a part of a longer word in the text: "faktura" in "fakturagodkender"
IN_PARTS: Final = 0.85  #: all parts of a longer word asked for, each by itself
RELATED: Final = 0.55
COMPLETED: Final = 0.8
BEGINNING: Final = 0.5
CORRECTED: Final = 0.7


class Way(NamedTuple):
    """Terms that, all of them together, stand for a word asked for."""

    terms: tuple[str, ...]
    worth: float
    how: str  #: for the explanation


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
    wants: frozenset[str]  #: of "who", "how", "which tool"; what kind of answer is hoped for

    @property
    def weight(self) -> float:
        return sum(each.weight for each in self.asked)


def tidy(text: str) -> str:
    """Return what was typed in one line, without what cannot be seen, and not too long."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * LONGEST])
    return " ".join(shown.split())[:LONGEST]


def read_question(text: str, index: Index, lexicon: Lexicon, *, typing: bool = False) -> Question:
    """Take a question apart.

    Args:
        typing: whether the last word may be unfinished
    """
    tidied = tidy(text)
    words = list(_words(tidied))[:MOST_WORDS]
    telling = [word for word in words if not is_stop_word(word.text)] or words
    reader = _Reader(index, lexicon)
    asked = []
    for number, word in enumerate(telling):
        is_open = typing and number == len(telling) - 1 and text[-1:].isalnum()
        ways = reader.ways(word, is_open=is_open)
        asked.append(Asked(word.text, ways, reader.weight(ways)))
    asked = _joined(asked, telling, reader)
    return Question(tidied, tuple(asked), frozenset(_wants(words)))


class _Word(NamedTuple):
    text: str  #: folded
    pieces: tuple[str, ...]  #: of a name or code such as "psp-element"


def _words(text: str) -> Iterator[_Word]:
    """Yield the words of a text, those with pieces once."""
    found: list[tuple[Token, list[str]]] = []
    for token in tokens(text):
        if found and token.start < found[-1][0].end:
            found[-1][1].append(token.word)
        else:
            found.append((token, []))
    for token, pieces in found:
        yield _Word(token.word, tuple(pieces))


class _Reader:
    """Finds what may stand for a word in the texts of one index."""

    def __init__(self, index: Index, lexicon: Lexicon) -> None:
        self._index = index
        self._lexicon = lexicon

    def weight(self, ways: Iterable[Way]) -> float:
        """Return how much a word tells that these ways stand for."""
        sure = [way.terms[0] for way in ways if len(way.terms) == 1 and way.worth >= PART]
        count = min(sum(map(self._index.frequency, sure)), self._index.size)
        return math.log(1 + (self._index.size - count + 0.5) / (count + 0.5))

    def ways(self, word: _Word, *, is_open: bool) -> tuple[Way, ...]:
        """Return what may stand for a word, the surest first."""
        ways = [way for way in self._same(word.text, SAME, "same") if self._is_known(way)]
        is_sure = bool(ways)
        for spelling in _respelt(word.text):
            ways += filter(self._is_known, self._same(spelling, SPELLING, "spelling"))
        if is_open:
            ways += self._completed(word.text, COMPLETED, MOST_COMPLETIONS)
        ways += self._in_parts(word)
        ways += self._related(word.text)
        if len(word.text) >= SHORTEST_BEGINNING:
            ways += self._completed(word.text, BEGINNING, MOST_COMPLETIONS)
        if not is_sure and not ways:
            ways += self._corrected(word.text)
        best: dict[tuple[str, ...], Way] = {}
        for way in ways:
            if way.terms not in best or best[way.terms].worth < way.worth:
                best[way.terms] = way
        return tuple(sorted(best.values(), key=lambda way: -way.worth))

    def related(self, expression: str) -> list[Way]:
        """Return the ways of the words that a word or expression is related to."""
        ways: list[Way] = []
        for other in self._lexicon.related(expression):
            terms = tuple(_base(each) for each in other.split() if not is_stop_word(each))
            if len(terms) == 1:
                found = self._same(terms[0], RELATED, f"related: {other}")
                ways += filter(self._is_known, found)
            elif terms:
                ways.append(Way(terms, RELATED, f"related: {other}"))
        return ways

    def _related(self, word: str) -> list[Way]:
        known = analyse(word)
        return [way for each in dict.fromkeys((word, *known.base)) for way in self.related(each)]

    def _is_known(self, way: Way) -> bool:
        return all(self._index.frequency(term) for term in way.terms)

    def _same(self, word: str, worth: float, how: str) -> Iterator[Way]:
        known = analyse(word)
        bases = known.base[:MOST_BASES]
        for base in bases:
            yield Way((base,), worth, how)
            yield Way((f"+{base}",), worth * PART, f"{how}, in a compound")
            yield Way((f"~{base}",), worth * KIN, f"{how}, made from it")
        for verb in known.kin:
            if verb not in bases:
                yield Way((verb,), worth * KIN, f"{how}, what it is made from")
                yield Way((f"~{verb}",), worth * KIN * KIN, f"{how}, made from the same")

    def _in_parts(self, word: _Word) -> Iterator[Way]:
        parts = tuple(_base(piece) for piece in word.pieces if len(piece) > 1 or piece.isdigit())
        parts = parts or analyse(word.text).parts or split(word.text, _Known(self._index))
        if len(parts) > 1:
            yield Way(parts, IN_PARTS, "in parts")

    def _completed(self, word: str, worth: float, limit: int) -> Iterator[Way]:
        for term in self._index.beginning(word, limit):
            yield Way((term,), worth, "beginning")

    def _corrected(self, word: str) -> Iterator[Way]:
        allowed = typos_allowed(word)
        if not allowed:
            return
        from rapidfuzz import process  # which takes longer to load than most questions to answer
        from rapidfuzz.distance import OSA

        heads = dict.fromkeys((word[0], word[1]))  # the first letter may be the one too many
        terms = [term for head in heads for term in self._index.beginning(head, 100_000)]
        found = process.extract(
            word, terms, scorer=OSA.distance, score_cutoff=allowed, limit=MOST_CORRECTIONS
        )
        for term, distance, _ in found:
            yield Way((term,), CORRECTED / distance**0.5, f"{distance} typos")


class _Known:
    """The words of an index, as a container."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._index.frequency(_base(word)) > 0


def _base(word: str) -> str:
    return analyse(word).base[0]


_LETTERS: Final = {
    "ae": ("æ",),
    "oe": ("ø",),
    "aa": ("å",),
    "a": ("å", "æ"),
    "o": ("ø",),
    "e": ("æ",),
}
MOST_SPELLINGS: Final = 24


def _respelt(word: str) -> Iterator[str]:
    """Yield how a word may be written that was typed without æ, ø and å: one letter at a time."""
    count = 0
    for size in (2, 1):
        for at in range(len(word) - size + 1):
            for letter in _LETTERS.get(word[at : at + size], ()):
                yield word[:at] + letter + word[at + size :]
                count += 1
                if count >= MOST_SPELLINGS:
                    return


def _joined(asked: list[Asked], words: list[_Word], reader: _Reader) -> list[Asked]:
    """Return the words with what the expressions they make up are related to."""
    ways: list[list[Way]] = [list(each.ways) for each in asked]
    for size in range(2, LONGEST_EXPRESSION + 1):
        for start in range(len(words) - size + 1):
            run = words[start : start + size]
            found = reader.related(" ".join(word.text for word in run))
            found = found or reader.related(" ".join(_base(word.text) for word in run))
            for each in ways[start : start + size] if found else ():
                each += found
    return [
        Asked(each.word, tuple(more), each.weight) for each, more in zip(asked, ways, strict=True)
    ]


_WANTS: Final = {
    "who": ("hvem", "hvis", "who", "whom", "kontakt", "kontakte", "kontakter", "ansvarlig"),
    "how": ("hvordan", "hvorledes", "how", "procedure", "fremgangsmåde", "arbejdsgang"),
    "tool": ("værktøj", "værktøjer", "system", "systemer", "program", "app", "tool", "software"),
    "what": ("hvad", "what", "betyder", "forkortelse", "definition"),
}


def _wants(words: Iterable[_Word]) -> Iterator[str]:
    said = {word.text for word in words}
    for want, signs in _WANTS.items():
        if said.intersection(signs):
            yield want
