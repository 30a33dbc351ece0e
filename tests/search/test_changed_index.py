"""An index that is gone on with, save after save, knows what one made anew knows."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from saadan.errors import Unavailable
from saadan.search.changed import FILE, LOST, Changed, Found
from saadan.search.index import Index, index_of
from tests.handbooks import built, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.build import Build

WORDS = ("ferie", "faktura", "møde", "nøgle", "alarm", "fakturaen", "ferier", "budget", "referat")


def page(chance: random.Random, title: str) -> str:
    sections = "\n\n".join(
        f"## {chance.choice(WORDS)}\n\n{' '.join(chance.choices(WORDS, k=6))}." for _ in range(3)
    )
    return f"# {title}\n\n{sections}\n"


def said(index: Index) -> tuple[int, list[int], list[list[str]], set[tuple[str, int]]]:
    """Return all that an index tells of its documents, in no order of its own."""
    terms = sorted(
        {term for head in "abcdefghijklmnopqrstuvwxyzø" for term in index.beginning(head, 999)}
    )
    frequencies = [index.frequency(term) for term in terms]
    found = index.best([[(term, 1.0) for term in terms]], 9999, 9999)
    return (
        index.size,
        frequencies,
        [terms, index.beginning("f", 99)],
        {(each.path, each.number) for each in found},
    )


def test_tells_what_a_fresh_one_tells_after_any_changes(tmp_path: Path) -> None:
    chance = random.Random(7)
    files = {"index.md": "# Forside\n", **{f"{n}.md": page(chance, f"Side {n}") for n in range(60)}}
    build: Build = built(tmp_path / "going-on", files)
    before = build.snapshot
    index_of(before)
    written = set()
    for nth in range(12):
        for _ in range(5):
            name = f"{chance.randrange(80)}.md"
            if name in files and chance.random() < 0.3:
                del files[name]
            else:
                files[name] = page(chance, f"Ny side {nth}")
        build = built(tmp_path / "going-on", files, build)
        going_on = index_of(build.snapshot, before)
        written.add((next((build.snapshot.folder / "search").iterdir()) / FILE).exists())
        fresh = index_of(snapshot_of(tmp_path / f"fresh-{nth}", files))
        assert said(going_on) == said(fresh)
        before = build.snapshot
    assert written == {True, False}  # at times there was too much of it, and the engine wrote it


@pytest.mark.parametrize("lost", [True, False])
def test_counts_what_the_engine_has_taken_out(tmp_path: Path, lost: bool) -> None:
    """By the counts kept beside the index, or without them by looking at all that is left."""
    files = {f"{n}.md": f"# Side {n}\n\nFerie og faktura.\n" for n in range(150)}
    first = built(tmp_path / "going-on", {"index.md": "# Forside\n", **files})
    index_of(first.snapshot)
    files |= {f"{n}.md": f"# Ny side {n}\n\nFerie.\n" for n in range(120)}
    later = built(tmp_path / "going-on", {"index.md": "# Forside\n", **files}, first)
    index_of(later.snapshot, first.snapshot)
    place = next((later.snapshot.folder / "search").iterdir())
    assert (place / LOST).exists()
    if not lost:
        (place / LOST).unlink()

    fresh = index_of(snapshot_of(tmp_path / "fresh", {"index.md": "# Forside\n", **files}))

    assert said(Index(place)) == said(fresh)
    assert fresh.frequency("faktura") == 30


def test_a_word_that_is_gone_is_in_no_suggestion(tmp_path: Path) -> None:
    first = built(tmp_path, {"index.md": "# Forside\n", "a.md": "# Hemmelighed\n\nHemmeligt.\n"})
    index_of(first.snapshot)
    later = built(tmp_path, {"index.md": "# Forside\n", "a.md": "# Andet\n\nÅbent.\n"}, first)
    index = index_of(later.snapshot, first.snapshot)

    assert index.beginning("hem", 9) == []
    assert index.frequency("hemmelighed") == 0
    assert index.best([[("hemmelighed", 1.0)]], 9, 9) == []


@pytest.mark.parametrize("file", [FILE, LOST])
@pytest.mark.parametrize("damage", ["", "[]", "[1, 2]", '[["a"], [["b"]]]', '{"a": 1}'])
def test_is_made_anew_when_what_changed_cannot_be_read(
    tmp_path: Path, file: str, damage: str
) -> None:
    first = built(tmp_path, {"index.md": "# Forside\n", "a.md": "# Ferie\n"})
    index_of(first.snapshot)
    later = built(tmp_path, {"index.md": "# Forside\n", "a.md": "# Fridage\n"}, first)
    index_of(later.snapshot, first.snapshot)
    place = next((later.snapshot.folder / "search").iterdir())
    (place / file).write_text(damage, "utf-8")

    with pytest.raises(Unavailable):
        Index(place)
    assert index_of(later.snapshot, first.snapshot).frequency("fridag") == 1


@pytest.mark.parametrize("file", [FILE, LOST])
def test_an_index_made_after_a_damaged_one_is_made_anew(tmp_path: Path, file: str) -> None:
    first = built(tmp_path, {"index.md": "# Forside\n", "a.md": "# Ferie\n"})
    index_of(first.snapshot)
    (next((first.snapshot.folder / "search").iterdir()) / file).write_text("[1, 2]", "utf-8")
    later = built(tmp_path, {"index.md": "# Forside\n", "a.md": "# Fridage\n"}, first)

    assert index_of(later.snapshot, first.snapshot).frequency("fridag") == 1


def test_what_changed_again_stands_once() -> None:
    old = Found("a.md", 0, "a", "", "", "a")
    new = old._replace(body="b")
    changed = Changed().later(["a.md"], [old]).later(["a.md"], [new])

    assert changed.documents == (new,)
    assert changed.gone == {"a.md"}
    assert changed.counts.frequency("body", "a") == 0
