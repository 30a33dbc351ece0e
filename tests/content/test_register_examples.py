"""The registers that we show as examples are as they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from saadan.content.register import WrittenRegister, read_register

REGISTERS = Path(__file__).parents[2] / "examples" / "minimal" / "registers"


def example(name: str) -> WrittenRegister:
    source = REGISTERS / f"{name}.yaml"
    beside = source.with_suffix(".csv")
    rows = (beside.name, beside.read_bytes()) if beside.exists() else None
    return read_register(source.name, source.read_bytes(), rows)


NAMES = sorted(path.stem for path in REGISTERS.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_has_entries_and_no_problems(name: str) -> None:
    register = example(name)

    assert register.problems == ()
    assert register.entries


def test_refers_only_to_what_exists() -> None:
    keys = {name: {entry.key for entry in example(name).entries} for name in NAMES}
    references = [each for name in NAMES for each in example(name).references()]

    assert references
    assert [each for each in references if each.value not in keys[each.to]] == []
