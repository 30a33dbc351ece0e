"""Whatever is typed into the search box gets a plain answer, soon."""

from __future__ import annotations

import itertools
import math
import re
import time
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saadan.handbook import Handbook
from saadan.search.excerpts import as_shown
from saadan.search.finder import MOST_OF_PAGE, Finder
from saadan.search.fitting import fits
from saadan.search.index import index_of
from saadan.search.lexicon import Lexicon, base_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.search.model import Reply, Result
    from saadan.snapshot.snapshot import Snapshot

#: CPU-seconds that any question may take here; the usual one takes a hundredth of it.
AT_MOST: Final = 0.5
#: Characters of a question that are kept, and of an excerpt that are shown, at most.
LONGEST_QUESTION, LONGEST_EXCERPT = 500, 300

FERIE: Final = "docs/ferie.md"
PAGES: Final = {
    "index.md": "# Håndbog\n\nHer står, hvad vi gør.\n",
    FERIE: (
        "# Ferie\n\nFerie aftales med din leder i god tid.\n\n"
        "## Varsel\n\nHovedferien varsles tre måneder før. Restferie varsles en måned før.\n\n"
        "### Sygdom i ferien\n\nMeld dig syg samme dag, så får du dagene igen.\n\n"
        "## Overførsel\n\n| Uge | Overføres |\n| --- | --- |\n| Femte | Ja |\n| Fjerde | Nej |\n"
    ),
    "docs/faktura.md": (
        "# Fakturaer\n\nFakturaer godkendes af den, der har bestilt varen.\n\n"
        "## Kvittering\n\nSend kvitteringen til økonomi sammen med kontonummeret.\n"
    ),
    "docs/årsmøde.md": (
        "# Årsmøde\n\nÅrsmødet holdes i Ærø Kommune. Bestyrelsen indkalder på e-mail.\n"
        "\nHvad er det, vi skal? Det er det, der står her.\n"
    ),
    "docs/mærkeligt.md": (
        "# C++ & <b>HTML</b>\n\nA*B \"citat\" AND OR NOT -minus (parentes) felt:værdi 🏖️\n"
        "\n\u202eVendt om\n"
        f"\n{'lang ' * 5000}\n"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    folder = tmp_path_factory.mktemp("handbook")
    for path, text in PAGES.items():
        place = folder / path
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, "utf-8")
    made = Handbook(folder, store=tmp_path_factory.mktemp("store"))
    made.search(made.snapshot().seen_by("public"), "fakutra ferje")  # what is loaded only once
    return made


@pytest.fixture(scope="module")
def snapshot(handbook: Handbook) -> Snapshot:
    return handbook.snapshot().seen_by("public")


@contextmanager
def soon() -> Iterator[None]:
    started = time.thread_time()
    yield
    assert time.thread_time() - started < AT_MOST


def asked(handbook: Handbook, text: str, *, typing: bool = False, limit: int = 20) -> Reply:
    """Ask a question, and see that what comes is whole."""
    snapshot = handbook.snapshot().seen_by("public")
    with soon():
        reply = handbook.search(snapshot, text, typing=typing, limit=limit)
    assert len(reply.query) <= LONGEST_QUESTION
    assert reply.query.isprintable()
    reply.query.encode()  # so that it can be sent
    assert len(reply.results) <= limit
    assert not (reply.results and reply.nearest)
    assert len(set(reply.results)) == len(reply.results)
    for result in reply.results:
        assert math.isfinite(result.score)
        assert shown(result) in own_text(snapshot, result)
        assert len(shown(result)) <= LONGEST_EXCERPT
    pages = [path for path, _ in itertools.groupby(reply.results, lambda each: each.path)]
    assert len(set(pages)) == len(pages), "the places of one page stand together"
    assert all(sum(each.path == path for each in reply.results) <= MOST_OF_PAGE for path in pages)
    return reply


def shown(result: Result) -> str:
    """Return the author's words in an excerpt, without the marks of what is left out."""
    return "".join(piece.text for piece in result.excerpt).removeprefix("… ").removesuffix(" …")


def own_text(snapshot: Snapshot, result: Result) -> str:
    """Return the text of the section that a result leads to, rows of tables as they are shown."""
    return "\n".join(
        as_shown(line)
        for each in snapshot.sections(result.path)
        if each.anchor == result.anchor or (not result.anchor and each.level <= 1)
        for line in each.text.split("\n")
    )


def paths(reply: Reply) -> list[str]:
    return list(dict.fromkeys(each.path for each in reply.results))


def is_plain_and_empty(reply: Reply) -> bool:
    return not reply.results and reply.answer is None


class TestSize:
    def test_a_megabyte_of_one_word_is_that_word(self, handbook: Handbook) -> None:
        assert paths(asked(handbook, "ferie " * 170_000))[0] == FERIE

    @pytest.mark.parametrize("text", [" " * 1_000_000, "?" * 1_000_000, "\n\t" * 500_000])
    def test_a_megabyte_of_nothing_is_nothing(self, handbook: Handbook, text: str) -> None:
        assert is_plain_and_empty(asked(handbook, text))

    def test_what_follows_a_megabyte_is_not_read(self, handbook: Handbook) -> None:
        assert is_plain_and_empty(asked(handbook, "." * 1_000_000 + " ferie"))

    def test_ten_thousand_words(self, handbook: Handbook) -> None:
        asked(handbook, " ".join(invented(10_000)), typing=True)

    def test_as_many_typos_as_are_read(self, handbook: Handbook) -> None:
        asked(handbook, " ".join(f"fak{word}turaer" for word in invented(40)), typing=True)

    @pytest.mark.parametrize("letters", ["a", "æ", "ferie", "aeoe", "e\u0301", "-", "1", "\u0301"])
    def test_a_word_of_a_hundred_thousand_letters(self, handbook: Handbook, letters: str) -> None:
        asked(handbook, letters * (100_000 // len(letters)), typing=True)

    def test_a_name_of_very_many_pieces(self, handbook: Handbook) -> None:
        asked(handbook, "-".join(invented(10_000)), typing=True)
        asked(handbook, "a1" * 50_000, typing=True)


class TestCharacters:
    @pytest.mark.parametrize(
        "text",
        [
            "\x00ferie\x00",
            "\x1bferie\x07\x7f",
            "\r\nferie\r\n\x0b\x0c\x85",
            "\u2028ferie\u2029",
            "\ufeffferie\ufffe",
            "\ud800ferie\udfff",
            "🏖️ ferie 👩‍👩‍👧",
            "fe\u00adrie",
            "fe\u200brie",
            "\u202eferie\u202c",
            "\u200fferie\u200e",
            "FERIE",
        ],
    )
    def test_that_nobody_sees_do_not_matter(self, handbook: Handbook, text: str) -> None:
        assert paths(asked(handbook, text))[0] == FERIE

    def test_control_characters_divide_words(self, handbook: Handbook) -> None:
        found = asked(handbook, "ferie\x00varsel")

        assert found.results == asked(handbook, "ferie varsel").results

    @pytest.mark.parametrize("text", ["årsmøde", "Ærø Kommune", "hvornår holdes årsmødet?"])
    @pytest.mark.parametrize("form", ["NFD", "NFKD", "NFKC"])
    def test_composed_or_not_is_the_same(
        self, handbook: Handbook, text: str, form: Literal["NFD", "NFKD", "NFKC"]
    ) -> None:
        apart = unicodedata.normalize(form, text)

        assert asked(handbook, apart).results == asked(handbook, text).results
        assert asked(handbook, text).results

    @pytest.mark.parametrize(
        "text",
        ["שלום עולם", "مَرْحَبًا بِكُمْ", "नमस्ते", "你好", "🏖️", "👩‍👩‍👧", "\ud800", "\x00", "z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢"],
    )
    def test_of_other_scripts_find_nothing_here(self, handbook: Handbook, text: str) -> None:
        assert is_plain_and_empty(asked(handbook, text, typing=True))

    def test_thousands_of_marks_on_one_letter(self, handbook: Handbook) -> None:
        asked(handbook, "f" + "\u0301" * 100_000 + "erie")


class TestWords:
    @pytest.mark.parametrize("text", ["hvad er det", "det", "vi skal", "HVAD ER DET?"])
    def test_that_say_nothing_are_still_asked_for(self, handbook: Handbook, text: str) -> None:
        assert asked(handbook, text).results

    @pytest.mark.parametrize(
        "text",
        ["", " ", "?", "?!…", "---", "***", '"', "''", "()", "\\", "/", "%", "_", "§", "&&||"],
    )
    def test_that_are_none_find_nothing(self, handbook: Handbook, text: str) -> None:
        reply = asked(handbook, text, typing=True)

        assert is_plain_and_empty(reply)
        assert reply.nearest == ()

    @pytest.mark.parametrize(
        "text",
        [
            '"ferie"', '"ferie', "ferie*", "*ferie", "-ferie", "+ferie", "(ferie)", "((ferie",
            "ferie)", "^ferie", "~ferie", "[ferie]", "{ferie}", "/ferie/",
            "\\ferie", "ferie\\", "ferie?", "ferie!", "'ferie'", "ferie;--", "ferie%", "<ferie>",
            "&ferie;", "ferie||ferie", "{{ ferie }}", "${ferie}", "ferie:", ":ferie", "ferie,",
        ],
    )  # fmt: skip
    def test_in_signs_of_query_languages_are_found(self, handbook: Handbook, text: str) -> None:
        assert paths(asked(handbook, text))[0] == FERIE

    @pytest.mark.parametrize(
        "text",
        [
            "ferie AND varsel", "ferie OR varsel", "ferie NOT varsel", "NEAR(ferie varsel, 2)",
            "ferie^2", "ferie~1",
            "title:ferie varsel", "body:ferie OR 1=1 varsel", "ferie [a TO z] varsel",
            "ferie -varsel", "ferie IN [varsel]", '"ferie varsel"~3', "title:ferie^2 AND (varsel*)",
        ],
    )  # fmt: skip
    def test_of_query_languages_command_nothing(self, handbook: Handbook, text: str) -> None:
        plain = " ".join(re.findall(r"\w+", text.lower()))

        assert asked(handbook, text).results == asked(handbook, plain).results

    @pytest.mark.parametrize("text", ["AND", "OR", "NOT", "NEAR", "NEAR(", "felt:", "TO", "*:*"])
    def test_of_query_languages_alone_are_answered(self, handbook: Handbook, text: str) -> None:
        asked(handbook, text, typing=True)

    def test_in_markup_are_found_as_they_read(self, handbook: Handbook) -> None:
        assert paths(asked(handbook, "<b>html</b>"))[0] == "docs/mærkeligt.md"
        assert paths(asked(handbook, "c++"))[0] == "docs/mærkeligt.md"

    @pytest.mark.parametrize("text", ["ferie", "\ud800 \x00", "", "fakutra " * 100, "a" * 100_000])
    def test_can_be_explained(self, handbook: Handbook, snapshot: Snapshot, text: str) -> None:
        with soon():
            lines = list(handbook.finder(snapshot).explain(text))

        assert all(line.isprintable() for line in lines)


class TestTexts:
    """What an answer must have is looked for in whatever an author wrote."""

    @pytest.mark.parametrize("text", ["1" + "." * 60_000, "1." * 30_000, "ab " * 20_000 + "\t"])
    @pytest.mark.parametrize(
        "question",
        [
            "hvor længe",
            "hvor mange uger",
            "hvor gammel",
            "hvor mange kg",
            "hvordan",
            "hvem",
            "hvornår",
        ],
    )
    def test_of_any_length_are_read_soon(self, question: str, text: str) -> None:
        with soon():
            fits(question, text)


class TestSynonyms:
    """Ten thousand words, each a synonym of the next, and the last one of the first."""

    RING: Final = 10_000

    def finder(self, snapshot: Snapshot, lexicon: Lexicon) -> Finder:
        return Finder(snapshot, index_of(snapshot), lexicon)

    def test_in_a_circle_lead_to_their_neighbours_only(self, snapshot: Snapshot) -> None:
        ring = ["ferie", *invented(self.RING - 1)]
        lexicon = base_lexicon().with_groups(itertools.pairwise([*ring, ring[0]]))
        finder = self.finder(snapshot, lexicon)

        with soon():
            beside = [finder.search(word) for word in (ring[1], ring[-1])]
            beyond = [finder.search(word) for word in (ring[2], ring[5000], ring[-2])]

        assert all(paths(reply)[0] == FERIE for reply in beside)
        assert all(is_plain_and_empty(reply) for reply in beyond)

    def test_all_of_one_word_are_soon_looked_through(self, snapshot: Snapshot) -> None:
        words = ["ferie", *invented(self.RING)]
        finder = self.finder(snapshot, base_lexicon().with_groups([words]))

        with soon():
            replies = [finder.search(word) for word in (words[0], words[1], words[-1])]

        assert [paths(reply)[0] for reply in replies] == [FERIE] * 3

    def test_of_every_expression_in_a_long_question(self, snapshot: Snapshot) -> None:
        words = invented(16)
        groups = [
            (" ".join(words[start : start + size]), *(f"{word} varsel" for word in words))
            for size in range(1, 6)
            for start in range(len(words) - size + 1)
        ]
        finder = self.finder(snapshot, base_lexicon().with_groups(groups))

        with soon():
            finder.search(" ".join(words), typing=True)


def invented(count: int) -> list[str]:
    """Return so many different words that nobody uses."""
    syllables = ["bup", "dyk", "gøf", "jæt", "kvo", "lup", "myv", "nøj", "pib", "tæf"]
    return [
        "".join(each) for each in itertools.islice(itertools.product(syllables, repeat=4), count)
    ]


#: What people type, with what nobody should.
PIECES: Final = st.one_of(
    st.sampled_from(
        ["ferie", "ferien", "varsle", "faktura", "årsmøde", "aarsmoede", "hvad", "er", "det", "AND",
         '"', "*", "-", "(", ")", ":", "§ 5", "e-mail", "C++", "os2", "1.234,50", "\u202e", "\x00"]
    ),
    st.text(st.characters(), max_size=30),
)  # fmt: skip
QUESTIONS: Final = st.builds(
    lambda pieces, between: between.join(pieces),
    st.lists(PIECES, max_size=20),
    st.sampled_from([" ", "", "-", "\n"]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=QUESTIONS, typing=st.booleans(), limit=st.integers(1, 25))
def test_any_text_is_answered(handbook: Handbook, text: str, typing: bool, limit: int) -> None:
    asked(handbook, text, typing=typing, limit=limit)


@settings(deadline=None, max_examples=50)
@given(
    text=QUESTIONS,
    kinds=st.lists(st.sampled_from(["guide", "entry", "register:facts", "register:", "", "nej"])),
    within=st.sampled_from(["", "index.md", FERIE, "docs", "findes-ikke.md", "../../etc"]),
)
def test_any_narrowing_is_answered(
    handbook: Handbook, text: str, kinds: list[str], within: str
) -> None:
    snapshot = handbook.snapshot().seen_by("public")

    with soon():
        reply = handbook.search(snapshot, text, kinds=kinds, within=within)

    assert all(each.kind in kinds for each in reply.results if kinds)
