"""The figures that a search is judged by say what they claim."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from bench.finding import DEPTH, MEASURES, Card, Hit, Outcome, by_kind, shares
from bench.quality import outcome_of
from bench.questions import Kind, Place, Question
from hypothesis import given
from hypothesis import strategies as st

from saadan.search.model import Answer, Copyable, Reply, Result

PAGE = Hit("docs/ferie.md", "varsel")
OTHER = Hit("docs/sygdom.md", "")
ENTRY = Hit("registers/facts.yaml", "ean")
SISTER = Hit("registers/facts.yaml", "cvr")


def question(
    *places: tuple[Hit, int],
    answer: str | None = None,
    kind: Kind = Kind.KEYWORD,
) -> Question:
    judged = tuple(Place(hit.path, hit.anchor, grade) for hit, grade in places)
    return Question("hvad?", kind, judged, answer)


def outcome(asked: Question, *hits: Hit, says: str | None = None, at: Hit = PAGE) -> Outcome:
    return Outcome(asked, hits, None if says is None else Card(says, (at,)))


ASKED = question((PAGE, 2), (OTHER, 1))
NOT_COVERED = question(kind=Kind.NO_ANSWER)
SHORT = question((ENTRY, 2), answer="5790002750595")


class TestRank:
    def test_counts_from_one(self) -> None:
        assert outcome(ASKED, PAGE).rank == 1
        assert outcome(ASKED, OTHER, PAGE).rank == 2

    def test_is_none_when_nothing_right_is_found(self) -> None:
        assert outcome(ASKED).rank is None
        assert outcome(ASKED, OTHER).rank is None  # which only helps

    def test_a_page_counts_once_however_many_of_its_sections_stand_before(self) -> None:
        found = [Hit(OTHER.path, f"afsnit-{number}") for number in range(3)]

        assert outcome(ASKED, *found, PAGE).rank == 2

    def test_any_section_of_the_right_page_will_do(self) -> None:
        assert outcome(ASKED, Hit(PAGE.path, "noget-andet")).rank == 1

    def test_entries_of_one_register_are_apart(self) -> None:
        assert outcome(SHORT, SISTER, ENTRY).rank == 2

    def test_a_whole_register_may_be_right(self) -> None:
        whole = question((Hit(ENTRY.path, ""), 2))

        assert outcome(whole, SISTER).rank == 1
        assert outcome(whole, Hit(ENTRY.path, "")).rank == 1

    def test_ends_after_ten_pages(self) -> None:
        others = [Hit(f"docs/{number}.md", "") for number in range(DEPTH)]

        assert outcome(ASKED, *others[1:], PAGE).rank == DEPTH
        assert outcome(ASKED, *others, PAGE).rank is None


class TestHeading:
    def test_must_be_the_judged_one(self) -> None:
        assert outcome(ASKED, PAGE).is_heading_in_three
        assert not outcome(ASKED, Hit(PAGE.path, "noget-andet")).is_heading_in_three

    def test_must_be_among_the_first_three_places(self) -> None:
        assert outcome(ASKED, OTHER, OTHER, PAGE).is_heading_in_three
        assert not outcome(ASKED, OTHER, OTHER, OTHER, PAGE).is_heading_in_three

    def test_is_any_where_the_whole_page_was_judged(self) -> None:
        whole = question((Hit(PAGE.path, ""), 2))

        assert outcome(whole, Hit(PAGE.path, "hvad-som-helst")).is_heading_in_three


class TestNdcg:
    def test_is_one_for_the_best_order(self) -> None:
        assert outcome(ASKED, PAGE, OTHER).ndcg == pytest.approx(1)

    def test_is_what_the_formula_says(self) -> None:
        ideal = 3 + 1 / math.log2(3)

        assert outcome(ASKED, OTHER, PAGE).ndcg == pytest.approx((1 + 3 / math.log2(3)) / ideal)
        assert outcome(ASKED, PAGE).ndcg == pytest.approx(3 / ideal)

    def test_is_nought_without_anything_judged(self) -> None:
        assert outcome(ASKED, Hit("docs/andet.md", "")).ndcg == 0
        assert outcome(NOT_COVERED, PAGE).ndcg == 0

    def test_two_right_sections_of_a_page_are_one_place(self) -> None:
        twice = question((PAGE, 2), (Hit(PAGE.path, "saldo"), 2))

        assert outcome(twice, PAGE).ndcg == pytest.approx(1)

    @given(st.lists(st.sampled_from([PAGE, OTHER, ENTRY, SISTER, Hit("docs/x.md", "y")])))
    def test_lies_between_nought_and_one(self, hits: list[Hit]) -> None:
        assert 0 <= outcome(ASKED, *hits).ndcg <= 1 + 1e-9


class TestCard:
    def test_is_right_when_it_says_the_short_answer(self) -> None:
        right = outcome(SHORT, says="EAN-nummer: 5790002750595", at=ENTRY)

        assert right.is_answered
        assert not right.is_wrong_card

    def test_is_wrong_when_it_says_something_else(self) -> None:
        wrong = outcome(SHORT, says="CVR-nummer: 12345678", at=SISTER)

        assert wrong.is_wrong_card
        assert not wrong.is_answered

    def test_is_wrong_where_the_handbook_says_nothing(self) -> None:
        assert outcome(NOT_COVERED, says="Ferie").is_wrong_card

    def test_may_come_from_any_judged_page_when_there_is_no_short_answer(self) -> None:
        assert not outcome(ASKED, says="Varsl i god tid", at=PAGE).is_wrong_card
        assert not outcome(ASKED, says="Se sygdom", at=OTHER).is_wrong_card
        assert outcome(ASKED, says="EAN", at=ENTRY).is_wrong_card

    def test_none_is_never_wrong(self) -> None:
        assert not outcome(SHORT).is_wrong_card


class TestShares:
    def test_are_of_the_questions_that_count(self) -> None:
        found = [
            outcome(ASKED, PAGE, OTHER),
            outcome(ASKED, OTHER, PAGE),
            outcome(SHORT, says="5790002750595", at=ENTRY),
            outcome(question((PAGE, 2), answer="25 dage")),
            outcome(NOT_COVERED),
            outcome(NOT_COVERED, OTHER),
        ]

        named = shares(found)

        assert named["success@1"] == pytest.approx(1 / 4)
        assert named["success@3"] == pytest.approx(2 / 4)
        assert named["right heading in the top three"] == pytest.approx(2 / 4)
        assert named["short answers on the card"] == pytest.approx(1 / 2)
        assert named["wrong cards"] == 0
        assert named["no-answer questions recognised"] == pytest.approx(1 / 2)
        assert named["falsely nothing found"] == pytest.approx(1 / 4)

    def test_a_right_page_beyond_the_third_is_no_success_at_three(self) -> None:
        others = [Hit(f"docs/{number}.md", "") for number in range(3)]

        assert shares([outcome(ASKED, *others, PAGE)])["success@3"] == 0

    def test_of_no_questions_are_none(self) -> None:
        assert set(shares([]).values()) == {None}

    def test_targets_are_those_that_were_promised(self) -> None:
        assert [each.target for each in MEASURES] == [
            *(0.86, 0.95, 0.87, 0.85),
            *(0.70, 0.02, 0.80, 0.02),
            *(None, None, None),
        ]

    def test_what_is_told_to_be_nowhere_counts_by_itself(self) -> None:
        told = Outcome(NOT_COVERED, (OTHER,), is_partial=True)
        others = [Outcome(ASKED, (PAGE,), is_partial=True), outcome(ASKED, PAGE)]
        named = shares([told, outcome(NOT_COVERED), outcome(NOT_COVERED, OTHER), *others])

        assert named["no-answer questions recognised"] == pytest.approx(1 / 3)
        assert named[
            "no-answer questions recognised or told that no place says it all"
        ] == pytest.approx(2 / 3)
        assert named["others told so"] == pytest.approx(1 / 2)


def test_kinds_are_told_apart() -> None:
    found = by_kind([outcome(ASKED), outcome(NOT_COVERED), outcome(ASKED, PAGE)])

    assert {kind: len(each) for kind, each in found.items()} == {"keyword": 2, "no-answer": 1}


class TestReply:
    """What a reply counts as."""

    def result(self, path: str, address: str, anchor: str = "") -> Result:
        return Result(path, address, anchor, "Titel", "", "guide", (), 1.0)

    def answer(self, *choices: Answer) -> Answer:
        return Answer(
            kind="fact",
            title="EAN-nummer",
            text="Skriv det på fakturaen",
            values=(Copyable("Værdi", "5790002750595"),),
            source="Fakta",
            address="/registers/facts/ean",
            path=ENTRY.path,
            owner="",
            reviewed="",
            choices=choices,
        )

    def test_sections_are_known_by_their_anchor_and_entries_by_their_key(self) -> None:
        results = (
            self.result(PAGE.path, "/docs/ferie", "varsel"),
            self.result(ENTRY.path, "/registers/facts/ean"),
            self.result("registers/accounts.csv", "/registers/accounts/b%C3%B8ger"),
            self.result("registers/facts.yaml", "/registers/facts"),
        )

        assert outcome_of(ASKED, Reply("hvad", None, results, ())).hits == (
            PAGE,
            ENTRY,
            Hit("registers/accounts.yaml", "bøger"),
            Hit("registers/facts.yaml", ""),
        )

    def test_the_beginning_of_a_page_stands_below_its_first_heading(self) -> None:
        found = outcome_of(
            ASKED,
            Reply("hvad", None, (self.result(PAGE.path, "/docs/ferie"),), ()),
            {PAGE.path: "ferie"},
        )

        assert found.hits == (Hit(PAGE.path, "ferie"),)

    def test_a_card_says_its_title_its_text_and_its_values(self) -> None:
        found = outcome_of(SHORT, Reply("ean", self.answer(), (), ()))

        assert found.card == Card("EAN-nummer\nSkriv det på fakturaen\n5790002750595", (ENTRY,))
        assert found.is_answered

    def test_a_choice_says_what_each_of_its_answers_does(self) -> None:
        other = replace(self.answer(), text="12 34", values=(), address="/docs/ferie#varsel")
        choice = self.answer(replace(other, path=PAGE.path), self.answer())
        found = outcome_of(SHORT, Reply("ean", choice, (), ()))

        assert found.card is not None
        assert found.card.places == (PAGE, ENTRY)
        assert found.is_answered
        assert not found.is_wrong_card
        alone = outcome_of(SHORT, Reply("ean", self.answer(other, other), (), ()))
        assert alone.is_wrong_card

    def test_of_a_choice_one_place_must_help(self) -> None:
        elsewhere = replace(self.answer(), path="docs/andet.md", address="/docs/andet")
        here = replace(self.answer(), path=PAGE.path, address="/docs/ferie")
        for choices, is_wrong in (((elsewhere, here), False), ((elsewhere,) * 2, True)):
            reply = Reply("ean", self.answer(*choices), (), ())
            assert outcome_of(ASKED, reply).is_wrong_card is is_wrong
