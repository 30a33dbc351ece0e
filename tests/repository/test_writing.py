"""Writing on the branches of a repository."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saadan.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from saadan.repository.tree import overlaid
from saadan.repository.writing import Author, Writer
from tests.repository.test_git import git
from tests.repository.writing import ANNA, WHEN, bare, is_whole, save

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.repository.writing import Changes


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return bare(tmp_path)


@pytest.fixture
def writer(repository: Path) -> Writer:
    return Writer(repository, "main")


def test_puts_changes_on_a_branch(writer: Writer, repository: Path) -> None:
    writer.begin("forslag/1", writer.head())

    made = save(writer, {"docs/a.md": b"1\r\n2", "docs/ny/æ.md": b"ny\n"}, "forslag/1")

    assert writer.head("forslag/1") == made
    assert writer.read(made, "docs/a.md") == b"1\r\n2"
    assert git(repository, "show", f"{made}:docs/ny/æ.md") == "ny"
    assert writer.read(writer.head(), "docs/a.md") == b"1\n2\n3\n"
    assert git(repository, "rev-list", "--count", "forslag/1") == "2"
    assert is_whole(repository)


def test_removes_files_and_the_folders_they_leave_empty(writer: Writer, repository: Path) -> None:
    made = save(writer, {"docs/a.md": None, "findes/ikke.md": None})

    assert git(repository, "ls-tree", "-r", "--name-only", made) == "index.md"
    assert writer.read(made, "docs/a.md") is None


def test_a_handbook_may_lose_its_last_file(writer: Writer) -> None:
    made = save(writer, {"docs/a.md": None, "index.md": None})

    assert writer.tree(made).files == {}


def test_makes_no_commit_when_nothing_differs(writer: Writer) -> None:
    before = writer.head()

    assert save(writer, {"index.md": b"# Et\n", "docs/b.md": None}) == before
    assert writer.head() == before


def test_refuses_what_is_based_on_an_earlier_commit(writer: Writer) -> None:
    seen = writer.head()
    made = save(writer, {"index.md": b"Bo\n"})

    with pytest.raises(Conflict):
        save(writer, {"index.md": b"Anna\n"}, seen=seen)

    assert writer.head() == made
    assert writer.read(made, "index.md") == b"Bo\n"


def test_refuses_a_commit_or_branch_that_is_not_there(writer: Writer) -> None:
    with pytest.raises(NotFound):
        writer.head("forslag/1")
    with pytest.raises(NotFound):
        save(writer, {"a.md": b""}, "forslag/1", seen=writer.head())
    with pytest.raises(NotFound):
        writer.tree("a" * 40)
    with pytest.raises(NotFound):
        writer.begin("forslag/1", "main")
    with pytest.raises(NotFound):
        writer.head("../../etc/passwd")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-x",
        "a..b",
        "a/../b",
        ".a",
        "a/.b",
        "a.lock",
        "a/b.lock/c",
        "a//b",
        "/a",
        "a/",
        "a b",
        "a~1",
        "a:b",
        "a\n",
        "a?",
        "a\x00",
        "HEAD^",
        "a@{1}",
        "x" * 300,
    ],
)
def test_refuses_names_that_are_no_branch(writer: Writer, repository: Path, name: str) -> None:
    with pytest.raises(Invalid):
        writer.begin(name, writer.head())

    assert git(repository, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_refuses_a_branch_that_exists(writer: Writer) -> None:
    writer.begin("forslag/1", writer.head())

    with pytest.raises(Conflict):
        writer.begin("forslag/1", writer.head())


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ["forslag", "forslag/1/a"])
def test_refuses_a_branch_where_a_folder_of_branches_is(
    writer: Writer, repository: Path, name: str, packed: bool
) -> None:
    writer.begin("forslag/1", writer.head())
    if packed:
        git(repository, "pack-refs", "--all", "--prune")

    with pytest.raises(Conflict):
        writer.begin(name, writer.head())

    assert is_whole(repository)


def test_makes_a_branch_where_an_empty_folder_was_left(writer: Writer, repository: Path) -> None:
    (repository / "refs/heads/forslag/1/a").mkdir(parents=True)

    writer.begin("forslag/1", writer.head())

    assert git(repository, "rev-parse", "forslag/1") == writer.head()


def test_goes_on_when_branches_are_packed(writer: Writer, repository: Path) -> None:
    writer.begin("forslag/1", writer.head())
    git(repository, "pack-refs", "--all", "--prune")
    git(repository, "gc", "-q", "--prune=now")

    made = save(writer, {"index.md": b"2\n"}, "forslag/1")

    assert writer.branches("forslag/") == {"forslag/1": made}
    assert git(repository, "rev-parse", "forslag/1") == made
    assert is_whole(repository)


def test_advances_only_to_what_comes_after(writer: Writer) -> None:
    first = writer.head()
    writer.begin("forslag/1", first)
    one = save(writer, {"index.md": b"2\n"}, "forslag/1")
    other = save(writer, {"docs/a.md": b"x"})

    with pytest.raises(Conflict):
        writer.advance("main", one, seen=other)
    with pytest.raises(Conflict):
        writer.advance("forslag/1", one, seen=first)

    assert writer.head() == other
    merge = writer.merge(other, one)
    both = writer.commit_merge("main", merge, seen=other, author=ANNA, message="x", when=WHEN)
    writer.advance("forslag/1", both, seen=one)
    assert writer.head("forslag/1") == both


@pytest.mark.parametrize("packed", [False, True])
def test_removes_a_branch(writer: Writer, repository: Path, packed: bool) -> None:
    writer.begin("forslag/1", writer.head())
    made = save(writer, {"index.md": b"2\n"}, "forslag/1")
    if packed:
        git(repository, "pack-refs", "--all", "--prune")

    with pytest.raises(Conflict):
        writer.delete("forslag/1", seen=writer.head())
    writer.delete("forslag/1", seen=made)

    assert writer.branches("") == {"main": writer.head()}
    writer.begin("forslag", writer.head())
    assert is_whole(repository)


def test_never_removes_the_published_branch(writer: Writer) -> None:
    with pytest.raises(Invalid):
        writer.delete("main", seen=writer.head())


def test_refuses_a_branch_that_is_checked_out(tmp_path: Path, repository: Path) -> None:
    work = tmp_path / "work"
    with pytest.raises(NotAllowed, match="bare"):
        Writer(work, "main")

    git(work, "branch", "udgivet")
    writer = Writer(work, "udgivet")
    made = save(writer, {"index.md": b"2\n"}, "udgivet")
    assert git(work, "rev-parse", "udgivet") == made
    assert git(work, "status", "--porcelain") == ""
    git(work, "checkout", "-q", "udgivet")
    with pytest.raises(NotAllowed):
        save(writer, {"index.md": b"3\n"}, "udgivet")

    git(repository, "worktree", "add", "-q", str(tmp_path / "andet"), "-b", "andet")
    with pytest.raises(NotAllowed):
        Writer(repository, "andet")
    with pytest.raises(NotAllowed):
        Writer(tmp_path / "andet", "andet")
    assert writer.head("udgivet") == made


def test_refuses_what_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        Writer(tmp_path, "main")


def test_leaves_all_else_as_it_is(tmp_path: Path) -> None:
    work = tmp_path / "work"
    git(tmp_path, "init", "-q", "-b", "main", "work")
    (work / "bog/.github").mkdir(parents=True)
    (work / "udenfor").mkdir()
    for name in ("bog/kør.md", "bog/index.md", "bog/.github/x", "udenfor/Makefile", "udenfor/b"):
        (work / name).write_text(name)
    (work / "bog/kør.md").chmod(0o755)
    (work / "udenfor/Makefile").chmod(0o755)
    (work / "bog/hen").symlink_to("/etc/passwd")
    git(work, "add", "-A")
    git(work, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},bog/sub")
    git(work, "commit", "-qm", "x")
    git(tmp_path, "clone", "-q", "--bare", "work", "bare.git")
    writer = Writer(tmp_path / "bare.git", "main", "bog/")
    before = git(tmp_path / "bare.git", "ls-tree", "-r", "main").splitlines()

    save(writer, {"kør.md": b"ny", "index.md": b"ny"})

    after = git(tmp_path / "bare.git", "ls-tree", "-r", "main").splitlines()
    changed = {line.partition("\t")[2] for line in {*before} ^ {*after}}
    assert len(before) == len(after) == 7
    assert changed == {'"bog/k\\303\\270r.md"', "bog/index.md"}
    assert any(line.startswith("100755") and "bog/k" in line for line in after)
    assert writer.tree(writer.head()).files.keys() == {"kør.md", "index.md"}


def test_takes_who_and_when_from_nobody_else(
    writer: Writer, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Carla")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "carla@example.org")
        monkeypatch.setenv(f"GIT_{name}_DATE", "2001-01-01T00:00:00Z")
    git(repository, "config", "user.name", "Carla")
    git(repository, "config", "user.email", "carla@example.org")
    when = datetime(2026, 7, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))

    writer.commit(
        *("main", {"a.md": b""}), seen=writer.head(), author=ANNA, message="Ret", when=when
    )

    said = git(repository, "cat-file", "commit", "main")
    stamp = f"Anna <anna@noreply.invalid> {int(when.timestamp())} +0200"
    assert f"author {stamp}\ncommitter {stamp}\n\nRet" in said
    assert "arla" not in said


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        (
            "  Ret\nSigned-off-by: Carla <c@example.org>\n",
            "Ret Signed-off-by: Carla <c@example.org>",
        ),
        ("--amend", "--amend"),
        ("a\0b\x1b[31mc\u202ed\u2028e", "a b [31mcd e"),
        ("# ikke en kommentar", "# ikke en kommentar"),
        ("x" * 5000, "x" * 299 + "…"),
        ("halv\ud800", "halv?"),
    ],
)
def test_says_what_was_done_in_one_line(
    writer: Writer, repository: Path, message: str, subject: str
) -> None:
    writer.commit(
        *("main", {"a.md": b""}), seen=writer.head(), author=ANNA, message=message, when=WHEN
    )

    assert git(repository, "log", "-1", "--format=%B", "main") == subject
    assert git(repository, "log", "-1", "--format=%(trailers)", "main") == ""
    assert is_whole(repository)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (
            "Anna\ncommitter Carla <c@example.org> 1 +0000",
            "Anna committer Carla c@example.org 1 +0000",
        ),
        ("-Anna", "-Anna"),
        ("A\0nna\x7f", "A nna"),
        ("A" * 500, "A" * 99 + "…"),
    ],
)
def test_names_an_author_in_one_line(
    writer: Writer, repository: Path, name: str, shown: str
) -> None:
    save(writer, {"a.md": b""}, author=Author(name, "x@noreply.invalid"))

    assert git(repository, "log", "-1", "--format=%an|%cn", "main") == f"{shown}|{shown}"
    assert is_whole(repository)


@pytest.mark.parametrize(
    "author",
    [
        Author("", "a@b.invalid"),
        Author(" <>.", "a@b.invalid"),
        Author("\n\0", "a@b.invalid"),
        Author("Anna", ""),
        Author("Anna", "a@b\n"),
        Author("Anna", "a b@c"),
        Author("Anna", "<a@b>"),
        Author("Anna", "-"),
    ],
)
def test_refuses_an_author_that_git_cannot_name(writer: Writer, author: Author) -> None:
    with pytest.raises(Invalid):
        save(writer, {"a.md": b""}, author=author)


def test_refuses_a_commit_that_says_nothing(writer: Writer) -> None:
    with pytest.raises(Invalid):
        writer.commit(
            *("main", {"a.md": b""}), seen=writer.head(), author=ANNA, message="\n\u200e", when=WHEN
        )


def test_runs_nothing_that_the_repository_names(
    writer: Writer, repository: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    for hook in ("reference-transaction", "post-commit", "pre-commit", "update", "post-update"):
        (repository / "hooks" / hook).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (repository / "hooks" / hook).chmod(0o755)
    (repository / "info" / "attributes").write_text("* filter=x\n")
    git(repository, "config", "filter.x.clean", f"touch {mark}")

    writer.begin("forslag/1", writer.head())
    made = save(writer, {"a.md": b"x"}, "forslag/1")
    writer.delete("forslag/1", seen=made)

    assert not mark.exists()


NAMES = st.sampled_from(
    ["a.md", "b.md", "c/a.md", "c/b.md", "c/d/a.md", "_x.md", "e/.f", "_config.yml"]
)


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.dictionaries(NAMES, st.none() | st.binary(max_size=3)), max_size=5))
def test_lists_after_a_known_tree_as_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, steps: list[dict[str, bytes | None]]
) -> None:
    writer = Writer(
        bare(tmp_path_factory.mktemp("x"), {"a.md": b"", "_x.md": b"", "e/.f": b""}), "main"
    )
    known = writer.tree(writer.head())
    for changes in steps:
        wanted = {path: each for path, each in changes.items() if path[0] != "_" or path[1] == "c"}
        wanted.pop("e/.f", None)

        made = save(writer, wanted)
        after = writer.tree(made, since=known)

        assert after == writer.tree(made)
        assert after.id == overlaid(known, wanted).id
        assert writer.changed(known.commit, made).keys() == {
            path
            for path in {*known.files, *after.files}
            if known.files.get(path) != after.files.get(path)
        }
        known = after


def test_lists_names_and_kinds_that_are_problems_after_a_known_tree(tmp_path: Path) -> None:
    work = tmp_path / "work"
    writer = Writer(bare(tmp_path), "main")
    known = writer.tree(writer.head())

    def pushed() -> str:
        git(work, "add", "-A")
        git(work, "commit", "-qm", "x")
        git(work, "push", "-q", str(tmp_path / "bare.git"), "main")
        return writer.head()

    def looks_alike() -> None:
        nonlocal known
        made = pushed()
        after = writer.tree(made, since=known)
        assert after == writer.tree(made)
        known = after

    (work / "con.md").write_text("x")
    looks_alike()
    (work / "con.md").unlink()
    (work / "hen").symlink_to("index.md")
    (work / "nul").mkdir()
    (work / "nul" / "a.md").write_text("x")
    looks_alike()
    (work / "nul" / "b.md").write_text("x")
    looks_alike()
    (work / "hen").unlink()
    (work / "hen").write_text("en fil")
    (work / "index.md").unlink()
    (work / "index.md").mkdir()
    (work / "index.md" / "x.md").write_text("x")
    looks_alike()
    assert {each.path for each in known.problems} == {"nul"}


def test_shows_files_as_they_would_be(writer: Writer) -> None:
    tree = writer.tree(writer.head())
    changes: Changes = {"index.md": None, "docs/a.md": b"ny", "b.md": b"B"}

    would = overlaid(tree, changes)

    assert list(would.files) == ["b.md", "docs/a.md"]
    assert (would.read("docs/a.md"), would.read("b.md"), would.commit) == (b"ny", b"B", "")
    assert would.id == writer.tree(save(writer, changes)).id
    assert overlaid(tree, {}).read("index.md") == b"# Et\n"


def test_reads_nothing_but_files_of_the_handbook(tmp_path: Path) -> None:
    work = tmp_path / "work"
    repository = bare(tmp_path, {"bog/a.md": b"A", "bog/.skjult": b"x", "ude.md": b"x"})
    (work / "bog" / "hen.md").symlink_to("../ude.md")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "x")
    git(work, "push", "-q", str(repository), "main")
    writer = Writer(repository, "main", "bog/")

    assert writer.read(writer.head(), "a.md") == b"A"
    for path in (
        "../ude.md",
        "/a.md",
        ".skjult",
        "hen.md",
        "",
        ".",
        "a.md/x",
        "a.md\0",
        "b",
        "./a.md",
    ):
        assert writer.read(writer.head(), path) is None
        assert writer.blob(writer.head(), path) == ""


def test_tells_which_files_differ(writer: Writer) -> None:
    first = writer.head()
    made = save(writer, {"index.md": None, "docs/a.md": b"x", "b.md": b"x"})

    blob = writer.blob(made, "b.md")
    assert writer.changed(first, made) == {
        "b.md": ("", blob),
        "docs/a.md": (writer.blob(first, "docs/a.md"), blob),
        "index.md": (writer.blob(first, "index.md"), ""),
    }
    assert writer.changed(made, made) == {}


def test_knows_where_two_branches_parted(writer: Writer, repository: Path) -> None:
    first = writer.head()
    writer.begin("forslag/1", first)
    one = save(writer, {"index.md": b"1"}, "forslag/1")
    other = save(writer, {"docs/a.md": b"1"})
    git(
        repository,
        "update-ref",
        "refs/heads/fremmed",
        git(repository, "commit-tree", "-m", "x", f"{one}^{{tree}}"),
    )

    assert writer.base(one, other) == first
    assert writer.is_before(first, one)
    assert not writer.is_before(one, other)
    assert writer.base(one, writer.head("fremmed")) == ""


def test_is_dated_with_a_zone(writer: Writer) -> None:
    with pytest.raises(ValueError, match="zone"):
        writer.commit(
            *("main", {"a.md": b""}),
            seen=writer.head(),
            author=ANNA,
            message="x",
            when=datetime(2026, 1, 1),
        )
