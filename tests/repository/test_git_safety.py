"""A repository that wants to run programs, look like another, or say what it is not."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from saadan.errors import HandbookError, Unavailable
from saadan.repository import command
from saadan.repository.folder import FolderRepository
from saadan.repository.git import GitRepository
from saadan.repository.history import History
from saadan.repository.opening import open_repository
from tests.repository.test_git import git

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = ("post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A work tree with two commits, one of which renames."""
    root = tmp_path / "work"
    (root / "docs").mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "main", "work")
    (root / "docs" / "a.md").write_text("# A\n" + "Tekst.\n" * 9)
    git(root, "add", ".")
    git(root, "commit", "-qm", "Begynd")
    git(root, "mv", "docs/a.md", "docs/b.md")
    git(root, "commit", "-qm", "Omdøb")
    return root


class Trap:
    """A program that leaves a mark when it is run."""

    def __init__(self, folder: Path) -> None:
        self.mark = folder / "mark"
        self.program = folder / "program"
        self.program.write_text(f'#!/bin/sh\necho "$0 $@" >> {self.mark}\ncat "$@"\n')
        self.program.chmod(0o755)

    def plant(self, gits: Path) -> None:
        """Let a repository's own settings name the program wherever git would run one."""
        hooks = self.program.parent / "hooks"
        hooks.mkdir(exist_ok=True)
        for name in HOOKS:
            for folder in (hooks, gits / "hooks"):
                folder.mkdir(exist_ok=True)
                (folder / name).write_text(self.program.read_text())
                (folder / name).chmod(0o755)
        run = str(self.program)
        settings = {
            "core.fsmonitor": run,
            "core.pager": run,
            "core.editor": run,
            "core.sshCommand": run,
            "core.gitProxy": run,
            "core.alternateRefsCommand": run,
            "core.hooksPath": str(hooks),
            "core.attributesFile": str(gits / "info" / "attributes"),
            "pager.log": run,
            "diff.external": run,
            "diff.md.textconv": run,
            "diff.md.command": run,
            "filter.md.clean": run,
            "filter.md.smudge": run,
            "filter.md.process": run,
            "gpg.program": run,
            "log.showSignature": "true",
            "log.showRoot": "false",
            "log.date": "relative",
            "color.ui": "always",
            "diff.submodule": "log",
            "protocol.allow": "always",
            "protocol.ext.allow": "always",
            "remote.origin.url": f"ext::{run}",
        }
        for key, value in settings.items():
            subprocess.run(["git", "config", "-f", gits / "config", key, value], check=True)
        (gits / "info").mkdir(exist_ok=True)
        (gits / "info" / "attributes").write_text("* diff=md filter=md\n")


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path)


def ask_everything(history: History) -> None:
    """Call every method of a history, for pages and commits that exist and that do not."""
    commits = [each.commit for each in history.recent()]
    for path in ("docs/b.md", "b.md", "a.md", "index.md"):
        history.latest(path, wait=True)
        commits += [each.commit for each in history.of_page(path)]
    history.head()
    history.head_cheaply()
    assert history.state is not None
    history.touched_by(commits)
    for commit in (*commits, "a" * 40):
        for name in ("docs/b.md", "b.md", "a.md"):
            history.read([(commit, name), (f"{commit}^", name), (commit, "handbook.toml")])
            for earlier in ("", "docs/a.md"):
                try:
                    history.diff(commit, name, earlier)
                except HandbookError:
                    continue


def test_runs_nothing_that_a_work_tree_configures(root: Path, trap: Trap) -> None:
    trap.plant(root / ".git")
    (root / ".gitattributes").write_text("*.md diff=md filter=md\n")
    for place in (root, root / "docs"):
        history = History.around(place)
        assert history is not None
        ask_everything(history)
    repository = open_repository(root, "main")
    assert repository.history is not None
    ask_everything(repository.history)
    for path in repository.tree().files:
        repository.tree().read(path)
    assert not trap.mark.exists(), trap.mark.read_text()


def test_fetches_nothing_that_a_repository_lacks(root: Path, trap: Trap) -> None:
    git(root, "config", "core.repositoryFormatVersion", "1")
    git(root, "config", "extensions.partialClone", "origin")
    git(root, "config", "remote.origin.promisor", "true")
    blob = git(root, "rev-parse", "HEAD:docs/b.md")
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    commit = git(root, "rev-parse", "HEAD~1")
    trap.plant(root / ".git")
    trap.mark.unlink(missing_ok=True)
    history = History.around(root)
    assert history is not None
    for ask in (
        lambda: history.diff(commit, "docs/a.md"),
        lambda: history.read([(commit, "docs/a.md")]),
        lambda: history.of_page("docs/b.md"),
    ):
        try:
            ask()
        except Unavailable:
            continue
    assert not trap.mark.exists(), trap.mark.read_text()


