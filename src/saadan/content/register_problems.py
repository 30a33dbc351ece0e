"""Problems with a register's files, as many of them as anyone reads."""

from __future__ import annotations

from collections import Counter
from typing import Final

from saadan.problems import Problem, problem

#: After so many problems with a file the rest is only counted.
MOST_PROBLEMS: Final = 50


class Complaints:
    """Collects what is wrong with a register's files, in the order they are read."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def say(self, path: str, line: int, code: str, **fields: object) -> None:
        """Note a problem; see `problem` for the fields."""
        if self.is_heard(path):
            self._problems.append(problem(path, line, code, **fields))

    def add(self, found: Problem) -> None:
        """Note a problem that is made already."""
        if self.is_heard(found.path):
            self._problems.append(found)

    def is_heard(self, path: str) -> bool:
        """Count a problem, and return whether it is one of those that are shown."""
        self._counts[path] += 1
        return self._counts[path] <= MOST_PROBLEMS

    def all(self) -> tuple[Problem, ...]:
        """Return the problems, sorted; the last one of a file says how many were left out."""
        more = [
            problem(path, 0, "register-more", count=count - MOST_PROBLEMS)
            for path, count in self._counts.items()
            if count > MOST_PROBLEMS
        ]
        return tuple(sorted([*self._problems, *more]))
