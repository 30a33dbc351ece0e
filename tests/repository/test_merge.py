"""Bringing together two branches of a handbook."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from saadan.errors import Conflict, Invalid, NotFound
from saadan.repository.merging import Overlap
from saadan.repository.writing import Writer
from tests.repository.test_git import git
from tests.repository.writing import ANNA, WHEN, bare, is_whole, save

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.repository.writing import Changes, Merge

TEXT = b"".join(b"Linje %d\n" % number for number in range(12))
LATER = TEXT.replace(b"Linje 9", b"Linje ni")


def parted(
    tmp_path: Path, ours: Changes, theirs: Changes, files: dict[str, bytes] | None = None
) -> tuple[Writer, str, str]:
    """Return a writer, and two commits that part from the same one."""
    writer = Writer(bare(tmp_path, files or {"a.md": TEXT, "b.md": b"b\n"}), "main")
    writer.begin("forslag/1", writer.head())
    return writer, save(writer, ours), save(writer, theirs, "forslag/1")


def put(writer: Writer, merge: Merge) -> str:
    return writer.commit_merge(
        "main", merge, seen=merge.ours, author=ANNA, message="Flet", when=WHEN
    )


def test_takes_what_each_side_changed(tmp_path: Path) -> None:
    writer, ours, theirs = parted(
        tmp_path,
        {"a.md": TEXT + b"ours\n", "c.md": b"c"},
        {"a.md": LATER, "b.md": None, "d.md": b"d"},
    )

    merge = writer.merge(ours, theirs)
    made = put(writer, merge)

    assert merge.is_clean
    assert writer.tree(merge.tree).files == writer.tree(made).files
    assert writer.tree(made).files.keys() == {"a.md", "c.md", "d.md"}
    assert writer.read(made, "a.md") == LATER + b"ours\n"
    assert git(writer.folder, "rev-parse", "main^1", "main^2").split() == [ours, theirs]
    assert is_whole(writer.folder)


def test_shows_both_texts_where_both_changed_the_same(tmp_path: Path) -> None:
    writer, ours, theirs = parted(
        tmp_path,
        {"a.md": TEXT.replace(b"Linje 3", b"Linje tre")},
        {"a.md": TEXT.replace(b"Linje 3", b"Linje III") + b"mere\n", "c.md": b"c"},
    )

    merge = writer.merge(ours, theirs)
    (found,) = merge.overlaps.values()

    assert not merge.is_clean
    assert list(merge.overlaps) == ["a.md"]
    assert Overlap("Linje 3\n", "Linje tre\n", "Linje III\n") in found.merged.parts
    with pytest.raises(Conflict):
        put(writer, merge)
    assert writer.head() == ours

    decided = writer.merge(ours, theirs, resolved={"a.md": b"begge\n"})
    made = put(writer, decided)

    assert (writer.read(made, "a.md"), writer.read(made, "c.md")) == (b"begge\n", b"c")


def test_shows_a_text_that_the_other_side_removed(tmp_path: Path) -> None:
    writer, ours, theirs = parted(tmp_path, {"a.md": None}, {"a.md": LATER})

    found = writer.merge(ours, theirs).overlaps["a.md"]

    assert found == (TEXT, None, LATER)
    assert writer.merge(theirs, ours).overlaps["a.md"] == (TEXT, LATER, None)
    gone = put(writer, writer.merge(ours, theirs, resolved={"a.md": None}))
    assert writer.tree(gone).files.keys() == {"b.md"}


@pytest.mark.parametrize("turn", [False, True])
def test_follows_a_file_that_one_side_moved(tmp_path: Path, turn: bool) -> None:
    moved: Changes = {"a.md": None, "ny/sted.md": TEXT.replace(b"Linje 0", b"Linje nul")}
    sides: list[Changes] = [moved, {"a.md": LATER}]
    writer, ours, theirs = parted(tmp_path, *(reversed(sides) if turn else sides))

    made = put(writer, writer.merge(ours, theirs))

    assert writer.tree(made).files.keys() == {"b.md", "ny/sted.md"}
    assert writer.read(made, "ny/sted.md") == LATER.replace(b"Linje 0", b"Linje nul")


@pytest.mark.parametrize("turn", [False, True])
def test_shows_both_texts_of_a_file_that_was_moved(tmp_path: Path, turn: bool) -> None:
    moved: Changes = {"a.md": None, "0.md": TEXT.replace(b"Linje 9", b"Linje IX")}
    sides: list[Changes] = [moved, {"a.md": LATER}]
    writer, ours, theirs = parted(tmp_path, *(reversed(sides) if turn else sides))

    merge = writer.merge(ours, theirs)

    assert list(merge.overlaps) == ["0.md"]
    made = put(writer, writer.merge(ours, theirs, resolved={"0.md": b"x"}))
    assert writer.tree(made).files.keys() == {"b.md", "0.md"}


def test_shows_both_new_texts_of_one_name(tmp_path: Path) -> None:
    writer, ours, theirs = parted(tmp_path, {"c.md": b"A\n"}, {"c.md": b"B\n"})

    assert writer.merge(ours, theirs).overlaps["c.md"] == (None, b"A\n", b"B\n")


def test_takes_once_what_both_did_alike(tmp_path: Path) -> None:
    same: Changes = {"a.md": LATER, "b.md": None, "c.md": b"c"}
    writer, ours, theirs = parted(tmp_path, same, same)

    made = put(writer, writer.merge(ours, theirs))

    assert writer.changed(ours, made) == {}


def test_merges_with_what_comes_after(tmp_path: Path) -> None:
    writer = Writer(bare(tmp_path), "main")
    first = writer.head()
    writer.begin("forslag/1", first)
    later = save(writer, {"c.md": b"c"}, "forslag/1")

    made = put(writer, writer.merge(first, later))

    assert writer.changed(later, made) == {}
    assert git(writer.folder, "rev-list", "--count", "--merges", "main") == "1"
    assert writer.changed(made, put(writer, writer.merge(made, later))) == {}


def test_merges_histories_with_nothing_in_common(tmp_path: Path) -> None:
    writer = Writer(bare(tmp_path, {"a.md": b"a", "b.md": b"b"}), "main")
    save(writer, {"a.md": b"A"})
    other = git(writer.folder, "commit-tree", "-m", "x", "main~1^{tree}")

    merge = writer.merge(writer.head(), other)

    assert merge.overlaps == {"a.md": (None, b"A", b"a")}


def test_refuses_a_merge_that_is_no_longer_true(tmp_path: Path) -> None:
    writer, ours, theirs = parted(tmp_path, {"b.md": b"B\n"}, {"a.md": LATER})
    merge = writer.merge(ours, theirs)
    later = save(writer, {"c.md": b"c"})

    for seen in (ours, later):
        with pytest.raises(Conflict):
            writer.commit_merge("main", merge, seen=seen, author=ANNA, message="x", when=WHEN)
    with pytest.raises(NotFound):
        writer.merge(ours, "f" * 40)

    assert writer.head() == later


def test_refuses_names_of_both_sides_that_do_not_go_together(tmp_path: Path) -> None:
    writer, ours, theirs = parted(
        tmp_path, {"c.md": b"c", "d": b"d"}, {"C.md": b"c", "d/e.md": b"e"}
    )

    with pytest.raises(Invalid, match="folder"):
        writer.merge(ours, theirs)
    with pytest.raises(Invalid, match="same on some computers"):
        writer.merge(ours, theirs, resolved={"d": None})
    assert writer.merge(ours, theirs, resolved={"d": None, "C.md": None}).is_clean


def test_keeps_what_either_side_did_outside_the_handbook(tmp_path: Path) -> None:
    work, repository = tmp_path / "work", bare(tmp_path, {"bog/a.md": b"a", "ude/kør": b"x"})
    git(work, "checkout", "-q", "-b", "andet")
    (work / "ude/kør").chmod(0o755)
    (work / "ude/hen").symlink_to("/etc")
    (work / "bog/_x").write_text("x")
    (work / "bog/\udcff.md").write_text("x")
    git(work, "add", "-A")
    git(work, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},bog/sub")
    git(work, "commit", "-qm", "x")
    git(work, "push", "-q", str(repository), "andet")
    writer = Writer(repository, "main", "bog/")
    ours = save(writer, {"a.md": b"ny"})

    merge = writer.merge(ours, writer.head("andet"))
    back = writer.merge(writer.head("andet"), ours)

    assert merge.elsewhere == ("bog/�.md",)  # the library cannot write such a name
    assert back.is_clean
    listing = git(repository, "ls-tree", "-r", back.tree)
    assert "100755 blob" in listing
    assert "120000 blob" in listing
    assert "160000 commit" in listing
    assert writer.read(ours, "a.md") == b"ny"


def test_leaves_to_git_what_both_changed_outside_the_handbook(tmp_path: Path) -> None:
    work, repository = tmp_path / "work", bare(tmp_path, {"bog/a.md": b"a", "ude": b"x\n"})
    for branch in ("main", "andet"):
        git(work, "checkout", "-q", "-B", branch, "main")
        (work / "ude").write_text(branch)
        git(work, "commit", "-qam", "x")
        git(work, "push", "-q", "--force", str(repository), branch)
        git(work, "reset", "-q", "--hard", "HEAD~1") if branch == "main" else None
    writer = Writer(repository, "main", "bog/")

    merge = writer.merge(writer.head(), writer.head("andet"))

    assert (merge.is_clean, merge.elsewhere, merge.overlaps) == (False, ("ude",), {})


def test_keeps_a_mode_that_one_side_changed(tmp_path: Path) -> None:
    work, repository = tmp_path / "work", bare(tmp_path, {"a.md": TEXT})
    git(work, "checkout", "-q", "-b", "andet")
    (work / "a.md").chmod(0o755)
    (work / "a.md").write_bytes(LATER)
    git(work, "commit", "-qam", "x")
    git(work, "push", "-q", str(repository), "andet")
    writer = Writer(repository, "main")
    ours = save(writer, {"a.md": b"0\n" + TEXT})

    for one, other in ((ours, writer.head("andet")), (writer.head("andet"), ours)):
        listing = git(repository, "ls-tree", writer.merge(one, other).tree)
        assert listing.startswith("100755")


FILES = st.sampled_from(["a.md", "b.md", "c/d.md", "c/e.md"])
TEXTS = st.lists(st.sampled_from([b"1\n", b"2\n", b"x\n"]), max_size=4).map(b"".join)
STEPS = st.dictionaries(FILES, st.none() | TEXTS)


@settings(max_examples=40, deadline=None)
@given(ours=STEPS, theirs=STEPS)
def test_agrees_with_git_where_git_merges(
    tmp_path_factory: pytest.TempPathFactory,
    ours: dict[str, bytes | None],
    theirs: dict[str, bytes | None],
) -> None:
    files = {"a.md": b"1\n2\n3\n", "b.md": b"b\n", "c/d.md": b"d\n1\n2\n"}
    # Git may take what one side wrote for a file it moved there, and drop what the other wrote in
    # the same place. We ask.
    is_new_to_both = ours.get("c/e.md") is not None and theirs.get("c/e.md") is not None
    assume(not (is_new_to_both and None in (*ours.values(), *theirs.values())))
    writer, one, other = parted(tmp_path_factory.mktemp("x"), ours, theirs, files)

    said = subprocess.run(
        ["git", "-C", writer.folder, "merge-tree", "--write-tree", one, other],
        capture_output=True,
        text=True,
    )

    if said.returncode == 0:
        assert writer.merge(one, other).tree == said.stdout.strip()


def test_asks_when_a_file_may_have_moved_to_where_the_other_wrote(tmp_path: Path) -> None:
    """Git merges this, and what the other side did with the file is gone."""
    files = {"a.md": b"1\n2\n3\n", "b.md": b"b\n", "c/d.md": b"d\n1\n2\n"}
    ours = {"a.md": None, "c/e.md": b"1\n2\n"}
    theirs = {"a.md": b"", "b.md": None, "c/d.md": None, "c/e.md": b""}
    writer, one, other = parted(tmp_path, ours, theirs, files)

    made = writer.merge(one, other)

    assert made.tree == ""
    assert {*made.overlaps} == {"a.md"}
