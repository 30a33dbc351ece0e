"""The types of values: what people write, what is kept, what is shown, how it sorts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saadan.content.fields import (
    SLUG,
    TYPES,
    NotAValueError,
    WrittenField,
    display,
    read_value,
    slugged,
    sort_key,
)

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


def kept(type_: str, text: str) -> str:
    return read_value(WrittenField("x", type_, "X"), text)


@pytest.mark.parametrize(
    ("type_", "texts", "canonical"),
    [
        ("text", ["  to   ord\n her "], "to ord her"),
        ("markdown", ["\n**fed**\n\nny linje\n"], "**fed**\n\nny linje"),
        ("slug", ["os2-forms_1"], "os2-forms_1"),
        ("integer", ["1234", "1.234", "1 234", "1 234", "01234"], "1234"),
        ("integer", ["−5", "-5", "-005"], "-5"),
        ("decimal", ["1.234,5", "1234,50", "1234.5", "1,234.50", "1 234,5"], "1234.5"),
        ("decimal", ["0,125", "0.125"], "0.125"),
        ("decimal", ["-0", "0", "0,00"], "0"),
        ("money", ["1.234,50", "1 234,50 kr.", "kr. 1234,5", "DKK 1234.50"], "1234.50"),
        ("money", ["250", "250,-", "kr. 250", "250 KR", "250,00"], "250.00"),
        ("money", ["1,234,567", "1.234.567"], "1234567.00"),
        ("date", ["2026-01-31", "31.1.2026", "31/01/2026", "31. januar 2026"], "2026-01-31"),
        ("boolean", ["ja", "Yes", "true", "TRUE"], "true"),
        ("boolean", ["nej", "no", "false"], "false"),
        ("url", ["https://os2.eu/a?b=c#d"], "https://os2.eu/a?b=c#d"),
        ("url", ["/docs/ferie"], "/docs/ferie"),
        ("email", ["mailto:post@havn.example", " post@havn.example"], "post@havn.example"),
        ("phone", ["+45 12 34 56 78", "(+45) 12-34-56-78", "0045 12 34 56 78"], "+45 12 34 56 78"),
        ("file", ["assets/a b.pdf", "./assets/a b.pdf", "/assets/a b.pdf"], "assets/a b.pdf"),
        ("roles", ["sekretariatschef"], "sekretariatschef"),
    ],
)
def test_keeps_one_text_for_all_ways_of_writing(
    type_: str, texts: list[str], canonical: str
) -> None:
    assert {kept(type_, text) for text in texts} == {canonical}


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("slug", "To Ord"),
        ("slug", "../x"),
        ("integer", "1,5"),
        ("integer", "1e9"),
        ("integer", "9" * 40),
        ("decimal", "1,2,3"),
        ("decimal", "NaN"),
        ("decimal", "12.34,5"),
        ("money", "1,234"),
        ("money", "EUR 5"),
        ("money", "kr."),
        ("date", "2026-02-30"),
        ("date", "31.12.26"),
        ("date", "i går"),
        ("boolean", "måske"),
        ("url", "javascript:alert(1)"),
        ("url", "data:text/html,x"),
        ("url", "//evil.example"),
        ("url", "https://bank.example@evil.example"),
        ("url", 'https://a.example/"onclick='),
        ("url", "www.example.org"),
        ("email", "post"),
        ("email", "post@havn"),
        ("email", "a@b.example, c@d.example"),
        ("phone", "ring"),
        ("phone", "12"),
        ("file", "../../etc/passwd"),
        ("file", ".git/config"),
        ("file", "a\\b"),
        ("roles", "To Ord"),
    ],
)
def test_refuses_with_an_example_that_would_do(type_: str, text: str) -> None:
    with pytest.raises(NotAValueError) as caught:
        kept(type_, text)

    assert kept(type_, caught.value.example.split(", ")[0])


@pytest.mark.parametrize(
    ("type_", "value", "shown"),
    [
        ("money", "1234567.50", "1,234,567.50"),
        ("money", "1234.00", "1,234"),
        ("money", "-250.00", "-250"),
        ("integer", "2026", "2026"),
        ("integer", "12345", "12,345"),
        ("decimal", "-0.5", "-0.5"),
        ("date", "2026-01-01", "1 January 2026"),
        ("boolean", "true", "Yes"),
        ("boolean", "false", "No"),
        ("phone", "+4512345678", "+45 12 34 56 78"),
        ("phone", "12345678", "12 34 56 78"),
        ("text", "uændret", "uændret"),
        ("roles", "formand", "formand"),
    ],
)
def test_shows_a_value_as_readers_expect_it(type_: str, value: str, shown: str) -> None:
    assert display(type_, value, "en").removeprefix("DKK ") == shown


def test_shows_numbers_the_danish_way() -> None:
    assert "1.234.567,50" in display("money", "1234567.50", "da")
    assert display("decimal", "12345.5", "da") == "12.345,5"


def test_sorts_as_danes_expect() -> None:
    texts = ["bo", "Trin 2", "trin 10", "Zoo", "Ærø", "øl", "Aarhus", "Åse", ""]

    assert sorted(set(texts), key=lambda text: sort_key("text", text)) == texts
    numbers = ["-5", "0.5", "9", "10", ""]
    assert sorted(set(numbers), key=lambda text: sort_key("decimal", text)) == numbers


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_money_survives_every_way_of_writing_it(amount: Decimal) -> None:
    canonical = "0.00" if not amount else f"{amount:.2f}"
    english = f"{amount:,.2f}" if amount else "0.00"
    danish = english.translate(str.maketrans(".,", ",."))

    assert {kept("money", text) for text in (danish, english, f"{danish} kr.", canonical)} == {
        canonical
    }


@given(st.dates())
def test_dates_survive_the_danish_way_of_writing_them(day: date) -> None:
    assert kept("date", f"{day.day}.{day.month}.{day.year:04}") == day.isoformat()


@given(st.sampled_from([*TYPES, "roles"]), st.text(max_size=40))
def test_what_is_kept_is_kept_as_it_is(type_: str, text: str) -> None:
    """A canonical text can be written back; only "1,234" has no other decimal form."""
    try:
        canonical = kept(type_, text)
    except NotAValueError:
        return
    display(type_, canonical, "da") if canonical else None
    sort_key(type_, canonical)
    if type_ != "decimal":
        assert not canonical or kept(type_, canonical) == canonical


@given(st.text(max_size=300))
def test_a_slug_is_safe_or_empty(text: str) -> None:
    slug = slugged(text)

    assert not slug or SLUG.fullmatch(slug)
    assert slugged(slug) == slug
