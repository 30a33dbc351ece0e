"""Copying a handbook for trying things out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saadan.errors import Conflict, NotFound, Unavailable
from saadan.repository.copying import copy_handbook
from saadan.repository.opening import open_repository
from saadan.repository.writing import Writer
from tests.repository.test_git import git
from tests.repository.test_git_safety import Trap
from tests.repository.writing import WHEN, bare, is_whole, save

if TYPE_CHECKING:
    from pathlib import Path


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what tells that something was written in a folder."""
    return {
        str(path): (path.lstat().st_mtime_ns, path.lstat().st_ctime_ns)
        for path in (folder, *folder.rglob("*"))
    }


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work tree whose folder `bog` has two commits and much that is not committed."""
    root = tmp_path / "work"
    (root / "bog/docs").mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "hoved", "work")
    for name in ("ude.md", "bog/index.md", "bog/docs/æ ø.md", "bog/væk.md", "bog/kør.sh"):
        (root / name).write_text(name)
    (root / "bog/kør.sh").chmod(0o755)
    (root / "bog/hen").symlink_to("/etc/passwd")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Et")
    git(root, "commit", "-qm", "To", "--allow-empty")
    git(root, "branch", "andet")
    (root / "bog/væk.md").unlink()
    (root / "bog/kør.sh").write_text("ny")
    (root / "bog/docs/æ ø.md").write_bytes(b"\xff\r\n")
    (root / "bog/-ny.md").write_text("ny")
    (root / "bog/.skjult").write_text("x")
    git(root, "add", "bog/-ny.md")
    return root


def test_brings_the_history_and_what_is_not_committed(work: Path, tmp_path: Path) -> None:
    before = state_of(work)
    into = tmp_path / "ny" / "kopi.git"

    branch, prefix = copy_handbook(work / "bog", into, now=WHEN)

    assert (branch, prefix) == ("hoved", "bog/")
    assert git(into, "log", "--format=%s|%an|%cI").splitlines()[0] == (
        "Add what was not committed yet|Sådan|2026-03-01T12:00:00+00:00"
    )
    assert git(into, "rev-parse", "hoved~1") == git(work, "rev-parse", "HEAD")
    assert git(into, "for-each-ref", "--format=%(refname)") == "refs/heads/hoved"
    tree = Writer(into, branch, prefix).tree(git(into, "rev-parse", "hoved"))
    assert tree.id == open_repository(work / "bog").tree().id
    assert tree.id == open_repository(into, folder="bog").tree().id
    assert git(into, "ls-tree", "hoved", "bog/kør.sh").startswith("100755")
    assert git(into, "ls-tree", "hoved", "bog/hen").startswith("120000")
    assert git(into, "show", "hoved:ude.md") == "ude.md"
    assert is_whole(into)
    assert state_of(work) == before
    assert [each.name for each in into.parent.iterdir()] == ["kopi.git"]


def test_adds_no_commit_when_all_is_committed(work: Path, tmp_path: Path) -> None:
    git(work, "reset", "-q", "--hard")

    copy_handbook(work, tmp_path / "kopi.git")

    assert git(tmp_path / "kopi.git", "rev-parse", "hoved") == git(work, "rev-parse", "HEAD")


def test_copies_a_plain_folder(tmp_path: Path) -> None:
    (tmp_path / "bog/docs").mkdir(parents=True)
    (tmp_path / "bog/docs/a.md").write_text("A")
    (tmp_path / "bog/tom.md").write_text("")
    into = tmp_path / "kopi.git"

    assert copy_handbook(tmp_path / "bog", into) == ("main", "")

    writer = Writer(into, "main")
    made = save(writer, {"b.md": b"B"})
    assert writer.tree(made).files.keys() == {"docs/a.md", "tom.md", "b.md"}
    assert git(into, "rev-list", "--count", "main") == "2"
    assert is_whole(into)


def test_copies_a_folder_without_files(tmp_path: Path) -> None:
    (tmp_path / "bog").mkdir()

    copy_handbook(tmp_path / "bog", tmp_path / "kopi.git")

    assert (
        Writer(tmp_path / "kopi.git", "main")
        .tree(git(tmp_path / "kopi.git", "rev-parse", "main"))
        .files
        == {}
    )


def test_copies_a_work_tree_before_its_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "hoved", "bog")
    (tmp_path / "bog/a.md").write_text("A")

    assert copy_handbook(tmp_path / "bog", tmp_path / "kopi.git") == ("hoved", "")

    assert git(tmp_path / "kopi.git", "show", "hoved:a.md") == "A"


def test_copies_a_bare_repository(tmp_path: Path) -> None:
    original = bare(tmp_path)
    git(original, "pack-refs", "--all")

    assert copy_handbook(original, tmp_path / "kopi.git") == ("main", "")

    assert git(tmp_path / "kopi.git", "rev-parse", "main") == git(original, "rev-parse", "main")
    assert is_whole(tmp_path / "kopi.git")


def test_copies_a_folder_that_was_never_committed(work: Path, tmp_path: Path) -> None:
    (work / "ny").mkdir()
    (work / "ny/a.md").write_text("A")

    assert copy_handbook(work / "ny", tmp_path / "kopi.git") == ("hoved", "ny/")

    assert git(tmp_path / "kopi.git", "show", "hoved:ny/a.md") == "A"
    assert git(tmp_path / "kopi.git", "show", "hoved:bog/væk.md") == "bog/væk.md"


def test_copies_a_second_work_tree_and_a_detached_head(work: Path, tmp_path: Path) -> None:
    git(work, "worktree", "add", "-q", "--detach", str(tmp_path / "andet"), "andet")

    assert copy_handbook(tmp_path / "andet" / "bog", tmp_path / "kopi.git") == ("main", "bog/")

    assert git(tmp_path / "kopi.git", "rev-parse", "main") == git(work, "rev-parse", "andet")


def test_copies_a_history_that_is_cut_short(work: Path, tmp_path: Path) -> None:
    git(work, "reset", "-q", "--hard")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{work}", "kort")

    copy_handbook(tmp_path / "kort", tmp_path / "kopi.git")

    assert git(tmp_path / "kopi.git", "rev-list", "--count", "hoved") == "1"
    assert is_whole(tmp_path / "kopi.git")


def test_refuses_a_place_that_is_taken(work: Path, tmp_path: Path) -> None:
    (tmp_path / "kopi").mkdir()
    (tmp_path / "kopi" / "mit").write_text("x")

    with pytest.raises(Conflict):
        copy_handbook(work, tmp_path / "kopi")

    assert [each.name for each in (tmp_path / "kopi").iterdir()] == ["mit"]
    assert not list(tmp_path.glob(".kopi-*"))


def test_says_when_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        copy_handbook(tmp_path / "findes-ikke", tmp_path / "kopi.git")


def test_makes_nothing_of_a_repository_that_is_broken(work: Path, tmp_path: Path) -> None:
    for pack in (work / ".git/objects").glob("??/*"):
        pack.unlink()

    with pytest.raises(Unavailable):
        copy_handbook(work, tmp_path / "kopi.git")

    assert not (tmp_path / "kopi.git").exists()
    assert not list(tmp_path.glob(".kopi*"))


def test_runs_nothing_that_the_original_names(work: Path, tmp_path: Path) -> None:
    trap = Trap(tmp_path)
    trap.plant(work / ".git")
    git(work, "config", "uploadpack.packObjectsHook", str(trap.program))
    git(work, "config", "remote.origin.promisor", "true")
    before = state_of(work)

    copy_handbook(work, tmp_path / "kopi.git")

    assert not trap.mark.exists()
    assert state_of(work) == before
    assert str(trap.program) not in (tmp_path / "kopi.git/config").read_text()


def test_refuses_what_others_would_break(work: Path, tmp_path: Path) -> None:
    copy_handbook(work, tmp_path / "kopi.git")
    git(tmp_path, "clone", "-q", "kopi.git", "anden")
    git(tmp_path / "anden", "commit", "-q", "--amend", "-m", "Omskrevet")

    with pytest.raises(Exception, match="non-zero exit"):
        git(tmp_path / "anden", "push", "-q", "--force", "origin", "hoved")
