"""What else people call it: related words, from our own list and from a handbook's."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

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
    same: tuple[str, ...]  #: … finds these, which mean the same, …
    near: tuple[str, ...]  #: … and these; without either, all of `words` mean the same


class Related(NamedTuple):
    """What a word also finds, together at most MOST_RELATED words, in both the closest first."""

    same: tuple[str, ...]  #: what means the same
    near: tuple[str, ...]  #: what has to do with it


_NONE: Final = Related((), ())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Which other words a word also finds.

    Words are base forms or short expressions, as `tidy` leaves them. A relation never passes on:
    a word finds those it shares a line or group with, and none of what they find elsewhere.
    """

    relations: Mapping[str, Related]  #: at least one word each

    def related(self, word: str) -> Related:
        """Return what a word also finds; nothing for a word that is not here."""
        return self.relations.get(word, _NONE)

    def with_groups(self, groups: Iterable[Iterable[str]]) -> Lexicon:
        """Return a lexicon that also relates the words within each group to one another.

        What is added comes before what was here: a handbook knows its own words best. Of a group
        with more words than a word may have, the first ones count. Expressions that are too long
        are left out. Takes time in proportion to the words given.
        """
        same: _Found = {}
        for group in groups:
            words = _expressions(map(tidy, group))
            _relate(same, words, words)
        near: _Found = {}
        for word in same:
            ours = self.related(word)
            _relate(same, (word,), ours.same)
            _relate(near, (word,), ours.near)
        return Lexicon(MappingProxyType({**self.relations, **_frozen(same, near)}))


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
    same: _Found = {}
    near: _Found = {}
    for line in read_lines(text):
        is_group = not (line.same or line.near)
        _relate(same, line.words, line.words if is_group else line.same)
        _relate(near, line.words, line.near)
    return Lexicon(MappingProxyType(_frozen(same, near)))


def read_lines(text: str) -> Iterator[Line]:
    """Yield the lines of a list, without comments and blank lines."""
    for number, line in enumerate(fold(text).split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            means, _, near = line.partition(">")
            words, _, same = means.partition("=")
            yield Line(number, *map(_listed, (words, same, near)))


def _listed(words: str) -> tuple[str, ...]:
    return _expressions(map(_spaced, words.split(","))) if words else ()


def tidy(expression: str) -> str:
    """Return an expression as a lexicon keeps it: folded like all text, with single spaces."""
    return _spaced(fold(expression))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _expressions(tidied: Iterable[str]) -> tuple[str, ...]:
    """Return each expression once, in the order given, without empty and too long ones."""
    once = dict.fromkeys(tidied)
    return tuple([each for each in once if each and each.count(" ") < LONGEST_EXPRESSION])


#: Words by the word that finds them.
_Found: TypeAlias = "dict[str, tuple[str, ...]]"


def _relate(found: _Found, words: Iterable[str], others: tuple[str, ...]) -> None:
    """Let each word find the first others, as far as it has room; so large groups stay cheap."""
    first = others[: MOST_RELATED + 1]  # one more, for the word itself
    for word in words:
        known = found.get(word, ())
        if not known:
            found[word] = first
        elif len(known) <= MOST_RELATED:
            found[word] = tuple(dict.fromkeys(known + first))


def _frozen(same: _Found, near: _Found) -> dict[str, Related]:
    """Leave out the word itself, what is said twice, and what there is no room for."""
    relations = {}
    for word in same | near:
        sure, others = same.get(word, ()), near.get(word, ())
        if word in sure:
            sure = tuple([each for each in sure if each != word])
        if (sure and others) or word in others:
            others = tuple([each for each in others if each != word and each not in sure])
        if sure or others:
            sure = sure[:MOST_RELATED]
            relations[word] = Related(sure, others[: MOST_RELATED - len(sure)])
    return relations
