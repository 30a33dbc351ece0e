"""axe finds nothing on any screen: light at a desk, dark on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import DESKTOP, PHONE, Watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

pytestmark = pytest.mark.browser

SCREENS = (
    "/",
    "/docs/alt",
    "/docs/ferie",
    "/docs/%C3%B8delagt",
    "/-/tree/",
    "/-/changes",
    "/-/history/docs/alt",
    "/nej",
)


@pytest.mark.parametrize(
    ("look", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light desk", "dark phone"]
)
def test_axe_finds_nothing(
    browser: Browser, address: str, look: Literal["light", "dark"], size: ViewportSize
) -> None:
    context = browser.new_context(viewport=size, base_url=address, color_scheme=look)
    watched = Watched(context.new_page())
    found = []
    for screen in SCREENS:
        watched.page.goto(screen)
        folds = (
            ".s-contents summary, .s-problems > summary"
            if size is PHONE
            else ".s-problems > summary"
        )
        for fold in watched.page.locator(folds).all():
            fold.click()
        found += [(screen, *each) for each in violations(watched.page)]
    change = watched.page
    change.goto("/-/changes")
    change.locator(".s-plain a").first.click()
    found += [(change.url, *each) for each in violations(change)]
    if size is PHONE:
        change.locator(".s-side summary").click()
        found += [("menu", *each) for each in violations(change)]
    context.close()
    assert not found, found
    assert watched.faults == []
