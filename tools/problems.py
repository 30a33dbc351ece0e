"""Writes docs/problems.md from the kinds of problems there are."""

from __future__ import annotations

from pathlib import Path

from saadan.problems import KINDS

PAGE = Path(__file__).parent.parent / "docs" / "problems.md"
INTRODUCTION = """\
# Problems

What authors can do wrong, and what Sådan says. `saadan check` prints each as
`path:line: code: message hint`, and the page it concerns shows it too. An *error* makes
`saadan check` end with exit code 1. A code never changes its meaning.

| code | severity | message | hint |
|---|---|---|---|
"""


def table() -> str:
    """Return the page's text."""
    rows = (
        f"| `{code}` | {kind.severity.value} | {kind.message} | {kind.hint} |"
        for code, kind in sorted(KINDS.items())
    )
    return INTRODUCTION + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(table(), "utf-8")
