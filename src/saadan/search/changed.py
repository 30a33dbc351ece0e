"""What changed since the engine last wrote an index: a file beside it, small enough to read whole.

The engine takes longer to write a single page than this takes to read, keep and search a hundred.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from saadan.search.wholes import whole_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

FILE: Final = "changed.json"
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
class Changed:
    """Documents that an index has besides the engine's, and files whose documents it lost."""

    gone: frozenset[str] = frozenset()  #: files; what the engine has of them counts no more
    documents: tuple[Found, ...] = ()

    @cached_property
    def _terms(self) -> dict[str, list[frozenset[str]]]:
        texts = {
            "strong": (each.strong for each in self.documents),
            "body": (each.body for each in self.documents),
        }
        return {name: [frozenset(text.split()) for text in of] for name, of in texts.items()}

    @cached_property
    def _counts(self) -> dict[str, Counter[str]]:
        return {name: Counter(chain.from_iterable(of)) for name, of in self._terms.items()}

    @cached_property
    def _sorted(self) -> dict[str, list[str]]:
        return {name: sorted(of) for name, of in self._counts.items()}

    @property
    def is_too_much(self) -> bool:
        return len(self.documents) > MOST or len(self.gone) > MOST

    def later(self, files: Iterable[str], documents: Iterable[Found]) -> Changed:
        """Return what has changed when some files have changed again; all their documents given."""
        again = frozenset(files)
        kept = (each for each in self.documents if each.path not in again)
        return Changed(self.gone | again, (*kept, *documents))

    def frequency(self, name: str, term: str) -> int:
        """Return in how many of the documents a term stands, in one field."""
        return self._counts[name][term]

    def beginning(self, name: str, prefix: str) -> dict[str, int]:
        """Return the terms of a field that begin so, and in how many documents each stands."""
        terms, counts = self._sorted[name], self._counts[name]
        found = islice(terms, bisect_left(terms, prefix), None)
        return {
            term: counts[term] for term in takewhile(lambda term: term.startswith(prefix), found)
        }

    def best(
        self, boosts: Sequence[Sequence[tuple[str, float]]], limit: int, whole: str = ""
    ) -> list[Found]:
        """Return the documents that have most of what is asked for; see `Index.best`."""
        weighed = []
        asked = {term for terms in boosts for term, _ in terms}
        for document, strong, body in zip(
            self.documents, self._terms["strong"], self._terms["body"], strict=True
        ):
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
    try:
        text = (folder / FILE).read_text("utf-8")
    except FileNotFoundError:
        return Changed()
    known: Any = json.loads(text)
    gone, documents = known
    return Changed(frozenset(gone), tuple(Found(*each) for each in documents))


def write_changed(changed: Changed, folder: Path) -> None:
    """Write what has changed beside an index."""
    text = json.dumps([sorted(changed.gone), changed.documents], ensure_ascii=False)
    (folder / FILE).write_text(text, "utf-8")
