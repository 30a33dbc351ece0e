"""Finding: a question in, the answer and the places that speak of it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self, TypedDict, Unpack

from saadan.search.documents import descend
from saadan.search.excerpts import excerpt
from saadan.search.index import index_of
from saadan.search.lexicon import base_lexicon
from saadan.search.model import Choice, Reply, Result
from saadan.search.question import read_question, tidy
from saadan.search.ranking import Ranked, Ranking

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from saadan.search.index import Found, Index
    from saadan.search.lexicon import Lexicon
    from saadan.snapshot.snapshot import Snapshot

#: Documents that are weighed; with filters more, because some are left out.
CANDIDATES, CANDIDATES_FILTERED = 40, 400
#: Places that one page may have among the results.
MOST_OF_PAGE: Final = 3
#: What speaks of less of the question than this is no result.
LEAST_COVERAGE: Final = 0.5
#: A result worth less than this share of the best one is left out.
LEAST_SHARE: Final = 0.12
NEAREST: Final = 5
LIMIT: Final = 20


class Search(TypedDict, total=False):
    """How to search; every key may be left out."""

    typing: bool  #: whether the last word may be unfinished
    limit: int  #: results at most
    kinds: Collection[str]  #: only results of these kinds; all when empty
    within: str  #: path of a page; only results on it and below it


class Finder:
    """Finds in one snapshot what one audience may see of it."""

    def __init__(self, snapshot: Snapshot, index: Index, lexicon: Lexicon) -> None:
        self.snapshot = snapshot
        self._index = index
        self._lexicon = lexicon

    @classmethod
    def of(cls, snapshot: Snapshot, earlier: Snapshot | None = None) -> Self:
        """Return what finds in a snapshot; see `index_of`."""
        return cls(snapshot, index_of(snapshot, earlier), base_lexicon())

    def search(self, text: str, **how: Unpack[Search]) -> Reply:
        """Answer a question."""
        question = read_question(text, self._index, self._lexicon, typing=how.get("typing", False))
        ranking = Ranking(question)
        weighed = self.weighed(ranking, kinds=how.get("kinds", ()), within=how.get("within", ""))
        ranked = best_of(weighed)
        shown = _apart(ranked)[: how.get("limit", LIMIT)]
        results = tuple(self._result(each, ranking) for each in shown)
        return Reply(tidy(text), None, results, () if results else self._nearest(weighed))

    def weighed(
        self, ranking: Ranking, *, kinds: Collection[str] = (), within: str = ""
    ) -> list[Ranked]:
        """Return the documents that speak of a question, and how much."""
        limit = CANDIDATES_FILTERED if kinds or within else CANDIDATES
        return [
            ranking.weigh(found, is_entry=found.path.startswith("registers/"))
            for found in self._index.best(ranking.boosts(), limit)
        ]

    def _result(self, ranked: Ranked, ranking: Ranking) -> Result:
        path, number = ranked.found.path, ranked.found.number
        title, address, kind = self.snapshot.rows(
            "SELECT title, address, kind FROM pages WHERE path = ?", path
        )[0]
        rows = self.snapshot.rows(
            "SELECT level, title, anchor, text FROM sections WHERE path = ? AND number <= ?"
            " ORDER BY number",
            path,
            number,
        )
        above: list[tuple[int, str]] = []
        for level, heading, *_ in rows:
            descend(above, level, heading, title)
        level, _, anchor, body = rows[-1] if rows else (0, "", "", "")
        section = " › ".join(heading for _, heading in above)
        anchor = anchor if above else ""
        return Result(
            path,
            address,
            anchor,
            title,
            section,
            kind,
            excerpt(_line(body, ranked.line), ranking),
            ranked.score,
        )

    def _nearest(self, weighed: Sequence[Ranked]) -> tuple[Choice, ...]:
        """Return the titles that come closest, of what speaks of too little to be a result."""
        near = sorted(weighed, key=lambda each: (-each.coverage, -each.score, each.found.path))
        paths = list(dict.fromkeys(each.found.path for each in near))[:NEAREST]
        found = [self.snapshot.entry(path) for path in paths]
        return tuple(Choice(each.title, each.address) for each in found if each)


def best_of(weighed: Iterable[Ranked]) -> list[Ranked]:
    """Return the documents that are results, the best first."""
    kept = [each for each in weighed if each.coverage >= LEAST_COVERAGE]
    kept.sort(key=lambda each: (-each.score, each.found.path, each.found.number))
    return [each for each in kept if each.score >= LEAST_SHARE * kept[0].score]


def _line(text: str, number: int) -> str:
    """Return the line of a text, or the next that says anything."""
    lines = text.split("\n")[number:]
    return next(filter(str.strip, lines), "")


def _apart(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the results so that those of one page stand together, and are not too many."""
    by_path: dict[str, list[Ranked]] = {}
    for each in ranked:
        key = each.found.path
        if key.startswith("registers/"):
            key = f"{key}#{each.found.number}"
        by_path.setdefault(key, []).append(each)
    return [each for group in by_path.values() for each in group[:MOST_OF_PAGE]]
