"""Searches that found nothing are counted, and tell of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saadan.errors import Unavailable
from saadan.missed import FILE, LONGEST, count, missed

if TYPE_CHECKING:
    from pathlib import Path


def test_counts_each_question_by_audience(tmp_path: Path) -> None:
    for audience in ("public", "public", "internal"):
        count(tmp_path, "Barselsorlov", audience)
    count(tmp_path, "elbil", "public")

    found = [(each.question, each.audience, each.times) for each in missed(tmp_path)]

    assert found == [
        ("barselsorlov", "public", 2),
        ("barselsorlov", "internal", 1),
        ("elbil", "public", 1),
    ]


@pytest.mark.parametrize(
    "question",
    ["carla@example.org", "cpr 010203-1234", "ring til 12 34 56 78", "", "a" * (LONGEST + 1)],
)
def test_keeps_nothing_that_may_tell_of_a_person(tmp_path: Path, question: str) -> None:
    count(tmp_path, question, "public")

    assert missed(tmp_path) == []


def test_remembers_only_so_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saadan.missed.MOST", 2)

    for question in ("a", "b", "c", "a"):
        count(tmp_path, question, "public")

    assert [(each.question, each.times) for each in missed(tmp_path)] == [("a", 2), ("b", 1)]


def test_says_what_is_wrong_with_its_file(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not a database " * 100)

    with pytest.raises(Unavailable, match="missed"):
        count(tmp_path, "a", "public")
