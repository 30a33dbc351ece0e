"""Anyone can mend the handbook: a gap from a phone, a proposal, a review, and it is live."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Watched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser


@contextmanager
def person(
    browser: Browser, address: str, name: str = "", size: ViewportSize = DESKTOP
) -> Iterator[Page]:
    """A browser of Anna or Bo, or of a stranger; nothing in it may break the policy or err."""
    context = browser.new_context(
        viewport=size, base_url=address, locale="da-DK", reduced_motion="reduce"
    )
    watched = Watched(context.new_page(), allowed=("status of 409", "status of 403"))
    if name:
        watched.page.goto("/-/sign-in")
        watched.page.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(watched.page.get_by_text(name, exact=True).first).to_be_visible()
    yield watched.page
    context.close()
    assert watched.faults == []


def write(page: Page, before: str, after: str) -> None:
    """Replace some words in the editor."""
    field = page.locator("textarea[name=text]")
    text = field.input_value()
    assert before in text
    field.fill(text.replace(before, after))


def save(page: Page) -> None:
    page.locator("form", has=page.locator("textarea[name=text]")).get_by_role(
        "button", name="Gem", exact=True
    ).click()


def test_a_stranger_reports_anna_mends_bo_approves(browser: Browser, try_out: str) -> None:
    with person(browser, try_out, size=PHONE) as stranger:
        stranger.goto("/docs/ferie")
        stranger.get_by_role("link", name="Mangler der noget?").click()
        stranger.get_by_label("Hvad mangler, eller hvad er forkert?").fill(
            "Hvornår skal ferien være meldt ind?"
        )
        stranger.wait_for_timeout(2100)  # a person needs a moment, a machine does not
        stranger.get_by_role("button", name="Send", exact=True).click()
        expect(stranger.get_by_role("heading", level=1)).to_contain_text("Tak")
        receipt = stranger.locator("a[href*='/-/receipt/'], code, input[readonly]").first
        place = stranger.url if "/-/receipt/" in stranger.url else receipt.get_attribute("href")
        assert place

    with person(browser, try_out, "Bo") as bo, person(browser, try_out, "Anna") as anna:
        bo.goto("/-/gaps/")
        bo.get_by_role("link", name=re.compile("Til godkendelse")).click()
        bo.get_by_role("link", name="Hvornår skal ferien være meldt ind?").click()
        bo.get_by_role("button", name="Godkend", exact=True).click()

        anna.goto("/-/gaps/")
        anna.get_by_role("link", name="Hvornår skal ferien være meldt ind?").click()
        anna.get_by_role("link", name="Ret det").click()
        write(anna, "# Ferie", "# Ferie\n\nMeld din ferie ind inden 1. maj.")
        expect(anna.locator(".s-editor-page").first).to_contain_text("inden 1. maj")
        save(anna)
        expect(anna.get_by_text("Hvornår skal ferien være meldt ind?")).to_be_visible()
        proposal = anna.url
        anna.get_by_role("button", name="Send til gennemsyn").click()

        bo.goto("/-/notices")
        expect(bo.get_by_text("Anna beder dig se")).to_be_visible()
        bo.goto(proposal)
        bo.get_by_label("Hvad vil du sige til forfatteren?").fill("Skriv også hvor.")
        bo.get_by_role("button", name="Bed om ændringer").click()

        anna.goto(proposal)
        expect(anna.get_by_text("Skriv også hvor.")).to_be_visible()
        anna.get_by_role("link", name="Ret videre").click()
        write(anna, "inden 1. maj.", "i kalenderen inden 1. maj.")
        save(anna)
        anna.get_by_role("button", name="Send til gennemsyn").click()

        bo.goto(proposal)
        bo.get_by_role("button", name="Godkend og udgiv").click()
        expect(bo.get_by_text("Udgivet.")).to_be_visible()

    with person(browser, try_out, size=PHONE) as stranger:
        stranger.goto("/docs/ferie")
        expect(
            stranger.get_by_text("Meld din ferie ind i kalenderen inden 1. maj.")
        ).to_be_visible()
        stranger.goto("/-/history/docs/ferie")
        expect(stranger.locator("main")).to_contain_text("Anna")
        stranger.goto(place)
        expect(stranger.locator("main")).to_contain_text("Løst")


def test_carla_reads_and_cannot_change(browser: Browser, try_out: str) -> None:
    with person(browser, try_out) as carla:
        carla.goto("/docs/alt")
        carla.get_by_role("link", name="Foreslå en ændring").click()
        expect(carla).to_have_url(re.compile("/-/sign-in"))
        carla.goto("/-/proposals/")
        expect(carla).to_have_url(re.compile("/-/sign-in"))


def test_the_second_of_two_who_change_a_line_decides_with_both_texts(
    browser: Browser, try_out: str
) -> None:
    with person(browser, try_out, "Anna") as anna, person(browser, try_out, "Anna") as again:
        anna.goto("/-/edit/docs/alt")
        title = re.search(r"^title: .*$", anna.locator("textarea[name=text]").input_value(), re.M)
        assert title
        write(anna, title[0], f"{title[0]}\ndescription: Alt på en gang")
        save(anna)
        number = anna.url
        for page in (anna, again):
            page.goto(f"{number}edit?path=docs/alt.md")
        write(anna, "Alt på en gang", "Alt på én gang")
        write(again, "Alt på en gang", "Det hele")
        save(anna)
        save(again)

        expect(again.get_by_role("alert")).to_contain_text("mens du skrev")
        expect(again.locator(".s-sides").first).to_contain_text("Alt på én gang")
        expect(again.locator(".s-sides").first).to_contain_text("Det hele")
        again.get_by_label("Min tekst").first.check()
        again.get_by_role("button", name="Gem den samlede tekst").click()
        expect(again).to_have_url(number)
        expect(again.locator("main")).to_contain_text("Det hele")
