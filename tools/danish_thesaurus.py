"""Derives what Danish words mean about the same as from Stavekontrolden's thesaurus.

    python tools/danish_thesaurus.py FILE    where FILE is th_da_DK.dat

It comes with LibreOffice's dictionaries 7.5.0. What is left out: names, expressions, slang, words
that `danish.txt.zz` does not have, what a compound shows by itself ("varebil" is a kind of "bil"),
and long lists, which hold whatever has to do with a word.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish_words import word_list
from saadan.search.thesaurus import LIST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST: Final = 3
LONGEST_LIST: Final = 14  #: of words with the same meaning
MOST_NARROWER: Final = 150  #: a word with more is too wide to say anything
NARROWER: Final = "underbegreb"
SLANG: Final = ("daglig tale", "vulgær", "rå/ondsindet")

_WORD: Final = re.compile("[a-zæøåé]+")
_MARKED: Final = re.compile(r"(?P<word>[^(]*?) *(?:\((?P<mark>[^)]*)\))?")


class Meaning(NamedTuple):
    """Words that share a meaning with a word, or have a narrower one."""

    same: tuple[str, ...]
    narrower: tuple[str, ...]


def meanings(lines: Iterable[str]) -> Iterator[tuple[str, Meaning]]:
    """Yield the words of a thesaurus, each meaning of them by itself."""
    word = ""
    for line in lines:
        name, _, rest = line.partition("|")
        if name:
            word = name
        elif rest:
            yield word, _meaning(rest.split("|"))


def _meaning(members: Iterable[str]) -> Meaning:
    same: list[str] = []
    narrower: list[str] = []
    for member in members:
        found = _MARKED.fullmatch(member.strip())
        if not found or not is_kept(found["word"]) or found["mark"] in SLANG:
            continue
        (narrower if found["mark"] == NARROWER else same).append(found["word"])
    return Meaning(tuple(same), tuple(narrower))


def is_kept(word: str) -> bool:
    """Whether a word is a known one, and no expression."""
    is_word = len(word) >= SHORTEST and _WORD.fullmatch(word) is not None
    return is_word and word_list().is_form(word)


def is_told(one: str, other: str) -> bool:
    """Whether a word shows by itself that it has to do with another."""
    return one.startswith(other) or one.endswith(other)


def derived(lines: Iterable[str]) -> str:
    """Return a line for each word: `word|same,same|narrower,narrower|wider,wider`."""
    same, narrower, wider = (defaultdict[str, dict[str, None]](dict) for _ in range(3))
    for word, meaning in meanings(lines):
        if not is_kept(word):
            continue
        if len(meaning.same) <= LONGEST_LIST:
            for other in meaning.same:
                if not is_told(word, other) and not is_told(other, word):
                    same[word][other] = None
        for other in meaning.narrower:
            if not is_told(other, word):
                narrower[word][other] = None
    for word, others in list(narrower.items()):
        if len(others) > MOST_NARROWER:
            del narrower[word]
        else:
            for other in others:
                wider[other][word] = None
    words = sorted({*same, *narrower, *wider})
    return "\n".join(
        "|".join((word, *(",".join(of.get(word, ())) for of in (same, narrower, wider))))
        for word in words
    )


def main() -> int:
    """Write the list."""
    _encoding, *lines = Path(sys.argv[1]).read_text("utf-8").split("\n")
    text = derived(lines)
    LIST.write_bytes(zlib.compress(text.encode(), 9))
    print(f"{text.count(chr(10)) + 1} words, {LIST.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
