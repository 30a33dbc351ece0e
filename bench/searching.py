"""Finds in a generated handbook in a process of its own, and says as JSON what that cost.

python -m bench.searching index FOLDER STORE
python -m bench.searching reindex FOLDER STORE --times 20
python -m bench.searching ask FOLDER STORE --times 1000

`bench.measures.find_cost` runs it; a process of its own has nothing in its memory before.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bench import words
from saadan.handbook import Handbook
from saadan.search.documents import documents
from saadan.search.index import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from saadan.snapshot.snapshot import Snapshot

PATIENCE: Final = 30.0  # seconds until a save counts as lost
WARM_UP: Final = 40  # questions
LIMIT: Final = 10  # results
VOWELS: Final = "aeiouyæøå"
CONSONANTS: Final = "bdfghjklmnprstv"
#: Danish words that no generated page has.
ELSEWHERE: Final = ("vaskemaskine", "hestestald", "bryllup", "fodbold", "tandlæge", "sejlbåd")


class LostError(Exception):
    """A saved text was not found."""


def index(book: Handbook, folder: Path, times: int) -> dict[str, float]:
    """Make the index of a handbook that has been built, the engine's start included.

    In CPU-seconds, seconds, bytes on disk and bytes of indexed text.
    """
    del folder, times
    snapshot = book.snapshot().seen_by("public")
    cpu, wall = time.process_time(), time.perf_counter()
    book.finder(snapshot)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    files = [each for each in (snapshot.folder / FOLDER).rglob("*") if each.is_file()]
    text = sum(len(str(part).encode()) for each in documents(snapshot) for part in each[2:])
    return {
        "cpu": cpu,
        "wall": wall,
        "size": sum(each.stat().st_size for each in files),
        "text": text,
    }


def reindex(book: Handbook, folder: Path, times: int) -> dict[str, list[float]]:
    """Save pages and ask for their new words until they are found.

    `wall` and `cpu` are of all that happens from a save on; `index` is the CPU of bringing the
    index up to date alone. All in milliseconds.
    """
    pages = random.Random(1).choices(sorted(folder.rglob("*.md")), k=times)
    book.finder(book.snapshot().seen_by("public"))
    costs: defaultdict[str, list[float]] = defaultdict(list)
    for nth, place in enumerate(pages):
        new = unheard(random.Random(f"{nth}"))
        text = f"{place.read_text('utf-8')}\nVi har fået en {new} mere.\n"
        time.sleep(0.05)  # what the save before set going may end
        cpu, wall = time.process_time(), time.perf_counter()
        place.write_text(text, encoding="utf-8")
        indexing = _await(book, new, place.relative_to(folder).as_posix())
        costs["wall"].append(1000 * (time.perf_counter() - wall))
        costs["cpu"].append(1000 * (time.process_time() - cpu))
        costs["index"].append(1000 * indexing)
    return costs


def _await(book: Handbook, word: str, path: str) -> float:
    """Ask for a word until it is found on a page; return the CPU-seconds that went to the index."""
    until = time.perf_counter() + PATIENCE
    indexing = 0.0
    while time.perf_counter() < until:
        snapshot = book.snapshot().seen_by("public")
        before = time.process_time()
        finder = book.finder(snapshot)
        indexing += time.process_time() - before
        for result in finder.search(word, limit=LIMIT).results:
            if result.path == path and any(word in piece.text for piece in result.excerpt):
                return indexing
        time.sleep(0.001)
    raise LostError(f"“{word}” was not found on {path} in {PATIENCE:.0f} s")


def ask(book: Handbook, folder: Path, times: int) -> dict[str, Any]:
    """Ask `times` questions of all kinds; milliseconds by the clock and of CPU for each."""
    del folder
    snapshot = book.snapshot().seen_by("public")
    finder = book.finder(snapshot)
    texts = _texts(snapshot)
    chance = random.Random(1)
    costs: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    found: defaultdict[str, int] = defaultdict(int)
    for nth in range(WARM_UP + times):
        kind = list(ASKS)[nth % len(ASKS)]
        question = ASKS[kind](chance, texts)
        cpu, wall = time.thread_time(), time.perf_counter()
        reply = finder.search(question, typing=kind == "typing", limit=LIMIT)
        cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
        if nth >= WARM_UP:
            costs[kind].append((1000 * wall, 1000 * cpu))
            found[kind] += bool(reply.results)
    return {"documents": sum(1 for _ in documents(snapshot)), "kinds": costs, "found": found}


# Questions


def _texts(snapshot: Snapshot) -> list[list[str]]:
    """Return the words of some of the handbook's lines; its titles are among them."""
    chosen = random.Random(1).sample(sorted(each.path for each in snapshot.entries()), 500)
    lines = [
        line.split()
        for path in chosen
        for section in snapshot.sections(path)
        for line in (section.title, *section.text.split("\n"))
    ]
    return [[word.strip('.,:;?()"') for word in line] for line in lines if line]


