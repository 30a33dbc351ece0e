"""The table of threats names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def test_every_named_test_exists() -> None:
    named = NAMED.findall(TABLE.read_text("utf-8"))
    assert len(named) > 50
    missing = [
        (path, name)
        for path, name in named
        if not (ROOT / path).is_file()
        or (name and f"\ndef {name}(" not in (ROOT / path).read_text("utf-8"))
    ]
    assert not missing


def test_every_row_names_a_test() -> None:
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if re.match(r"\| [\d–]", line)]
    assert rows
    assert not [line for line in rows if not NAMED.search(line)]


def test_every_threat_that_applies_has_a_row() -> None:
    told = {
        int(number)
        for cell in re.findall(r"^\| ([\d, ]+) \|", TABLE.read_text("utf-8"), re.M)
        for number in cell.split(", ")
    }
    assert told == {*range(1, 34), 37, 38}
