"""Looking things up in registers, in a browser: at a desk, on a phone, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser

SCREENS = (
    "/registers/",
    "/registers/products",
    "/registers/products?find=nord",
    "/registers/products?find=intet",
    "/registers/roles",
    "/registers/contacts",
    "/registers/tools",
    "/registers/glossary",
    "/registers/roles/havnefoged",
    "/registers/products/n1",
)


@pytest.mark.parametrize(
    ("look", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light desk", "dark phone"]
)
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, address: str, look: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, base_url=address, color_scheme=look)
    watched = Watched(context.new_page())
    found = []
    for screen in SCREENS:
        watched.page.goto(screen)
        found += [(screen, *each) for each in violations(watched.page)]
        if watched.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((screen, "too wide", []))
    context.close()
    assert not found
    assert watched.faults == []


def test_orders_finds_and_chooses(reader: Page) -> None:
    reader.goto("/registers/products")
    reader.get_by_role("columnheader", name="Årlig leje").get_by_role("link").click()
    reader.get_by_role("columnheader", name="Årlig leje").get_by_role("link").click()
    rows = reader.get_by_role("rowheader")
    expect(rows).to_have_text(["Syd 1", "Nord 2", "Nord 1"])
    head = reader.get_by_role("columnheader", name="Årlig leje")
    expect(head).to_have_attribute("aria-sort", "descending")
    reader.get_by_label("Bro", exact=True).select_option("nord")
    reader.locator("#s-find").press("Enter")
    expect(rows).to_have_text(["Nord 2", "Nord 1"])
    reader.locator("#s-find").fill("nord 1")
    reader.locator("#s-find").press("Enter")
    expect(rows).to_have_text(["Nord 1"])
    reader.get_by_role("rowheader").get_by_role("link").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Nord 1")
    reader.get_by_role("main").get_by_role("link", name="Havnefoged").first.click()
    expect(reader.locator(".s-uses").get_by_role("link", name="Nord 1")).to_be_visible()


def test_works_without_a_script_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, base_url=address, java_script_enabled=False)
    reader = context.new_page()
    reader.goto("/registers/products")
    reader.locator(".s-asking summary").click()
    reader.locator("#s-order").select_option(label="Årlig leje")
    reader.locator(".s-asking button").click()
    rows = reader.locator("tbody [role=rowheader]")
    expect(rows).to_have_text(["Nord 1", "Nord 2", "Syd 1"])
    first = reader.locator("tbody tr").first.locator("td[data-title=Bro]")
    label = first.evaluate("each => getComputedStyle(each, '::before').content")
    assert label == '"Bro"', "each value says what it is"
    context.close()


def test_the_chart_is_pressed_at_a_desk_and_a_list_on_a_phone(
    browser: Browser, reader: Page, address: str
) -> None:
    reader.goto("/registers/roles")
    reader.locator(".s-chart a", has_text="Kasserer").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Kasserer")
    context = browser.new_context(viewport=PHONE, base_url=address)
    phone = context.new_page()
    phone.goto("/registers/roles")
    expect(phone.locator(".s-chart")).to_be_hidden()
    phone.locator(".s-chart-list").get_by_role("link", name="Bropasser").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Bropasser")
    context.close()


def test_downloads_a_file(reader: Page) -> None:
    reader.goto("/registers/products")
    with reader.expect_download() as begun:
        reader.locator('a[href="/registers/products.csv"]').click()
    assert begun.value.suggested_filename == "products.csv"
