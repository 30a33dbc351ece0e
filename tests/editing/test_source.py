"""What nobody touched in a browser keeps its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saadan.editing.source import read_source, with_text

MARK = b"\xef\xbb\xbf"
ENDINGS = (b"\n", b"\r\n", b"\r")

sources = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.encode),
    st.lists(st.sampled_from([b"a", b"", b"\t ", b"\0", "æ\u00a0".encode(), *ENDINGS, MARK])).map(
        b"".join
    ),
)
contents = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=6),
    min_size=1,
    max_size=12,
    unique=True,
)


def displayed(source: bytes) -> str:
    """Return a file as a browser has it in a box, which shows NUL as U+FFFD."""
    return read_source(source).shown.replace("\0", "\ufffd")


@pytest.mark.parametrize(
    "source",
    [
        b"a\r\nb\r\n",
        b"a\nb",
        b"a\r\nb\nc\rd",
        MARK + b"a\n",
        MARK + MARK + b"a\n",
        b"a\t  \r\n\r\n\r\n",
        "hårdt\u00a0mellemrum \u2028 \x0b \x0c \x85\n".encode(),
        b"a\0b\n",
        b"",
        b"\n",
    ],
)
def test_a_text_that_nobody_touched_is_the_same_file(source: bytes) -> None:
    assert with_text(source, displayed(source)) == source
    assert with_text(source, displayed(source).replace("\n", "\r\n")) == source


@given(sources)
def test_any_file_that_nobody_touched_is_the_same(source: bytes) -> None:
    assert with_text(source, displayed(source)) == source
    assert with_text(source, displayed(source).replace("\n", "\r\n")) == source


@given(sources, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")))
def test_what_is_shown_of_the_new_file_is_what_was_typed(source: bytes, text: str) -> None:
    typed = text.removeprefix("\ufeff")
    assert displayed(with_text(source, typed)) == typed


@given(contents, st.data())
def test_lines_that_did_not_change_keep_their_endings(
    lines: list[str], data: st.DataObject
) -> None:
    old = [(line.encode(), data.draw(st.sampled_from(ENDINGS))) for line in lines]
    source = b"".join(line + ending for line, ending in old)
    changes = data.draw(st.lists(st.tuples(st.integers(0, len(lines)), st.booleans()), max_size=4))
    shown = displayed(source).split("\n")
    for number, (place, is_added) in enumerate(changes):
        if is_added:
            shown.insert(min(place, len(shown) - 1), f"helt ny linje {number}")
        elif len(shown) > 1:
            del shown[min(place, len(shown) - 2)]

    result = with_text(source, "\n".join(shown))

    kept = [each for each in old if each[0].decode() in shown]
    kept_bytes = [line + ending for line, ending in kept if line not in (b"", MARK)]
    for each in kept_bytes:
        assert each in result


@given(
    st.sampled_from(ENDINGS), st.lists(st.text("ab ", max_size=3)), st.text("ab \n", max_size=20)
)
def test_a_file_with_one_kind_of_ending_keeps_to_it(
    ending: bytes, lines: list[str], typed: str
) -> None:
    source = b"".join(line.encode() + ending for line in ["første", *lines])
    assert with_text(source, typed) == typed.encode().replace(b"\n", ending)


def test_new_lines_get_the_ending_that_most_lines_have() -> None:
    assert with_text(b"a\r\nb\r\nc\n", "a\nny\nb\nc\n") == b"a\r\nny\r\nb\r\nc\n"
    assert with_text(b"a", "a\nb") == b"a\nb"
    assert with_text(b"a\r\nb", "a\nb\nc") == b"a\r\nb\r\nc"


def test_a_final_newline_is_what_the_person_left_there() -> None:
    assert with_text(b"a\r\nb\r\n", "a\nb") == b"a\r\nb"
    assert with_text(b"a\r\nb", "a\nb\n") == b"a\r\nb\r\n"


def test_a_line_that_was_moved_keeps_its_ending() -> None:
    assert with_text(b"a\r\nb\nc\r\nd\r\n", "b\na\nc\nd\n") == b"b\na\r\nc\r\nd\r\n"


def test_blank_lines_between_changed_ones_keep_their_endings() -> None:
    assert with_text(b"a\r\n\nb\r\nc\r\n", "x\n\ny\nc\n") == b"x\r\n\ny\r\nc\r\n"


def test_nul_stays_where_nobody_wrote() -> None:
    assert with_text(b"\0rlig\nb\n", "\ufffdrlig\nbedre\n") == b"\0rlig\nbedre\n"
    assert with_text(b"\0rlig\nb\n", "\u00e6rlig\nb\n") == "\u00e6rlig\nb\n".encode()


def test_a_megabyte_of_like_lines_is_put_back() -> None:
    source = b"a\r\n\n" * 170_000
    shown = displayed(source)
    result = with_text(source, shown[2:-40] + "x" + shown[-38:])
    assert result.count(b"\r\n") > 169_000
