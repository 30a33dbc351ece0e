"""What words tell of a question, however rare they are in the texts."""

from __future__ import annotations

from collections import Counter

import pytest

from saadan.search.common import CIRCUMSTANCES, left_unsaid, tells
from saadan.search.danish import is_danish, is_stop_word

DEGREES = {
    word: degree
    for degree, *words in map(str.split, CIRCUMSTANCES.read_text("utf-8").splitlines())
    if degree != "#"
    for word in words
}


def test_what_everybody_writes_tells_less() -> None:
    assert tells("dag") < tells("problem") < tells("faktura") == tells("makulator") == 1


@pytest.mark.parametrize(
    ("word", "missed"), [("mulig", 0.3), ("aften", 0.5), ("bil", 0.8), ("faktura", 1), ("xyz", 1)]
)
def test_who_asks_and_when_is_hardly_missed_what_it_is_about_is(word: str, missed: float) -> None:
    assert left_unsaid(word) == missed


def test_circumstances_are_danish_words_that_are_asked_for() -> None:
    assert set(DEGREES.values()) == {"0", "1", "2"}
    assert [word for word in DEGREES if not is_danish(word) or is_stop_word(word)] == []


def test_each_circumstance_has_one_degree() -> None:
    text = CIRCUMSTANCES.read_text("utf-8")
    listed = Counter(
        word for line in text.splitlines() if not line.startswith("#") for word in line.split()[1:]
    )
    assert [word for word, times in listed.items() if times > 1] == []