def test_a_folder_in_a_work_tree_is_no_repository(root: Path, trap: Trap) -> None:
    docs = root / "docs"
    for name in ("objects", "refs", "info"):
        (docs / name).mkdir()
        (docs / name / "kept.md").write_text("x")
    (docs / "HEAD").write_text("ref: refs/heads/main\n")
    (docs / "config").write_text("[core]\n\tbare = true\n")
    trap.plant(docs)
    git(root, "add", ".")
    git(root, "commit", "-qm", "Læg en fælde")
    repository = open_repository(docs)
    assert isinstance(repository, FolderRepository)
    assert "b.md" in repository.tree().files
    assert repository.history is not None
    assert [each.subject for each in repository.history.of_page("b.md")] == ["Omdøb", "Begynd"]
    ask_everything(repository.history)
    ask_everything(History(docs))
    assert not trap.mark.exists(), trap.mark.read_text()


def test_a_bare_repository_runs_nothing_either(root: Path, tmp_path: Path, trap: Trap) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(root), "bare.git")
    trap.plant(tmp_path / "bare.git")
    repository = open_repository(tmp_path / "bare.git")
    assert isinstance(repository, GitRepository)
    ask_everything(repository.history)
    assert not trap.mark.exists(), trap.mark.read_text()


def test_a_second_work_tree_has_its_history(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", "-b", "anden", str(tmp_path / "anden"))
    history = History.around(tmp_path / "anden" / "docs")
    assert history is not None
    assert [each.subject for each in history.recent()] == ["Omdøb", "Begynd"]
    assert history.head_cheaply() == git(root, "rev-parse", "anden")
    assert open_repository(tmp_path / "anden", "anden").tree().files.keys() == {"docs/b.md"}


def test_a_submodule_has_its_history(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "over")
    allowed = ("-c", "protocol.file.allow=always")
    git(tmp_path / "over", *allowed, "submodule", "--quiet", "add", str(root), "bog")
    history = History.around(tmp_path / "over" / "bog")
    assert history is not None
    assert [each.subject for each in history.recent()] == ["Omdøb", "Begynd"]


@pytest.mark.parametrize("text", ["gitdir: ../andet/.git", "gitdir: /", "x", "gitdir: ", ""])
def test_no_file_leads_to_anothers_repository(root: Path, tmp_path: Path, text: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / ".git").write_text(text)
    assert (root / ".git").is_dir()
    assert History.around(other) is None


# What a commit says


def commit_object(root: Path, message: bytes, *, author: str = "Anna", when: str = "1") -> None:
    """Commit what is in the index with any text and time, past what git itself would take."""
    tree = git(root, "write-tree")
    parent = git(root, "rev-parse", "HEAD")
    head = f"tree {tree}\nparent {parent}\nauthor {author} <a@b> {when} +0000\n"
    text = f"{head}committer {author} <a@b> {when} +0000\n\n".encode() + message
    command = [
        "git",
        "-C",
        str(root),
        "hash-object",
        "-t",
        "commit",
        "-w",
        "--literally",
        "--stdin",
    ]
    made = subprocess.run(command, input=text, capture_output=True, check=True).stdout.decode()
    git(root, "update-ref", "HEAD", made.strip())


def change_a_file(root: Path) -> None:
    (root / "docs" / "b.md").write_text(f"{time.monotonic_ns()}\n")
    git(root, "add", ".")


FORGED = "0" * 40


@pytest.mark.parametrize(
    "subject",
    [
        f"x\x1e{FORGED}\x1f1\x1fMallory\x1fForged\x1f",
        "x\x1fy\x1fz",
        "x\x1e",
        f":100644 100644 {FORGED} {FORGED} M",
        "",
    ],
)
def test_a_subject_is_not_taken_for_anything_else(root: Path, subject: str) -> None:
    change_a_file(root)
    commit_object(root, subject.encode())
    history = History.around(root)
    assert history is not None
    for found in (history.recent(), history.of_page("docs/b.md")):
        assert [each.subject for each in found][1:] == ["Omdøb", "Begynd"]
        assert {each.author for each in found} == {"Anna"}
        assert FORGED not in {each.commit for each in found}
        assert [touch.path for touch in found[0].touches] == ["docs/b.md"]
        assert not set(found[0].subject) & {"\x1e", "\x1f"}
    assert history.latest("docs/b.md", wait=True) == _bare(history.recent()[0])


def _bare(change: object) -> object:
    return type(change)(change.commit, change.when, change.author, change.subject)  # type: ignore[attr-defined,call-arg]


def test_a_file_name_is_not_taken_for_a_commit(root: Path) -> None:
    blob = git(root, "rev-parse", "HEAD:docs/b.md")
    for name in (FORGED, "1", "Mallory", "Forged", f":100644 100644 {blob} {blob} M"):
        git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}")
    git(root, "commit", "-qm", "Navne")
    history = History.around(root)
    assert history is not None
    assert [each.subject for each in history.recent()] == ["Navne", "Omdøb", "Begynd"]
    assert FORGED in history.recent()[0].paths


