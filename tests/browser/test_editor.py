"""Writing in a browser: a text, its tools, its preview, and what is kept when something fails."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Watched, _ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Dialog, Locator, Page, ViewportSize

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
SOURCE = (
    "\ufeff---\ntitle: Skriv\r\n---\r\n\r\n# Skriv\r\n\r\nTekst med\ttab og to blanke  \r\n"
    "og hårdt\u00a0mellemrum.\n\n## Næste\r\n\r\nSe [ferie](ferie.md).\r\n\r\n\r\n"
).encode()
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
WRITE = "/-/test/write"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with screens to write on."""
    tmp_path = tmp_path_factory.mktemp("writing")
    folder = tmp_path / "haandbog"
    shutil.copytree(Path(__file__).parent / "handbook", folder)
    (folder / "docs" / "skriv.md").write_bytes(SOURCE)
    shutil.copytree(folder, tmp_path / "preview")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    environment = {
        **os.environ,
        "SAADAN_HANDBOOK": str(folder),
        "SAADAN_STORE": str(tmp_path / "store"),
        "SAADAN_DATA": str(tmp_path / "data"),
        "SAADAN_TEST_PREVIEW": str(tmp_path / "preview"),
    }
    command.append("tests.browser.writing:application")
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        yield _ready(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def writer(reader: Page) -> Page:
    """Anna, who has the page open to write on, as nobody has written on it yet."""
    reader.request.get("/-/test/forget")
    reader.goto(WRITE)
    expect(reader.locator(".s-editor-page h1")).to_have_text("Skriv")
    return reader


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Watched]:
    """The page to write on, opened once: what a tool does depends on the text alone."""
    context = browser.new_context(viewport=DESKTOP, base_url=address, reduced_motion="reduce")
    watched = Watched(context.new_page())
    watched.page.goto(WRITE)
    yield watched
    context.close()


@pytest.fixture
def at_tools(opened: Watched) -> Iterator[Page]:
    """Anna, who has written something else on this page before."""
    yield opened.page
    assert opened.faults == []


def area(page: Page) -> Locator:
    return page.locator("#s-editor-text")


def text(page: Page) -> str:
    return area(page).input_value()


def write(page: Page, content: str, start: int | None = None, end: int | None = None) -> None:
    """Let the text be this, with this part of it selected."""
    area(page).fill(content)
    first = len(content) if start is None else start
    area(page).evaluate("(area, at) => area.setSelectionRange(...at)", [first, end or first])


def press(page: Page, name: str, within: str = "") -> None:
    """Press a button of the toolbar, in one of its menus when there is one to open."""
    bar = page.get_by_role("toolbar")
    if within:
        bar.get_by_role("button", name=within, exact=True).click()
    bar.get_by_role("button", name=name, exact=True).last.click()


def save(page: Page) -> bytes:
    """Save the text, and return the file as it is then."""
    page.get_by_role("button", name="Gem").click()
    expect(page.get_by_role("heading", name="Gemt")).to_be_visible()
    return page.request.get("/-/test/saved").body()


# What is saved


def test_a_text_that_nobody_touched_is_saved_byte_for_byte(writer: Page) -> None:
    assert save(writer) == SOURCE


def test_only_what_was_touched_changes(writer: Page) -> None:
    place = text(writer).index("Næste")
    area(writer).evaluate("(area, at) => { area.focus(); area.setSelectionRange(at, at) }", place)
    writer.keyboard.type("Det ")
    assert save(writer) == SOURCE.replace("Næste".encode(), "Det Næste".encode())


def test_a_megabyte_comes_back_as_it_was(writer: Page) -> None:
    large = "En linje med æøå og \t tab  \n" * 36_000
    area(writer).evaluate("(area, text) => { area.value = text }", large)
    assert save(writer).decode("utf-8-sig").replace("\r\n", "\n") == large


def test_it_can_be_written_and_saved_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.request.get("/-/test/forget")
    page.goto(WRITE)
    expect(page.get_by_role("toolbar")).to_be_hidden()
    assert save(page) == SOURCE
    context.close()


# The tools


