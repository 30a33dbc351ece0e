"""What a machine cannot do just now is said, loses nothing, and heals without a new start."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.faults.breaking import faults, small_disk
from tests.faults.serving import check_repository

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.browsing import Browser, Page

    from tests.faults.serving import Place

FAULTS = [
    f"{part} {how}"
    for part in ("repository", "store", "data")
    for how in ("full", "read-only", "not writable")
]
FAULTS += ["all full", "repository not readable", "database away"]
#: Seconds after which what was broken must be used again.
HEALS_WITHIN = 15.0
MINE = "Skrevet, mens det var galt."


@pytest.fixture
def small(place: Place) -> Iterator[Place]:
    """A served handbook of which each part lies on a small disk."""
    with ExitStack() as disks:
        for each in (place.repository, place.store, place.data):
            disks.enter_context(small_disk(each))
        place.start()
        yield place
        place.kill()
        print(place.said[-10000:])  # shown of a test that fails


@pytest.mark.parametrize("name", FAULTS)
def test_says_so_keeps_the_text_and_heals(
    small: Place, name: str, request: pytest.FixtureRequest
) -> None:
    place, anna = small, small.browser("anna")
    uses_postgres = "DATABASE_URL" in place.environment
    cluster = request.getfixturevalue("cluster") if uses_postgres else None
    waiting = _save(anna, anna.get("/-/edit/side-1"), "Venter på at blive udgivet.")
    assert waiting.status == 302
    shown, opened = anna.get(waiting.place), anna.get("/-/edit/side-2")

    acknowledged: list[str] = []
    with faults(place, cluster)[name]():
        for number in range(3):  # both servers, and what the first try has learnt
            answer = _save(anna, opened, f"{MINE} {number}")
            _check_honest(place, answer, f"{MINE} {number}")
            acknowledged += [answer.place] if answer.status == 302 else []
        published = _publish(anna, shown)
        assert published.status in (302, 403, 409, 503), published.text
        for number in range(4, 9):  # nobody has looked at these yet
            page = place.browser().get(f"/side-{number}")
            assert (page.status, "Linje 3: tom." in page.text) == (200, True), page.text
            assert anna.get(f"/side-{number}").status == 200
    assert place.git("fsck", "--full", "--strict", "--no-dangling") == ""

    _check_heals(place, anna, waiting.place)
    assert [anna.get(each).status for each in acknowledged] == [200] * len(acknowledged)
    place.kill()
    check_repository(place)
    assert "Traceback" not in place.said


def _check_honest(place: Place, answer: Page, text: str) -> None:
    """See to it that a text is either saved or still on the screen, with a word of why."""
    if answer.status == 302:
        branch = "proposals/" + answer.place.strip("/").rpartition("/")[2]
        assert text in place.read("side-2.md", branch)
        return
    assert answer.status in (403, 409, 503), (answer.status, answer.text)
    assert text in answer.text, answer.text
    assert any(words in answer.text for words in ("kan ikke", "ikke gemt", "må du ikke"))


def _check_heals(place: Place, anna: Browser, waiting: str) -> None:
    """See to it that everything works again, without a new start."""
    end = time.monotonic() + HEALS_WITHIN
    while True:
        opened = anna.get("/-/edit/side-3")
        saved = _save(anna, opened, "Gemt bagefter.") if opened.status == 200 else opened
        shown = anna.get(waiting)
        if saved.status == 302 and shown.status == 200:
            break
        assert time.monotonic() < end, (saved.text, shown.text)
        time.sleep(0.2)
    if any(each.action.endswith("/publication") for each in shown.forms):
        assert _publish(anna, shown).status == 302
    assert "Venter på at blive udgivet." in place.read("side-1.md")
    while "Venter på at blive udgivet." not in (page := place.browser().get("/side-1")).text:
        assert time.monotonic() < end, page.text
        time.sleep(0.2)


def _save(browser: Browser, page: Page, text: str) -> Page:
    form = page.form("text")
    return browser.send(page, form, text=form.fields["text"].replace("Linje 3: tom.", text))


def _publish(browser: Browser, page: Page) -> Page:
    form = next(each for each in page.forms if each.action.endswith("/publication"))
    return browser.send(page, form)
