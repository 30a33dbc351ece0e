"""Paths that a person may not write, and files that would get into each other's way."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from saadan.errors import Invalid
from saadan.repository import names
from saadan.repository.writing import Writer
from tests.repository.test_git import git
from tests.repository.writing import bare, is_whole, save

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    return Writer(bare(tmp_path), "main")


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/etc/passwd", "docs/", "docs//a.md", "a.md/", "//a"),
        *("..", "../a.md", "docs/../a.md", "docs/..", ".", "./a.md", "docs/./a.md"),
        *("docs\\a.md", "..\\a.md", "C:/a.md", "c:a.md", "a.md\0", "a\0.md", "a\n.md", "a\x1b.md"),
        *(".git/config", ".GIT/config", "docs/.Git/hooks/x", ".git", "git~1/config", "GIT~1"),
        *(
            ".g\u200cit/config",
            "\u200c.git/config",
            ".git\u200d/x",
            "．git/config",
            ".ｇｉｔ/config",
        ),
        *(".git /config", ".git./config", ".git::$INDEX_ALLOCATION/x", ".gitmodules", ".gıt/x"),
        *("con", "docs/NUL.md", "aux.md", "com1.txt", "lpt9", "prn/a.md"),
        *("a.md.", "a.md ", "a ./b.md", "a<b.md", 'a"b.md', "a|b", "a?b", "a*b"),
        *(".skjult.md", "_kladde.md", "_data/x.md", "a.md~", "vendor/a.md", "node_modules/a.md"),
        *("æ" * 200 + ".md", "a\ud800.md", "a\u202eb.md", "a\u00ad.md", "-/" * 500 + "a"),
        *("/".join("a" * 42), "d/" * 300 + "a.md", "/".join(["a" * 200] * 6)),
    ],
)
def test_refuses_a_path_that_is_not_the_same_everywhere(writer: Writer, path: str) -> None:
    before = writer.head()

    for content in (b"x", None):
        with pytest.raises(Invalid) as caught:
            save(writer, {"index.md": b"ny", path: content})
        assert str(caught.value).isprintable()
    with pytest.raises(Invalid):
        writer.merge(before, before, resolved={path: b"x"})

    assert writer.head() == before


@pytest.mark.parametrize(
    "path",
    [
        "-a.md",
        "--output=x",
        "_config.yml",
        "a b.md",
        "æøå.md",
        "docs/a'b$c.md",
        "docs/m².md",
        "/".join("a" * 41),
        "æ" * 126 + ".md",
        "gitter.md",
        "docs/HEAD",
        "refs/heads/main",
        "a.lock",
    ],
)
def test_takes_a_path_that_is(writer: Writer, path: str) -> None:
    made = save(writer, {path: b"x"})

    assert path in writer.tree(made).files
    assert writer.read(made, path) == b"x"


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("a.md", "A.md"),
        ("Æ.md", "æ.md"),
        ("docs/a.md", "Docs/b.md"),
        ("docs/a.md", "docs/A.MD"),
        ("å.md", unicodedata.normalize("NFD", "å.md")),
        (unicodedata.normalize("NFD", "blå/a.md"), "blå/b.md"),
        ("straße.md", "STRASSE.md"),
    ],
)
def test_refuses_a_twin_of_another_name(tmp_path: Path, there: str, new: str) -> None:
    writer = Writer(bare(tmp_path, {there: b"x", "index.md": b"x"}), "main")
    before = writer.head()

    with pytest.raises(Invalid, match="same on some computers"):
        save(writer, {new: b"y"})
    with pytest.raises(Invalid, match="same on some computers"):
        save(writer, {"ny/" + there: b"y", "ny/" + new: b"y"})

    assert writer.head() == before
    made = save(writer, {there: None, new: b"y"})
    assert writer.tree(made).files.keys() == {new, "index.md"}


def test_changes_a_file_that_has_a_twin_already(tmp_path: Path) -> None:
    writer = Writer(bare(tmp_path, {"a.md": b"x", "A.md": b"x"}), "main")

    made = save(writer, {"a.md": b"y"})

    assert (writer.read(made, "a.md"), writer.read(made, "A.md")) == (b"y", b"x")


def test_never_puts_a_file_in_the_place_of_a_folder(writer: Writer) -> None:
    for content in (b"x", None):
        with pytest.raises(Invalid, match="docs is a folder"):
            save(writer, {"docs": content})

    made = save(writer, {"docs": b"x", "docs/a.md": None})

    assert writer.tree(made).files.keys() == {"docs", "index.md"}


def test_never_puts_a_folder_in_the_place_of_a_file(writer: Writer) -> None:
    with pytest.raises(Invalid, match="is no folder"):
        save(writer, {"index.md/a.md": b"x"})
    with pytest.raises(Invalid, match="is a folder"):
        save(writer, {"ny": b"x", "ny/a.md": b"x"})

    made = save(writer, {"index.md": None, "index.md/a.md": b"x"})

    assert writer.tree(made).files.keys() == {"docs/a.md", "index.md/a.md"}


def test_keeps_a_folder_with_files_that_nobody_sees(tmp_path: Path) -> None:
    writer = Writer(bare(tmp_path, {"docs/.nojekyll": b"", "docs/a.md": b"x"}), "main")

    with pytest.raises(Invalid, match="is a folder"):
        save(writer, {"docs/a.md": None, "docs": b"x"})


def test_never_writes_through_a_link_or_submodule(tmp_path: Path) -> None:
    work, repository = tmp_path / "work", bare(tmp_path)
    (work / "hen").symlink_to("/tmp")
    (work / "fil.md").symlink_to("index.md")
    git(work, "add", "-A")
    git(work, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    git(work, "commit", "-qm", "x")
    git(work, "push", "-q", str(repository), "main")
    writer = Writer(repository, "main")
    before = writer.head()

    for path in ("hen/a.md", "hen", "fil.md", "fil.md/a", "sub", "sub/a.md"):
        with pytest.raises(Invalid):
            save(writer, {path: b"x"})
    for path in ("hen", "fil.md", "sub"):
        with pytest.raises(Invalid):
            save(writer, {path: None})
        with pytest.raises(Invalid):
            save(writer, {path: None, f"{path}/a.md": b"x"})
    assert writer.head() == before


def test_never_writes_through_a_link_to_the_handbook(tmp_path: Path) -> None:
    work, repository = tmp_path / "work", bare(tmp_path)
    (work / "bog").symlink_to("docs")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "x")
    git(work, "push", "-q", str(repository), "main")
    writer = Writer(repository, "main", "bog/")

    with pytest.raises(Invalid):
        save(writer, {"a.md": b"x"})
    assert writer.read(writer.head(), "a.md") is None


def test_refuses_a_file_that_is_too_large(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "LARGEST_FILE", 2 << 20)

    with pytest.raises(Invalid, match="is 2 MB, more than the 2 MB"):
        save(writer, {"index.md": b"x" * ((2 << 20) + 1)})
    save(writer, {"index.md": b"x" * (2 << 20)})


def test_keeps_a_repository_that_git_finds_whole(writer: Writer) -> None:
    save(writer, {"æ/ø/å.md": b"", "a.md": b"x" * 100_000, "a/b.md": b"", "a-b.md": b"", "a0": b""})

    assert is_whole(writer.folder)
