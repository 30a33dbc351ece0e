"""Two versions of a page are compared section by section."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from saadan.editing.changes import FRONT_MATTER, changed_sections, section_texts

PAGE = "---\ntitle: X\n---\n\nIntro\n\n## A\n\na\n\n### B\n\nb\n\n## C\n\nc\n"


def told(before: str, after: str) -> list[str]:
    words = []
    for each in changed_sections(before.encode(), after.encode()):
        what = "changed" if each.before and each.after else "added" if each.after else "removed"
        if each.before and each.after and each.before.text == each.after.text:
            what = ""
        words.append(f"{each.anchor}: {what}{' moved' if each.is_moved else ''}".rstrip())
    return words


def test_only_sections_with_another_text_have_changed() -> None:
    assert told(PAGE, PAGE) == []
    assert told(PAGE, PAGE.replace("b\n\n##", "bb\n\n##")) == ["b: changed"]
    assert told(PAGE, PAGE.replace("title: X", "title: Y")) == [f"{FRONT_MATTER}: changed"]
    assert told(PAGE, PAGE.replace("Intro", "Start")) == [": changed"]


def test_line_endings_and_blank_lines_are_no_change() -> None:
    assert told(PAGE, PAGE.replace("\n", "\r\n").replace("## C", "\r\n## C").rstrip()) == []


def test_sections_come_and_go() -> None:
    assert told(PAGE, PAGE + "\n## D\n") == ["d: added"]
    assert told(PAGE, PAGE.replace("### B\n\nb\n\n", "")) == ["b: removed"]
    assert told("", "## A\n") == ["a: added"]
    assert told(PAGE, "") == [
        f"{FRONT_MATTER}: removed",
        ": removed",
        *("a: removed", "b: removed"),
        "c: removed",
    ]


def test_as_few_sections_as_possible_have_moved() -> None:
    assert told("# a\n# b\n# c\n# d\n", "# d\n# a\n# b\n# c\n") == ["d:  moved"]


def test_a_namesake_that_goes_changes_no_other() -> None:
    assert told("## A\n\n1\n\n## A\n\n2\n", "## A\n\n2\n") == ["a: removed"]


def test_a_heading_in_code_is_no_section() -> None:
    assert told("## A\n\n```\n## B\n```\n", "## A\n\n```\n## C\n```\n") == ["a: changed"]


def test_a_new_heading_over_the_same_text_is_a_removal_and_an_addition() -> None:
    assert told("## A\n\n1\n", "## B\n\n1\n") == ["b: added", "a: removed"]


@given(*[st.lists(st.sampled_from(["# A", "## B", "x", "", "---", "k: v"]), max_size=9)] * 2)
def test_every_text_is_told_or_has_not_changed(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before).encode(), "\n".join(after).encode()
    changes = changed_sections(old, new)

    untold = sorted(
        each.hash for each in section_texts(new) if each not in [one.after for one in changes]
    )
    kept = sorted(
        each.hash for each in section_texts(old) if each not in [one.before for one in changes]
    )
    assert untold == kept
