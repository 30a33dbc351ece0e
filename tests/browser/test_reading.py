"""Reading a handbook in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser


def test_follows_links_and_the_tree(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_role("main").get_by_role("link", name="ferie", exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Ferie")
    tree = reader.get_by_role("navigation", name="Sider")
    expect(tree.locator("[aria-current=page]")).to_have_text("Ferie")
    tree.get_by_role("link", name="Regel 2").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Regel 2")
    reader.get_by_role("link", name="Næste Regel 3").click()
    expect(reader).to_have_title("Regel 3 · Prøvehåndbogen")
    reader.get_by_role("navigation", name="Du er her").get_by_role("link", name="Ferie").click()
    expect(reader.get_by_role("heading", name="Sider under »Ferie«")).to_be_visible()


def test_opens_a_branch_without_leaving_the_page(reader: Page) -> None:
    reader.goto("/")
    button = reader.get_by_role("button", name="Sider under Ferie")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.focus()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("link", name="Regel 1")).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    below = reader.locator(f"#{button.get_attribute('aria-controls')}")
    expect(below.get_by_role("link", name="Regel 1")).to_be_visible()
    reader.keyboard.press("Space")
    expect(reader.get_by_role("link", name="Regel 1")).to_be_hidden()
    assert reader.url.endswith("/")


def test_reads_by_keyboard_alone(reader: Page) -> None:
    reader.goto("/docs/ferie")
    reader.keyboard.press("Tab")
    skip = reader.get_by_role("link", name="Gå til teksten")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("navigation", name="Du er her").get_by_role("link")).to_be_focused()
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("main").get_by_role("link", name="Kasserer")).to_be_focused()
    reader.keyboard.press("Tab")
    expect(
        reader.get_by_role("main").get_by_role("link", name="Regel 1", exact=True)
    ).to_be_focused()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Regel 1")


def test_the_look_is_remembered(reader: Page) -> None:
    reader.goto("/")
    button = reader.locator("#s-look")
    expect(button).to_have_accessible_name("Udseende: som på din enhed")
    button.click()
    button.click()
    expect(button).to_have_accessible_name("Udseende: mørkt")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert reader.evaluate(ground) == "rgb(20, 24, 22)"
    reader.goto("/docs/ferie")
    assert reader.evaluate(ground) == "rgb(20, 24, 22)"
    expect(button).to_have_accessible_name("Udseende: mørkt")
    button.click()
    assert reader.evaluate(ground) == "rgb(255, 255, 255)"


def test_copies_code_and_links_to_sections(reader: Page) -> None:
    reader.goto("/docs/alt")
    button = reader.locator(".s-code-copy").first
    button.click()
    expect(button).to_have_text("Kopieret")
    assert reader.evaluate("navigator.clipboard.readText()").startswith("def f(x: int)")
    heading = reader.get_by_role("heading", name="Et underafsnit")
    heading.hover()
    heading.locator("a.s-anchor:not(.s-anchor-gap)").click()
    copied = "navigator.clipboard.readText().then(t => t.endsWith('/docs/alt#et-underafsnit'))"
    reader.wait_for_function(copied)


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_the_contents_follow_the_reader(
    reader: Page, motion: Literal["reduce", "no-preference"]
) -> None:
    reader.emulate_media(reduced_motion=motion)
    reader.goto("/docs/alt")
    contents = reader.get_by_role("navigation", name="På denne side")
    contents.get_by_role("link", name="Et underafsnit").click()
    expect(contents.locator("[aria-current]")).to_have_text("Et underafsnit")
    heading = reader.get_by_role("heading", name="Et underafsnit")
    expect(heading).to_be_in_viewport()
    box = heading.bounding_box()
    assert box
    assert box["y"] > 64, "the heading is behind the header"


def test_changes_the_language_and_comes_back(reader: Page) -> None:
    reader.goto("/docs/ferie")
    reader.get_by_role("link", name="English").click()
    expect(reader.locator("html")).to_have_attribute("lang", "en")
    expect(reader.get_by_role("link", name="Skip to the text")).to_be_attached()
    assert reader.url.endswith("/docs/ferie")
    reader.get_by_role("link", name="Dansk").click()
    expect(reader.locator("html")).to_have_attribute("lang", "da")


def test_a_wide_table_scrolls_by_itself(reader: Page) -> None:
    reader.set_viewport_size(PHONE)
    reader.goto("/docs/alt")
    table = reader.locator(".table-wrapper").first
    assert table.evaluate("each => each.scrollWidth > each.clientWidth")
    expect(table).to_have_attribute("tabindex", "0")


def test_the_phone_has_a_menu(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, base_url=address, has_touch=True)
    watched = Watched(context.new_page())
    page = watched.page
    page.goto("/")
    expect(page.locator(".s-side").get_by_role("link", name="Ferie")).to_be_hidden()
    page.get_by_text("Menu", exact=True).tap()
    page.locator(".s-side").get_by_role("link", name="Ferie").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferie")
    page.goto("/docs/alt")
    page.get_by_role("link", name="Til toppen").first.scroll_into_view_if_needed()
    expect(page.get_by_text("Menu", exact=True)).to_be_in_viewport()
    page.locator(".s-side").get_by_role("link", name="Alle sider").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alle sider")
    assert watched.faults == []
    context.close()


def test_a_short_page_does_not_scroll(reader: Page) -> None:
    reader.goto("/docs/regel-1")
    root = "document.documentElement"
    assert reader.evaluate(f"{root}.scrollHeight <= {root}.clientHeight")


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("chosen", ["", "light", "dark"])
def test_diagrams_are_turned_for_the_dark(
    browser: Browser, address: str, look: Literal["light", "dark"], chosen: str
) -> None:
    context = browser.new_context(base_url=address, color_scheme=look)
    context.add_init_script(f"localStorage.setItem('saadan-theme', '{chosen}')")
    page = context.new_page()
    page.goto("/docs/alt")
    is_dark = (chosen or look) == "dark"
    found = page.evaluate("getComputedStyle(document.querySelector('.diagram img')).filter")
    assert found == ("invert(0.9) hue-rotate(180deg)" if is_dark else "none")
    page.emulate_media(media="print")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.diagram img')).filter") == "none"
    )
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 33, 30)"
    context.close()


def test_a_wide_diagram_scrolls_rather_than_shrinks(reader: Page) -> None:
    reader.set_viewport_size({"width": 320, "height": 640})
    reader.goto("/docs/alt")
    picture = reader.locator("figure.diagram img").first
    natural = int(picture.get_attribute("width") or 0)
    assert natural > 320
    box = picture.bounding_box()
    assert box
    assert box["width"] >= natural * 0.7
    expect(reader.get_by_text("Diagrammet er bredere end skærmen")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/", "/docs/alt", "/docs/ferie", "/-/tree/", "/-/changes", "/nej"]
)
def test_nothing_is_wider_than_a_small_phone(context: BrowserContext, path: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_everything_is_there_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/docs/ferie")
    page.get_by_text("Menu", exact=True).click()
    page.locator(".s-side").get_by_role("link", name="Alt på én side").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alt på én side")
    expect(page.locator("figure.diagram img").first).to_be_visible()
    expect(page.locator("#s-look")).to_be_hidden()
    page.get_by_text("På denne side").click()
    page.get_by_role("link", name="Et underafsnit").click()
    page.wait_for_url("**#et-underafsnit")
    page.set_viewport_size(DESKTOP)
    expect(page.get_by_role("navigation", name="Sider").get_by_role("link").first).to_be_visible()
    context.close()


def test_prints_the_text_alone(reader: Page) -> None:
    reader.goto("/docs/alt")
    reader.emulate_media(media="print")
    for part in (".s-header", ".s-side", ".s-contents", ".s-footer", ".s-code-copy"):
        expect(reader.locator(part).first).to_be_hidden()
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    shown = reader.evaluate(
        "getComputedStyle(document.querySelector('.s-text a[href^=http]'), '::after').content"
    )
    assert "example.org" in shown
    reader.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = reader.locator(".s-printed")
    expect(printed).to_have_text(re.compile(r"^Prøvehåndbogen · http.*/docs/alt · udskrevet \d"))
    expect(printed).to_be_visible()
