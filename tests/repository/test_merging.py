"""Bringing together two texts that come from a third."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saadan.repository.merging import Merged, Overlap, merged

if TYPE_CHECKING:
    from pathlib import Path

LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"", b"x\r", "æ".encode()]), max_size=7)
TEXTS = st.builds(lambda lines, end: b"\n".join(lines) + end, LINES, st.sampled_from([b"", b"\n"]))


def turned(found: Merged) -> list[str | Overlap]:
    return [
        part if isinstance(part, str) else Overlap(part.base, part.theirs, part.ours)
        for part in found.parts
    ]


def test_takes_what_each_side_changed() -> None:
    found = merged(b"1\n2\n3\n4\n", b"0\n1\n2\n3\n4\n", b"1\n2\n3\n4b\n")

    assert found.is_clean
    assert found.text == "0\n1\n2\n3\n4b\n"
    assert found.parts == (found.text,)


def test_merges_neighbouring_lines() -> None:
    assert merged(b"1\n2\n", b"en\n2\n", b"1\nto\n").text == "en\nto\n"


def test_shows_both_where_both_changed_the_same_line() -> None:
    found = merged(b"0\n1\n2\n", b"0\nen\n2\n", b"0\neen\n2\n")

    assert found.parts == ("0\n", Overlap("1\n", "en\n", "een\n"), "2\n")
    assert not found.is_clean
    with pytest.raises(ValueError, match="overlaps"):
        _ = found.text


def test_shows_both_where_both_put_something_in() -> None:
    found = merged(b"1\n2\n", b"1\na\n2\n", b"1\nb\n2\n")

    assert found.parts == ("1\n", Overlap("", "a\n", "b\n"), "2\n")


def test_shows_both_where_one_puts_in_beside_what_the_other_removed() -> None:
    found = merged(b"1\n2\n3\n", b"1\n3\n", b"1\n2\nny\n3\n")

    assert found.parts == ("1\n", Overlap("2\n", "", "2\nny\n"), "3\n")


def test_takes_once_what_both_did_alike() -> None:
    assert merged(b"1\n2\n", b"1\nx\n", b"1\nx\n").text == "1\nx\n"
    assert merged(b"1\n2\n3\n", b"1\nx\n3\n4\n", b"0\n1\nx\n3\n").text == "0\n1\nx\n3\n4\n"
    assert merged(b"1\n", b"ens\na\n", b"ens\nb\n").parts == ("ens\n", Overlap("1\n", "a\n", "b\n"))


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [b"", b"sidst"])
def test_keeps_the_ends_of_lines(end: bytes, last: bytes) -> None:
    base = end.join((b"a", b"b", b"c", last))

    found = merged(base, base.replace(b"a", b"A"), base.replace(b"c", b"C"))

    assert found.content == end.join((b"A", b"b", b"C", last))


def test_knows_that_a_line_without_an_end_is_another() -> None:
    assert merged(b"a\nb", b"a\nb\n", b"A\nb").content == b"A\nb\n"
    assert not merged(b"a\nb", b"a\nb\n", b"a\nb\nc").is_clean


@pytest.mark.parametrize("strange", [b"\xff\xfe\n", b"a\0b\n", b"\xc3\n"])
def test_does_not_merge_what_is_no_text_by_lines(strange: bytes) -> None:
    base, ours, theirs = strange + b"1\n2\n", strange + b"en\n2\n", strange + b"1\nto\n"

    (part,) = merged(base, ours, theirs).parts

    assert isinstance(part, Overlap)
    assert [each.encode("utf-8", "surrogateescape") for each in part] == [base, ours, theirs]
    assert merged(base, base, theirs).content == theirs
    assert merged(base, ours, base).content == ours
    assert merged(base, ours, ours).content == ours


def test_keeps_a_byte_order_mark() -> None:
    base = b"\xef\xbb\xbfa\nb\nc\n"

    assert merged(base, base + b"d\n", base.replace(b"a", b"A")).content == (
        b"\xef\xbb\xbfA\nb\nc\nd\n"
    )


def test_brings_nothing_together_to_nothing() -> None:
    assert merged(b"", b"", b"").parts == ()
    assert merged(b"x", b"", b"").content == b""
    assert merged(b"", b"a", b"b").parts == (Overlap("", "a", "b"),)


@settings(max_examples=300, deadline=None)
@given(base=TEXTS, ours=TEXTS, theirs=TEXTS)
def test_loses_and_makes_up_nothing(base: bytes, ours: bytes, theirs: bytes) -> None:
    found = merged(base, ours, theirs)

    both = {*base.split(b"\n"), *ours.split(b"\n"), *theirs.split(b"\n")}
    for part in found.parts:
        for text in (part,) if isinstance(part, str) else part:
            assert {*text.encode().split(b"\n")} <= both | {b""}
    assert all(part for part in found.parts)
    assert turned(found) == list(merged(base, theirs, ours).parts)
    texts = [text for part in found.parts for text in ((part,) if isinstance(part, str) else part)]
    seen = {line for text in texts for line in text.encode().split(b"\n")}
    for one in (ours, theirs):
        assert {*one.split(b"\n")} - {*base.split(b"\n"), b""} <= seen


@settings(max_examples=60, deadline=None)
@given(base=TEXTS, ours=TEXTS, theirs=TEXTS)
def test_merges_all_that_git_does_and_alike(
    tmp_path_factory: pytest.TempPathFactory, base: bytes, ours: bytes, theirs: bytes
) -> None:
    folder: Path = tmp_path_factory.mktemp("x")
    for name, content in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_bytes(content)
    said = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=folder, capture_output=True
    )

    if said.returncode == 0:
        assert merged(base, ours, theirs).content == said.stdout