@pytest.mark.parametrize("when", ["99999999999999", "0", "18446744073709551615", "7258118401"])
def test_an_impossible_time_is_moved_into_reach(root: Path, when: str) -> None:
    change_a_file(root)
    commit_object(root, b"Tid", when=when)
    history = History.around(root)
    assert history is not None
    newest = history.recent()[0]
    assert newest.subject == "Tid"
    assert 1970 <= newest.when.year <= 2200
    assert history.latest("docs/b.md", wait=True) is not None


def test_a_commit_that_makes_no_sense_is_left_out(root: Path) -> None:
    change_a_file(root)
    commit_object(root, b"Uden tid", when="aldrig")
    history = History.around(root)
    assert history is not None
    assert "Begynd" in [each.subject for each in history.recent()]


def test_words_about_a_commit_are_short_and_can_be_seen(root: Path) -> None:
    change_a_file(root)
    commit_object(root, "A\x1b[31m\u202eB\x07\u2028C ".encode() + b"x" * 9000, author="M" * 900)
    history = History.around(root)
    assert history is not None
    newest = history.recent()[0]
    assert newest.subject.startswith("A [31mB C xxx")
    assert len(newest.subject) == 300
    assert newest.subject.endswith("…")
    assert len(newest.author) == 100


# What it costs


def slow_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a git in the way that takes forever to log; return where it counts its runs."""
    runs, place = folder / "runs", folder / "bin"
    place.mkdir()
    script = place / "git"
    script.write_text(f'#!/bin/sh\ncase "$*" in *" log "*) echo x >> {runs}; exec sleep 5;; esac\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:{os.environ['PATH']}")
    runs.write_text("")
    return runs


def test_what_takes_too_long_is_not_tried_at_every_page(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = slow_git(tmp_path, monkeypatch)
    monkeypatch.setattr(command.Git.stream, "__kwdefaults__", _patience(0.3))
    history = History.around(root)
    assert history is not None
    for _ in range(5):
        with pytest.raises(Unavailable) as raised:
            history.of_page("docs/b.md")
    assert len(runs.read_text().split()) == 1
    assert "git" not in str(raised.value)
    assert str(root) not in str(raised.value)


def _patience(seconds: float) -> dict[str, object]:
    return {**(command.Git.stream.__kwdefaults__ or {}), "patience": seconds}


def test_a_page_never_waits_for_the_newest_changes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = slow_git(tmp_path, monkeypatch)
    history = History.around(root)
    assert history is not None
    begun = time.monotonic()
    for _ in range(50):
        assert history.latest("docs/b.md") is None
    assert time.monotonic() - begun < 2
    assert len(runs.read_text().split()) <= 1
    assert history.state == ""


def test_a_list_is_made_once_per_commit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history = History.around(root)
    assert history is not None
    asked: list[tuple[str, ...]] = []
    run = history._git.run

    def counted(*arguments: str, given: bytes = b"") -> bytes:
        asked.append(arguments)
        return run(*arguments, given=given)

    monkeypatch.setattr(history._git, "run", counted)
    for _ in range(3):
        history.of_page("docs/b.md")
        history.recent()
    assert len(asked) == 2
    change_a_file(root)
    git(root, "commit", "-qm", "Ny")
    assert history.of_page("docs/b.md")[0].subject == "Ny"
    assert len(asked) == 3


def test_the_state_changes_when_there_is_more_to_tell(root: Path) -> None:
    history = History.around(root)
    assert history is not None
    before = history.state
    history.latest("docs/b.md", wait=True)
    between = history.state
    change_a_file(root)
    git(root, "commit", "-qm", "Ny")
    changed = history.latest("docs/b.md", wait=True)
    assert len({before, between, history.state}) == 3
    assert changed is not None
    assert changed.subject == "Ny"


def test_too_much_is_not_kept_in_memory(root: Path) -> None:
    history = History.around(root)
    assert history is not None
    with pytest.raises(Unavailable):
        list(history._git.stream("log", "--", most=10))


def test_reads_files_as_they_were(root: Path) -> None:
    (root / "docs" / "b.md").write_text("Nyt\n")
    (root / "stor.bin").write_bytes(b"x" * (2 << 20))
    git(root, "add", ".")
    git(root, "commit", "-qm", "Nyt")
    head = git(root, "rev-parse", "HEAD")
    history = History.around(root)
    assert history is not None
    before, after, missing = (f"{head}^", "docs/b.md"), (head, "docs/b.md"), (head, "x.md")
    refused = [(head, "stor.bin"), (head, "docs"), (head, "a\nb"), ("HEAD", "docs/b.md")]
    found = history.read([before, after, missing, *refused])
    assert (found[before] or b"")[:4] == b"# A\n"
    assert found[after] == b"Nyt\n"
    assert found[missing] is None
    assert len(found) == 3
