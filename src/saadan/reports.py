"""What is said of a build: its progress, and problems for people, editors and CI services."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from saadan import __version__
from saadan.build import say_nothing
from saadan.language import _, spoken_here, translate
from saadan.problems import KINDS, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Builds of fewer pages are over before anyone wonders.
WORTH_SHOWING: Final = 200  # pages

_SARIF_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}


def as_text(problems: Sequence[Problem], language: str) -> str:
    """Return a line a problem: `path:line: code: message hint`."""
    return "\n".join(
        f"{each.path}:{max(each.line, 1)}: {each.code}: {_sentences(each, language)}"
        for each in problems
    )


def as_json(problems: Sequence[Problem], language: str) -> str:
    """Return a JSON list of objects; `line` is 0 when a file as a whole is meant."""
    return json.dumps([_values(each, language) for each in problems], ensure_ascii=False, indent=1)


def as_github(problems: Sequence[Problem], language: str) -> str:
    """Return the lines that GitHub's workflows turn into remarks beside the code.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    commands = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}

    def escaped(text: str, more: str = "") -> str:
        for letter in "%\r\n" + more:
            text = text.replace(letter, f"%{ord(letter):02X}")
        return text

    return "\n".join(
        f"::{commands[each.severity]} file={escaped(each.path, ':,')},line={max(each.line, 1)},"
        f"title={escaped(each.code, ':,')}::{escaped(_sentences(each, language))}"
        for each in problems
    )


def as_sarif(problems: Sequence[Problem], language: str) -> str:
    """Return a SARIF 2.1.0 log, which code hosts and editors read."""
    codes = sorted({each.code for each in problems})
    driver = {
        "name": "saadan",
        "version": __version__,
        "rules": [
            {
                "id": code,
                "defaultConfiguration": {"level": _SARIF_LEVELS[KINDS[code].severity]},
            }
            for code in codes
        ],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "results": [_sarif_result(each, language) for each in problems],
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1)


FORMATS: Final[Mapping[str, Callable[[Sequence[Problem], str], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def progress() -> Callable[[str, int, int], None]:
    """Return a function that shows progress on the terminal, when there is one to see it."""
    if not sys.stderr.isatty():
        return say_nothing

    def show(_stage: str, done: int, total: int) -> None:
        if total > WORTH_SHOWING:
            text = translate(_("Building: {done} of {total} pages"), spoken_here())
            line = text.format(done=done, total=total)
            end = "\n" if done == total else ""
            print(f"\r{line} ", end=end, file=sys.stderr, flush=True)

    return show


def _sentences(problem: Problem, language: str) -> str:
    return f"{problem.message(language)} {problem.hint(language)}".strip()


def _values(problem: Problem, language: str) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message(language),
        "hint": problem.hint(language),
    }


def _sarif_result(problem: Problem, language: str) -> dict[str, Any]:
    return {
        "ruleId": problem.code,
        "level": _SARIF_LEVELS[problem.severity],
        "message": {"text": _sentences(problem, language)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(problem.path)},
                    "region": {"startLine": max(problem.line, 1)},
                }
            }
        ],
    }
