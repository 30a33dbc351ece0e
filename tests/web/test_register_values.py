"""What a value may become: a link that leads where it says, a cell that runs nothing."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saadan.web.registers.downloads import harmless
from saadan.web.registers.values import contact_link


@pytest.mark.parametrize(
    ("kind", "value", "href"),
    [
        ("url", "https://www.example.org/a?b=c&d#e", "https://www.example.org/a?b=c&amp;d#e"),
        ("url", "http://example.org/sø", "http://example.org/s%C3%B8"),
        ("email", "anna@example.org", "mailto:anna@example.org"),
        ("phone", "+45 12 34 56 78", "tel:+4512345678"),
    ],
)
def test_an_address_is_a_link(kind: str, value: str, href: str) -> None:
    assert f'href="{href}"' in contact_link(kind, value)


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "//example.org",
        "https://a b",
        'https://a"onclick="x',
        "https:\\\\a",
        "\x01https://a",
        "mailto:a@b",
        "",
    ],
)
def test_what_is_no_web_address_is_no_link(value: str) -> None:
    assert contact_link("url", value) == ""


@pytest.mark.parametrize("value", ["a@b?bcc=c@d", "a@b&x", "a", "a b@c", "a@b>\n", "@", "a@b@c"])
def test_what_is_no_mail_address_is_no_link(value: str) -> None:
    assert contact_link("email", value) == ""


@given(st.sampled_from(["url", "email", "phone", "text"]), st.text())
def test_a_link_never_ends_where_its_value_says(kind: str, value: str) -> None:
    link = contact_link(kind, value)
    assert re.fullmatch(r'(?:<a href="(?:https?:|mailto:|tel:)[^"<>]*">[^<>]*</a>)?', link, re.I)


@given(st.text())
def test_no_cell_begins_as_a_formula(cell: str) -> None:
    written = harmless(cell)
    is_number = re.fullmatch(r"-?\d+([.,]\d+)?", written)
    is_formula = written.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))
    assert is_number or not is_formula
    assert written in (cell, f"'{cell}")


@pytest.mark.parametrize(
    "cell", ["-5", "-12,50", "", "a=b", "'=1", "12", "5 ting", "2026-03-01", "/a", "<b>"]
)
def test_what_runs_nothing_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_row_is_read_as_it_was_written(cells: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerow(map(harmless, cells))
    file.seek(0)
    assert next(csv.reader(file, delimiter=";")) == [harmless(each) for each in cells]