@pytest.mark.parametrize(
    ("within", "name", "before", "start", "end", "after"),
    [
        ("", "Fed", "et ord her", 3, 6, "et **ord** her"),
        ("", "Fed", "et **ord** her", 5, 8, "et ord her"),
        ("", "Kursiv", "et ord her", 3, 6, "et *ord* her"),
        ("", "Kursiv", "et **ord** her", 5, 8, "et ***ord*** her"),
        ("", "Fed", "et ord her", 2, 7, "et **ord** her"),
        ("Overskrift", "Overskrift på et afsnit", "Titel", 0, 0, "## Titel"),
        ("Overskrift", "Mindre overskrift", "## Titel", 3, 3, "### Titel"),
        ("Overskrift", "Almindelig tekst", "### Titel", 5, 5, "Titel"),
        ("", "Punkter", "a\nb\n\nc", 0, 3, "- a\n- b\n\nc"),
        ("", "Punkter", "- a\n- b", 0, 7, "a\nb"),
        ("", "Numre", "- a\n- b", 0, 7, "1. a\n2. b"),
        ("", "Tjekliste", "a\nb", 0, 3, "- [ ] a\n- [ ] b"),
        ("", "Ryk ind", "- a\n- b", 4, 4, "- a\n  - b"),
        ("", "Ryk ind", "1. a\n2. b", 5, 5, "1. a\n   2. b"),
        ("", "Ryk ud", "- a\n  - b", 6, 6, "- a\n- b"),
        ("Boks", "Citat", "a\n\nb", 0, 4, "> a\n>\n> b"),
        ("Boks", "Bemærk", "a\n\nPas på.\n\nb", 3, 5, "a\n\n{: .note }\nPas på.\n\nb"),
        ("Boks", "Bemærk", "a\n\nb", 0, 4, "{: .note }\n> a\n>\n> b\n"),
        ("Tabel", "Ny tabel", "", 0, 0, "| Kolonne 1 | Kolonne 2 |\n| --- | --- |\n|  |  |\n"),
        (
            "Tabel",
            "En række til",
            "|a|b|\n|-|-|\n|1|2|\n\nx",
            1,
            1,
            "|a|b|\n|-|-|\n|  |  |\n|1|2|\n\nx",
        ),
        (
            "Tabel",
            "En kolonne til",
            "|a|b|\n|-|-|\n|`x|y`|2|",
            1,
            1,
            "|a| Kolonne |b|\n|-| --- |-|\n|`x|y`|  |2|",
        ),
    ],
)
def test_a_tool_does_what_it_says_and_is_taken_back(
    at_tools: Page, within: str, name: str, before: str, start: int, end: int, after: str
) -> None:
    write(at_tools, before, start, end)
    press(at_tools, name, within)
    assert text(at_tools) == after
    at_tools.keyboard.press("Control+z")
    assert text(at_tools) == before
    press(at_tools, "Gentag")
    assert text(at_tools) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- a", "- a\n- "),
        ("- a\n- ", "- a\n"),
        ("9. a", "9. a\n10. "),
        ("  - [x] a", "  - [x] a\n  - [ ] "),
        ("> a", "> a\n> "),
        ("> - a", "> - a\n> - "),
        ("a", "a\n"),
        ("-a", "-a\n"),
    ],
)
def test_a_list_goes_on_until_a_line_is_empty(at_tools: Page, before: str, after: str) -> None:
    write(at_tools, before)
    area(at_tools).focus()
    at_tools.keyboard.press("Enter")
    assert text(at_tools) == after


def test_keys_do_as_the_buttons_do_and_tab_leaves_the_text(writer: Page) -> None:
    write(writer, "et ord", 3, 6)
    area(writer).focus()
    writer.keyboard.press("Control+b")
    assert text(writer) == "et **ord**"
    writer.keyboard.press("Tab")
    assert not area(writer).evaluate("area => area === document.activeElement")
    assert "\t" not in text(writer)


def test_the_toolbar_is_one_stop_for_tab_and_arrows_go_along_it(writer: Page) -> None:
    bar = writer.get_by_role("toolbar")
    area(writer).focus()
    writer.keyboard.press("Shift+Tab")
    expect(bar.get_by_role("button", name="Fed")).to_be_focused()
    writer.keyboard.press("ArrowRight")
    writer.keyboard.press("ArrowRight")
    heading = bar.get_by_role("button", name="Overskrift", exact=True)
    expect(heading).to_be_focused()
    writer.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-expanded", "true")
    writer.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Overskrift på et afsnit")).to_be_focused()
    writer.keyboard.press("Escape")
    expect(heading).to_be_focused()
    expect(heading).to_have_attribute("aria-expanded", "false")
    writer.keyboard.press("Escape")
    expect(area(writer)).to_be_focused()


