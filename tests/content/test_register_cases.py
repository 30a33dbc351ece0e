"""Registers as editors could write them: NAME.yaml, NAME.csv beside it, and what comes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from saadan.content.register import WrittenRegister, read_register

CASES = Path(__file__).parent.parent / "cases" / "registers"


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.yaml")))
def test_case(name: str) -> None:
    """To renew what is expected, write `told(…)` to NAME.txt and read the difference."""
    source = CASES / f"{name}.yaml"
    beside = source.with_suffix(".csv")
    rows = (beside.name, beside.read_bytes()) if beside.exists() else None

    register = read_register(source.name, source.read_bytes(), rows)

    assert told(register) == source.with_suffix(".txt").read_text("utf-8")


def told(register: WrittenRegister) -> str:
    """Return what a register's files say, and what is wrong with them, for people to read."""
    problems = [
        f"{each.path}:{each.line}: {each.code}: {each.message('en')} {each.hint('en')}".rstrip()
        for each in register.problems
    ]
    answers = [f"{' / '.join(each.ask)} → {each.show}" for each in register.answers]
    entries = []
    for entry in register.entries:
        values = [f"  {field}: {' | '.join(texts)}" for field, texts in entry.values.items()]
        entries += [f"{entry.path}:{entry.line} {entry.key}", *values]
    parts = ["\n".join(part) for part in (problems, answers, entries) if part]
    return "\n\n".join(parts) + "\n"