def _some(count: int) -> Callable[[random.Random, Sequence[list[str]]], str]:
    """Return what picks `count` words that stand together."""

    def picked(chance: random.Random, texts: Sequence[list[str]]) -> str:
        line = chance.choice([line for line in chance.choices(texts, k=50) if len(line) >= count])
        start = chance.randrange(len(line) - count + 1)
        return " ".join(line[start : start + count])

    return picked


def _whole_question(chance: random.Random, texts: Sequence[list[str]]) -> str:
    del texts
    role, thing, place = (chance.choice(each) for each in (words.ROLES, words.THINGS, words.PLACES))
    patterns = (
        f"hvordan kommer {thing} ind i {place}?",
        f"hvem giver {role} besked, når {thing} er klar?",
        f"hvad gør jeg, hvis {thing} mangler i {place}?",
        f"må {role} rette {thing} efter et møde, og hvornår skal det være sendt?",
    )
    return chance.choice(patterns)


def _unfinished(chance: random.Random, texts: Sequence[list[str]]) -> str:
    text = _some(chance.randint(1, 3))(chance, texts)
    return text[: chance.randint(2, max(2, len(text)))].rstrip()


def _mistyped(chance: random.Random, texts: Sequence[list[str]]) -> str:
    """Return two words, the longer one with a letter missing or two swapped."""
    first, second = sorted(_some(2)(chance, texts).split(" "), key=len)
    at = chance.randrange(1, max(2, len(second) - 1))
    swapped = second[:at] + second[at + 1 : at + 2] + second[at : at + 1] + second[at + 2 :]
    return f"{first} {chance.choice((second[:at] + second[at + 1 :], swapped))}"


def _unknown(chance: random.Random, texts: Sequence[list[str]]) -> str:
    del texts
    return chance.choice((unheard(chance), chance.choice(ELSEWHERE)))


def unheard(chance: random.Random) -> str:
    """Return a word of ten letters that nobody has heard of."""
    return "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(5))


ASKS: Final[Mapping[str, Callable[[random.Random, Sequence[list[str]]], str]]] = {
    "one word": _some(1),
    "two words": _some(2),
    "three words": _some(3),
    "four words": _some(4),
    "question": _whole_question,
    "typing": _unfinished,
    "typo": _mistyped,
    "unknown": _unknown,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one of the three and print what it cost."""
    parser = argparse.ArgumentParser(prog="python -m bench.searching", description=__doc__)
    parser.add_argument("what", choices=[each.__name__ for each in (index, reindex, ask)])
    parser.add_argument("folder", type=Path)
    parser.add_argument("store", type=Path)
    parser.add_argument("--times", type=int, default=20)
    chosen = parser.parse_args(arguments)
    does = {"index": index, "reindex": reindex, "ask": ask}[chosen.what]
    book = Handbook(chosen.folder, store=chosen.store)
    print(json.dumps(does(book, chosen.folder, chosen.times)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
