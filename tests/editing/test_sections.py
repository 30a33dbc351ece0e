"""A section is taken out, changed and put back, and nothing else on the page changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saadan.editing.sections import parts, read_sections, section_source, with_section
from saadan.editing.source import with_text
from saadan.errors import Conflict, Invalid

PAGE = """\
---
title: Ferie
---

Om ferie.

## Hvornår

Om sommeren.

### Uge 29

Lukket.

## Hvordan

Spørg.
"""


def taken(page: str | bytes, anchor: str) -> str:
    source = page.encode() if isinstance(page, str) else page
    return section_source(source, read_sections(source), anchor)


def put(page: str | bytes, anchor: str, text: str) -> bytes:
    source = page.encode() if isinstance(page, str) else page
    return with_section(source, read_sections(source), anchor, text)


def test_a_section_has_what_is_below_it() -> None:
    assert taken(PAGE, "hvornår") == "## Hvornår\n\nOm sommeren.\n\n### Uge 29\n\nLukket.\n"
    assert taken(PAGE, "uge-29") == "### Uge 29\n\nLukket.\n"
    assert taken(PAGE, "hvordan") == "## Hvordan\n\nSpørg.\n"
    assert taken(PAGE, "") == "Om ferie.\n"


def test_every_other_byte_stays() -> None:
    new = put(PAGE, "uge-29", "### Uge 30\r\n\r\nÅbent.\r\n\r\n\r\n")

    assert new.decode() == PAGE.replace("Uge 29", "Uge 30").replace("Lukket", "Åbent")


@pytest.mark.parametrize("anchor", ["", "hvornår", "uge-29", "hvordan"])
@pytest.mark.parametrize(
    "page",
    [
        PAGE.encode(),
        PAGE.replace("\n", "\r\n").encode(),
        PAGE.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + PAGE.encode(),
        PAGE.rstrip().encode(),
        PAGE.replace("\n", "\r\n", 9).encode(),
        PAGE.encode() + b"\n  \n",
    ],
)
def test_a_text_put_back_as_it_was_changes_nothing(page: bytes, anchor: str) -> None:
    assert put(page, anchor, taken(page, anchor).replace("\n", "\r\n")) == page


def test_mixed_line_endings_stay_on_the_lines_that_stay() -> None:
    page = b"## A\r\nen\nto\r\ntre\n\n## B\r\n"

    assert put(page, "a", "## A\nen\n2\ntre") == b"## A\r\nen\n2\r\ntre\n\n## B\r\n"


def test_a_section_can_be_removed() -> None:
    assert put(PAGE, "uge-29", " \n").decode() == PAGE.replace("### Uge 29\n\nLukket.\n\n", "")


def test_a_text_can_come_before_the_first_heading() -> None:
    assert (
        put("---\ntitle: X\n---\n\n## A\n", "", "Hej\n") == b"---\ntitle: X\n---\n\nHej\n\n## A\n"
    )
    assert put("", "", "Hej") == b"Hej\n"


def test_a_section_without_a_final_newline_stays_without() -> None:
    assert put("## A\n\nx", "a", "## A\n\ny\n") == b"## A\n\ny"


def test_a_heading_that_follows_directly_stays_a_heading() -> None:
    assert put("## A\n- x\n\nB\n---\n", "a", "## A\ny") == b"## A\ny\n\nB\n---\n"
    assert put("## A\n```\nx\n```\nB\n---\n", "a", "## A\ny") == b"## A\ny\n\nB\n---\n"


def test_an_attribute_list_above_a_heading_goes_with_it() -> None:
    page = "A\n\n{: .no_toc }\n## B {#b}\n\nC\n{: .note }\n## D\n"

    assert taken(page, "b") == "{: .no_toc }\n## B {#b}\n\nC\n{: .note }\n"
    assert taken(page, "d") == "## D\n"


@pytest.mark.parametrize(
    "text",
    [
        "```\n## Kode\n```\n",
        "~~~\n## Kode\n",
        "- punkt\n\n  ## I et punkt\n",
        "> ## I et citat\n",
        '<div>\n<h2 id="html">Html</h2>\n\n## Tekst\n</div>\n',
        "    ## Indrykket\n",
        "<!--\n## Skjult\n-->\n",
    ],
)
def test_only_headings_that_stand_alone_begin_sections(text: str) -> None:
    page = f"## A\n\n{text}"

    assert [each.anchor for each in parts(page.encode(), read_sections(page.encode()))] == ["", "a"]
    assert taken(page, "a") == page


def test_an_underlined_heading_begins_a_section() -> None:
    page = "Over\n\nFørste\nlinje\n===\n\nx\n\nAnden\n---\n\ny\n"

    assert taken(page, "anden") == "Anden\n---\n\ny\n"
    assert taken(page, "første-linje") == page.removeprefix("Over\n\n")


def test_sections_of_one_title_are_told_apart() -> None:
    page = "## A\n\n1\n\n## A\n\n2\n\n## B {#a}\n\n3\n"

    assert put(page, "a-2", "## A\n\nto") == page.replace("2", "to").encode()
    assert put(page, "a", "## B {#a}\n\ntre") == page.replace("3", "tre").encode()


def test_refuses_a_section_that_was_removed() -> None:
    with pytest.raises(Conflict, match="uge-31"):
        put(PAGE, "uge-31", "x")


def test_refuses_sections_of_another_version() -> None:
    with pytest.raises(Conflict):
        with_section(f"Mere\n\n{PAGE[30:]}".encode(), read_sections(PAGE.encode()), "hvordan", "x")


def test_refuses_a_file_that_is_not_utf_8() -> None:
    with pytest.raises(Invalid, match="line 3"):
        put(b"## A\n\n\xe6\n", "a", "x")


def test_refuses_letters_that_cannot_be_written() -> None:
    with pytest.raises(Invalid):
        put(PAGE, "hvordan", "## \ud800")


def test_a_page_that_is_not_rendered_is_one_text() -> None:
    page = "> " * 300 + "x\n\n## A\n"

    assert [each.anchor for each in parts(page.encode(), read_sections(page.encode()))] == [""]


def test_a_whole_page_keeps_its_line_endings_and_mark() -> None:
    page = b"\xef\xbb\xbfen\r\nto\ntre\r\n\x0cfire\xe2\x80\xa8fem"

    assert with_text(page, "en\nto\n3\n\x0cfire\u2028fem") == page.replace(b"tre", b"3")


LINES = st.sampled_from(
    [
        "## A",
        "# B",
        "### C",
        "x",
        "",
        "",
        "- y",
        "  ## D",
        "```",
        "> z",
        "{: .k }",
        "===",
        "\t",
        "<div>",
    ]
)
ENDINGS = st.sampled_from(["\n", "\n", "\r\n", "\r"])


@given(st.lists(st.tuples(LINES, ENDINGS), max_size=14), st.booleans(), st.data())
def test_putting_any_section_back_changes_nothing(
    lines: list[tuple[str, str]], ends: bool, data: st.DataObject
) -> None:
    text = "".join(line + ending for line, ending in lines)
    source = (text if ends else text.rstrip("\r\n")).encode()
    sections = read_sections(source)
    part = data.draw(st.sampled_from(parts(source, sections)))

    taken = section_source(source, sections, part.anchor)

    assert with_section(source, sections, part.anchor, taken) == source
