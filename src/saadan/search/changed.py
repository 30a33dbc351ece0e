"""What changed since the engine last wrote an index: a file beside it, small enough to read whole.

The engine takes longer to write a single page than this takes to read, keep and search a hundred.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from saadan.search.wholes import whole_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

FILE: Final = "changed.json"
#: What the engine has taken out but still counts.
LOST: Final = "lost.json"
FIELDS: Final = ("strong", "body")
#: What it is worth that a document's name, or a question it answers, is all that is asked.
OF_WHOLE: Final = 30.0
#: Documents that are kept so; with more, the engine writes them.
MOST: Final = 100


class Found(NamedTuple):
    """A document that has some of the terms asked for, as terms."""

    path: str
    number: int
    title: str
    heads: str
    keys: str
    body: str

    @property
    def strong(self) -> str:
        """What is said of the document rather than in it, and its name and each question whole."""
        name = self.heads.rpartition("\n")[2] or self.title
        wholes = dict.fromkeys(map(whole_of, (name, *self.keys.split("\n"))))
        return f"{self.title} {self.heads} {self.keys} {' '.join(wholes)}"


@dataclass(frozen=True)
class Counts:
    """In how many documents each term stands, by field."""

    size: int = 0  #: documents
    of: Mapping[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in FIELDS}
    )

    @classmethod
    def over(cls, documents: Collection[Found]) -> Self:
        """Return what some documents count."""
        counts = cls(len(documents))
        for each in documents:
            for name in FIELDS:
                counts.of[name].update(set(getattr(each, name).split()))
        return counts

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.size + other.size, {name: self.of[name] + other.of[name] for name in FIELDS}
        )

    @cached_property
    def _sorted(self) -> dict[str, list[str]]:
        return {name: sorted(of) for name, of in self.of.items()}

    def frequency(self, name: str, term: str) -> int:
        """Return in how many of the documents a term stands, in one field."""
        return self.of[name][term]

    def beginning(self, name: str, prefix: str) -> dict[str, int]:
        """Return the terms of a field that begin so, and in how many documents each stands."""
        terms, counts = self._sorted[name], self.of[name]
        found = islice(terms, bisect_left(terms, prefix), None)
        return {
            term: counts[term] for term in takewhile(lambda term: term.startswith(prefix), found)
        }


@dataclass(frozen=True)
class Changed:
    """Documents that an index has besides the engine's, and files whose documents it lost."""

    gone: frozenset[str] = frozenset()  #: files; what the engine has of them counts no more
    documents: tuple[Found, ...] = ()

    @cached_property
    def counts(self) -> Counts:
        return Counts.over(self.documents)

    @cached_property
    def _terms(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        return [
            (frozenset(each.strong.split()), frozenset(each.body.split()))
            for each in self.documents
        ]

    @property
    def is_too_much(self) -> bool:
        return len(self.documents) > MOST or len(self.gone) > MOST

    def later(self, files: Iterable[str], documents: Iterable[Found]) -> Changed:
        """Return what has changed when some files have changed again; all their documents given."""
        again = frozenset(files)
        kept = (each for each in self.documents if each.path not in again)
        return Changed(self.gone | again, (*kept, *documents))

    def best(
        self, boosts: Sequence[Sequence[tuple[str, float]]], limit: int, whole: str = ""
    ) -> list[Found]:
        """Return the documents that have most of what is asked for; see `Index.best`."""
        weighed = []
        asked = {term for terms in boosts for term, _ in terms}
        for document, (strong, body) in zip(self.documents, self._terms, strict=True):
            if asked.isdisjoint(strong) and asked.isdisjoint(body):
                continue
            here = {term: 2 * (term in strong) + (term in body) for term in asked}
            worth = sum(
                max([boost * here[term] for term, boost in terms], default=0.0) for terms in boosts
            )
            weighed.append((worth + OF_WHOLE * (whole in strong), document))
        weighed.sort(key=lambda each: -each[0])
        return [document for _, document in weighed[:limit]]


def read_changed(folder: Path) -> Changed:
    """Return what has changed since the engine wrote the index in a folder.

    Raises:
        OSError, TypeError, ValueError: it cannot be read.
    """
    gone, documents = _kept(folder / FILE, ((), ()))
    return Changed(frozenset(gone), tuple(Found(*each) for each in documents))


def write_changed(changed: Changed, folder: Path) -> None:
    """Write what has changed beside an index."""
    text = json.dumps([sorted(changed.gone), changed.documents], ensure_ascii=False)
    (folder / FILE).write_text(text, "utf-8")


def read_lost(folder: Path) -> Counts:
    """Return what the engine still counts of what it has taken out of the index in a folder.

    Raises:
        OSError, TypeError, ValueError: it cannot be read.
    """
    size, of = _kept(folder / LOST, (0, dict.fromkeys(FIELDS, ())))
    return Counts(size, {name: Counter(of[name]) for name in FIELDS})


def write_lost(lost: Counts, folder: Path) -> None:
    """Write what the engine still counts of what it has taken out of an index."""
    (folder / LOST).write_text(json.dumps([lost.size, lost.of], ensure_ascii=False), "utf-8")


def _kept(file: Path, otherwise: object) -> Any:
    """Return what stands in a file, or something else when there is none."""
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return otherwise
    return json.loads(text)
