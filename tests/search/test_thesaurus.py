"""What Danish words mean about the same as."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import pytest
from tools.danish_thesaurus import LONGEST_LIST, MOST_NARROWER, derived

from saadan.search.danish_words import word_list
from saadan.search.finder import Finder
from saadan.search.thesaurus import LIST, Meanings, meanings
from tests.handbooks import snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = Meanings((), (), ())


def all_meanings() -> dict[str, Meanings]:
    """What every listed word means about the same as."""
    lines = zlib.decompress(LIST.read_bytes()).decode().split("\n")
    return {word: meanings(word) for word in (line.partition("|")[0] for line in lines)}


def test_knows_what_a_word_means() -> None:
    assert "udbedre" in meanings("reparere").same
    assert "benzin" in meanings("brændstof").narrower
    assert "brændstof" in meanings("benzin").wider


@pytest.mark.parametrize("word", ["", "xqzv", "reparere|x", "Benzin", "ben zin", "\n"])
def test_says_nothing_of_other_words(word: str) -> None:
    assert meanings(word) == NOTHING


def test_lists_only_words_that_are_known() -> None:
    listed = all_meanings()
    unknown = {
        word
        for word, of_word in listed.items()
        for each in (word, *of_word.same, *of_word.narrower, *of_word.wider)
        if not word_list().is_form(each)
    }

    assert unknown == set()
    assert len(listed) > 20_000


def test_tells_both_ways_what_is_a_kind_of_what() -> None:
    listed = all_meanings()
    one_way = [
        (word, other)
        for word, of_word in listed.items()
        for other in of_word.narrower
        if word not in listed[other].wider
    ]

    assert one_way == []


def test_the_list_that_is_shipped_is_small() -> None:
    assert LIST.stat().st_size < 550_000


# How it is derived


def test_keeps_what_words_share_and_what_is_a_kind_of_them() -> None:
    lines = ["bil|2", "|automobil|vogn", "|jeep (underbegreb)", "vogn|1", "|bil|øse (daglig tale)"]

    assert derived(lines).split("\n") == ["bil|vogn|jeep|", "jeep|||bil", "vogn|bil||"]


@pytest.mark.parametrize(
    "member",
    [
        "varebil (underbegreb)",
        "bilvask",
        "Volvo",
        "os2",
        "køre bil",
        "dyt (daglig tale)",
        "xqzv",
        "",
    ],
)
def test_leaves_out_what_says_nothing_more(member: str) -> None:
    assert derived(["bil|1", f"|{member}"]) == ""


def test_leaves_out_lists_of_whatever_has_to_do_with_a_word() -> None:
    words = [word for word in all_meanings() if "bil" not in word][: MOST_NARROWER + 1]
    same = "|".join(words[: LONGEST_LIST + 1])
    narrower = "|".join(f"{word} (underbegreb)" for word in words)

    assert derived(["bil|2", f"|{same}", f"|{narrower}"]) == ""


# What it is for


def test_a_question_finds_a_kind_of_what_it_asks_for(tmp_path: Path) -> None:
    files = {
        "index.md": "---\ntitle: Forside\n---\n# Forside\n\nVelkommen.\n",
        "jolle.md": "---\ntitle: Joller\n---\n# Joller\n\n## Benzin\n\nFyld jollen på kajen.\n",
        "kano.md": "---\ntitle: Joller på land\n---\n# Joller på land\n\nDe står i skuret.\n",
    }
    finder = Finder.of(snapshot_of(tmp_path, files).seen_by("public"))

    assert finder.search("brændstof til jollen").results[0].anchor == "benzin"
