"""What Danish words mean about the same as, in any text: broader than `lexicon`, and less sure."""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST: Final = WORDS / "thesaurus.txt.zz"


class Meanings(NamedTuple):
    """Base forms of other words, by how they relate to one."""

    same: tuple[str, ...]  #: "reparere" and "udbedre"
    narrower: tuple[str, ...]  #: "brændstof" and "benzin"
    wider: tuple[str, ...]  #: the other way


_NONE: Final = Meanings((), (), ())


def meanings(word: str) -> Meanings:
    """Return what a base form means about the same as; nothing for words that are not listed."""
    line = _lines().get(word)
    return Meanings(*map(_words, line.split("|"))) if line else _NONE


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(",")) if listed else ()


@cache
def _lines() -> Mapping[str, str]:
    """Return the lines of the list by their word, read once; few are ever looked at."""
    text = zlib.decompress(LIST.read_bytes()).decode()
    return dict(line.split("|", 1) for line in text.split("\n"))
