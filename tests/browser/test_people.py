"""A person comes in with a passkey, looks after their account, and leaves, in a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Watched, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

pytestmark = pytest.mark.browser


@dataclass
class Place:
    """A site of its own, as an operator runs one."""

    address: str
    environment: dict[str, str]

    def invite(self, email: str, *more: str) -> str:
        """Return a link made on the command line."""
        command = [
            sys.executable,
            "-m",
            "saadan.cli",
            "invite",
            self.environment["SAADAN_HANDBOOK"],
        ]
        done = subprocess.run(
            [*command, email, *more],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip().partition("/-/")[2]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("people")
    shutil.copytree(Path(__file__).parent / "handbook", folder / "haandbog")
    environment = {
        "SAADAN_HANDBOOK": str(folder / "haandbog"),
        "SAADAN_DATA": str(folder / "data"),
    }
    for address in serve(folder, environment):
        # A passkey belongs to a name, and an address of numbers is none.
        yield Place(address.replace("127.0.0.1", "localhost"), environment)


@pytest.fixture
def here(browser: Browser, place: Place) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, base_url=place.address, reduced_motion="reduce")
    yield context
    context.close()


def with_device(page: Page) -> None:
    """Give a browser a device that makes passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def come_in(page: Page, place: Place, email: str, *more: str) -> None:
    page.goto("/-/" + place.invite(email, *more))
    page.get_by_label("Dit navn").fill(email.partition("@")[0].title())
    page.get_by_label("Adgangskode").or_(page.get_by_label("Ny adgangskode")).fill(
        "tre ord der ikke hænger sammen"
    )
    page.get_by_role("button", name="Kom indenfor").click()
    page.wait_for_url("**/-/me")


def test_a_passkey_is_all_it_takes(here: BrowserContext, place: Place) -> None:
    page = here.new_page()
    with_device(page)
    come_in(page, place, "anna@example.org")
    page.get_by_role("link", name="Tilføj en adgangsnøgle").click()
    page.get_by_label("Hvad du kalder den").fill("Min bærbare")
    page.get_by_role("button", name="Tilføj en adgangsnøgle").click()
    page.get_by_role("link", name="Jeg har gemt dem").click()
    expect(page.get_by_text("Min bærbare")).to_be_visible()

    page.locator(".s-account summary").click()
    page.get_by_role("button", name="Log ud").click()
    page.get_by_role("link", name="Log ind").click()
    page.get_by_role("button", name="Brug en adgangsnøgle").click()

    expect(page.locator(".s-account-name")).to_have_text("Anna")


def test_says_so_when_the_device_knows_no_passkey(here: BrowserContext) -> None:
    page = here.new_page()
    with_device(page)
    page.goto("/-/sign-in")

    page.get_by_role("button", name="Brug en adgangsnøgle").click()

    page.get_by_text("Adgangsnøglen blev ikke brugt").wait_for()


def test_the_menu_works_by_keyboard(here: BrowserContext, place: Place) -> None:
    page = here.new_page()
    come_in(page, place, "bo@example.org", "--administrator")
    page.locator(".s-account summary").focus()

    page.keyboard.press("Enter")
    page.get_by_role("link", name="Personer og roller").focus()
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Personer og roller").wait_for()


SCREENS = (
    *("/-/me", "/-/people", "/-/people/invite", "/-/log", "/-/notices", "/-/me/password"),
    *("/-/account/app", "/-/account/passkeys/add", "/-/me/erase"),
)


@pytest.mark.parametrize(
    ("look", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light desk", "dark phone"]
)
def test_axe_finds_nothing(
    browser: Browser, place: Place, look: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = browser.new_context(
        viewport=size, base_url=place.address, color_scheme=look, reduced_motion="reduce"
    )
    watched = Watched(context.new_page())
    page = watched.page
    page.goto("/-/sign-in")
    found = faults(page)
    come_in(page, place, f"{look}@example.org", "--administrator")
    for screen in SCREENS:
        page.goto(screen)
        found += faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], screen
    page.goto("/-/people")
    page.get_by_role("link", name=look.title(), exact=True).first.click()
    for fold in page.locator(".s-fold > summary").all():
        fold.click()
    page.locator(".s-account > summary").click()
    found += faults(page)
    context.close()
    assert not found, found
    assert [each for each in watched.faults if "localhost" not in each] == []


def faults(page: Page) -> list[tuple[str, str, list[str]]]:
    return [(page.url, *each) for each in violations(page)]
