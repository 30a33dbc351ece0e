"""Searching in a browser. The replies are made beforehand, in `tests/canned.py`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Watched, _ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SCREENS = ("", "?q=ferie", "?q=ean", "?q=os2", "?q=feriee", "?q=ferie&kind=role")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose searches are answered from `tests/canned.py`."""
    place = tmp_path_factory.mktemp("searching")
    shutil.copytree(Path(__file__).parent / "handbook", place / "haandbog")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    environment = {
        **os.environ,
        "SAADAN_HANDBOOK": str(place / "haandbog"),
        "SAADAN_STORE": str(place / "store"),
    }
    command.append("tests.browser.canned:application")
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        yield _ready(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A reader at a desk, who reads the interface in English."""
    context = browser.new_context(viewport=DESKTOP, base_url=address, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    read_english(context, address)
    yield context
    context.close()


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A reader on a phone."""
    context = browser.new_context(viewport=PHONE, base_url=address, has_touch=True)
    read_english(context, address)
    watched = Watched(context.new_page())
    yield watched.page
    assert watched.faults == []
    context.close()


def read_english(context: BrowserContext, address: str) -> None:
    context.add_cookies([{"name": "saadan_language", "value": "en", "url": address}])


def options(page: Page) -> list[str]:
    """Return what is offered below the box, when it answers what stands in the box."""
    asked = page.locator("#s-search-input").input_value()
    expect(page.locator("#s-search-panel")).to_have_attribute("data-of", asked)
    expect(page.get_by_role("option").first).to_be_visible()
    return [each.strip() for each in page.locator("#s-options .s-option-title").all_inner_texts()]


@pytest.mark.parametrize("key", ["/", "Shift+7", "Control+k", "Meta+k"])
def test_opens_with_a_key_from_anywhere(reader: Page, key: str) -> None:
    reader.goto("/docs/ferie")
    if key == "Shift+7":  # where "/" is on Danish keyboards
        reader.evaluate(
            "document.body.dispatchEvent(new KeyboardEvent('keydown',"
            " {key: '/', shiftKey: true, bubbles: true, cancelable: true}))"
        )
    else:
        reader.keyboard.press(key)
    combobox = reader.get_by_role("combobox", name="Search the handbook")
    expect(combobox).to_be_focused()
    expect(combobox).to_have_value("")
    expect(combobox).to_have_attribute("aria-expanded", "false")


def test_the_keys_are_left_alone_in_fields(reader: Page) -> None:
    reader.goto("/docs/ferie")
    reader.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    field = reader.locator("textarea")
    field.focus()
    reader.keyboard.press("a")
    reader.keyboard.press("/")
    reader.keyboard.press("Control+k")
    expect(field).to_be_focused()
    expect(field).to_have_value("a/")


def test_finds_and_follows_by_keyboard_alone(reader: Page) -> None:
    reader.goto("/docs/regel-1")
    reader.keyboard.press("/")
    reader.keyboard.type("fer")
    assert options(reader) == [
        "Ferie",
        "Ferie › Regler › Sådan søger du",
        "Ferie › Resterende feriedage",
    ]
    combobox = reader.get_by_role("combobox")
    expect(combobox).to_have_attribute("aria-expanded", "true")
    expect(reader.locator("#s-heard")).to_have_text("3 results")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("ArrowDown")
    chosen = reader.locator("[aria-selected=true]")
    expect(chosen).to_contain_text("Sådan søger du")
    expect(combobox).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "-")
    expect(combobox).to_be_focused()
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/docs/ferie#regler")


def test_the_arrows_go_round_by_way_of_the_box(reader: Page) -> None:
    reader.goto("/docs/regel-1")
    reader.keyboard.press("/")
    reader.keyboard.type("fer")
    assert len(options(reader)) == 3
    chosen = reader.locator("[aria-selected=true]")
    reader.keyboard.press("ArrowUp")
    expect(chosen).to_have_text("See all results")
    reader.keyboard.press("ArrowDown")
    expect(chosen).to_have_count(0)
    expect(reader.get_by_role("combobox")).not_to_have_attribute("aria-activedescendant", "x")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/-/search?q=fer")