def test_what_a_phone_composes_comes_in_once(writer: Page) -> None:
    write(writer, "- ")
    area(writer).focus()
    session = writer.context.new_cdp_session(writer)
    for part in ("k", "ka", "kaffe"):
        composing = {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        session.send("Input.imeSetComposition", composing)
    session.send("Input.insertText", {"text": "kaffe"})
    writer.keyboard.press("Enter")
    assert text(writer) == "- kaffe\n- "


# The preview


def test_the_page_follows_what_is_written(writer: Page) -> None:
    asked: list[str] = []
    writer.on("request", lambda each: asked.append(each.url) if "preview" in each.url else None)
    write(writer, "# Ny\n\n")
    area(writer).focus()
    writer.keyboard.type("Skrevet bogstav for bogstav, og spurgt om få gange.", delay=15)
    expect(writer.locator(".s-editor-page")).to_contain_text("spurgt om få gange.")
    assert len(asked) <= 3


def test_the_page_looks_as_readers_will_see_it(writer: Page) -> None:
    write(writer, "# Ny\n\n{: .note }\n> Husk det.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n")
    for what, style in ((".callout", "border-left-width"), ("td", "padding-left")):
        shown = writer.locator(f".s-editor-page {what}").first
        size = f"each => parseFloat(getComputedStyle(each).getPropertyValue('{style}'))"
        assert shown.evaluate(size) > 2  # a browser's own is 0 or 1


def test_begins_where_the_text_does(writer: Page) -> None:
    """What stands before it, for machines, is passed by and still there."""
    place = area(writer).evaluate("each => each.selectionStart")
    text = area(writer).input_value()

    assert text[place:].startswith("# Skriv")
    assert "title: Skriv" in text[:place]


def test_problems_lead_to_their_line_and_are_told(writer: Page) -> None:
    write(writer, "# A\n\n" + "Linje.\n\n" * 100 + "[væk](findes-ikke.md)\n")
    problems = writer.locator(".s-editor-problems li")
    expect(problems).to_have_count(1)
    expect(problems).to_contain_text("findes-ikke.md")
    expect(writer.locator("#s-editor-heard")).to_have_text("Der er 1 ting at se på.")
    problems.get_by_role("button", name="Linje 203").click()
    chosen = area(writer).evaluate("a => a.value.slice(a.selectionStart, a.selectionEnd)")
    assert chosen == "[væk](findes-ikke.md)"
    assert area(writer).evaluate("a => a.scrollTop + a.clientHeight > a.scrollHeight - 200")
    write(writer, "# A\n")
    expect(problems).to_have_count(0)
    expect(writer.locator("#s-editor-heard")).to_have_text("Der er ingen fejl.")


def test_a_preview_that_fails_says_so_and_goes_on(writer: Page) -> None:
    writer.route("**/preview", lambda route: route.fulfill(status=204), times=1)
    write(writer, "# Første\n")
    expect(writer.locator(".s-editor-problems")).to_contain_text("kan ikke vises lige nu")
    write(writer, "# Anden\n")
    expect(writer.locator(".s-editor-page h1")).to_have_text("Anden")
    expect(writer.locator(".s-editor-problems")).to_be_hidden()


def test_the_page_shows_the_part_that_is_written_on(writer: Page) -> None:
    write(writer, "# A\n\n" + "".join(f"## Afsnit {n}\n\n{'Ord. ' * 90}\n\n" for n in range(9)))
    expect(writer.locator(".s-editor-page h2")).to_have_count(9)
    place = text(writer).index("## Afsnit 7")
    area(writer).evaluate("(a, at) => { a.focus(); a.setSelectionRange(at + 20, at + 20) }", place)
    expect(writer.locator(".s-editor-page h2", has_text="Afsnit 7")).to_be_in_viewport()


def test_a_phone_shows_the_text_or_the_page(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=PHONE, base_url=address, has_touch=True)
    watched = Watched(context.new_page())
    page = watched.page
    page.goto(WRITE)
    expect(page.locator(".s-editor-page")).to_be_hidden()
    page.get_by_role("button", name="Se siden").tap()
    expect(page.locator(".s-editor-page h1")).to_be_visible()
    expect(area(page)).to_be_hidden()
    page.get_by_role("button", name="Skriv", exact=True).tap()
    expect(area(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
    assert watched.faults == []


# Links, values, pictures


def test_a_link_is_found_by_searching_and_written_as_the_handbook_does(writer: Page) -> None:
    write(writer, "Se vores ferier.", 9, 15)
    area(writer).focus()
    writer.keyboard.press("Control+k")
    asked = writer.get_by_label("Søg efter en side, eller skriv en adresse")
    expect(asked).to_have_value("ferier")
    asked.fill("ferie")
    option = writer.get_by_role("option", name=re.compile("^Ferie"))
    expect(option.first).to_be_visible()
    while "Ferie" not in writer.locator("[role=option][aria-selected=true]").inner_text():
        writer.keyboard.press("ArrowDown")
    writer.keyboard.press("Enter")
    assert text(writer) == "Se vores [ferier](ferie.md)."
    expect(area(writer)).to_be_focused()


def test_an_address_can_be_linked_to(writer: Page) -> None:
    write(writer, "")
    press(writer, "Link")
    writer.get_by_label("Søg efter en side").fill("https://example.org/a")
    expect(writer.get_by_role("option").first).to_contain_text("Link til denne adresse")
    writer.keyboard.press("Enter")
    assert text(writer) == "[https://example.org/a](https://example.org/a)"


def test_escape_leaves_a_dialog_and_the_text_as_it_was(writer: Page) -> None:
    write(writer, "ord", 1, 1)
    for name in ("Link", "Fra et register", "Billede"):
        press(writer, name)
        expect(writer.get_by_role("dialog")).to_be_visible()
        writer.keyboard.press("Escape")
        expect(writer.get_by_role("dialog")).to_be_hidden()
        expect(area(writer)).to_be_focused()
    assert text(writer) == "ord"


def test_a_value_of_a_register_is_put_in(writer: Page) -> None:
    write(writer, "Den hedder ")
    press(writer, "Fra et register")
    writer.get_by_label("Søg i registrene").fill("kalender")
    writer.get_by_role("option", name="Kalenderen · Bruges til vagter og ferie").click()
    assert text(writer) == "Den hedder {{ tools.kalender.purpose }}"
    expect(writer.locator(".s-editor-page")).to_contain_text("Den hedder vagter og ferie")


def test_a_picture_is_sent_with_what_it_shows(writer: Page, tmp_path: Path) -> None:
    picture = tmp_path / "kort (1).png"
    picture.write_bytes(PICTURE)
    write(writer, "Her: ")
    press(writer, "Billede")
    writer.get_by_label("Billedet", exact=True).set_input_files(picture)
    writer.get_by_role("button", name="Sæt ind").click()
    expect(writer.get_by_role("alert")).to_contain_text("Skriv, hvad billedet viser")
    writer.get_by_label("Hvad viser det?").fill("Et kort [over] havnen")
    writer.keyboard.press("Enter")
    expect(writer.get_by_role("dialog")).to_be_hidden()
    assert text(writer) == r"Her: ![Et kort \[over\] havnen](../assets/kort%20%281%29.png)"


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_can_be_pasted_and_dropped(writer: Page, way: str) -> None:
    write(writer, "")
    area(writer).evaluate(
        """(area, [way, bytes]) => {
          const file = new File([new Uint8Array(bytes)], "a.png", { type: "image/png" });
          const transfer = new DataTransfer();
          transfer.items.add(file);
          const more = way === "paste" ? { clipboardData: transfer } : { dataTransfer: transfer };
          const kind = way === "paste" ? ClipboardEvent : DragEvent;
          area.dispatchEvent(new kind(way, { bubbles: true, cancelable: true, ...more }));
        }""",
        [way, list(PICTURE)],
    )
    writer.get_by_label("Det er kun pynt").check()
    writer.get_by_role("button", name="Sæt ind").click()
    expect(writer.get_by_role("dialog")).to_be_hidden()
    assert text(writer) == "![](../assets/a.png)"


def test_a_picture_that_cannot_be_used_is_refused_and_nothing_is_lost(
    writer: Page, tmp_path: Path
) -> None:
    large, wrong, refused = (tmp_path / name for name in ("stor.png", "a.txt", "afvis.png"))
    large.write_bytes(b"x" * (21 << 20))
    wrong.write_text("x")
    refused.write_bytes(PICTURE)
    write(writer, "Før")
    press(writer, "Billede")
    choose = writer.get_by_label("Billedet", exact=True)
    said = writer.get_by_role("alert")
    choose.set_input_files(large)
    expect(said).to_contain_text("fylder 21 MB")
    choose.set_input_files(wrong)
    expect(said).to_contain_text("ikke et billede")
    choose.set_input_files(refused)
    writer.get_by_label("Hvad viser det?").fill("Et kort")
    writer.get_by_role("button", name="Sæt ind").click()
    expect(said).to_have_text("Der er ikke plads til billedet.")
    assert choose.evaluate("input => input.files[0].name") == "afvis.png"
    expect(writer.get_by_label("Hvad viser det?")).to_have_value("Et kort")
    assert text(writer) == "Før"


# What is not saved


def test_a_text_that_was_not_saved_is_offered_again(writer: Page) -> None:
    write(writer, "Skrevet før uheldet.")
    expect(writer.locator(".s-editor-kept")).to_have_text("Husket på denne enhed")
    writer.on("dialog", lambda dialog: dialog.accept())
    writer.reload()
    found = writer.locator(".s-editor-found")
    expect(found).to_contain_text("som ikke blev gemt")
    found.get_by_role("button", name="Hent den").click()
    assert text(writer) == "Skrevet før uheldet."
    save(writer)
    writer.goto(WRITE)
    expect(writer.locator(".s-editor-page p")).to_have_text("Skrevet før uheldet.")
    expect(writer.locator(".s-editor-found")).to_be_hidden()
    assert writer.evaluate("Object.keys(localStorage)") == []


def test_a_save_that_fails_keeps_the_text_on_the_screen_and_the_device(writer: Page) -> None:
    write(writer, "FEJL, men ikke tabt.")
    writer.get_by_role("button", name="Gem").click()
    expect(area(writer)).to_have_value("FEJL, men ikke tabt.")
    dialogs: list[str] = []

    def leave(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    area(writer).click()
    writer.on("dialog", leave)
    writer.goto(WRITE)
    assert dialogs == ["beforeunload"]
    expect(writer.locator(".s-editor-found")).to_be_visible()


def test_a_text_can_be_thrown_away(writer: Page) -> None:
    write(writer, "Væk med det.")
    expect(writer.locator(".s-editor-kept")).not_to_be_empty()
    writer.on("dialog", lambda dialog: dialog.accept())
    writer.reload()
    writer.get_by_role("button", name="Smid den ud").click()
    writer.reload()
    expect(writer.locator(".s-editor-page h1")).to_be_visible()
    expect(writer.locator(".s-editor-found")).to_be_hidden()


def test_nobody_who_changed_nothing_is_asked_before_leaving(writer: Page) -> None:
    area(writer).click()
    dialogs: list[str] = []
    writer.on("dialog", lambda dialog: dialogs.append(dialog.type))
    writer.goto("/")
    assert dialogs == []


# Everyone


@pytest.mark.parametrize(
    ("look", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light desk", "dark phone"]
)
def test_axe_finds_nothing_where_one_writes(
    browser: Browser, address: str, look: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = browser.new_context(
        viewport=size, base_url=address, color_scheme=look, reduced_motion="reduce"
    )
    watched = Watched(context.new_page())
    page = watched.page
    page.goto(WRITE)
    found: list[tuple[str, str, list[str]]] = []

    def look_at(what: str) -> None:
        found.extend((what, *each) for each in violations(page))

    write(page, "# A\n\n[væk](findes-ikke.md)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    expect(page.locator(".s-editor-problems li")).to_have_count(1)
    look_at("text")
    page.get_by_role("toolbar").get_by_role("button", name="Tabel", exact=True).click()
    look_at("menu")
    for name, asked in (("Link", "ferie"), ("Fra et register", "kalender")):
        press(page, name)
        page.locator("dialog[open] input").fill(asked)
        expect(page.get_by_role("option").first).to_be_visible()
        look_at(name)
        page.keyboard.press("Escape")
    press(page, "Billede")
    page.get_by_role("button", name="Sæt ind").click()
    look_at("picture")
    context.close()
    assert found == []
    assert watched.faults == []


# Forms


def answer(page: Page) -> dict[str, Any]:
    """Send the form, and return what was understood of it."""
    page.get_by_role("button", name="Gem").click()
    page.wait_for_selector("pre")
    found: dict[str, Any] = json.loads(page.locator("pre").inner_text())
    return found


def names(page: Page) -> list[str]:
    return page.locator(".s-order-name").all_inner_texts()


def test_pages_are_moved_with_buttons_and_by_dragging(reader: Page) -> None:
    reader.goto("/-/test/order")
    assert names(reader)[:3] == ["Forside", "Ferie", "Alt på én side"]
    down = reader.get_by_role("button", name="Flyt »Forside« ned")
    down.focus()
    reader.keyboard.press("Enter")
    assert names(reader)[:3] == ["Ferie", "Forside", "Alt på én side"]
    expect(down).to_be_focused()
    expect(reader.locator("#s-heard")).to_have_text("Forside er nu nummer 2 af 5.")
    handle = reader.locator(".s-order-row", has_text="Alt på én side").locator("[data-handle]")
    handle.hover()
    reader.mouse.down()
    top = reader.locator(".s-order-row").first.bounding_box()
    assert top
    reader.mouse.move(top["x"] + 20, top["y"] + 60, steps=8)
    reader.mouse.move(top["x"] + 20, top["y"] + 5, steps=8)
    reader.mouse.up()
    assert names(reader)[:3] == ["Alt på én side", "Ferie", "Forside"]
    assert answer(reader)["order"][:3] == ["docs/alt.md", "docs/ferie.md", "index.md"]


def test_pages_are_moved_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/-/test/order")
    page.get_by_role("button", name="Flyt »Ferie« op").click()
    assert json.loads(page.locator("pre").inner_text())["do"] == "up:docs/ferie.md"
    page.goto("/-/test/steps")
    page.get_by_role("button", name="Et trin til").click()
    expect(page.locator(".s-step")).to_have_count(4)
    context.close()


def test_steps_are_written_moved_added_and_removed(reader: Page) -> None:
    reader.goto("/-/test/steps")
    steps = reader.locator(".s-step")
    steps.nth(2).get_by_role("button", name="Flyt trinnet op").click()
    expect(steps.nth(1).locator("textarea")).to_have_value("Vent på svar.\n\n- [ ] rykket")
    expect(steps.nth(1).get_by_role("heading")).to_have_text("Trin 2")
    reader.get_by_role("button", name="Et trin til").click()
    steps.nth(3).get_by_label("Hvad skal gøres?").fill("Ring.")
    steps.nth(0).get_by_label("Fjern trinnet").check()
    found = answer(reader)
    assert [each["text"] for each in found["steps"]] == [
        "Vent på svar.\n\n- [ ] rykket",
        "**Godkend.**",
        "Ring.",
    ]
    assert found["before"] == [2, 1, -1]


def test_enter_in_a_field_sends_the_form_and_moves_nothing(reader: Page) -> None:
    reader.goto("/-/test/steps")
    reader.get_by_label("Hvem gør det?").first.press("Enter")
    reader.wait_for_selector("pre")
    assert json.loads(reader.locator("pre").inner_text())["before"] == [0, 1, 2]


def test_an_entry_that_nobody_touched_comes_back_as_it_was(reader: Page) -> None:
    reader.goto("/-/test/entry/products/n1")
    assert answer(reader)["changed"] == []
    reader.goto("/-/test/entry/products/n1")
    reader.get_by_label("Årlig leje").fill("mange")
    reader.get_by_role("button", name="Gem").click()
    expect(reader.get_by_label("Årlig leje")).to_have_value("mange")
    expect(reader.get_by_label("Årlig leje")).to_have_accessible_description(re.compile("1.234,50"))
    reader.get_by_label("Årlig leje").fill("4.500")
    found = answer(reader)
    assert (found["changed"], found["values"]["price"]) == (["price"], ["4500.00"])


def test_a_table_is_filled_in(reader: Page) -> None:
    reader.goto("/-/test/table/products")
    reader.get_by_label("Årlig leje: Nord 2").fill("5000")
    reader.get_by_label("Plads: Nyt opslag").first.fill("Vest 1")
    reader.get_by_label("Fjern Syd 1").check()
    found = answer(reader)
    assert found["changed"] == {"n2": {"price": ["5000.00"]}}
    assert [each["id"] for each in found["added"]] == [["vest-1"]]
    assert found["removed"] == ["s1"]


@pytest.mark.parametrize(
    ("look", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light desk", "dark phone"]
)
def test_axe_finds_nothing_in_the_forms(
    browser: Browser, address: str, look: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = browser.new_context(
        viewport=size, base_url=address, color_scheme=look, reduced_motion="reduce"
    )
    watched = Watched(context.new_page())
    found = []
    for screen in ("entry/products", "entry/products/n1", "table/products", "steps", "order"):
        watched.page.goto(f"/-/test/{screen}")
        if screen == "entry/products":
            watched.page.get_by_role("button", name="Gem").click()
            expect(watched.page.get_by_role("alert")).to_be_visible()
        found += [(screen, *each) for each in violations(watched.page)]
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    context.close()
    assert found == []
    assert watched.faults == []
