"""Related words: what the list may say, and what a lexicon makes of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import FrozenInstanceError
from itertools import chain, pairwise, permutations, product
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saadan.search.lexicon import (
    LONGEST_EXPRESSION,
    MOST_RELATED,
    OWN_LIST,
    Lexicon,
    Related,
    base_lexicon,
    read_lexicon,
    read_lines,
    tidy,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.search.lexicon import Line

NOTHING = read_lexicon("")
OWN_TEXT = OWN_LIST.read_text("utf-8")
OWN_LINES = list(read_lines(OWN_TEXT))
OWN_WORDS = {word for line in OWN_LINES for word in (*line.words, *line.same, *line.near)}

EXPRESSION = r"[a-zéæøå0-9:'./-]+(?: [a-zéæøå0-9:'./-]+)*"
LIST_OF = rf"{EXPRESSION}(?:, {EXPRESSION})*"
#: What a plural or a definite form of a derived noun ends in.
INFLECTED = re.compile(r"(?:else|hed|tion|ing)(?:n|en|er|erne)$")
#: What is added to a word that is the same word nonetheless.
ENDINGS = ("n", "en", "et", "ene", "rne", "erne")
#: They stand on every page, so they would relate everything to everything.
TOO_GENERAL = {
    "sag",
    "ting",
    "arbejde",
    "system",
    "måde",
    "information",
    "data",
    "dag",
    "år",
    "del",
}
#: English words that Danes read as something else.
FALSE_FRIENDS = {"time", "tag", "fast", "form", "mit", "intern", "fund", "gift", "art", "slut"}


def related_pairs(line: Line) -> Iterator[tuple[str, str]]:
    """Yield each word that a line mentions and a word that it thereby also finds."""
    also = (*line.same, *line.near)
    yield from product(line.words, also) if also else permutations(line.words, 2)


def is_group(line: Line) -> bool:
    return not (line.same or line.near)


# --- Our own list


def test_our_list_holds_comments_and_lower_case_lines() -> None:
    well_formed = re.compile(rf"(?:#.*|{LIST_OF}(?: = {LIST_OF})?(?: > {LIST_OF})?|)")
    wrong = [line for line in OWN_TEXT.splitlines() if not well_formed.fullmatch(line)]
    assert wrong == []


def test_every_line_of_our_list_relates_something() -> None:
    assert [line for line in OWN_LINES if not any(related_pairs(line))] == []


def test_our_list_is_rich_enough_to_be_worth_having() -> None:
    assert len(OWN_LINES) >= 450


def test_our_list_says_each_relation_once() -> None:
    said = Counter(pair for line in OWN_LINES for pair in related_pairs(line))
    assert [pair for pair, times in said.items() if times > 1] == []


def test_our_list_never_relates_a_word_to_itself() -> None:
    assert [pair for line in OWN_LINES for pair in related_pairs(line) if pair[0] == pair[1]] == []


def test_our_list_names_each_word_on_the_left_of_one_line_only() -> None:
    lefts = Counter(word for line in OWN_LINES if not is_group(line) for word in line.words)
    assert [word for word, times in lefts.items() if times > 1] == []


def test_our_lines_are_short() -> None:
    assert [line for line in OWN_LINES if len((*line.words, *line.same, *line.near)) > 10] == []


def test_our_words_have_few_meanings() -> None:
    groups = Counter(word for line in OWN_LINES if is_group(line) for word in line.words)
    assert [word for word, times in groups.items() if times > 3] == []


def test_nothing_that_our_list_says_is_cut_off() -> None:
    said = {pair for line in OWN_LINES for pair in related_pairs(line)}
    kept = {(a, b) for a, also in base_lexicon().relations.items() for b in chain(*also)}
    assert kept == said


def test_our_words_are_base_forms() -> None:
    assert [word for word in OWN_WORDS if " " not in word and INFLECTED.search(word)] == []
    assert [
        (word, other)
        for line in OWN_LINES
        for word, other in permutations((*line.words, *line.same, *line.near), 2)
        if other in {word + ending for ending in ENDINGS}
    ] == []


def test_our_list_builds_no_bridges_of_words_that_mean_too_much() -> None:
    assert OWN_WORDS.isdisjoint(TOO_GENERAL)
    assert OWN_WORDS.isdisjoint(FALSE_FRIENDS)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("regning", "faktura"),
        ("invoice", "faktura"),
        ("penge tilbage", "refusion"),
        ("bil", "kørsel"),
        ("gf", "generalforsamling"),
        ("minutes", "referat"),
        ("password", "adgangskode"),
        ("pc", "bærbar"),
        ("vacation", "ferie"),
        ("gdpr", "persondata"),
        ("dpa", "databehandleraftale"),
        ("newsletter", "nyhedsbrev"),
        ("room", "mødelokale"),
        ("source code", "kildekode"),
        ("hvordan", "vejledning"),
    ],
)
def test_an_everyday_word_finds_the_word_of_the_office(asked: str, wanted: str) -> None:
    assert wanted in chain(*base_lexicon().related(asked))


def test_our_list_is_read_once() -> None:
    assert base_lexicon() is base_lexicon()


# --- Reading a list


def test_a_group_means_the_same_each_in_the_order_given() -> None:
    lexicon = read_lexicon("faktura, regning, invoice")
    assert lexicon.related("faktura") == Related(("regning", "invoice"), ())
    assert lexicon.related("invoice") == Related(("faktura", "regning"), ())


def test_a_one_way_line_leads_one_way() -> None:
    lexicon = read_lexicon("bil, cykel = køretøj > kørsel, kilometer\ntog > rejse\nvogn = bil")
    assert lexicon.related("bil") == Related(("køretøj",), ("kørsel", "kilometer"))
    assert lexicon.related("cykel") == lexicon.related("bil")
    assert lexicon.related("tog") == Related((), ("rejse",))
    assert lexicon.related("vogn") == Related(("bil",), ())
    assert lexicon.related("kørsel") == Related((), ())


def test_nothing_passes_on_from_line_to_line() -> None:
    lexicon = read_lexicon("post, brev\npost, mail\nbil > post")
    assert lexicon.related("post").same == ("brev", "mail")
    assert lexicon.related("brev").same == ("post",)
    assert lexicon.related("mail").same == ("post",)
    assert lexicon.related("bil").near == ("post",)


def test_what_means_the_same_is_not_only_near() -> None:
    lexicon = read_lexicon("løn > gage, honorar\nløn, gage")
    assert lexicon.related("løn") == Related(("gage",), ("honorar",))


def test_words_are_read_whatever_their_case_spacing_and_composition() -> None:
    lexicon = read_lexicon("  Løn  under\tSYGDOM ,\tSYGELO\u030an\r\n")
    assert lexicon.related("løn under sygdom").same == ("sygelo\u030an",)
    assert read_lexicon("A\u030arshjul, plan").related("årshjul").same == ("plan",)


def test_comments_and_blank_lines_say_nothing() -> None:
    assert list(read_lines("# a, b\n\n  # c, d\n   \n")) == []


def test_lines_carry_their_numbers() -> None:
    assert [line.number for line in read_lines("# først\na, b\n\nc > d")] == [2, 4]


@pytest.mark.parametrize(
    "text",
    [
        *("", "ord", "ord,", ",,,", ">", "ord >", "> ord", "ord, ord", "a > a"),
        *("=", "a = a", "= a >"),
    ],
)
def test_a_line_that_relates_nothing_adds_nothing(text: str) -> None:
    assert read_lexicon(text) == NOTHING


def test_an_expression_that_is_too_long_is_left_out() -> None:
    longest = " ".join(["ord"] * LONGEST_EXPRESSION)
    lexicon = read_lexicon(f"kort, {longest}, {longest} til")
    assert lexicon.related("kort").same == (longest,)


def test_a_lexicon_cannot_be_changed() -> None:
    lexicon = read_lexicon("a, b")
    with pytest.raises(TypeError):
        lexicon.relations["c"] = Related(("d",), ())  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        lexicon.relations = {}  # type: ignore[misc]


# --- A handbook's own words


def test_a_handbook_adds_its_own_words() -> None:
    lexicon = read_lexicon("faktura, regning").with_groups([["PSP", "Projektkonto"]])
    assert lexicon.related("psp").same == ("projektkonto",)
    assert lexicon.related("faktura").same == ("regning",)


def test_a_handbooks_words_come_before_ours() -> None:
    lexicon = read_lexicon("faktura, regning").with_groups([["faktura", "bilag"]])
    assert lexicon.related("faktura").same == ("bilag", "regning")
    assert lexicon.related("regning").same == ("faktura",)


def test_extending_leaves_the_lexicon_it_began_with_alone() -> None:
    before = read_lexicon("faktura, regning")
    before.with_groups([["faktura", "bilag"]])
    assert before.related("faktura").same == ("regning",)


def test_ten_thousand_synonyms_in_a_circle_relate_neighbours_only() -> None:
    words = [f"ord{number}" for number in range(10_000)]
    began = process_time()
    lexicon = NOTHING.with_groups(pairwise([*words, words[0]]))
    assert lexicon.related("ord0").same == ("ord1", "ord9999")
    assert all(len(also.same) == 2 for also in lexicon.relations.values())
    assert process_time() - began < 2


def test_a_group_of_ten_thousand_words_relates_each_to_the_first() -> None:
    words = [f"ord{number}" for number in range(10_000)]
    began = process_time()
    lexicon = base_lexicon().with_groups([words])
    assert lexicon.related("ord9999").same == tuple(words[:MOST_RELATED])
    assert lexicon.related("ord0").same == tuple(words[1 : MOST_RELATED + 1])
    assert process_time() - began < 2


def test_a_word_in_ten_thousand_groups_keeps_the_first() -> None:
    began = process_time()
    lexicon = NOTHING.with_groups(["midte", f"ord{number}"] for number in range(10_000))
    assert lexicon.related("midte").same == tuple(f"ord{number}" for number in range(MOST_RELATED))
    assert lexicon.related("ord9999").same == ("midte",)
    assert process_time() - began < 2


def test_the_same_group_again_and_again_takes_no_room() -> None:
    lexicon = NOTHING.with_groups([*[["a", "b"]] * 100, ["a", "c"]])
    assert lexicon.related("a").same == ("b", "c")


# --- Whatever is written

words = st.text("abcæøå -", min_size=1, max_size=8).filter(str.strip)
small_groups = st.lists(st.lists(words, max_size=3), max_size=5)  # never more than 12 others


@given(st.one_of(st.text(), st.text("ab,=> \n#", max_size=200)))
def test_any_text_is_read_and_what_is_related_is_bounded(text: str) -> None:
    for word, related in read_lexicon(text).relations.items():
        also = (*related.same, *related.near)
        assert 1 <= len(also) <= MOST_RELATED
        assert len({word, *also}) == len(also) + 1
        assert [tidy(each) for each in (word, *also)] == [word, *also]


@given(st.lists(st.lists(st.text("abc"), max_size=40), max_size=40))
def test_any_groups_give_bounded_relations(groups: list[list[str]]) -> None:
    before = read_lexicon("a, aa, ab, b\nc = bb > a, ba")
    for word, related in before.with_groups(groups).relations.items():
        also = (*related.same, *related.near)
        assert 1 <= len(also) <= MOST_RELATED
        assert len({word, *also}) == len(also) + 1


@given(small_groups)
def test_two_words_are_related_exactly_when_they_share_a_group(groups: list[list[str]]) -> None:
    lexicon = NOTHING.with_groups(groups)
    shared = {pair for group in groups for pair in permutations({tidy(w) for w in group}, 2)}
    assert {(a, b) for a, also in lexicon.relations.items() for b in also.same} == shared


@given(small_groups)
def test_groups_mean_the_same_in_a_list_and_in_a_register(groups: list[list[str]]) -> None:
    text = "\n".join(", ".join(group) for group in groups)
    assert read_lexicon(text) == NOTHING.with_groups(groups) == Lexicon({}).with_groups(groups)
