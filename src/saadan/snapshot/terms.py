"""The words that a handbook explains: the first use of each on a page leads to its explanation."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.snapshot.addresses import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saadan.snapshot.known_registers import Header, KnownEntry

#: The register that explains words.
GLOSSARY: Final = "glossary"
#: The field with other words for the same, and those with the explanation, the best first.
SYNONYMS: Final = "synonyms"
DEFINITIONS: Final = ("definition", "meaning", "betydning", "description", "beskrivelse")
LONGEST_DEFINITION: Final = 300  # characters, where the reader points at the word
#: Letters by which words are looked for: more are quicker to find by, fewer are sooner prepared.
LONGEST_BEGINNING, IN_LARGE_GLOSSARY = 12, 3
LARGE: Final = 2_000  # words
#: Shorter words are too likely to be something else, unless they are abbreviations.
SHORTEST: Final = 4

_WORD: Final = re.compile(r"\w+")
#: How Danish words end: definite, plural, genitive. What follows must not go on with the word.
_ENDING: Final = re.compile(
    r"(?:e|en|ens|er|erne|ernes|ers|es|et|ets|n|ns|r|rne|rnes|s|t|ts)?(?![\w]|-\w)"
)
LONGEST_ENDING: Final = 5  # letters
_END: Final = re.compile(r"(?![\w]|-\w)")


class Term(NamedTuple):
    """One way to write a word that is explained."""

    text: str  #: as its author wrote it, escaped for HTML; casesmall unless it is exact
    is_exact: bool  #: whether capitals count, and it has no endings
    key: str  #: of its entry
    link: str  #: the tag that begins a link to the entry


class Terms:
    """Finds the words that a register explains."""

    def __init__(self, header: Header, entries: Sequence[KnownEntry]) -> None:
        """Prepare the terms of a register; of two entries with one term the first key counts."""
        terms: defaultdict[str, list[Term]] = defaultdict(list)
        field = _definition_field(header)
        for entry in sorted(entries, key=lambda each: each.key):
            definition = " ".join(entry.values.get(field, ()))[:LONGEST_DEFINITION]
            title = f' title="{html.escape(definition)}"' if definition else ""
            link = f'<a class="term" href="{written(f"{header.address}/{entry.key}")}"{title}>'
            for text in ways_to_write(entry, header):
                escaped, is_exact = html.escape(text, quote=False), _is_exact(text)
                if word := _WORD.match(escaped):
                    sought = escaped if is_exact else escaped.lower()
                    terms[word[0].lower()].append(Term(sought, is_exact, entry.key, link))
        self._terms = dict(terms)  # by first word, in small letters
        letters = IN_LARGE_GLOSSARY if len(terms) > LARGE else LONGEST_BEGINNING
        beginnings = sorted({word[:letters] for word in terms})
        #: Words that begin as a term does; far quicker than looking at every word.
        self._beginning = re.compile(rf"\b{_any_of(beginnings)}\w*+")

    def linked(self, text: str, seen: set[str]) -> str:
        """Return a text with links at the first uses of terms.

        Args:
            text: escaped for HTML, without tags
            seen: keys of the terms the page has had; those found are added
        """
        parts: list[str] = []
        done = 0
        for start, end, term in self._found(text):
            if term.key not in seen:
                seen.add(term.key)
                parts += (text[done:start], term.link, text[start:end], "</a>")
                done = end
        return "".join([*parts, text[done:]]) if parts else text

    def _found(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Yield from where to where terms stand, from left to right; the longest of several."""
        done = 0
        lowered = text.lower()
        if len(lowered) != len(text):  # a few letters of other scripts become two
            return
        for word in self._beginning.finditer(lowered):
            start, small = word.start(), word[0]
            if start < done:
                continue
            cuts = range(min(LONGEST_ENDING + 1, len(small)))
            stems = (small[: len(small) - cut] for cut in cuts)
            terms = chain.from_iterable(self._terms.get(stem, ()) for stem in stems)
            ends = [(end, term) for term in terms if (end := _end_of(term, text, start))]
            if ends:
                done, term = max(ends, key=lambda each: (len(each[1].text), each[0]))
                yield start, done, term


def ways_to_write(entry: KnownEntry, header: Header) -> list[str]:
    """Return the terms of an entry that are looked for in texts; a link would tell private ones."""
    field = header.field(SYNONYMS)
    is_open = field is not None and not field.is_private
    texts = [entry.title, *(entry.values.get(SYNONYMS, ()) if is_open else ())]
    return [text for text in dict.fromkeys(texts) if len(text) >= SHORTEST or _is_exact(text)]


def _any_of(words: Sequence[str]) -> str:
    """Return an expression for what begins as one of some sorted words, letter by letter."""
    if not words:
        return r"(?!)"
    if not words[0]:
        return ""
    letters = groupby(words, lambda word: word[0])
    parts = (re.escape(each) + _any_of([word[1:] for word in rest]) for each, rest in letters)
    return f"(?:{'|'.join(parts)})"


def _is_exact(text: str) -> bool:
    return text.isupper() and len(text) > 1


def _end_of(term: Term, text: str, start: int) -> int:
    """Return where a term ends that begins at `start`; 0 when it does not stand there."""
    end = start + len(term.text)
    there = text[start:end]
    if (there if term.is_exact else there.lower()) != term.text:
        return 0
    found = (_END if term.is_exact else _ENDING).match(text, end)
    return found.end() if found else 0


def _definition_field(header: Header) -> str:
    open_ = [each for each in header.fields if not each.is_private and each.type == "text"]
    names = [each.name for each in open_]
    others = [name for name in names if name not in (header.key, header.title_field, SYNONYMS)]
    return next((name for name in DEFINITIONS if name in names), others[0] if others else "")
