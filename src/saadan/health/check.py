"""Checks of a whole handbook: what each is, and how they are run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from saadan.health import front_matter, nearly_empty, todo, unreachable
from saadan.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from saadan.snapshot.snapshot import Snapshot

    Check = Callable[[Snapshot], Iterable[Problem]]

#: Every check there is. A check is a function from a snapshot to what it finds.
CHECKS: Final[Mapping[str, Check]] = {
    "front-matter": front_matter.find,
    "nearly-empty": nearly_empty.find,
    "todo": todo.find,
    "unreachable": unreachable.find,
}


def examine(snapshot: Snapshot, checks: Mapping[str, Check] = CHECKS) -> Sequence[Problem]:
    """Run the checks over a snapshot; what they find comes sorted by path, then line.

    A check that crashes becomes a finding itself, so that a faulty one never hides the others.
    """
    findings: list[Problem] = []
    for name, check in checks.items():
        try:
            findings += check(snapshot)
        except Exception as error:
            findings.append(problem("", 0, "check-crashed", check=name, reason=repr(error)))
    return sorted(findings)
