"""What else people call it: related words, from our own list and from a handbook's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OWN_LIST: Final = Path(__file__).parent / "lexicon.txt"
ENGLISH_LIST: Final = Path(__file__).parent / "english.txt"  # for questions put in English
MOST_RELATED: Final = 12  # words to look up beside the one asked for; more would drown it
LONGEST_EXPRESSION: Final = 5  # words; longer ones are sentences, which nobody types alike


class Line(NamedTuple):
    """A line of the list that relates words."""

    number: int  #: from 1
    words: tuple[str, ...]  #: who asks for one of these …
    also: tuple[str, ...]  #: … also finds these; () when all of `words` find each other


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Which other words a word also finds.

    Words are base forms or short expressions, as `tidy` leaves them. A relation never passes on:
    a word finds those it shares a line or group with, and none of what they find elsewhere.
    """

    relations: Mapping[str, tuple[str, ...]]  #: 1 to MOST_RELATED words each, the closest first

    def related(self, word: str) -> tuple[str, ...]:
        """Return what a word also finds, the closest first; () for a word that is not here."""
        return self.relations.get(word, ())

    def with_groups(self, groups: Iterable[Iterable[str]]) -> Lexicon:
        """Return a lexicon that also relates the words within each group to one another.

        What is added comes before what was here: a handbook knows its own words best. Of a group
        with more words than a word may have, the first ones count. Expressions that are too long
        are left out. Takes time in proportion to the words given and those already here.
        """
        found: dict[str, tuple[str, ...]] = {}
        for group in groups:
            words = _expressions(map(tidy, group))
            _relate(found, words, words)
        for word, others in self.relations.items():
            _relate(found, (word,), others)
        return _frozen(found)


@cache
def base_lexicon() -> Lexicon:
    """Return our own list of what Danish offices call things, read once."""
    return read_lexicon(OWN_LIST.read_text("utf-8"))


@lru_cache(maxsize=8)
def lexicon_with(groups: tuple[tuple[str, ...], ...]) -> Lexicon:
    """Return our own list with a handbook's words, which seldom change: see `with_groups`."""
    return base_lexicon().with_groups(groups)


@cache
def english_lexicon() -> Lexicon:
    """Return what English words mean in Danish that `base_lexicon` leaves out, read once."""
    return read_lexicon(ENGLISH_LIST.read_text("utf-8"))


def read_lexicon(text: str) -> Lexicon:
    """Read a list in the form that the top of lexicon.txt explains.

    Never fails: a line that relates nothing adds nothing.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in read_lines(text):
        _relate(found, line.words, line.also or line.words)
    return _frozen(found)


def read_lines(text: str) -> Iterator[Line]:
    """Yield the lines of a list, without comments and blank lines."""
    for number, line in enumerate(fold(text).split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            words, arrow, also = line.partition(">")
            targets = _expressions(map(_spaced, also.split(","))) if arrow else ()
            yield Line(number, _expressions(map(_spaced, words.split(","))), targets)


def tidy(expression: str) -> str:
    """Return an expression as a lexicon keeps it: folded like all text, with single spaces."""
    return _spaced(fold(expression))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _expressions(tidied: Iterable[str]) -> tuple[str, ...]:
    """Return each expression once, in the order given, without empty and too long ones."""
    once = dict.fromkeys(tidied)
    return tuple([each for each in once if each and each.count(" ") < LONGEST_EXPRESSION])


def _relate(
    found: dict[str, tuple[str, ...]], words: Iterable[str], others: tuple[str, ...]
) -> None:
    """Let each word find the first others, as far as it has room; so large groups stay cheap."""
    first = others[: MOST_RELATED + 1]  # one more, for the word itself
    for word in words:
        known = found.get(word, ())
        if not known:
            found[word] = first
        elif len(known) <= MOST_RELATED:
            found[word] = tuple(dict.fromkeys(known + first))


def _frozen(found: Mapping[str, tuple[str, ...]]) -> Lexicon:
    """Leave out the word itself and what there is no room for."""
    relations = {}
    for word, others in found.items():
        if also := [other for other in others if other != word][:MOST_RELATED]:
            relations[word] = tuple(also)
    return Lexicon(MappingProxyType(relations))
