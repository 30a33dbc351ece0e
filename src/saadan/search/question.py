"""What is asked: the words that say something, each with all that may stand for it in a text."""

from __future__ import annotations

import itertools
import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import analyse, is_stop_word, is_verb, split, tokens, typos_allowed
from saadan.search.index import MOST_BASES
from saadan.search.lexicon import LONGEST_EXPRESSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
#: Parts of a compound that are looked at, and ways to put them together.
MOST_PARTS, MOST_COMBINATIONS = 4, 27
#: A word with fewer letters may begin too many others.
SHORTEST_BEGINNING: Final = 5

#: How much a word that no text has tells at most, as against the others; and a number.
MOST_OF_UNKNOWN: Final = 1.1
OF_UNKNOWN_NUMBER: Final = 0.4
#: How much a verb tells as against another word.
VERB: Final = 0.4

#: What a term is worth when it stands for the word asked for, from 0 to 1.
SAME: Final = 1.0
SPELLING: Final = 0.9
KIN: Final = 0.75
PART: Final = 0.6  #: a part of a longer word in the text: "faktura" in "fakturagodkender"
IN_PARTS: Final = 0.85  #: all parts of a longer word asked for, each by itself
GLUED: Final = 0.95  #: a longer word in the text that the words asked for make up
RELATED: Final = 0.55
RELATED_PART: Final = 0.65  #: what a part of a compound is related to
PARTLY: Final = 0.25  #: one part of a longer word asked for
COMPLETED: Final = 0.9
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
    telling = [word for word in words if not is_stop_word(word.text)] or words
    reader = _Reader(index, lexicon)
    asked = []
    for number, word in enumerate(telling):
        is_open = typing and number == len(telling) - 1 and text[-1:].isalnum()
        ways = reader.ways(word, is_open=is_open)
        asked.append(Asked(word.text, ways, reader.weight(word.text, ways)))
    asked = _with_expressions(_moderated(asked), telling, words, reader)
    return Question(tidied, tuple(asked), frozenset(_wants(words)))


def _moderated(asked: list[Asked]) -> list[Asked]:
    """Return the words so that one that no text has does not outweigh all the others.

    It may be what the question is about; but a year, or a word too many, is not.
    """
    known = [each.weight for each in asked if each.ways]
    most = MOST_OF_UNKNOWN * max(known, default=math.inf)
    return [
        each
        if each.ways
        else Asked(
            each.word,
            (),
            min(each.weight, most) * (OF_UNKNOWN_NUMBER if each.word.isdecimal() else 1.0),
        )
        for each in asked
    ]


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

    def weight(self, word: str, ways: Iterable[Way]) -> float:
        """Return how much a word tells: the rarer, the more; what is done less than what it is."""
        sure = [way.terms[0] for way in ways if len(way.terms) == 1 and way.worth >= PART]
        count = min(sum(map(self._index.frequency, sure)), self._index.size)
        rarity = math.log(1 + (self._index.size - count + 0.5) / (count + 0.5))
        return rarity * (VERB if is_verb(word) else 1.0)

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
        if not is_sure and all(way.worth < RELATED for way in ways):
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

    def related_to_run(self, words: Sequence[str]) -> list[Way]:
        """Return the ways of what words that follow one another are related to, in any form."""
        forms = [dict.fromkeys((word, *analyse(word).base[:MOST_BASES])) for word in words]
        runs = itertools.islice(itertools.product(*forms), MOST_COMBINATIONS)
        return next(filter(None, (self.related(" ".join(run)) for run in runs)), [])

    def glued(self, words: Sequence[str]) -> list[Way]:
        """Return the compounds of a text that words asked for one by one make up."""
        links = itertools.product(("", "s", "e"), repeat=len(words) - 1)
        joined = ("".join(itertools.chain(*zip(words, (*link, ""), strict=True))) for link in links)
        terms = dict.fromkeys(_base(each) for each in joined)
        return [Way((each,), GLUED, "in one word") for each in terms if self._index.frequency(each)]

    def _related(self, word: str) -> list[Way]:
        forms = dict.fromkeys((word, *analyse(word).base, *_singulars(word)))
        return [way for each in forms for way in self.related(each)]

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
        """Yield ways in which a compound's parts stand for it, or what they are related to."""
        parts = tuple(_base(piece) for piece in word.pieces if len(piece) > 1 or piece.isdigit())
        parts = parts or analyse(word.text).parts or split(word.text, _Known(self._index))
        if len(parts) < 2:
            return
        meant = [[(part, 1.0), *self._instead(part)] for part in parts[:MOST_PARTS]]
        known = [[each for each in part if self._is_there(each[0])] for part in meant]
        for chosen in itertools.islice(itertools.product(*known), MOST_COMBINATIONS):
            worth = math.prod(each for _, each in chosen)
            yield Way(tuple(term for term, _ in chosen), IN_PARTS * worth, "in parts")
        for part in filter(None, known):
            yield Way((part[0][0],), PARTLY * part[0][1], "a part of it")

    def _instead(self, part: str) -> list[tuple[str, float]]:
        """Return the single words that a compound's part is made from or related to."""
        unlinked = [part[:-1]] if part[-1:] in ("s", "e") else []  # "fonds|ansøgning"
        kin = analyse(part).kin
        near = dict.fromkeys((*self._lexicon.related(part), *self._of_all(kin)))
        related = [(_base(each), RELATED_PART) for each in near if " " not in each]
        return [*((each, SPELLING) for each in unlinked), *((verb, KIN) for verb in kin), *related]

    def _of_all(self, words: Iterable[str]) -> Iterator[str]:
        for word in words:
            yield from self._lexicon.related(word)

    def _is_there(self, term: str) -> bool:
        return self._index.frequency(term) + self._index.frequency(f"+{term}") > 0

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


def _singulars(word: str) -> Iterator[str]:
    """Yield what an English word may be the plural of, for those that Danish endings maim."""
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word.removesuffix(ending) + instead


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


def _with_expressions(
    asked: list[Asked], telling: list[_Word], words: list[_Word], reader: _Reader
) -> list[Asked]:
    """Return the words with what the expressions they are part of are related to.

    Args:
        telling: those of `words` that are asked for, one for each of `asked`
    """
    ways: dict[_Word, list[Way]] = {
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
            for word in run:
                ways[word] += reader.glued([each.text for each in run])
    return [
        Asked(each.word, tuple(ways[word]), each.weight)
        for word, each in zip(telling, asked, strict=True)
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
#: "How many" and "how often" ask for something else than "where" does.
_AFTER_HVOR: Final = frozenset(
    ["gammel", "hurtigt", "længe", "lang", "langt", "mange", "meget", "ofte", "stor", "stort"]
)


def interrogative(text: str) -> str:
    """Return the word that makes a text a question; "" when it has none."""
    words = [token.word for token in tokens(text)]
    for word, after in itertools.pairwise([*words, ""]):
        if word in _INTERROGATIVES:
            return f"{word} {after}" if after in _AFTER_HVOR else word
    return ""


def _wants(words: Iterable[_Word]) -> Iterator[str]:
    said = {word.text for word in words}
    for want, signs in _WANTS.items():
        if said.intersection(signs):
            yield want
