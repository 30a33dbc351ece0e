"""The checks of a whole handbook: each finds what it is for, and leaves the rest alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.health.check import CHECKS, examine
from tests.handbooks import snapshot_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from saadan.problems import Problem
    from saadan.snapshot.snapshot import Snapshot

GOOD = "---\ntitle: God\n---\n# God\n\n" + "Et ord mere. " * 20


def found(store: Path, check: str, files: dict[str, str]) -> list[tuple[str, int]]:
    findings = examine(snapshot_of(store, files), {check: CHECKS[check]})
    return [(each.path, each.line) for each in findings]


def test_finds_pages_without_front_matter(tmp_path: Path) -> None:
    files = {"a.md": GOOD, "b.md": "# B\n"}

    assert found(tmp_path, "front-matter", files) == [("b.md", 1)]


def test_finds_pages_with_next_to_no_text_unless_others_stand_below(tmp_path: Path) -> None:
    files = {
        "a.md": GOOD,
        "b.md": "---\ntitle: B\n---\n# B\n",
        "c.md": "---\ntitle: C\n---\nKort.\n",
        "d.md": "---\ntitle: D\nparent: C\n---\n" + "Et ord. " * 20,
        "e.md": "---\ntitle: E\nstatus: draft\n---\nMangler: alt.\n",
    }

    assert found(tmp_path, "nearly-empty", files) == [("b.md", 1)]


def test_finds_reminders_but_not_task_lists(tmp_path: Path) -> None:
    files = {
        "a.md": "# A\n\nOpret en to-do i Leantime. Metoden virker. Todos los días.\n",
        "b.md": "# B\n\n## Plan (ToDo)\n\nx\n\n## Andet\n\nMangler (to-do).\n\nTODO: skriv\n",
        "c.md": "# C\n\n## D\n\nFIXME\n",
    }

    assert found(tmp_path, "todo", files) == [("b.md", 3), ("b.md", 7), ("c.md", 3)]


def test_finds_pages_that_no_way_leads_to(tmp_path: Path) -> None:
    files = {
        "handbook.toml": '[links]\n"Bidrag" = "./bidrag"',
        "index.md": "---\nnav_exclude: true\n---\n[a](a.md)\n",
        "a.md": "---\ntitle: A\nnav_exclude: true\n---\n[b](b.md)\n",
        "b.md": "---\ntitle: B\nnav_exclude: true\n---\n",
        "bidrag.md": "---\ntitle: Bidrag\nnav_exclude: true\n---\n",
        "c.md": "---\ntitle: C\nnav_exclude: true\n---\n[d](d.md)\n",
        "d.md": "---\ntitle: D\nnav_exclude: true\n---\n[c](c.md)\n",
    }

    assert found(tmp_path, "unreachable", files) == [("c.md", 1), ("d.md", 1)]


def test_goes_on_when_a_check_crashes(tmp_path: Path) -> None:
    def crash(_: Snapshot) -> Iterator[Problem]:
        raise ZeroDivisionError

    checks = {"crash": crash, "front-matter": CHECKS["front-matter"]}

    findings = examine(snapshot_of(tmp_path, {"b.md": "# B\n"}), checks)

    assert [each.code for each in findings] == ["check-crashed", "page-without-front-matter"]