def test_escape_closes_and_goes_back_to_where_the_reader_was(reader: Page) -> None:
    reader.goto("/docs/ferie")
    link = reader.get_by_role("main").get_by_role("link", name="Regel 1", exact=True)
    link.focus()
    reader.keyboard.press("Control+k")
    reader.keyboard.type("ferie")
    assert options(reader)
    reader.keyboard.press("Escape")
    expect(reader.locator("#s-search-panel")).to_be_hidden()
    expect(reader.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    expect(link).to_be_focused()


def test_leaving_the_box_closes_what_is_below_it(reader: Page) -> None:
    reader.goto("/docs/ferie")
    reader.get_by_role("combobox").fill("ferie")
    assert options(reader)
    reader.get_by_role("contentinfo").click()
    expect(reader.locator("#s-search-panel")).to_be_hidden()
    reader.get_by_role("combobox").click()
    expect(reader.locator("#s-search-panel")).to_be_visible()


def test_nothing_moves_while_typing(reader: Page) -> None:
    reader.goto("/docs/ferie")
    heading = reader.get_by_role("heading", level=1)
    before = heading.bounding_box()
    reader.keyboard.press("/")
    reader.keyboard.type("ferie")
    assert options(reader)
    assert heading.bounding_box() == before


def test_an_older_answer_never_takes_the_place_of_a_newer(reader: Page) -> None:
    reader.goto("/docs/regel-1")
    waiting: list[Route] = []
    reader.route("**/-/search/typing?q=fer", lambda route: waiting.append(route))
    combobox = reader.get_by_role("combobox")
    combobox.fill("fer")
    reader.wait_for_timeout(200)
    assert len(waiting) == 1
    combobox.fill("ean")
    expect(reader.locator(".s-option-answer")).to_contain_text("5790000000000")
    waiting[0].continue_()
    reader.wait_for_timeout(200)
    expect(reader.locator(".s-option-answer")).to_be_visible()


def test_quick_typing_asks_once(reader: Page) -> None:
    reader.goto("/docs/regel-1")
    asked: list[str] = []
    reader.on("request", lambda each: asked.append(each.url) if "typing" in each.url else None)
    reader.locator("#s-search-input").evaluate(
        "(box) => { for (const text of ['f', 'fe', 'fer']) {"
        " box.value = text; box.dispatchEvent(new Event('input')); } }"
    )
    assert len(options(reader)) == 3
    assert [each.partition("?")[2] for each in asked] == ["q=fer"]


def test_the_answer_comes_first_while_typing(reader: Page) -> None:
    reader.goto("/docs/ferie")
    reader.keyboard.press("/")
    reader.keyboard.type("ean")
    assert options(reader)[0] == "OS2’s betalingsoplysninger"
    expect(reader.locator("#s-heard")).to_contain_text("Fact: Send regninger")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/docs/alt#a")


def test_nothing_found_offers_the_nearest_titles(reader: Page) -> None:
    reader.goto("/docs/ferie")
    reader.keyboard.press("/")
    reader.keyboard.type("feriee")
    expect(reader.get_by_text("No results for “feriee”")).to_be_visible()
    assert options(reader) == ["Ferie", "Regel 1"]
    reader.get_by_role("option", name="See what you can do").click()
    expect(reader.get_by_role("heading", level=2).first).to_have_text("No results for “feriee”")


def test_copies_a_fact_from_the_answer(reader: Page) -> None:
    reader.goto("/-/search?q=ean")
    reader.get_by_role("button", name="Copy EAN-nummer").click()
    expect(reader.locator(".s-copy").first).to_have_text("Copied")
    assert reader.evaluate("navigator.clipboard.readText()") == "5790000000000"


def test_recent_searches_are_remembered_here_until_forgotten(reader: Page) -> None:
    reader.goto("/docs/ferie")
    for search in ("ean", "Ferie", "ferie"):
        reader.get_by_role("combobox").fill(search)
        reader.keyboard.press("Enter")
        reader.wait_for_url(f"**/-/search?q={search}")
    reader.goto("/docs/ferie")
    reader.keyboard.press("/")
    recent = reader.get_by_role("listbox", name="Recent searches")
    expect(recent.get_by_role("option")).to_have_text(["ferie", "ean"])
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/-/search?q=ferie")
    reader.goto("/-/search")
    section = reader.get_by_role("region", name="Recent searches")
    expect(section.get_by_role("link")).to_have_text(["ferie", "ean"])
    section.get_by_role("button", name="Forget searches").click()
    expect(section).to_be_hidden()
    reader.goto("/docs/ferie")
    reader.keyboard.press("/")
    expect(reader.locator("#s-search-panel")).to_be_hidden()


def test_what_is_remembered_is_only_ever_text(reader: Page) -> None:
    reader.goto("/docs/ferie")
    for kept in ("['<img src=x onerror=alert(1)>', 7, null]", "'nonsense'", "{a: 1}"):
        reader.evaluate(f"localStorage.setItem('saadan-searches', JSON.stringify({kept}))")
        reader.goto("/-/search")
        assert reader.locator("#s-recent img").count() == 0
    reader.evaluate("localStorage.setItem('saadan-searches', '{')")
    reader.goto("/-/search")
    expect(reader.get_by_text("What you can ask")).to_be_visible()


def test_filters_stay_when_the_question_changes(reader: Page) -> None:
    reader.goto("/-/search?q=ferie")
    narrow = reader.get_by_role("navigation", name="Narrow the search")
    narrow.get_by_role("link", name="Procedures").click()
    expect(narrow.get_by_role("link", name="Procedures")).to_have_attribute("aria-current", "true")
    reader.get_by_role("combobox").fill("ean")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/-/search?q=ean&kind=procedure")


def test_the_phone_has_the_whole_screen_for_it(phone: Page) -> None:
    phone.goto("/docs/alt")
    phone.get_by_text("To the top").scroll_into_view_if_needed()
    opener = phone.get_by_role("link", name="Search")
    opener.tap()
    combobox = phone.get_by_role("combobox")
    expect(combobox).to_be_focused()
    expect(phone.get_by_text("Type a word or a whole question.")).to_be_visible()
    form = phone.locator("#s-search").bounding_box()
    assert form == {"x": 0, "y": 0, "width": PHONE["width"], "height": PHONE["height"]}
    expect(phone.locator("main")).to_have_js_property("inert", False)
    expect(phone.locator(".s-page")).to_have_js_property("inert", True)
    phone.keyboard.type("ferie")
    assert options(phone)[0] == "Ferie"
    phone.get_by_role("button", name="Close").tap()
    expect(combobox).to_be_hidden()
    expect(phone.locator(".s-page")).to_have_js_property("inert", False)
    opener.tap()
    phone.get_by_role("option", name="Resterende").tap()
    phone.wait_for_url("**/docs/ferie#rester")


def test_the_whole_screen_is_given_back_on_the_same_page(phone: Page) -> None:
    phone.goto("/docs/ferie")
    phone.get_by_role("link", name="Search").tap()
    phone.keyboard.type("ferie")
    phone.get_by_role("option", name="Regler").tap()
    phone.wait_for_url("**/docs/ferie#regler")
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.locator(".s-page")).to_have_js_property("inert", False)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_searches_without_scripts(browser: Browser, address: str, size: ViewportSize) -> None:
    context = browser.new_context(viewport=size, base_url=address, java_script_enabled=False)
    read_english(context, address)
    page = context.new_page()
    page.goto("/docs/ferie")
    if size is PHONE:
        page.get_by_role("link", name="Search").click()
    page.get_by_role("textbox", name="Search the handbook").fill("ean")
    page.keyboard.press("Enter")
    expect(page.get_by_text("5790000000000")).to_be_visible()
    expect(page.get_by_role("button", name="Copy EAN-nummer")).to_be_hidden()
    page.get_by_role("link", name="Fakturaer").click()
    page.wait_for_url("**/docs/alt#a")
    context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_wider_than_a_small_phone(context: BrowserContext, screen: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/-/search{screen}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_prints_the_answer_without_its_tools(reader: Page) -> None:
    reader.goto("/-/search?q=ean")
    reader.emulate_media(media="print")
    for part in ("#s-search", ".s-narrow", ".s-copy"):
        expect(reader.locator(part).first).to_be_hidden()
    expect(reader.get_by_text("5790000000000")).to_be_visible()


@pytest.mark.parametrize(
    ("look", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light desk", "dark phone"]
)
def test_axe_finds_nothing(
    browser: Browser, address: str, look: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, base_url=address, color_scheme=look)
    read_english(context, address)
    watched = Watched(context.new_page())
    page = watched.page
    found: list[tuple[str, str, list[str]]] = []

    def examine(state: str) -> None:
        found.extend((state, *each) for each in violations(page))

    for screen in SCREENS:
        page.goto(f"/-/search{screen}")
        if size is PHONE and page.locator(".s-narrow summary").count():
            page.locator(".s-narrow summary").first.click()
        examine(screen)
    for typed in ("ferie", "ean", "os2", "feriee", ""):
        page.evaluate("localStorage.setItem('saadan-searches', '[\"ferie\"]')")
        page.goto("/docs/ferie")
        if size is PHONE:
            page.get_by_role("link", name="Search").click()
        else:
            page.keyboard.press("/")
        page.keyboard.type(typed)
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        examine(f"typing {typed}")
    context.close()
    assert not found, found
    assert watched.faults == []
