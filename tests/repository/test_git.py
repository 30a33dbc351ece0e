"""A handbook in a git repository."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from saadan.errors import Invalid, NotFound, Unavailable
from saadan.repository.folder import FolderRepository
from saadan.repository.git import GitRepository
from saadan.repository.history import History
from saadan.repository.opening import open_repository
from tests.copies import copy_of

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Anna",
        "GIT_AUTHOR_EMAIL": "anna@example.org",
        "GIT_COMMITTER_NAME": "Anna",
        "GIT_COMMITTER_EMAIL": "anna@example.org",
    }
    done = subprocess.run(
        ["git", "-C", folder, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A work tree whose folder `bog` has two commits."""
    copy_of(_make, tmp_path)
    return tmp_path / "work"


def _make(folder: Path) -> None:
    root = folder / "work"
    (root / "bog" / "docs").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main", "work")
    (root / "udenfor.md").write_text("x")
    (root / "bog" / "index.md").write_text("# Et\n")
    (root / "bog" / "docs" / "æ.md").write_text("# Æ\n")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Begynd")
    (root / "bog" / "index.md").write_text("# To\n")
    git(root, "commit", "-qam", "Ret forsiden")


@pytest.mark.usefixtures("work")
def test_reads_a_bare_repository(tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "work", "bare.git")

    tree = open_repository(tmp_path / "bare.git").tree()

    assert set(tree.files) == {"udenfor.md", "bog/index.md", "bog/docs/æ.md"}
    assert tree.read("bog/index.md") == b"# To\n"


@pytest.mark.usefixtures("work")
def test_reads_a_folder_of_a_bare_repository(tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "work", "bare.git")

    for folder in ("bog", "/bog/", "bog/"):
        repository = open_repository(tmp_path / "bare.git", folder=folder)
        assert set(repository.tree().files) == {"index.md", "docs/æ.md"}
        assert repository.history is not None
        assert repository.history.latest("udenfor.md", wait=True) is None
        assert repository.history.latest("index.md") is not None
    for folder in ("findes-ikke", "udenfor.md", "bog/index.md", "../work"):
        with pytest.raises(NotFound):
            open_repository(tmp_path / "bare.git", folder=folder).tree()


def test_reads_a_folder_of_a_work_tree(work: Path) -> None:
    for revision in ("", "main"):
        tree = open_repository(work, revision, folder="bog").tree()
        assert set(tree.files) == {"index.md", "docs/æ.md"}


