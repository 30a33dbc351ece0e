"""What may stand for a word asked for: itself in other forms, its parts, what it is related to."""

from __future__ import annotations

import itertools
import math
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import (
    analyse,
    is_danish,
    is_stop_word,
    split,
    typos_allowed,
    with_danish_letters,
    without_ending,
)
from saadan.search.danish_words import word_list
from saadan.search.index import MOST_BASES
from saadan.search.lexicon import english_lexicon
from saadan.search.thesaurus import meanings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from saadan.search.index import Index
    from saadan.search.lexicon import Lexicon

#: Words that begin like the last one, which may be unfinished.
MOST_COMPLETIONS: Final = 12
#: Words that a misspelt one may be; before them, words that are looked at, with their endings.
MOST_CORRECTIONS, MOST_LOOKED_AT, LONGEST_ENDING = 6, 40, 3
#: Parts of a compound that are looked at, and ways to put them together.
MOST_PARTS, MOST_COMBINATIONS = 4, 27
#: Words whose ways are remembered: people ask with the same words, and with each letter they type
#: they ask anew with all the words before it.
MOST_REMEMBERED: Final = 2_000
#: A word with fewer letters may begin too many others.
SHORTEST_BEGINNING: Final = 5

#: Letters that words like each other begin with.
BEGINS_ALIKE: Final = 4

#: What a term is worth when it stands for the word asked for, from 0 to 1.
SAME: Final = 1.0
SPELLING: Final = 0.9
KIN: Final = 0.75
PART: Final = 0.6  #: a part of a longer word in the text: "faktura" in "fakturagodkender"
IN_PARTS: Final = 0.85  #: all parts of a longer word asked for, each by itself
GLUED: Final = 0.95  #: a longer word in the text that the words asked for make up
MEANS: Final = 0.95  #: the same in other words, or in Danish
RELATED: Final = 0.35  #: what has to do with it
RELATED_PART: Final = 0.8  #: what a part of a compound is related to
LIKE: Final = 0.4  #: a word that means about the same in some texts
NARROWER: Final = 0.3  #: a kind of what is asked for
WIDER: Final = 0.3  #: what it is a kind of
PARTLY: Final = 0.25  #: one part of a longer word asked for, at least
#: A part by its share of what all of them tell, and at most.
OF_PARTS, MOST_OF_PART = 0.5, 0.4
COMPLETED: Final = 0.9
BEGINNING: Final = 0.3
CORRECTED: Final = 0.7
ALIKE: Final = 0.1  #: begins alike, and nothing better: too little for a result

_SPELLING: Final = "spelling"


#: Small words that make another verb of a verb.
PARTICLES: Final = frozenset(
    ["af", "frem", "fra", "hjem", "ind", "ned", "op", "over", "på", "til", "ud", "under", "væk"]
)
#: Those that are seldom prepositions: "melde sig ind" is another verb than "melde".
DIRECTIONS: Final = frozenset(["frem", "hjem", "ind", "ned", "op", "ud", "væk"])


class Way(NamedTuple):
    """Terms that, all of them together, stand for a word asked for."""

    terms: tuple[str, ...]
    worth: float
    how: str  #: for the explanation
    is_own: bool = True  #: whether it is the word itself in some form, and not another one


class Word(NamedTuple):
    """A word asked for."""

    text: str  #: folded
    pieces: tuple[str, ...]  #: of a name or code such as "psp-element"


