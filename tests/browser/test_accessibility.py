"""axe finds nothing on any screen: light at a desk, dark on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

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
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


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
        results = Axe().run(watched.page, options=RULES)
        for violation in results.response["violations"]:
            nodes = [node["html"][:160] for node in violation["nodes"]]
            found.append((screen, violation["id"], nodes[:3]))
    change = watched.page
    change.goto("/-/changes")
    change.locator(".s-plain a").first.click()
    results = Axe().run(change, options=RULES)
    found += [(change.url, each["id"], []) for each in results.response["violations"]]
    if size is PHONE:
        change.locator(".s-side summary").click()
        results = Axe().run(change, options=RULES)
        found += [("menu", each["id"], []) for each in results.response["violations"]]
    context.close()
    assert not found, found
    assert watched.faults == []