def test_lists_only_what_differs_from_a_known_tree(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = open_repository(work, "main", folder="bog")
    known = repository.tree()
    (work / "bog" / "ny.md").write_text("ny")
    (work / "bog" / "docs" / "æ.md").unlink()
    git(work, "add", "-A")
    git(work, "commit", "-qm", "x")

    whole = repository.tree()
    monkeypatch.setattr("saadan.repository.git.list_files", None)
    after = repository.tree(since=known)

    assert after == whole
    assert set(after.files) == {"index.md", "ny.md"}
    assert after.read("ny.md") == b"ny"


def test_reads_a_folder_that_an_earlier_commit_had_not(work: Path) -> None:
    git(work, "mv", "bog", "håndbog")
    git(work, "commit", "-qm", "x")
    repository = open_repository(work, "main", folder="håndbog")
    earlier = open_repository(work, git(work, "rev-parse", "HEAD~1"), "bog")

    after = repository.tree(since=earlier.tree())

    assert set(after.files) == {"index.md", "docs/æ.md"}


@pytest.mark.parametrize("is_packed", [False, True])
def test_knows_the_head_of_a_branch_without_a_process(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_packed: bool
) -> None:
    git(work, "branch", "forslag/1", "main~1")
    git(work, "tag", "udgave")
    git(work, "tag", "main", "main~1")
    git(work, "worktree", "add", "-q", str(tmp_path / "andet"), "forslag/1")
    if is_packed:
        git(work, "pack-refs", "--all")
    heads = {name: git(work, "rev-parse", name) for name in ("forslag/1", "udgave", "main")}

    with_git = {name: History(work, name).head_cheaply() for name in heads}
    other = History(tmp_path / "andet", "forslag/1")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert with_git == heads  # a tag wins over a branch of the same name
    assert History(work, "forslag/1").head_cheaply() == heads["forslag/1"]
    assert other.head_cheaply() == heads["forslag/1"]
    assert History(work, "udgave").head_cheaply() == ""
    assert History(work, "a/../../../HEAD").head_cheaply() == ""


def test_reads_a_folder_of_any_revision(work: Path) -> None:
    tree = open_repository(work / "bog", "HEAD").tree()
    earlier = open_repository(work / "bog", git(work, "rev-parse", "HEAD~1")).tree()

    assert set(tree.files) == {"index.md", "docs/æ.md"}
    assert earlier.read("index.md") == b"# Et\n"


def test_gives_the_tree_of_a_folder_and_of_its_commit_the_same_name(work: Path) -> None:
    assert (
        FolderRepository(work / "bog").tree().id == open_repository(work / "bog", "main").tree().id
    )


def test_refuses_links_submodules_and_names_from_a_commit(work: Path) -> None:
    (work / "ud.md").symlink_to("/etc/passwd")
    git(work, "add", ".")
    blob = git(work, "rev-parse", "HEAD:udenfor.md")
    git(work, "update-index", "--add", "--cacheinfo", f"100644,{blob},con.md")
    git(
        work, "update-index", "--add", "--cacheinfo", f"160000,{git(work, 'rev-parse', 'HEAD')},sub"
    )
    git(work, "commit", "-qm", "x")

    tree = open_repository(work, "main").tree()

    assert "ud.md" not in tree.files
    assert "sub" not in tree.files
    assert {(each.path, each.code) for each in tree.problems} == {
        ("ud.md", "file-link"),
        ("con.md", "file-name"),
    }


@pytest.mark.parametrize("revision", ["--output=x", "-c", "a b", "x\n", "$(id)", "../x\x00"])
def test_takes_no_revision_that_could_be_an_option(work: Path, revision: str) -> None:
    with pytest.raises(Invalid):
        open_repository(work, revision)


def test_says_when_a_revision_does_not_exist(work: Path) -> None:
    with pytest.raises(NotFound):
        open_repository(work, "findes-ikke").tree()


def test_says_when_a_repository_cannot_be_read(work: Path) -> None:
    objects = work / ".git" / "objects"
    objects.rename(work / ".git" / "gone")

    with pytest.raises((Unavailable, NotFound)):
        GitRepository(work, "main").tree()


def test_knows_the_newest_change_of_every_file(work: Path) -> None:
    history = History.around(work / "bog")
    assert history is not None

    changed = history.latest("index.md", wait=True)
    untouched = history.latest("docs/æ.md")

    assert changed is not None
    assert (changed.author, changed.subject) == ("Anna", "Ret forsiden")
    assert untouched is not None
    assert untouched.subject == "Begynd"
    assert history.latest("udenfor.md") is None


def test_learns_of_new_commits(work: Path) -> None:
    history = History.around(work / "bog")
    assert history is not None
    history.latest("index.md", wait=True)
    (work / "bog" / "docs" / "æ.md").write_text("# Æ igen\n")
    git(work, "commit", "-qam", "Ret Æ")

    changed = history.latest("docs/æ.md", wait=True)
    other = history.latest("index.md")

    assert changed is not None
    assert changed.subject == "Ret Æ"
    assert other is not None
    assert other.subject == "Ret forsiden"


def test_follows_a_page_through_a_new_name(work: Path) -> None:
    git(work, "mv", "bog/docs/æ.md", "bog/docs/ø.md")
    git(work, "commit", "-qm", "Flyt")
    history = History.around(work / "bog")
    assert history is not None

    assert [change.subject for change in history.of_page("docs/ø.md")] == ["Flyt", "Begynd"]
    assert [change.subject for change in history.recent(2)] == ["Flyt", "Ret forsiden"]


def test_shows_what_a_commit_changed_in_a_page(work: Path) -> None:
    history = History.around(work / "bog")
    assert history is not None

    assert history.diff(git(work, "rev-parse", "HEAD"), "index.md") == "@@ -1 +1 @@\n-# Et\n+# To\n"


@pytest.mark.parametrize("commit", ["--output=/tmp/x", "HEAD", "a" * 40, "main", "-p"])
def test_shows_no_commit_that_is_not_in_the_history(work: Path, commit: str) -> None:
    history = History.around(work)
    assert history is not None

    with pytest.raises(NotFound):
        history.diff(commit, "index.md")


def test_runs_nothing_that_a_repository_configures(work: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    script = tmp_path / "run"
    script.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.x.textconv",
        "filter.x.clean",
    ):
        git(work, "config", key, str(script))
    (work / ".gitattributes").write_text("*.md diff=x filter=x\n")
    history = History.around(work)
    assert history is not None

    history.latest("bog/index.md", wait=True)
    history.diff(git(work, "rev-parse", "HEAD"), "bog/index.md")
    open_repository(work, "main").tree().read("bog/index.md")

    assert not trap.exists()


def test_has_no_history_before_the_first_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "ny")
    history = History.around(tmp_path / "ny")
    assert history is not None

    assert history.latest("index.md") is None
    assert history.recent() == []
    assert FolderRepository(tmp_path / "ny").tree().files == {}
