"""The list of Danish words: what a form is a form of, and what a compound is made of."""

from __future__ import annotations

import zlib
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

WORDS: Final = Path(__file__).parent / "words"

# What a word may do in a compound: bits of `WordList.words`.
BARE: Final = 1  #: begins one as it is: "ferie|liste"
WITH_S: Final = 2  #: "bestyrelse|s|møde"
WITH_E: Final = 4  #: "jul|e|frokost"
WITH_ER: Final = 8  #: "student|er|hue"
WITHOUT_E: Final = 16  #: "hjælpe" begins "hjælp|middel"
ENDS: Final = 32  #: ends one
VERB: Final = 64  #: "behandle" makes "behandler"
COMPOUND: Final = 128  #: is one itself, listed because it is inflected in its own way
S_FOR_E: Final = 256  #: "arbejde" begins "arbejd|s|gruppe"
NOUN: Final = 512
USES: Final = 10  #: how many bits that is

FEWEST_LETTERS: Final = 7  #: in a compound
MOST_LETTERS: Final = 48  #: in a compound; what is longer is not a word
_SHORTEST_PART: Final = 4  #: but for those named below
_LONGEST_PART: Final = 24
_LONGEST_ENDING: Final = 7


def words_in(name: str) -> frozenset[str]:
    """Return the words of a text file that comes with the program."""
    lines = (WORDS / name).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_SHORT_PARTS: Final = words_in("short.txt")
_PREFIXES: Final = words_in("prefixes.txt")
_SUFFIXES: Final = words_in("suffixes.txt")
_NOUN_ENDINGS: Final = ("ation", "else", "hed", "ing", "ion", "itet", "skab", "tet")
_SHORTEST_NOUN: Final = 6  #: that is taken for one by its ending

# What makes a way of splitting less likely. Only their order matters.
_COST_PART: Final = 10
_COST_SHORT: Final = 4  #: a part of three letters
_COST_UNUSUAL: Final = 5  #: a joint that the list does not have for the word
_COST_UNLISTED: Final = 4  #: no listed word, but it ends like a noun: "digitalisering|s|plan"
_COST_VERB: Final = 3  #: a verb where a noun is to be expected
_MOST_COST: Final = 9  #: beyond that of the parts themselves


class Part(NamedTuple):
    """A part of a compound."""

    bases: tuple[str, ...]  #: as listed, the likeliest first: "bestyrelse"
    start: int  #: where it begins in the compound


class _Way(NamedTuple):
    """A way of splitting the end of a word."""

    cost: int
    parts: tuple[Part, ...]


