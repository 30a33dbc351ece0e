"""Danish words: the same analysis for text that is indexed and for what people ask.

What to match with what, the surest first: `Word.exact` with `exact`; `base` with `base`; a
compound's `parts` with `base`; `kin` with `base`; and `plain` with `exact`, `base` and `plain`,
both ways, for keyboards without æøå. Each is told of a word by itself, so that an index row
depends on its own text only (docs/decisions/0011-danish-words.md).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish_words import word_list, words_in

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from saadan.search.danish_words import Part

LONGEST: Final = 64  #: characters of a word that are looked at; the rest of it is ignored

# Characters that are not seen: soft hyphen, zero width, direction, variation, keycap.
_UNSEEN: Final = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\u20dd-\u20e4\ufe00-\ufe0f\ufeff"
)
_INVISIBLE: Final = re.compile(f"[{_UNSEEN}]")
# Stands for what belongs to the letter before: a mark of any script, or a character not seen.
_MARK: Final = "\u0301"
_MARKS: Final = re.compile(f"{_MARK}+")
# No character before these is a mark, and only the soft hyphen is not seen: be quick.
_MAY_BE_MARK: Final = re.compile("[\u00ad\u0300-\U0010ffff]")


def _words_of(letters: str) -> re.Pattern[str]:
    """Return the pattern of a word: letters, joined by what stands inside names and codes."""
    return re.compile(
        rf"{letters}(?:[-‐‑.@&'’+]{letters}|(?<=\d),(?=\d){letters})*|§{{1,2}}[ \u00a0]?\d+"
    )


_WORD: Final = _words_of(r"\w+")
_MARKED_WORD: Final = _words_of(rf"(?:\w{_MARK}*)+")
_PIECE: Final = re.compile(r"[^\W\d_]*\d+|[^\W\d_]+")  # "os2forms" is "os2" and "forms"
_MARKED_PIECE: Final = re.compile(rf"(?:[^\W\d_]{_MARK}*)*(?:\d{_MARK}*)+|(?:[^\W\d_]{_MARK}*)+")
_GENITIVE: Final = re.compile(r"['’][a-zæøå]{0,4}$")  # "EU's", "pdf'erne"
_LAST_PIECE: Final = re.compile(r"(?<=[-‐‑])[^\W\d_]+$")
_VOWEL: Final = re.compile("[aeiouyæøå]")

FEWEST_LETTERS_RESTORED: Final = 5
FEWEST_LETTERS_FOR_ONE_TYPO: Final = 5
FEWEST_LETTERS_FOR_TWO_TYPOS: Final = 9

SHORTEST_STEM: Final = 4
_ENDINGS: Final = (
    "erede", "erende", "ernes", "erne", "erer", "eret", "enes", "edes", "ende", "ene", "ens",
    "ets", "ede", "ers", "ed", "en", "er", "es", "et", "e",
)  # fmt: skip

_PAIRS: Final = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe"} | dict.fromkeys("-‐‑.'’+", "")
)
_SINGLES: Final = str.maketrans({"æ": "a", "ø": "o", "å": "a"} | dict.fromkeys("-‐‑.'’+", ""))

_FROM_VERBS: Final = (
    ("else", "e"),  # godkendelse
    ("ning", "e"),  # betaling is betal-ing, ansøgning is ansøg-ning
    ("ing", "e"),
    ("ation", "ere"),  # dokumentation
    ("r", ""),  # godkender
)

#: Nouns that have come to mean something else than the verbs they look made from.
_APART: Final = {
    *("afdeling", "anledning", "beholdning", "bygning", "forening", "forestilling"),
    *("forretning", "holdning", "ledning", "mening", "ordning", "regning", "retning"),
    *("stemning", "stilling", "sætning"),
}

_DANISH_STOP_WORDS: Final = words_in("stop.txt")
_ENGLISH_STOP_WORDS: Final = words_in("stop_english.txt")
STOP_WORDS: Final = _DANISH_STOP_WORDS | _ENGLISH_STOP_WORDS


class Token(NamedTuple):
    """A word of a text, and where it stands."""

    word: str  #: folded, at most `LONGEST` characters
    start: int  #: offset in characters
    end: int  #: offset of the character after it


@dataclass(frozen=True, slots=True)
class Word:
    """What is known of a word by itself."""

    exact: str  #: in lower case, composed
    base: tuple[str, ...]  #: what it is a form of, the likeliest first; never empty
    plain: tuple[str, ...]  #: spellings of exact and base without æøå, accents and hyphens
    parts: tuple[str, ...]  #: of a compound, in order, in base form; a part's own parts follow it
    kin: tuple[str, ...]  #: verbs that it, or a part of it, is made from: "godkendelse", "godkende"


def fold(text: str) -> str:
    """Return text in lower case, composed, and without characters that are not seen."""
    seen = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return unicodedata.normalize("NFC", seen.casefold())


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order, with their places.

    Names and codes of several pieces come whole and then piece by piece: "PSP-element", "PSP",
    "element"; "OS2forms", "OS2", "forms"; "§ 5", "5".
    """
    if (even := _evenly_folded(text)) is not None:
        return [Token(_named(even[i:j]), i, j) for i, j in _places(even, _WORD, _PIECE)]
    spaced = _with_marks_alike(text.replace("_", " "))
    found = (
        Token(_named(fold(text[i:j])), i, j)
        for i, j in _places(spaced, _MARKED_WORD, _MARKED_PIECE)
    )
    return [token for token in found if token.word]


