"""Sixteen people write while the server is killed again and again: nothing acknowledged is lost."""

from __future__ import annotations

import random
import re
import threading
import time
from typing import TYPE_CHECKING

from tests.faults.serving import check_repository
from tests.faults.writing import COMMON, Writer

if TYPE_CHECKING:
    from tests.faults.serving import Place

SAVES = 50  #: of each writer, at least
KILLS = 20  #: of the server, at least
#: Saves between a start and the next kill, whatever time they take; then the moment is by chance.
SAVES_BETWEEN = 20
MOMENT = 1.0  # seconds, at most


def test_keeps_every_save_that_was_acknowledged(place: Place) -> None:
    place.start()
    is_up = threading.Event()
    writers = [*_on_pages_of_their_own(place, is_up), *_on_the_same_page(place, is_up)]
    threads = [threading.Thread(target=_save_often, args=(each,)) for each in writers]
    is_up.set()
    for thread in threads:
        thread.start()
    kills = _kill_until_done(place, writers, threads, is_up)
    for thread in threads:
        thread.join()

    print(f"{_count(writers)} saves, {kills} kills,", end=" ")
    print(f"{sum(each.conflicts for each in writers)} conflicts with both texts shown")
    assert not [fault for each in writers for fault in each.faults]
    assert all(len(each.saved) >= SAVES for each in writers)
    _check_page_is_the_published_one(place)
    place.stop()
    check_repository(place)
    assert "Traceback" not in place.said
    for each in writers:
        _check_saved(place, each)
    shared = next(each.proposal for each in writers if each.path == "faelles.md" and each.proposal)
    _check_each_saw_the_one_before(place, _branch(shared), "faelles.md")
    _check_each_saw_the_one_before(place, "main", "udgivet.md")


# Who writes where


def _on_pages_of_their_own(place: Place, is_up: threading.Event) -> list[Writer]:
    """Return four who write in a proposal of their own, and four who publish at once."""
    writers = []
    for number in range(8):
        browser = place.browser(("anna", "bo")[number % 2])
        path = f"side-{number}.md"
        writer = Writer(f"side{number}", browser, path, is_up, own_line=3)
        if number < 4:
            page = browser.get(f"/-/edit/side-{number}")
            form = page.form("text")
            text = form.fields["text"].replace("Linje 19: tom.", "Linje 19: begyndt.")
            writer.proposal = browser.send(page, form, text=text).place
        else:
            writer.publishes = True
        writers.append(writer)
    return writers


def _on_the_same_page(place: Place, is_up: threading.Event) -> list[Writer]:
    """Return four who share a proposal, and four who publish changes of one page."""
    anna = place.browser("anna")
    page = anna.get("/-/edit/faelles")
    form = page.form("text")
    text = form.fields["text"].replace("Linje 19: tom.", "Linje 19: begyndt.")
    shared = anna.send(page, form, text=text).place
    page = anna.get(shared)
    assert anna.send(page, page.form("seen"), do="submit").status == 302
    writers = []
    for number in range(8):
        browser = place.browser(("anna", "bo")[number % 2])
        path = "faelles.md" if number < 4 else "udgivet.md"
        writer = Writer(f"sammen{number}", browser, path, is_up, own_line=number + 1)
        writer.writes_common_line = True
        if number < 4:
            writer.proposal = shared
        else:
            writer.publishes = True
        writers.append(writer)
    return writers


def _save_often(writer: Writer) -> None:
    try:
        while len(writer.saved) < SAVES and not writer.faults:
            writer.save()
    except Exception as error:  # what a thread raises nobody would hear of
        writer.faults.append(f"{writer.name}: {error!r}")


# The server


def _kill_until_done(
    place: Place, writers: list[Writer], threads: list[threading.Thread], is_up: threading.Event
) -> int:
    chance = random.Random(4)
    kills = 0
    prober = place.browser("anna")
    while any(each.is_alive() for each in threads):
        done = _count(writers) + SAVES_BETWEEN
        while _count(writers) < done and any(each.is_alive() for each in threads):
            time.sleep(0.05)
        time.sleep(chance.uniform(0, MOMENT))
        is_up.clear()
        place.kill()
        kills += 1
        place.start()
        _check_page_is_the_published_one(place)
        page = prober.get("/-/edit/side-11")
        form = page.form("text")
        text = re.sub(r"Linje 5: .*", f"Linje 5: efter {kills}.", form.fields["text"])
        answer = prober.send(page, form, text=text)
        assert answer.status == 302, f"A save at once after a kill: {answer.text}"
        is_up.set()
    while kills < KILLS:  # the writers were fast
        place.kill()
        kills += 1
        place.start()
        _check_page_is_the_published_one(place)
    return kills


def _count(writers: list[Writer]) -> int:
    return sum(len(each.saved) for each in writers)


def _check_page_is_the_published_one(place: Place) -> None:
    """See to it that readers see what is published, at a moment at which that stands still."""
    for _ in range(20):
        before = place.git("rev-parse", "main")
        shown = place.browser().get("/udgivet").text
        if place.git("rev-parse", "main") != before:
            continue
        lines = re.findall(r"Linje \d+: .*", place.read("udgivet.md", before))
        assert len(lines) == 20
        assert [line for line in lines if line not in shown] == []
        return
    raise AssertionError("The page was never the same for a moment.")


# What must be there afterwards


def _check_saved(place: Place, writer: Writer) -> None:
    histories: dict[str, str] = {}
    published = _history(place, "main", writer.path)
    for saved in writer.saved:
        branch = _branch(saved.proposal)
        if branch not in histories:
            histories[branch] = _history(place, branch, writer.path)
        word = re.compile(rf"\b{saved.token}\b")
        assert word.search(histories[branch]), f"{saved} is not in {branch}"
        if saved.is_published:
            assert word.search(published), f"{saved} is not in main"


def _history(place: Place, branch: str, path: str) -> str:
    return place.git("log", "-p", "-m", "--format=%H", branch, "--", path)


def _check_each_saw_the_one_before(place: Place, branch: str, path: str) -> None:
    """See to it that nobody wrote over a text they had not seen."""
    before = ""
    for commit in place.git("rev-list", "--first-parent", "--reverse", branch).splitlines():
        found = COMMON.search(place.read(path, commit))
        assert found
        if before and found[1] != before:
            assert found[2] == before, f"{commit} in {branch}: {found[0]} follows {before}"
        before = found[1]


def _branch(address: str) -> str:
    return "proposals/" + address.strip("/").rpartition("/")[2]