class WordList:
    """Danish words and their inflection. Every question is about one word; nothing is looked up
    in the text around it."""

    def __init__(
        self,
        words: Mapping[str, int],
        paradigms: Iterable[Iterable[tuple[str, str]]],
        irregular: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Take a list.

        Args:
            words: number of the paradigm, shifted left by `USES`, and what it does in compounds.
            paradigms: what a word loses and what it gets instead, for each of its forms.
            irregular: forms that are not to be looked up, and all that they are forms of.
        """
        self.words = words
        self.irregular = irregular
        self.paradigms = [frozenset(paradigm) for paradigm in paradigms]
        self._inflected = lru_cache(maxsize=1 << 13)(self._look_up)  # the ends of compounds recur
        self._by_letter: dict[str, list[str]] = {}  # filled when somebody misspells first
        self._lost: dict[str, tuple[str, ...]] = {}
        for lost, ending in sorted({change for changes in self.paradigms for change in changes}):
            self._lost[ending] = (*self._lost.get(ending, ()), lost)

    def bases(self, form: str) -> tuple[str, ...]:
        """Return the listed words that this is a form of; itself first, nouns before verbs."""
        return self._inflected(form) or self._shortened(form)

    def _look_up(self, form: str) -> tuple[str, ...]:
        return self._with_ending(form) or (
            self._with_ending(form[:-1]) if form.endswith("s") and len(form) > 3 else ()
        )

    def _with_ending(self, form: str) -> tuple[str, ...]:
        if form in self.irregular:
            return self.irregular[form]
        words, lost_for, paradigms = self.words, self._lost, self.paradigms
        found = [form] if form in words else []
        length = len(form)
        for cut in range(length - 1, max(1, length - _LONGEST_ENDING) - 1, -1):
            ending = form[cut:]
            if ending not in lost_for:
                continue
            stem = form[:cut]
            for lost in lost_for[ending]:
                base = stem + lost
                if base in words and (lost, ending) in paradigms[words[base] >> USES]:
                    found.append(base)
        if len(found) > 1:
            found.sort(key=lambda base: (base != form, not words[base] & NOUN, len(base)))
        return tuple(found)

    def _shortened(self, form: str) -> tuple[str, ...]:
        """Return what this is the imperative of. Only when nothing else fits: "hav" is the sea."""
        return tuple(
            form + lost
            for lost in self._lost.get("", ())
            if (entry := self.words.get(form + lost)) is not None
            and (lost, "") in self.paradigms[entry >> USES]
        )

    def beginning(self, letter: str) -> list[str]:
        """Return the listed words that begin with a letter."""
        if not self._by_letter:
            for word in self.words:
                self._by_letter.setdefault(word[0], []).append(word)
        return self._by_letter.get(letter, [])

    def is_form(self, word: str) -> bool:
        """Whether this is a listed word, or a form of one that is not only an imperative."""
        return bool(self._inflected(word))

    def is_verb(self, word: str) -> bool:
        """Whether this is a listed verb, in its base form."""
        return bool(self.words.get(word, 0) & VERB)

    def is_only_verb(self, word: str) -> bool:
        """Whether this is listed as a verb, in its base form, and as nothing else."""
        return self.words.get(word, 0) & (VERB | NOUN) == VERB

    def is_simple(self, form: str) -> bool:
        """Whether this is a form of a listed word that is no compound."""
        return any(not self.words.get(base, 0) & COMPOUND for base in self.bases(form))

    def parts(self, word: str, extra: Container[str] = ()) -> tuple[Part, ...]:
        """Return the parts of a compound, as few as there may be; () for other words.

        Args:
            extra: words that may be parts though they are not listed.
        """
        if not FEWEST_LETTERS <= len(word) <= MOST_LETTERS or self.is_simple(word):
            return ()
        way = self._best_way(word, 0, extra, {})
        if way is None or way.cost > _COST_PART * len(way.parts) + _MOST_COST:
            return ()
        return way.parts

    def _best_way(
        self, word: str, start: int, extra: Container[str], known: dict[int, _Way | None]
    ) -> _Way | None:
        if start in known:
            return known[start]
        best = self._as_last(word, start, extra) if start else None
        for end in range(start + 2, min(start + _LONGEST_PART, len(word) - 2) + 1):
            if (first := self._as_first(word[start:end], extra)) is not None:
                rest = self._best_way(word, end, extra, known)
                if rest is not None:
                    cost = first[0] + rest.cost
                    if best is None or cost < best.cost:
                        best = _Way(cost, (Part(first[1], start), *rest.parts))
        known[start] = best
        return best

    def _as_first(self, text: str, extra: Container[str]) -> tuple[int, tuple[str, ...]] | None:
        """Return the cost of this as the beginning of a compound, and the words it may be."""
        words, shorter, last = self.words, text[:-1], text[-1]
        own, cut = words.get(text, 0), words.get(shorter, 0)
        if not (own or cut) and last not in "sr" and (text not in extra):
            with_e = words.get(text + "e", 0) & WITHOUT_E
            return (_cost(text), (text + "e",)) if with_e and _may_begin(text) else None
        if text in _PREFIXES or text in _SUFFIXES:
            return None
        if own & BARE and own & NOUN and _is_long_enough(text):
            return _cost(text), (text,)
        if cut and not _may_begin(shorter):
            cut = 0
        if (last == "s" and cut & WITH_S) or (last == "e" and cut & WITH_E):
            return _cost(shorter), (shorter,)
        if (own & BARE and _is_long_enough(text)) or text in extra:
            return _cost(text), (text,)
        if last == "s":
            if words.get(shorter + "e", 0) & S_FOR_E and _may_begin(shorter):
                return _cost(shorter), (shorter + "e",)
            if len(shorter) > _SHORTEST_NOUN and shorter.endswith(_NOUN_ENDINGS):
                return _COST_PART + _COST_UNLISTED, (shorter,)
            if cut & NOUN:
                return _cost(shorter) + _COST_UNUSUAL, (shorter,)
        if last == "r":
            if cut & VERB:
                return _cost(shorter) + _COST_VERB, (text, shorter)
            if text.endswith("er") and words.get(text[:-2], 0) & WITH_ER:
                return _cost(text), (text[:-2],)
        if len(text) > _SHORTEST_PART and own & NOUN:
            return _COST_PART + _COST_UNUSUAL, (text,)
        return None

    def _as_last(self, word: str, start: int, extra: Container[str]) -> _Way | None:
        """Return this end of a word as the last part of a compound."""
        text = word[start:]
        if text in _SUFFIXES:
            return None
        bases = [
            base
            for base in self._inflected(text)
            if self.words.get(base, ENDS) & ENDS and base not in _SUFFIXES and _is_long_enough(base)
        ]
        if bases:
            nouns = tuple(base for base in bases if self.words.get(base, NOUN) & NOUN)
            cost = min(map(_cost, bases)) + (0 if nouns else _COST_VERB)
            return _Way(cost, (Part(nouns or tuple(bases), start),))
        return _Way(_cost(text), (Part((text,), start),)) if text in extra else None


def _may_begin(part: str) -> bool:
    return part not in _PREFIXES and part not in _SUFFIXES and _is_long_enough(part)


def _is_long_enough(part: str) -> bool:
    return len(part) >= _SHORTEST_PART or part in _SHORT_PARTS


def _cost(part: str) -> int:
    return _COST_PART + (_COST_SHORT if len(part) < _SHORTEST_PART else 0)


def dumped(words: WordList) -> bytes:
    """Return a list as the compressed text that `loaded` reads.

    One line for all words of one inflection and use: changes, use, words. A change is what the
    word loses, "-" and what it gets. Then an empty line, and a line for each irregular form.
    """
    groups: dict[int, list[str]] = {}
    for word, entry in words.words.items():
        groups.setdefault(entry, []).append(word)
    lines = []
    for entry, members in sorted(groups.items()):
        changes = sorted(words.paradigms[entry >> USES])
        written = " ".join(f"{lost}-{ending}" for lost, ending in changes)
        use = entry & ((1 << USES) - 1)
        lines.append(f"{written}\t{use}\t{' '.join(sorted(members))}")
    lines.append("")
    lines += (f"{form} {' '.join(bases)}" for form, bases in sorted(words.irregular.items()))
    return zlib.compress("\n".join(lines).encode(), 9)


def loaded(data: bytes) -> WordList:
    """Return the list that `dumped` wrote."""
    regular, _, irregular = zlib.decompress(data).decode().partition("\n\n")
    numbers: dict[str, int] = {}
    words: dict[str, int] = {}
    for line in regular.split("\n"):
        written, use, members = line.split("\t")
        number = numbers.setdefault(written, len(numbers))
        words.update(dict.fromkeys(members.split(" "), number << USES | int(use)))
    return WordList(
        words,
        (tuple(_changes(written)) for written in numbers),
        {form: tuple(bases) for form, *bases in map(str.split, irregular.split("\n"))},
    )


def _changes(written: str) -> Iterator[tuple[str, str]]:
    for change in written.split():
        lost, _, ending = change.partition("-")
        yield lost, ending


@cache
def word_list() -> WordList:
    """Return the list that comes with the program."""
    return loaded((WORDS / "danish.txt.zz").read_bytes())
