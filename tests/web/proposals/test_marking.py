"""In two renderings, what only one of them has is marked."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from saadan.snapshot.markdown import render
from saadan.web.proposals.marking import marked

WORDS = st.lists(st.sampled_from(["ord", "*ord*", "- x", "| a |", "# H", "", "`k`", "> q"]))


def html(text: str) -> str:
    return render(text, path="a.md", line=1).html


def test_marks_a_changed_item_and_lets_its_neighbours_alone() -> None:
    before, after = marked(html("- en\n- to\n- tre"), html("- en\n- 2\n- tre"))
    assert before.count("data-only") == after.count("data-only") == 1
    assert '<li data-only="before">to</li>' in before
    assert '<li data-only="after">2</li>' in after


def test_marks_a_link_that_leads_elsewhere() -> None:
    _, after = marked(html("[x](https://a.dk)"), html("[x](https://b.dk)"))
    assert '<p data-only="after">' in after


@given(WORDS, WORDS)
def test_changes_nothing_but_the_marks(one: list[str], other: list[str]) -> None:
    before, after = html("\n".join(one)), html("\n".join(other))
    for given_, shown in zip((before, after), marked(before, after), strict=True):
        assert re.sub(r' data-only="(before|after)"', "", shown) == given_


@given(WORDS)
def test_marks_nothing_in_what_is_the_same(lines: list[str]) -> None:
    text = html("\n".join(lines))
    assert marked(text, text) == (text, text)
