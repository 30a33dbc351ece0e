"""The measured questions hold together: every place exists, every kind is asked about."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest
from bench.questions import EVERYDAY, SETS, Kind, Place, Question, read_questions

from saadan.build import build_newest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: How many questions a set has at least: in all, and of each kind.
AT_LEAST: Final[Mapping[str, tuple[int, int]]] = {
    "os2": (200, 10),
    "fjordby": (90, 4),
    "lindeparken": (70, 5),
    "havblik": (130, 8),
    "toemmerhuset": (120, 8),
    "egnsmuseet": (110, 8),
    "aaloekke": (120, 7),
    "skarvlandet": (115, 7),
    "kridtvaeggen": (115, 7),
    "balance": (115, 7),
    "mesterlauget": (115, 7),
    "moellestroem": (115, 7),
    "laerkedal": (115, 7),
    "tangsund": (115, 7),
    "hedelund": (115, 7),
    "medspil": (115, 7),
    **{path.stem: (80, 0) for path in EVERYDAY},
}

MOST_ENTRIES: Final = 1000  # of a register

ALL_SETS: Final[Mapping[Path, Path]] = {**SETS, **EVERYDAY}
EVERY_SET = pytest.mark.parametrize("path", ALL_SETS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What can be pointed at in each set's handbook: files, headings and entries."""
    found = {}
    for path, handbook in ALL_SETS.items():
        snapshot = build_newest(handbook, store=tmp_path_factory.mktemp(path.stem)).snapshot
        known = found[path.stem] = set[str]()
        for entry in snapshot.entries():
            known.add(entry.path)
            known |= {f"{entry.path}#{each.anchor}" for each in snapshot.sections(entry.path)}
        for register in snapshot.registers():
            known.add(register.path)
            entries, _ = snapshot.register_entries(register.name, limit=MOST_ENTRIES)
            known |= {f"{register.path}#{each.key}" for each in entries}
    return found


def written(place: Place) -> str:
    return f"{place.path}#{place.anchor}" if place.anchor else place.path


@EVERY_SET
def test_every_judged_place_exists(path: Path, places: dict[str, set[str]]) -> None:
    judged = {written(place) for each in read_questions(path) for place in each.places}

    assert sorted(judged - places[path.stem]) == []


@EVERY_SET
def test_every_kind_is_asked_about_enough(path: Path) -> None:
    in_all, of_each = AT_LEAST[path.stem]
    kinds = Counter(each.kind for each in read_questions(path))

    assert kinds.total() >= in_all
    assert {kind: kinds[kind] for kind in Kind if kinds[kind] < of_each} == {}


@EVERY_SET
def test_no_question_is_asked_twice(path: Path) -> None:
    asked = Counter(each.text.casefold().strip(" ?") for each in read_questions(path))

    assert [text for text, times in asked.items() if times > 1] == []


@EVERY_SET
def test_no_place_is_judged_twice(path: Path) -> None:
    twice = [
        each.text
        for each in read_questions(path)
        if len({written(place) for place in each.places}) < len(each.places)
    ]

    assert twice == []


@EVERY_SET
def test_only_questions_without_an_answer_lack_places(path: Path) -> None:
    wrong = [
        each.text
        for each in read_questions(path)
        if any(place.grade == 2 for place in each.places) == (each.kind is Kind.NO_ANSWER)
        or (each.kind is Kind.NO_ANSWER and (each.places or each.answer))
    ]

    assert wrong == []


@EVERY_SET
def test_a_part_of_the_answerable_have_a_short_answer(path: Path) -> None:
    answerable = [each for each in read_questions(path) if each.has_answer]
    least = 0.1 if path in EVERYDAY else 0.25  # who asks how wants more than a word

    assert least <= sum(each.answer is not None for each in answerable) / len(answerable) <= 0.75


def asked(answer: str | None = None, *places: Place) -> Question:
    return Question("?", Kind.TABLE, places, answer)


def test_a_place_without_anchor_is_anywhere_in_its_file() -> None:
    question = asked(None, Place("a.md", "", 1), Place("a.md", "løn", 2))

    assert question.grade("a.md", "løn") == 2
    assert question.grade("a.md", "ferie") == 1
    assert question.grade("b.md", "løn") == 0
    assert question.grade_of_page("a.md") == 2


@pytest.mark.parametrize(
    ("answer", "text", "expected"),
    [
        ("sekretariatschef", "Spørg Sekretariatschefen.", True),
        ("én stemme", "Hvert medlem har én\nstemme.", True),
        ("35", "35 krav i alt.", True),
        ("35", "Der er 135 krav.", False),
        ("35", "Det koster 35.000 kr.", False),
        ("35", "Der er 350.", False),
        ("2,94", "2,94 kr.", True),
        ("-00006", "PSP-elementet og derefter -00006 (udgift)", True),
        ("#3A7F3B", "#3a7f3b", True),
        (None, "Noget.", False),
    ],
)
def test_a_direct_answer_must_say_what_was_asked_for(
    answer: str | None, text: str, expected: bool
) -> None:
    assert asked(answer).is_answered_by(text) is expected


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ('kind = "table"', "question 1: 'text'"),
        ('text = "a"\nkind = "guess"', "question 1: 'guess' is not a valid Kind"),
        ('text = "a"\nkind = "table"\nanwser = "b"', "question 1: anwser is not"),
        ("text = ", "Invalid value"),
    ],
)
def test_a_faulty_question_is_named(tmp_path: Path, table: str, mistake: str) -> None:
    (tmp_path / "faulty.toml").write_text(f"[[question]]\n{table}\n", "utf-8")

    with pytest.raises(ValueError, match=mistake):
        read_questions(tmp_path / "faulty.toml")


def test_places_and_fields_are_read(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(
        '[[question]]\ntext = "ean"\nkind = "table"\nanswer = "579"\n'
        'right = ["registers/facts.yaml#ean"]\nhelpful = ["a.md"]\n',
        "utf-8",
    )

    assert read_questions(tmp_path / "one.toml") == (
        Question(
            "ean",
            Kind.TABLE,
            (Place("registers/facts.yaml", "ean", 2), Place("a.md", "", 1)),
            "579",
        ),
    )
