"""A mail server that is away hinders nobody; what was to be sent is sent once, when it is back."""

from __future__ import annotations

import re
import socket
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from tests.mailbox import Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.browsing import Browser, Page

    from tests.faults.serving import Place

Found = TypeVar("Found")
#: Seconds in which whoever does something must be answered, whatever the mail server does.
ANSWERS_WITHIN = 10.0
#: Seconds after which it must be seen that the mail server is away (EMAIL_TIMEOUT, and some).
NOTICED_WITHIN = 45.0
#: Seconds after which all must be sent when the mail server is back.
HEALS_WITHIN = 120.0
#: In which a letter that is sent twice would have come again: longer than between two calls.
QUIET_FOR = 20.0
#: What must come in the end.
SUBJECTS = {
    "Anna beder dig se »Ret »Side 1«« igennem": "bo@example.org",
    "Bo har godkendt »Ret »Side 1««": "anna@example.org",
    "»Ret »Side 1«« er udgivet": "anna@example.org",
    "Dit link til at logge ind": "anna@example.org",
}


@pytest.fixture
def port() -> int:
    """A port at which nobody answers yet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def served(place: Place, port: int) -> Iterator[Place]:
    """A handbook whose letters go to a mail server at that port."""
    place.environment |= {
        "SAADAN_MAIL_HOST": "127.0.0.1",
        "SAADAN_MAIL_PORT": str(port),
        "SAADAN_MAIL_SAFETY": "none",
    }
    place.start()
    yield place
    place.kill()
    print(place.said[-10000:])  # shown of a test that fails


@pytest.mark.parametrize("fault", ["refuses", "silent", "drops"])
def test_what_people_do_is_done_and_told_once_it_is_back(
    served: Place, port: int, fault: str
) -> None:
    anna, bo, carla = (served.browser(name) for name in ("anna", "bo", ""))
    timed = _Timed()
    ill: Any = nullcontext() if fault == "refuses" else Mailbox(port=port, fault=fault)
    with ill:
        proposal = _propose(anna, timed)
        _review_and_publish(bo, proposal, timed)
        assert "Skrevet uden post." in served.read("side-1.md")
        _wait_for(
            lambda: "Skrevet uden post." in carla.get("/side-1").text, "the page is published", 15
        )
        _report(carla, timed)

        _ask_for_link(carla, timed)
        told = _wait_for(
            lambda: _if("Mails kan ikke sendes", bo.get("/-/people")), "it is seen", NOTICED_WITHIN
        )
        assert "4 mails venter" in told.text
        assert "Mails kan ikke sendes" in bo.get("/-/log").text
        assert "Mails kan ikke sendes" not in anna.get("/-/notices").text
        for known in ("anna@example.org", "ingen@example.org"):
            said = _ask_for_link(carla, timed, known)
            assert "Mails kan ikke sendes lige nu" in said.text, said.text
            assert "på vej" not in said.text

    with Mailbox(port=port) as box:
        _wait_for(lambda: len(box.letters) >= len(SUBJECTS), "all is sent", HEALS_WITHIN)
        _wait_for(lambda: "Mails kan ikke sendes" not in bo.get("/-/people").text, "it is well", 60)
        time.sleep(QUIET_FOR)
    came = {str(each["Subject"]).strip(): str(each["To"]) for each in box.letters}
    assert came == SUBJECTS
    assert len(box.letters) == len(SUBJECTS), [str(each["Subject"]) for each in box.letters]
    assert len({each["Message-ID"] for each in box.letters}) == len(box.letters)
    _sign_in(served, box)
    assert "Traceback" not in served.said


class _Timed:
    """Sees to it that each answer is there in time."""

    def __call__(self, ask: Callable[[], Page]) -> Page:
        begun = time.monotonic()
        page = ask()
        assert time.monotonic() - begun < ANSWERS_WITHIN, page.address
        return page


def _propose(anna: Browser, timed: _Timed) -> str:
    """Let Anna send a change for review; return the address of the proposal."""
    opened = anna.get("/-/edit/side-1")
    form = opened.form("text")
    text = form.fields["text"].replace("Linje 3: tom.", "Skrevet uden post.")
    saved = timed(lambda: anna.send(opened, form, text=text))
    assert saved.status == 302, saved.text
    shown = anna.get(saved.place)
    sent = timed(lambda: anna.send(shown, shown.form("seen"), do="submit"))
    assert sent.status == 302, sent.text
    return saved.place


def _review_and_publish(bo: Browser, proposal: str, timed: _Timed) -> None:
    shown = bo.get(proposal)
    approved = timed(lambda: bo.send(shown, shown.form("reason"), decision="approve"))
    assert approved.status == 302, approved.text
    shown = bo.get(proposal)
    form = next(each for each in shown.forms if each.action.endswith("/publication"))
    published = timed(lambda: bo.send(shown, form))
    assert published.status == 302, published.text


def _report(carla: Browser, timed: _Timed) -> None:
    opened = carla.get("/-/gaps/new?page=/side-2")
    form = opened.form("stamp")
    time.sleep(3)  # nobody writes faster
    sent = timed(lambda: carla.send(opened, form, text="Her mangler en vejledning."))
    assert sent.status == 303, sent.text
    assert "Her mangler en vejledning." in carla.get(sent.place).text


def _ask_for_link(browser: Browser, timed: _Timed, email: str = "anna@example.org") -> Page:
    opened = browser.get("/-/sign-in/link")
    sent = timed(lambda: browser.send(opened, opened.form("email"), email=email))
    assert sent.status == 200, sent.text
    return sent


def _sign_in(place: Place, box: Mailbox) -> None:
    """Let somebody in by the link that came late, which is that asked for last."""
    letter = next(each for each in box.letters if "link" in str(each["Subject"]))
    found = re.search(r"(/-/sign-in/link/\S+)", letter.get_content())
    assert found
    browser = place.browser()
    opened = browser.get(found[1])
    assert opened.status == 200, opened.text
    form = next(each for each in opened.forms if not each.action)
    assert browser.send(opened, form).status == 302
    assert browser.get("/-/me").status == 200


def _if(words: str, page: Page) -> Page | None:
    return page if words in page.text else None


def _wait_for(ask: Callable[[], Found | None], what: str, seconds: float) -> Found:
    """Return what is asked for, as soon as it is there."""
    end = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < end, f"Not in time: {what}."
        time.sleep(0.3)
    return found