def words(text: str) -> list[str]:
    """Return the words that `tokens` returns, without their places: three times as fast."""
    if (even := _evenly_folded(text)) is None:
        return [token.word for token in tokens(text)]
    found: list[str] = []
    for word in _WORD.findall(even):
        if word.isalpha():
            found.append(word[:LONGEST])
        elif len(word) <= LONGEST:
            found += _with_pieces(word)
        else:
            found += _with_pieces.__wrapped__(word)
    return found


def _evenly_folded(text: str) -> str | None:
    """Return text folded, if each character stays at its place; else None."""
    folded = text.casefold().replace("_", " ")
    if _MAY_BE_MARK.search(folded):  # those of emoji are common, and belong to no word
        folded = _MARKS.sub(_without_loose_marks, _with_marks_alike(folded))
    is_even = len(folded) == len(text) and _MARK not in folded
    return folded if is_even and unicodedata.is_normalized("NFC", folded) else None


def _with_marks_alike(text: str) -> str:
    """Return text with `_MARK` for each mark of any script and each character that is not seen."""
    marks = [
        each
        for each in set(text)
        if unicodedata.category(each).startswith("M") or _INVISIBLE.match(each)
    ]
    return text.translate(dict.fromkeys(map(ord, marks), _MARK)) if marks else text


def _without_loose_marks(marks: re.Match[str]) -> str:
    """Return marks as they are where they follow a letter, elsewhere as many spaces."""
    is_loose = not marks.string[marks.start() - 1 : marks.start()].isalnum()
    return " " * len(marks.group()) if is_loose else marks.group()


