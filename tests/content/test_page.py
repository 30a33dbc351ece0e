"""Taking a Markdown file apart."""

from __future__ import annotations

import fnmatch
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from saadan.content import page as page_module
from saadan.content.page import FrontMatter, audience_by_default, read_page
from saadan.content.patterns import leaving_out, matches
from saadan.content.settings import Default


def codes(source: str | bytes) -> list[tuple[int, str]]:
    source = source.encode() if isinstance(source, str) else source
    return [(each.line, each.code) for each in read_page("a.md", source).problems]


def front(text: str) -> FrontMatter:
    return read_page("a.md", f"---\n{text}\n---\n".encode()).front


def test_reads_front_matter_and_knows_where_the_body_begins() -> None:
    page = read_page("a.md", b"---\ntitle: Ferie\nnav_order: 3\n---\n\n# Ferie\n")

    assert page.front.title == "Ferie"
    assert page.front.nav_order == 3
    assert page.body == "\n# Ferie\n"
    assert page.line == 5


def test_takes_the_first_heading_as_title_when_none_is_given() -> None:
    page = read_page("a.md", b"Intro\n\n# Om **os** [her](x.md) {#om}\n")

    assert page.title == "Om os her"
    assert not page.has_front_matter


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Nej", "Nej"),
        ("no", "no"),
        ("1.10", "1.10"),
        ("2025-01-01", "2025-01-01"),
        ("'a: b'", "a: b"),
    ],
)
def test_keeps_a_title_as_it_is_written(written: str, title: str) -> None:
    assert front(f"title: {written}").title == title


@pytest.mark.parametrize(
    ("written", "order"), [("3", 3), ("1.5", 1.5), ("'07'", 7), ("b", "b"), ("nan", "nan")]
)
def test_reads_the_order_as_a_number_when_it_is_one(written: str, order: object) -> None:
    assert front(f"nav_order: {written}").nav_order == order


def test_reads_dates_lists_and_flags() -> None:
    read = front("reviewed: 2026-03-01\nkeywords: [løn, ferie]\nhas_toc: false\nredirect_from: /x")

    assert read.reviewed == date(2026, 3, 1)
    assert read.keywords == ("løn", "ferie")
    assert read.has_toc is False
    assert read.redirect_from == ("/x",)


def test_understands_its_words_in_danish_too() -> None:
    read = front("status: udkast\nkind: rolle\naudience: medlemmer")

    assert (read.status, read.kind, read.audience) == ("draft", "role", "members")


def test_lets_the_page_win_over_defaults_and_later_defaults_over_earlier() -> None:
    defaults = (
        Default("docs/**", (("owner", "chef"), ("status", "draft"))),
        Default("docs/løn/*", (("status", "approved"),)),
    )

    page = read_page("docs/løn/a.md", b"---\nowner: bo\n---\n", defaults)

    assert (page.front.owner, page.front.status) == ("bo", "approved")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("---\ntitel: x\n---\n", [(2, "front-matter-key")]),
        ("---\ntitle: x\nstatus: færdig\n---\n", [(3, "front-matter-value")]),
        ("---\nreviewed: i går\n---\n", [(2, "front-matter-value")]),
        ("---\nreview_every: tit\n---\n", [(2, "front-matter-value")]),
        ("---\ntitle: [\n---\n", [(3, "front-matter-syntax")]),
        ("---\n- a\n---\n", [(2, "front-matter-syntax")]),
        ("---\ntitle: x\n", [(1, "front-matter-open")]),
        ("---\ntitle: &a [*a]\n---\n", [(2, "front-matter-syntax")]),
        ("---\n" + "a: " + "[" * 5000 + "\n---\n", [(1, "front-matter-syntax")]),
        (b"# \xe6\xf8\xe5\n", [(1, "file-encoding")]),
        (b"\xff\xfe#\x00", [(0, "file-encoding")]),
        ("", []),
        ("\ufeff# BOM\r\n", []),
        ("---\n", []),
        ("--- \nikke front matter", []),
    ],
)
def test_names_what_is_wrong_at_its_line(
    source: str | bytes, expected: list[tuple[int, str]]
) -> None:
    found = codes(source)
    if expected and expected[0][1] == "front-matter-syntax":
        assert [code for _, code in found] == ["front-matter-syntax"]
    else:
        assert found == expected


def test_suggests_the_key_that_was_meant() -> None:
    [problem] = read_page("a.md", b"---\nnav_ordre: 1\n---\n").problems

    assert problem.message("da") == "»nav_ordre« er ikke en nøgle i sidens hoved (front matter)."
    assert problem.hint("da") == "Mente du »nav_order«?"


def test_reads_an_audience_it_does_not_understand_as_the_narrowest() -> None:
    assert front("audience: alle").audience == "internal"
    assert front("published: false").audience == "internal"
    assert audience_by_default("a/b.png", (Default("a/**", (("audience", "hvem"),)),)) == "internal"


@pytest.mark.parametrize("value", ["[public]", "{x: y}", "[[public]]"])
def test_survives_lists_where_a_word_should_be(value: str) -> None:
    page = read_page("a.md", f"---\naudience: {value}\nkind: {value}\n---\n".encode())

    assert page.front.audience == "internal"
    assert [each.code for each in page.problems] == ["front-matter-value"] * 2


