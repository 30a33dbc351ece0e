"""Registers that would keep a build busy for ever, and names that mean something else."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.handbooks import codes, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

#: CPU-seconds that no page may take, however it asks.
AT_MOST = 6.0
MANY = 10_000
BIG = {
    "registers/b.yaml": "title: B\nfields:\n  id: slug\n  name: text\n",
    "registers/b.csv": "id,name\n"
    + "".join(f"k{number},navn {number * 7919 % MANY}\n" for number in range(MANY)),
}
LISTS = {
    "registers/b.yaml": "title: B\nfields:\n  id: slug\n  tags: {type: text, many: true}\n",
    "registers/b.csv": "id,tags\n"
    + "".join(f"k{row},{'|'.join(f'v{each}' for each in range(1000))}\n" for row in range(200)),
}
WORK = {
    "sorted": (BIG, "columns: name\nsort: -name\nlimit: 1"),
    "sorted, nothing shown": (BIG, "columns: name\nsort: name\nlimit: 0"),
    "chosen": (BIG, 'columns: name\nwhere: name != "x"\nlimit: 1'),
    "chosen by lists": (LISTS, 'where: tags.exists(tag, tag == "x")\ncolumns: id\nlimit: 1'),
}


@pytest.mark.parametrize("case", WORK)
def test_fences_that_examine_too_much_are_refused(tmp_path: Path, case: str) -> None:
    files, body = WORK[case]
    fences = f"```register b\n{body}\n```\n\n" * 500
    started = time.process_time()
    snapshot = snapshot_of(tmp_path, {**files, "side.md": f"# Side\n\n{fences}"})

    assert time.process_time() - started < AT_MOST
    assert "text-too-complex" in [each.code for each in snapshot.problems("side.md")]


def test_a_few_fences_over_a_large_register_are_shown(tmp_path: Path) -> None:
    fences = "```register b\nsort: name\nlimit: 3\n```\n\n" * 5
    snapshot = snapshot_of(tmp_path, {**BIG, "side.md": f"---\ntitle: S\n---\n{fences}"})

    assert snapshot.page("side.md").html.count("<table") == 5


@pytest.mark.parametrize(
    "name", ["..x", "-", "A", "a.b", "a b", "1a", "x" * 61, "Ærø", "a\u030a", "<b>", "register:x"]
)
def test_a_name_that_fits_no_address_is_no_register(tmp_path: Path, name: str) -> None:
    snapshot = snapshot_of(tmp_path, {f"registers/{name}.yaml": "fields: {id: slug}\n"})

    assert snapshot.registers() == []


@pytest.mark.parametrize("key", ["..", "a/b", "%2e", "x.json", "<b>", "\u200b", "a\u030a b"])
def test_a_key_is_always_part_of_an_address(tmp_path: Path, key: str) -> None:
    source = f"fields: {{id: slug, name: text}}\nrows:\n  - {{id: {key!r}, name: Anna}}\n"
    snapshot = snapshot_of(tmp_path, {"registers/t.yaml": source})

    entries, _ = snapshot.register_entries("t")
    assert all(
        set(each.key) <= set("abcdefghijklmnopqrstuvwxyzæøå0123456789-_") for each in entries
    )
    assert codes(snapshot)