class Reader:
    """Finds what may stand for a word in the texts of one index."""

    def __init__(self, index: Index, lexicon: Lexicon, *, is_english: bool = False) -> None:
        self._index = index
        self._lexicons = (english_lexicon(), lexicon) if is_english else (lexicon,)
        self._known: dict[Word, tuple[Way, ...]] = {}

    @cached_property
    def in_english(self) -> Reader:
        """What finds the same for the words of a question put in English."""
        return Reader(self._index, self._lexicons[-1], is_english=True)

    def rarity(self, ways: Iterable[Way]) -> float:
        """Return how much a word tells that these stand for: the rarer it is itself, the more.

        An English word is nowhere itself, but what it means is.
        """
        is_english = len(self._lexicons) > 1
        own = (way for way in ways if is_english or way.is_own)
        return self._rarity(
            way.terms[0] for way in own if len(way.terms) == 1 and way.worth >= PART
        )

    def _rarity(self, terms: Iterable[str]) -> float:
        count = min(sum(map(self._index.frequency, terms)), self._index.size)
        return math.log(1 + (self._index.size - count + 0.5) / (count + 0.5))

    def ways(self, word: Word, *, is_open: bool) -> tuple[Way, ...]:
        """Return what may stand for a word, the surest first.

        Args:
            is_open: whether the word may be unfinished
        """
        if is_open:
            return self._ways(word, is_open=True)
        ways = self._known.get(word)
        if ways is None:
            ways = self._ways(word, is_open=False)
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            self._known[word] = ways
        return ways

    def _ways(self, word: Word, *, is_open: bool) -> tuple[Way, ...]:
        is_foreign = self._is_foreign(word.text)
        worth = RELATED if is_foreign else SAME
        ways = list(self._same(word.text, worth, "same"))
        is_sure = bool(ways)
        if not is_foreign:
            ways += self._respelt(word.text, is_sure=is_sure)
        if is_open:
            ways += self._completed(word.text, COMPLETED, MOST_COMPLETIONS)
        ways += self._in_parts(word)
        ways += self._related(word.text)
        if not is_foreign:
            ways += self._like(word.text)
        if len(word.text) >= SHORTEST_BEGINNING:
            ways += self._completed(word.text, BEGINNING, MOST_COMPLETIONS)
        is_word = is_foreign or word_list().is_form(word.text)
        if (
            not is_sure
            and not is_word
            and all(way.worth < PART or len(way.terms) > 1 for way in ways)
        ):
            ways += self._corrected(word.text)  # what is put together may be misspelt as well
        if not ways:
            ways += self._completed(word.text[:BEGINS_ALIKE], ALIKE, MOST_COMPLETIONS)
        best: dict[tuple[str, ...], Way] = {}
        for way in ways:
            if way.terms not in best or best[way.terms].worth < way.worth:
                best[way.terms] = way
        return tuple(sorted(best.values(), key=lambda way: -way.worth))

    def related(self, expression: str) -> list[Way]:
        """Return the ways of the words that a word or expression is related to."""
        ways: list[Way] = []
        for other, worth, how in self._near(expression):
            words = other.split()
            terms = tuple(_base(each) for each in words if not is_stop_word(each))
            if len(terms) == 1:
                least = worth if len(words) == 1 else min(worth, RELATED)
                same = self._same(terms[0], least, f"{how}: {other}")
                ways += (way._replace(is_own=False) for way in same)
                if len(words) == 2:  # "sige op" is more than "sige"
                    terms += tuple(each for each in words if each in PARTICLES)
            if len(terms) > 1 and all(map(self._is_there, terms)):
                ways.append(Way(terms, worth, f"{how}: {other}", is_own=False))
        return ways

    def related_to_run(self, words: Sequence[str]) -> list[Way]:
        """Return the ways of what words that follow one another are related to, in any form."""
        forms = [dict.fromkeys((word, *analyse(word).base[:MOST_BASES])) for word in words]
        runs = itertools.islice(itertools.product(*forms), MOST_COMBINATIONS)
        return next(filter(None, (self.related(" ".join(run)) for run in runs)), [])

    def glued(self, words: Sequence[str]) -> list[Way]:
        """Return the compounds of a text that words asked for one by one make up."""
        links = itertools.product(("", "s", "e"), repeat=len(words) - 1)
        first = ("".join(itertools.chain(*zip(words[:-1], link, strict=True))) for link in links)
        last = dict.fromkeys((words[-1], *analyse(words[-1]).base))  # only the end is inflected
        terms = (f"{one}{other}" for one, other in itertools.product(first, last))
        return [Way((each,), GLUED, "in one word") for each in terms if self._index.frequency(each)]

    def with_particle(self, verb: str, particle: str) -> list[Way]:
        """Return what a verb becomes with a particle: "opsige" and "opsigelse" of "sige op"."""
        bases = filter(word_list().is_verb, analyse(verb).base)
        return [
            way for each in bases for way in self._forms(f"{particle}{each}", GLUED, "in one word")
        ]

    def apart(self, verb: str, particle: str) -> list[Way]:
        """Return a verb with its particle beside it, where that is another verb than without."""
        bases = analyse(verb).base if particle in DIRECTIONS else ()
        verbs = (each for each in bases if word_list().is_verb(f"{particle}{each}"))
        return [Way((each, particle), SAME, "with its particle") for each in verbs]

    def _related(self, word: str) -> list[Way]:
        forms = dict.fromkeys((word, *analyse(word).base, *_singulars(word)))
        return [way for each in forms for way in self.related(each)]

    def _like(self, word: str) -> Iterator[Way]:
        """Yield the ways of words that mean about the same as a word, in any text."""
        for base in dict.fromkeys((word, *analyse(word).base[:1])):
            for others, worth in zip(meanings(base), (LIKE, NARROWER, WIDER), strict=True):
                for other in others:
                    yield from self._forms(other, worth, f"like: {other}")

    def _is_foreign(self, word: str) -> bool:
        """Whether a word means something else than it does in Danish: "fire", "time"."""
        return len(self._lexicons) > 1 and self._lexicons[0].related(word) != ((), ())

    def _same(self, word: str, worth: float, how: str) -> Iterator[Way]:
        """Yield the ways of a word in any form, those that are there."""
        known, frequency = analyse(word), self._index.frequency
        bases = known.base[:MOST_BASES]
        for base in bases:
            yield from self._forms(base, worth, how)
        for verb in known.kin:
            if verb in bases or (known.parts and worth < SPELLING):
                continue  # a related compound is not related to what its parts are made from
            # "Forhandling" is to negotiate; "lønforhandling" only has to do with it.
            is_whole = any(base.startswith(verb[:BEGINS_ALIKE]) for base in bases)
            kin = worth * (KIN if is_whole else PARTLY)
            if frequency(verb):
                yield Way((verb,), kin, f"{how}, what it is made from")
            if frequency(same := f"~{verb}"):
                yield Way((same,), kin * KIN, f"{how}, made from the same")

    def _forms(self, base: str, worth: float, how: str) -> Iterator[Way]:
        """Yield a word, compounds it is a part of, and what is made from it, if they are there."""
        frequency = self._index.frequency
        if frequency(base):
            yield Way((base,), worth, how)
        if frequency(part := f"+{base}"):
            yield Way((part,), worth * PART, f"{how}, in a compound")
        if frequency(made := f"~{base}"):
            yield Way((made,), worth * KIN, f"{how}, made from it")

    def _in_parts(self, word: Word) -> Iterator[Way]:
        """Yield ways in which a compound's parts stand for it, or what they are related to."""
        if word.text[0].isdigit() and all(map(str.isdigit, word.pieces)):
            return  # "40" and "000" are not "40.000"
        parts = tuple(_base(piece) for piece in word.pieces if len(piece) > 1 or piece.isdigit())
        parts = parts or analyse(word.text).parts or split(word.text, _Known(self._index))
        if len(parts) < 2:
            return
        meant = [[(part, 1.0), *self._instead(part)] for part in parts[:MOST_PARTS]]
        known = [[each for each in part if self._is_there(each[0])] for part in meant]
        for chosen in itertools.islice(itertools.product(*known), MOST_COMBINATIONS):
            worth = math.prod(each for _, each in chosen)
            yield Way(tuple(term for term, _ in chosen), IN_PARTS * worth, "in parts")
        tells = [self._rarity((part, f"+{part}")) for part in parts]
        for part, rarity in zip(known, tells, strict=False):
            if part:
                share = min(MOST_OF_PART, max(PARTLY, OF_PARTS * rarity / sum(tells)))
                yield Way((part[0][0],), share * part[0][1], "a part of it")

    def _instead(self, part: str) -> list[tuple[str, float]]:
        """Return the single words that a compound's part is made from or related to."""
        unlinked = [part[:-1]] if part[-1:] in ("s", "e") else []  # "fonds|ansøgning"
        kin = analyse(part).kin
        near = [near for word in (part, *kin) for near in self._near(word)]
        related = [
            (_base(each), min(worth, RELATED_PART)) for each, worth, _ in near if " " not in each
        ]
        return [*((each, SPELLING) for each in unlinked), *((verb, KIN) for verb in kin), *related]

    def _near(self, expression: str) -> Iterator[tuple[str, float, str]]:
        """Yield what a word or expression also finds, what it is worth, and how it is related."""
        for lexicon in self._lexicons:
            found = lexicon.related(expression)
            yield from ((each, MEANS, "means") for each in found.same)
            yield from ((each, RELATED, "related") for each in found.near)

    def _is_there(self, term: str) -> bool:
        return self._index.frequency(term) + self._index.frequency(f"+{term}") > 0

    def _completed(self, word: str, worth: float, limit: int) -> Iterator[Way]:
        for term in self._index.beginning(word, limit):
            yield Way((term,), worth, "beginning")

    def _respelt(self, word: str, *, is_sure: bool) -> Iterator[Way]:
        """Yield the ways of a word as it is written with æ, ø and å.

        Args:
            is_sure: whether the word as it was typed is there, so that hardly another one is meant
        """
        is_known = is_sure or is_danish(word)  # a firmakort is no "firma, kørt"
        for spelling in _spellings(word, most=1 if is_sure else 2):
            if is_known or not is_danish(spelling):
                yield from self._same(spelling, SPELLING, _SPELLING)
            else:
                yield from self._meant(spelling, SPELLING, _SPELLING)

    def _corrected(self, word: str) -> Iterator[Way]:
        """Yield the ways of the words that are nearest to one that nobody knows.

        They are words of the texts, or else any, which may be related to those.
        """
        for written in dict.fromkeys((word, with_danish_letters(word))):
            if not (allowed := typos_allowed(written)):
                continue
            heads = dict.fromkeys(written[:2])  # the first letter may be the one too many
            terms = [term for head in heads for term in self._index.beginning(head, 100_000)]
            nearest = _nearest(written, terms, allowed) or _nearest(
                written, word_list().beginning(written[0]), 1
            )
            for term, typos in nearest:
                yield from self._meant(term, CORRECTED / max(typos, 1) ** 0.5, f"{typos} typos")

    def _meant(self, word: str, share: float, how: str) -> Iterator[Way]:
        """Yield the ways of a word that may have been meant."""
        yield from self._same(word, share, how)
        for way in (*self._in_parts(Word(word, ())), *self._related(word)):
            yield way._replace(worth=share * way.worth, how=f"{how}: {word}, {way.how}")