def _places(text: str, word: re.Pattern[str], piece: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for found in word.finditer(text):
        start, end = found.span()
        yield start, end
        if not found.group().isalpha():
            pieces = [inner.span() for inner in piece.finditer(text, start, end)]
            if pieces != [(start, end)]:
                yield from pieces


@lru_cache(maxsize=1 << 14)
def _with_pieces(word: str) -> tuple[str, ...]:
    """Return a folded word, then the pieces that it consists of."""
    return tuple(_named(word[i:j]) for i, j in _places(word, _WORD, _PIECE))


def _named(word: str) -> str:
    return ("§" + word.lstrip("§ \u00a0") if word[:1] == "§" else word)[:LONGEST]


@lru_cache(maxsize=1 << 14)
def analyse(word: str) -> Word:
    """Return what is known of a word. Any string is accepted; it need not be folded."""
    exact = fold(word)[:LONGEST]
    spelled = _with_danish_letters(exact)
    parts = _parts(spelled)
    base = _bases(spelled, parts)
    names = _names(parts)
    return Word(exact, base, _plain(exact, *base), names, _kin(*base, *names))


def split(word: str, extra: Container[str] = ()) -> tuple[str, ...]:
    """Return the parts of a compound in their base forms; () for other words.

    Args:
        extra: folded words that are known too, such as a handbook's own. Without them the parts
            depend on nothing but the word.
    """
    return _names(_parts(_with_danish_letters(fold(word)), extra))


def _parts(word: str, extra: Container[str] = ()) -> tuple[Part, ...]:
    return word_list().parts(word, extra) if word.isalpha() else ()


def _names(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """Return the parts, each followed by the parts that it has itself."""
    found: list[str] = []
    for part in parts:
        for base in part.bases:
            found += (base, *_names(word_list().parts(base)))
    return tuple(dict.fromkeys(found))


def _bases(word: str, parts: tuple[Part, ...]) -> tuple[str, ...]:
    if not word.isalpha():
        return _bases_of_pieces(word)
    if listed := word_list().bases(word):
        return listed
    if parts:
        return tuple(word[: parts[-1].start] + base for base in parts[-1].bases)
    return (stem(word),)


def _bases_of_pieces(word: str) -> tuple[str, ...]:
    """Return the bases of a word with other characters than letters: only its end is inflected."""
    shorter = _GENITIVE.sub("", word)
    last = _LAST_PIECE.search(shorter)
    if shorter != word or last is None:
        return (shorter or word,)
    bases = word_list().bases(last.group())
    return tuple(shorter[: last.start()] + base for base in bases) or (word,)


def _with_danish_letters(word: str) -> str:
    """Return "moede" as "møde": what is a word only with æ, ø and å for ae, oe and aa."""
    danish = with_danish_letters(word)
    if danish == word or len(word) < FEWEST_LETTERS_RESTORED or not word.isalpha():
        return word
    return danish if is_danish(danish) and not is_danish(word) else word


def with_danish_letters(word: str) -> str:
    """Return a word with æ, ø and å for ae, oe and aa."""
    return word.replace("ae", "æ").replace("oe", "ø").replace("aa", "å")


def is_danish(word: str) -> bool:
    """Whether a folded word is listed, or made up of words that are."""
    return word_list().is_form(word) or bool(word_list().parts(word))


def stem(word: str) -> str:
    """Return what is left of a word that no list knows, without the endings of Danish inflection.

    New words, names and foreign words get here. All forms of a new noun must end as one stem, and
    little else should be lost: no more than one ending goes, never a suffix that makes a new word.
    """
    plain = (
        word[:-1]
        if word.endswith("s") and len(word) > SHORTEST_STEM and word[-2] not in "sui"
        else word
    )
    for ending in _ENDINGS:
        if plain.endswith(ending):
            rest = plain.removesuffix(ending)
            if len(rest) >= SHORTEST_STEM and _VOWEL.search(rest):
                return _undoubled(rest)
    return plain


def _undoubled(word: str) -> str:
    """Return "klubb" as "klub": a consonant is doubled before an ending."""
    is_doubled = len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] in "bdgklmnprt"
    return word[:-1] if is_doubled else word


def _plain(*spellings: str) -> tuple[str, ...]:
    """Return how a word is written where æ, ø, å, accents or hyphens are not at hand."""
    found = []
    for spelling in spellings:
        if not spelling.isascii() or not spelling.isalnum():
            found += [_unaccented(spelling.translate(table)) for table in (_PAIRS, _SINGLES)]
    return tuple(dict.fromkeys(word for word in found if word and word not in spellings))


def _unaccented(word: str) -> str:
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _kin(*bases: str) -> tuple[str, ...]:
    """Return the verbs that nouns are made from."""
    found = []
    for base in bases:
        for suffix, ending in _FROM_VERBS if base not in _APART else ():
            root = base.removesuffix(suffix)
            if root and root != base:
                verbs = (root + ending, root + root[-1] + ending)  # "sletning" is of "slette"
                found += [verb for verb in verbs if word_list().is_verb(verb) and verb not in bases]
    return tuple(dict.fromkeys(found))


def is_stop_word(word: str, *, is_english: bool = False) -> bool:
    """Whether a word is grammar or a question's wording rather than what is asked for.

    Args:
        is_english: whether it stands in an English question, where "dog" barks
    """
    folded = fold(word)
    if is_english:
        return folded in _ENGLISH_STOP_WORDS
    return folded in STOP_WORDS or with_danish_letters(folded) in _DANISH_STOP_WORDS


def is_english(words: Iterable[str], known: Container[str]) -> bool:
    """Whether more of a question's folded words are English alone than Danish alone.

    Args:
        known: English words besides those of grammar
    """
    balance = 0
    for word in words:
        if word in STOP_WORDS:  # grammar tells most: "the" is also how some spell tea
            balance += 2 * (word in _ENGLISH_STOP_WORDS) - 2 * (word in _DANISH_STOP_WORDS)
        elif (word in known) != (is_danish := word_list().is_form(word)):
            balance += -1 if is_danish else 1
    return balance > 0


def is_verb(word: str) -> bool:
    """Whether a word is a form of a verb, and of nothing else that is listed."""
    return bool(bases := analyse(word).base) and all(map(word_list().is_only_verb, bases))


def may_be_verb(word: str) -> bool:
    """Whether a word is a form of a verb, whatever else it is."""
    return any(map(word_list().is_verb, analyse(word).base))


def without_stop_words(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words that say what is asked for; all of them when none does."""
    return tuple(word for word in words if not is_stop_word(word)) or tuple(words)


def without_ending(word: str) -> tuple[str, ...]:
    """Return a word, and what it may be the inflected form of, whether or not anybody knows it."""
    ends = (ending for ending in ("s", "n", "r", "t", *_ENDINGS) if word.endswith(ending))
    return tuple(dict.fromkeys((word, *(word.removesuffix(ending) for ending in ends))))


def typos_allowed(word: str) -> int:
    """Return how many letters may be wrong, missing, too many or swapped.

    None in words of up to four letters, where another word is always near ("løn", "lån"), and
    none where there are digits: another number is another thing. One in five to eight letters,
    two in longer words, which are compounds more often than not.
    """
    if not word.isalpha() or len(word) < FEWEST_LETTERS_FOR_ONE_TYPO:
        return 0
    return 1 if len(word) < FEWEST_LETTERS_FOR_TWO_TYPOS else 2