def test_reads_windows_and_old_mac_line_ends() -> None:
    assert read_page("a.md", b"---\r\ntitle: A\r\n---\r\nx\ry\r\n").body == "x\ny\n"


@given(st.binary(max_size=400))
def test_never_fails_whatever_a_file_holds(source: bytes) -> None:
    page = read_page("a.md", source)

    assert "\r" not in page.body
    assert page.line >= 1


@given(st.text(max_size=300))
def test_never_fails_whatever_front_matter_holds(text: str) -> None:
    read_page("a.md", f"---\n{text}\n---\n# x".encode("utf-8", "replace"))


plain_values = st.text("abcÆøå019 ,./()&+–’-:#'\"[]{}!*%@`>|?~\t", min_size=1, max_size=12)


@given(st.lists(st.tuples(st.sampled_from(["title", "parent", "no"]), plain_values), max_size=4))
def test_reads_plain_lines_as_yaml_does(lines: list[tuple[str, str]]) -> None:
    block = "".join(f"{key}: {value}\n" for key, value in lines)
    quick = page_module._parse("a.md", block, [])

    try:
        read = yaml.load(block, Loader=yaml.CBaseLoader)
    except yaml.YAMLError:
        read = {}
    assert quick == (read if isinstance(read, dict) else {})


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("a.md", "*.md", True),
        ("docs/a.md", "*.md", False),
        ("docs/a.md", "docs/**", True),
        ("docs/x/a.md", "docs/**", True),
        ("docs/x/a.md", "docs/**/a.md", True),
        ("docs/a.md", "docs/**/a.md", True),
        ("docs/a.md", "", True),
        ("a+b.md", "a+b.md", True),
        ("aab.md", "a+b.md", False),
    ],
)
def test_matches_paths_with_patterns(path: str, pattern: str, expected: bool) -> None:
    assert matches(path, pattern) is expected


@pytest.mark.parametrize(
    "value",
    ["[" * 60_000, "[" * 30_000 + "]" * 30_000, "{a: " * 9_000, "\n" + "- " * 20_000 + "x"],
)
def test_refuses_yaml_that_is_deeper_than_people_write(value: str) -> None:
    page = read_page("a.md", f"---\ntitle: {value}\n---\nhej".encode())

    assert [each.code for each in page.problems] == ["front-matter-syntax"]
    assert page.body == "hej"


def test_refuses_yaml_that_grows_when_it_is_read() -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    bomb = "\n".join(["a0: &a0 [x]", *levels, "title: *a8"])

    page = read_page("a.md", f"---\n{bomb}\n---\n".encode())

    assert [each.code for each in page.problems] == ["front-matter-syntax"]


def test_stops_after_twenty_problems() -> None:
    keys = "".join(f"nonsense_{number}: {{}}\n" for number in range(7000))

    assert len(read_page("a.md", f"---\n{keys}---\n".encode()[:60_000]).problems) <= 20


def test_finds_no_title_in_endless_blanks() -> None:
    assert read_page("a.md", b"# " + b" " * 3_000_000 + b"x" * 500).title == "x" * 400


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("a*" * 12 + "b", "a" * 60 + ".md"),
        ("**/" * 14 + "b", "/".join("a" * 22)),
        ("*a" * 12 + "b", "a" * 60),
    ],
)
def test_matches_in_time_whatever_the_pattern(pattern: str, path: str) -> None:
    assert not matches(path, pattern)
    assert not leaving_out([pattern])(path)


names = st.lists(st.sampled_from(["a", "b", "ab", "aab"]), min_size=1, max_size=4).map("/".join)
patterns = st.lists(
    st.sampled_from(["a", "*", "a*", "*b", "a*b", "?", "**"]), min_size=1, max_size=4
).map("/".join)


@given(names, patterns)
def test_matches_as_trying_every_way_would(path: str, pattern: str) -> None:
    def fits(parts: list[str], rest: list[str]) -> bool:
        if not rest:
            return not parts
        if rest[0] == "**":
            return any(fits(parts[taken:], rest[1:]) for taken in range(len(parts) + 1))
        return bool(parts) and fnmatch.fnmatchcase(parts[0], rest[0]) and fits(parts[1:], rest[1:])

    assert matches(path, pattern) is fits(path.split("/"), pattern.split("/"))


def test_leaves_out_names_anywhere_and_what_is_below_a_folder() -> None:
    is_left_out = leaving_out(["udkast/", "*.bak", "docs/gamle"])

    assert is_left_out("a/udkast/b.md")
    assert is_left_out("x.bak")
    assert is_left_out("docs/gamle/a/b.md")
    assert not is_left_out("gamle/a.md")
    assert not is_left_out("docs/gamle.md")


@pytest.mark.parametrize("key", ["audiense", "Audience", "audiences"])
def test_a_misspelt_audience_shows_the_page_to_as_few_as_possible(key: str) -> None:
    page = read_page("a.md", f"---\ntitle: A\n{key}: public\n---\nTekst.\n".encode())

    assert page.front.audience == "internal"
    assert [each.code for each in page.problems] == ["front-matter-key"]
