"""A handbook in a plain folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from saadan.errors import Conflict, NotFound, Unavailable
from saadan.repository import tree as trees
from saadan.repository.folder import FolderRepository
from saadan.repository.opening import open_repository
from saadan.repository.watch import _LookingWatch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "haandbog"
    (root / "docs" / "æ ø").mkdir(parents=True)
    (root / "index.md").write_text("# Forside", "utf-8")
    (root / "docs" / "æ ø" / "å.md").write_text("# Å", "utf-8")
    return root


def names(folder: Path) -> set[str]:
    return set(FolderRepository(folder).tree().files)


def test_lists_files_by_path(folder: Path) -> None:
    assert names(folder) == {"index.md", "docs/æ ø/å.md"}


def test_names_a_tree_by_its_content_alone(folder: Path) -> None:
    before = FolderRepository(folder).tree().id
    os.utime(folder / "index.md", (1, 1))
    assert FolderRepository(folder).tree().id == before

    (folder / "index.md").write_text("# Forsiden", "utf-8")
    assert FolderRepository(folder).tree().id != before


def test_leaves_out_what_belongs_to_tools(folder: Path) -> None:
    for name in (".git", "_site", "node_modules", ".obsidian"):
        (folder / name).mkdir()
        (folder / name / "x.md").write_text("x")
    (folder / "index.md~").write_text("x")
    (folder / "_config.yml").write_text("title: x")

    assert names(folder) == {"index.md", "docs/æ ø/å.md", "_config.yml"}


def test_never_follows_a_link(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("hemmeligt")
    (folder / "ud.md").symlink_to(secret)
    (folder / "mappe").symlink_to(tmp_path)

    tree = FolderRepository(folder).tree()

    assert set(tree.files) == {"index.md", "docs/æ ø/å.md"}
    assert {(each.path, each.code) for each in tree.problems} == {
        ("ud.md", "file-link"),
        ("mappe", "file-link"),
    }


def test_does_not_read_a_file_that_became_a_link(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Forside", "utf-8")
    tree = FolderRepository(folder).tree()
    (folder / "index.md").unlink()
    (folder / "index.md").symlink_to(secret)

    with pytest.raises(Conflict):
        tree.read("index.md")


def test_does_not_read_what_has_changed_since_it_was_listed(folder: Path) -> None:
    tree = FolderRepository(folder).tree()
    (folder / "index.md").write_text("# Noget andet")

    with pytest.raises(Conflict):
        tree.read("index.md")


@pytest.mark.parametrize(
    "name", ["a\nb.md", "a\\b.md", "a\u202eb.md", "con.md", "a..", "git~1", "a:b.md"]
)
def test_refuses_names_that_some_computers_cannot_hold(folder: Path, name: str) -> None:
    (folder / name).write_text("x")

    tree = FolderRepository(folder).tree()

    assert len(tree.files) == 2
    assert [each.code for each in tree.problems] == ["file-name"]


def test_refuses_a_name_that_is_not_utf8(folder: Path) -> None:
    (folder / os.fsdecode(b"\xe6.md")).write_text("x")

    [problem] = FolderRepository(folder).tree().problems

    assert problem.code == "file-name"
    assert "\udce6" not in problem.path


def test_names_a_file_that_is_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saadan.repository.folder.LARGEST_FILE", 5)

    assert {each.code for each in FolderRepository(folder).tree().problems} == {"file-too-large"}
    assert trees.LARGEST_FILE > 5


def test_passes_over_pipes_and_sockets(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")

    assert names(folder) == {"index.md", "docs/æ ø/å.md"}


def test_says_when_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        open_repository(tmp_path / "nowhere")


def test_notes_every_change_and_reaches_the_tree_as_it_is(folder: Path) -> None:
    repository = FolderRepository(folder)
    watch = repository.watch()
    known = repository.tree()

    def look() -> set[str]:
        nonlocal known
        known = repository.tree(since=known, touched=watch.changes())
        assert known.files == FolderRepository(folder).tree().files
        return set(known.files)

    (folder / "index.md").write_text("# Ny")
    look()
    (folder / "ny" / "dyb").mkdir(parents=True)
    (folder / "ny" / "dyb" / "a.md").write_text("a")
    assert "ny/dyb/a.md" in look()
    (folder / "ny" / "dyb" / "a.md").write_text("b")
    look()
    (folder / "ny").rename(folder / "flyttet")
    assert "flyttet/dyb/a.md" in look()
    (folder / "flyttet" / "dyb" / "a.md").write_text("c")
    look()
    (folder / "flyttet" / "dyb" / "a.md").unlink()
    assert "flyttet/dyb/a.md" not in look()
    other = folder.parent / "x.md"
    other.write_text("x")
    other.replace(folder / "index.md")
    look()
    assert watch.changes() == set()


def test_follows_no_link_that_takes_the_place_of_a_watched_folder(
    folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("hemmeligt")
    repository = FolderRepository(folder)
    watch = repository.watch()
    known = repository.tree()

    (folder / "docs").rename(folder / ".docs")
    (folder / "docs").symlink_to(outside)
    known = repository.tree(since=known, touched=watch.changes())
    (folder / ".docs" / "secret.md").write_text("x")
    known = repository.tree(since=known, touched=watch.changes())
    direct = repository.tree(since=known, touched={"docs/secret.md"})

    assert set(known.files) == set(direct.files) == {"index.md"}


def test_says_when_the_folder_has_gone_and_sees_what_comes_in_its_place(folder: Path) -> None:
    repository = FolderRepository(folder)
    watch = repository.watch()
    known = repository.tree()
    old = folder.rename(folder.with_name("gammel"))

    assert watch.changes() is None
    with pytest.raises(Unavailable):
        repository.tree(since=known, touched=None)
    with pytest.raises(Unavailable):
        repository.tree(since=known, touched={"index.md"})
    folder.mkdir()
    (folder / "index.md").write_text("# Ny")
    assert watch.changes() is None
    assert set(repository.tree(since=known, touched=None).files) == {"index.md"}
    (folder / "to.md").write_text("# To")
    (old / "tre.md").write_text("# Tre")
    assert watch.changes() == {"to.md"}


def test_leaves_out_what_lies_too_deep(folder: Path) -> None:
    deep = folder.joinpath(*["a"] * 600)
    for part in [*reversed(deep.parents), deep]:
        part.mkdir(exist_ok=True)
    (deep / "x.md").write_text("x")
    repository = FolderRepository(folder)

    repository.watch()
    tree = repository.tree()

    assert len(tree.files) == 2
    assert {each.code for each in tree.problems} == {"file-too-deep"}


def test_looks_at_the_files_themselves_where_the_kernel_tells_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saadan.repository.watch.LOOK_EVERY", 0)
    looking = _LookingWatch(str(folder))

    assert looking.changes() == set()
    (folder / "index.md").write_text("# Noget længere", "utf-8")
    (folder / "docs" / "ny.md").write_text("# Ny")
    (folder / "docs" / "æ ø" / "å.md").unlink()
    assert looking.changes() == {"index.md", "docs/ny.md", "docs/æ ø/å.md"}
    assert looking.changes() == set()
