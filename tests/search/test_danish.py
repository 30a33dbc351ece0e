"""Danish words: places, inflection, compounds, spellings. The cases are in tests/cases/danish."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saadan.search import danish
from saadan.search.danish import Token, analyse, split, tokens, words
from saadan.search.danish_words import WordList, dumped, loaded, word_list

CASES = Path(__file__).parent.parent / "cases" / "danish"
TEXTS = st.text(
    st.characters(codec="utf-8")
    | st.sampled_from("aeiouæøåÆØÅ \n-.@_§'’,019\u00ad\u0301\u030a\u200b\u200f\ufe0f")
)
LISTED = st.sampled_from(sorted(word_list().words))


def cases(name: str) -> list[list[str]]:
    lines = (CASES / name).read_text("utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def words_at(text: str) -> list[tuple[str, str]]:
    return [(word, text[start:end]) for word, start, end in tokens(text)]


class TestTokens:
    def test_stand_where_the_text_has_them(self) -> None:
        assert tokens("Ét møde, to.") == [
            Token("ét", 0, 2),
            Token("møde", 3, 7),
            Token("to", 9, 11),
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("OS2forms", ["os2forms", "os2", "forms"]),
            ("XG-9212045320", ["xg-9212045320", "xg", "9212045320"]),
            ("P-14", ["p-14", "p", "14"]),
            ("§ 5", ["§5", "5"]),
            ("§§\u00a012, stk. 2", ["§12", "12", "stk", "2"]),
            ("PSP-element", ["psp-element", "psp", "element"]),
            ("anna@os2.example", ["anna@os2.example", "anna", "os2", "example"]),
            ("12.500,00 kr.", ["12.500,00", "12", "500", "00", "kr"]),
            ("og/eller", ["og", "eller"]),
            ("ja,nej", ["ja", "nej"]),
            ("**fed** _skrå_ snake_case", ["fed", "skrå", "snake", "case"]),
            ("EU's", ["eu's", "eu", "s"]),
            ("covid19", ["covid19"]),
            ("bestyrelses- og udvalgsmøder", ["bestyrelses", "og", "udvalgsmøder"]),
            ("1\ufe0f\u20e3 \U0001f469\u200d\U0001f4bb møde", ["1", "møde"]),
            ("", []),
            ("?! … ---", []),
        ],
    )
    def test_are_found_whole_and_in_pieces(self, text: str, expected: list[str]) -> None:
        assert [token.word for token in tokens(text)] == expected
        assert words(text) == expected

    def test_of_a_name_lie_inside_it(self) -> None:
        assert words_at("(OS2forms)") == [
            ("os2forms", "OS2forms"),
            ("os2", "OS2"),
            ("forms", "forms"),
        ]

    @pytest.mark.parametrize(
        "text",
        ["mø\u00adde", "m\u200bø\u200dde", "\u200fmøde\u200e", "MØDE", "Møde"],
    )
    def test_are_free_of_what_is_not_seen(self, text: str) -> None:
        assert words(text) == ["møde"]

    def test_keep_their_places_around_what_is_not_seen(self) -> None:
        assert words_at("Et a\u030arshj\u00adul.")[1] == ("årshjul", "a\u030arshj\u00adul")

    def test_are_cut_when_they_are_too_long_to_be_words(self) -> None:
        assert tokens("x" * 1000) == [Token("x" * danish.LONGEST, 0, 1000)]

    @given(TEXTS)
    def test_slice_back_to_the_text(self, text: str) -> None:
        for word, start, end in tokens(text):
            assert 0 <= start < end <= len(text)
            assert word
            if not word.startswith("§"):
                assert danish.fold(text[start:end])[: danish.LONGEST] == word

    @given(TEXTS)
    def test_are_the_same_with_and_without_places(self, text: str) -> None:
        assert words(text) == [token.word for token in tokens(text)]

    @given(TEXTS)
    @example("À\u0abc")  # a mark of another script, which goes before the accent when decomposed
    @example("हिन्दी")
    def test_are_the_same_composed_and_decomposed(self, text: str) -> None:
        composed = unicodedata.normalize("NFC", text)
        assert words(composed) == words(unicodedata.normalize("NFD", text))

    @pytest.mark.parametrize(
        "unit",
        ["a", "a-", "a1", "§", "§1", "a\u0301", "\u0301", "1,", "møde ", "a\u00ad", "_", "@", "a@"],
    )
    def test_cost_what_the_text_costs(self, unit: str) -> None:
        text = unit * (1_000_000 // len(unit))
        before = time.process_time()
        words(text)
        assert time.process_time() - before < 10


class TestInflection:
    @pytest.mark.parametrize(
        ("form", "bases"), [(line[0], line[1:]) for line in cases("inflection.txt")]
    )
    def test_leads_to_the_base(self, form: str, bases: list[str]) -> None:
        assert set(analyse(form).base) & set(bases)

    @pytest.mark.parametrize(("one", "other"), cases("apart.txt"))
    def test_keeps_words_apart(self, one: str, other: str) -> None:
        assert not set(analyse(one).base) & set(analyse(other).base)

    @given(LISTED)
    def test_leaves_a_listed_word_as_one_of_its_bases(self, word: str) -> None:
        assert word in analyse(word).base or word in word_list().irregular

    @pytest.mark.parametrize(
        "forms",
        [
            ["meeting", "meetings"],
            ["invoice", "invoices"],
            ["approve", "approves", "approved"],
            ["zulipkanal", "zulipkanalen", "zulipkanaler", "zulipkanalerne", "zulipkanalens"],
            ["kubernetesklynge", "kubernetesklyngen", "kubernetesklyngerne"],
            ["e-mail", "e-mails", "e-mailen"],
            ["PSP-element", "PSP-elementer", "PSP-elementets"],
            ["pdf", "pdf'en", "PDF’er"],
            ["EU", "EU's"],
        ],
    )
    def test_of_words_that_no_list_has_is_undone_alike(self, forms: list[str]) -> None:
        assert len({analyse(form).base[0] for form in forms}) == 1

    @pytest.mark.parametrize(
        "word", ["os2forms", "xg-9212045320", "9212045320", "kombit", "github"]
    )
    def test_is_not_seen_in_names_and_numbers(self, word: str) -> None:
        assert analyse(word).base == (word,)


class TestCompounds:
    @pytest.mark.parametrize(
        ("compound", "parts"), [(line[0], line[1:]) for line in cases("compounds.txt") if line[1:]]
    )
    def test_are_found_by_their_parts(self, compound: str, parts: list[str]) -> None:
        assert set(parts) <= set(split(compound))

    @pytest.mark.parametrize("word", [line[0] for line in cases("compounds.txt") if not line[1:]])
    def test_are_not_seen_where_there_are_none(self, word: str) -> None:
        assert split(word) == ()

    def test_name_the_compounds_inside_them_too(self) -> None:
        assert split("arbejdsmiljøorganisation")[:2] == ("arbejdsmiljø", "arbejde")

    def test_are_inflected_at_the_end(self) -> None:
        assert analyse("bestyrelsesmødernes").base == ("bestyrelsesmøde",)

    def test_of_unknown_words_are_split_by_those_who_know_them(self) -> None:
        assert split("zulipkanalen") == ()
        assert split("zulipkanalen", {"zulip"}) == ("zulip", "kanal")
        assert split("projektkombit", {"kombit"}) == ("projekt", "kombit")

    def test_have_kin(self) -> None:
        assert analyse("fakturagodkendelse").kin == ("godkende",)
        assert analyse("betaling").kin == ("betale",)
        assert analyse("sletning").kin == ("slette",)  # whose consonant is doubled
        assert analyse("bygning").kin == ()  # is not what is built any more
        assert analyse("dokumentation").kin == ("dokumentere",)

    @pytest.mark.parametrize(
        "word", ["a" * 64, "barn" * 16, "årsårsårsårsårsårsårsårsårsårs", "sess" * 12]
    )
    def test_take_no_time_however_they_are_made(self, word: str) -> None:
        before = time.process_time()
        split(word)
        assert time.process_time() - before < 0.1


class TestSpelling:
    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("moede", "møde"),
            ("mode", "møde"),
            ("moder", "møder"),
            ("aarshjul", "årshjul"),
            ("arshjul", "årshjulet"),
            ("bestyrelsesmoede", "bestyrelsesmøderne"),
            ("loen", "lønnen"),
            ("email", "e-mails"),
            ("P14", "P-14"),
            ("ide", "idéer"),
        ],
    )
    def test_without_danish_letters_meets_the_word(self, typed: str, written: str) -> None:
        asked, found = analyse(typed), analyse(written)
        assert {asked.exact, *asked.base} & {found.exact, *found.base, *found.plain}

    def test_with_two_letters_for_one_is_understood_when_nothing_else_is_a_word(self) -> None:
        assert analyse("moedeindkaldelse").parts == ("møde", "indkaldelse")
        assert analyse("poesi").base == ("poesi",)

    @given(TEXTS)
    def test_is_analysed_whatever_it_is(self, word: str) -> None:
        found = analyse(word)
        assert found.exact == danish.fold(word)[: danish.LONGEST]
        assert found.base
        assert found == analyse(word.upper().casefold()) or word != word.casefold()

    @given(TEXTS)
    def test_is_the_same_composed_and_decomposed(self, word: str) -> None:
        composed = unicodedata.normalize("NFC", word)
        assert analyse(composed) == analyse(unicodedata.normalize("NFD", word))


class TestStopWords:
    def test_are_left_out_of_a_question(self) -> None:
        question = words("Hvordan kan jeg godkende en faktura?")
        assert danish.without_stop_words(question) == ("godkende", "faktura")

    def test_are_kept_when_there_is_nothing_else(self) -> None:
        assert danish.without_stop_words(["hvem", "er", "der"]) == ("hvem", "er", "der")
        assert danish.without_stop_words([]) == ()

    @pytest.mark.parametrize("word", ["Hvem", "HVORNÅR", "hvorna\u030ar", "the"])
    def test_are_known_however_they_are_written(self, word: str) -> None:
        assert danish.is_stop_word(word)

    @pytest.mark.parametrize("word", ["faktura", "hav", "it", "os2", ""])
    def test_are_no_words_that_are_asked_for(self, word: str) -> None:
        assert danish.is_stop_word(word) == (word == "it")


@pytest.mark.parametrize(
    ("word", "typos"),
    [
        ("løn", 0),
        ("møde", 0),
        ("aftale", 1),
        ("bevilling", 2),
        ("9212045320", 0),
        ("os2forms", 0),
        ("", 0),
    ],
)
def test_typos_are_forgiven_by_length(word: str, typos: int) -> None:
    assert danish.typos_allowed(word) == typos


def test_a_list_that_is_written_is_read_again() -> None:
    small = WordList(
        {"møde": 1 << 10 | 33, "hav": 5},
        [[("", "et")], [("", "r"), ("e", "")]],
        {"børn": ("barn",)},
    )
    again = loaded(dumped(small))
    assert [again.bases(word) for word in ("møder", "havet", "børn")] == [
        ("møde",),
        ("hav",),
        ("barn",),
    ]
    assert dumped(again) == dumped(small)


def test_the_list_that_is_shipped_is_small() -> None:
    folder = Path(danish.__file__).parent / "words"
    assert (folder / "LICENSE.MPL-1.1").is_file()
    assert (folder / "danish.txt.zz").stat().st_size < 400_000
