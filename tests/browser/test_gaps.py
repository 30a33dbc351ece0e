"""Somebody without an account says what is missing, from a phone and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE, Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def faults(page: Page) -> list[str]:
    """Return what axe finds, and whether the screen must be pulled sideways."""
    found = [rule for rule, _ in violations(page)]
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*found, *(["too wide"] if is_wide else [])]


def test_a_gap_is_reported_from_a_phone_and_followed(browser: Browser, address: str) -> None:
    context = browser.new_context(
        viewport=PHONE, base_url=address, color_scheme="dark", reduced_motion="reduce"
    )
    watched = Watched(context.new_page())
    page = watched.page
    page.goto("/docs/ferie")
    page.locator("#s-ask").click()
    page.wait_for_url(re.compile("/-/gaps/new"))
    assert faults(page) == []
    page.locator("#s-gap-text").fill("Der står ikke, hvem der skal godkende ferien")
    page.wait_for_timeout(2100)  # nobody writes it sooner
    page.get_by_role("button", name="Send").click()

    page.wait_for_url(re.compile(r"/-/receipt/[\w-]{43}$"))
    assert faults(page) == []
    page.locator("#s-gap-word").fill("Og heller ikke hvornår")
    page.get_by_role("button", name="Tilføj").click()
    expect(page.get_by_text("Og heller ikke hvornår")).to_be_visible()

    page.goto("/-/gaps/")
    assert faults(page) == []
    assert not page.get_by_text("hvem der skal godkende").count()
    assert watched.faults == []
    context.close()


def test_a_section_is_asked_about_with_a_pointer(reader: Page) -> None:
    reader.goto("/docs/alt")
    heading = reader.locator("article h2[id]").first
    anchor = heading.get_attribute("id")
    heading.hover()

    heading.locator(".s-anchor-gap").click()

    reader.wait_for_url(re.compile("/-/gaps/new"))
    expect(reader.locator("#s-gap-section")).to_have_value(anchor or "an id")


def test_one_click_says_that_a_page_helped(reader: Page) -> None:
    reader.goto("/docs/ferie")

    reader.locator("[data-said=yes]").click()

    reader.get_by_text("Tak for svaret").first.wait_for()
    assert reader.url.endswith("/docs/ferie")


def test_without_scripts_a_no_asks_what_was_missing(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/docs/ferie")
    page.locator("[data-said=no]").click()
    page.get_by_role("button", name="Nej").click()

    expect(page.get_by_role("heading", name="Hvad manglede?")).to_be_visible()
    context.close()