def _nearest(word: str, others: Sequence[str], allowed: int) -> list[tuple[str, int]]:
    """Return the words that a misspelt one, in any form, is nearest to, and how near they are."""
    from rapidfuzz import process  # which takes longer to load than most questions to answer
    from rapidfuzz.distance import OSA

    found = process.extract(
        word,
        others,
        scorer=OSA.distance,
        score_cutoff=allowed + LONGEST_ENDING,
        limit=MOST_LOOKED_AT,
    )
    forms = without_ending(word)
    near = [
        (other, min(OSA.distance(form, other.replace("-", "")) for form in forms))
        for other, *_ in found
    ]
    return sorted((each for each in near if each[1] <= allowed), key=itemgetter(1))[
        :MOST_CORRECTIONS
    ]


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


def _spellings(word: str, most: int) -> list[str]:
    """Return how a word may be written that was typed without æ, ø and å.

    Args:
        most: how many letters, at most, were typed in another way
    """
    found = dict.fromkeys([word])
    for _ in range(most):
        for each in itertools.chain.from_iterable(map(_with_a_letter, tuple(found))):
            if len(found) > MOST_SPELLINGS:  # a word of nothing but vowels has thousands
                break
            found[each] = None
    return list(found)[1:]


def _with_a_letter(word: str) -> Iterator[str]:
    """Yield a word with one of its vowels written with æ, ø or å."""
    for size in (2, 1):
        for at in range(len(word) - size + 1):
            for letter in _LETTERS.get(word[at : at + size], ()):
                yield word[:at] + letter + word[at + size :]
