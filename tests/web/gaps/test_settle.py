"""A gap is discussed, given to a role, taken, closed for a reason or solved, and opened again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saadan.web.audit.models import Record
from saadan.web.gaps import actions
from saadan.web.gaps.models import Comment, Gap, State, Term
from saadan.web.letters.models import Notice
from saadan.web.people.actions import appoint, join
from tests.web.conftest import Site, anna, bo
from tests.web.gaps.conftest import SECRET, gap, gaps_in, send

if TYPE_CHECKING:
    from saadan.web.people.models import Person

pytestmark = pytest.mark.usefixtures("site")


def does(site: Site, person: Person, made: Gap, act: str, **fields: str) -> int:
    """Do something to a gap as it is now; return the status."""
    made.refresh_from_db()
    given = {"seen": str(made.version), **fields}
    status = site.as_person(person).post(f"/-/gaps/{made.number}/{act}", given).status
    made.refresh_from_db()
    return status


def logged(made: Gap) -> list[str]:
    """Return what the log tells of a gap, from the first to the last."""
    rows = Record.objects.filter(about=f"gap:{made.number}").order_by("id")
    return list(rows.values_list("what", flat=True))


def holder(role: str = "leder", audience: str = "internal") -> Person:
    """Return somebody who holds a role."""
    person = join(by=None, email="dorte@example.org", name="Rollens holder", audience=audience)
    appoint(by=None, person=person, role=role, starts=timezone.localdate())
    return person


def test_those_who_hold_the_owner_role_are_told_when_a_gap_is_let_through(site: Site) -> None:
    owner, colleague = holder(), anna()
    send(site, "Fristen mangler")
    made = Gap.objects.get()
    assert not Notice.objects.exists()

    does(site, colleague, made, "release")

    notice = Notice.objects.get()
    assert (notice.person, notice.link) == (owner, f"/-/gaps/{made.number}")
    assert "Ferie" in notice.subject
    assert notice.text == "Fristen mangler"
    assert logged(made) == ["gap-reported", "gap-released"]


def test_who_holds_a_role_but_may_not_read_the_page_is_not_told(site: Site) -> None:
    del site
    holder(audience="members")

    gap("Satsen mangler", "/loen", by=anna())

    assert not Notice.objects.exists()


def test_a_role_is_asked_and_told(site: Site) -> None:
    owner, colleague = holder("redaktør"), anna()
    made = gap("Fristen mangler", by=colleague)

    assert does(site, colleague, made, "role", role="redaktør") == 303

    assert made.role == "redaktør"
    assert Notice.objects.get().person == owner
    assert gaps_in(site.as_person(owner).get("/-/gaps/?view=mine")) == [str(made.number)]


def test_whoever_holds_a_role_from_today_is_told_shortly_after_midnight(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    midnight = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)  # the 27th in Denmark
    monkeypatch.setattr(timezone, "now", lambda: midnight)
    owner, colleague = holder("redaktør"), anna()
    made = gap("Fristen mangler", by=colleague)

    assert does(site, colleague, made, "role", role="redaktør") == 303

    assert Notice.objects.get().person == owner


def test_refuses_a_role_that_nobody_knows(site: Site) -> None:
    made = gap("Fristen mangler", by=anna())

    assert does(site, bo(), made, "role", role="findes-ikke") == 400
    assert made.role == "leder"


def test_somebody_takes_it_and_puts_it_back(site: Site) -> None:
    colleague = anna()
    made = gap("Fristen mangler", by=colleague)

    does(site, colleague, made, "take")
    assert made.taken_by == colleague
    assert gaps_in(site.as_person(colleague).get("/-/gaps/?view=mine")) == [str(made.number)]
    does(site, colleague, made, "take", back="1")

    assert made.taken_by is None
    assert logged(made)[1:] == ["gap-taken", "gap-put-back"]


def test_the_reporter_is_told_why_it_is_closed(site: Site) -> None:
    reporter, colleague = anna(), bo()
    made = gap("Fristen mangler", by=reporter)

    does(site, colleague, made, "close", reason="no gap", answer="Den står nederst.")

    assert (made.state, made.reason, made.settled_by) == (State.CLOSED, "no gap", colleague)
    told = Notice.objects.get(person=reporter)
    assert told.text == "Den står nederst."
    receipt = site.get(f"/-/receipt/{SECRET}").text
    assert "Der mangler ikke noget." in receipt
    assert "Den står nederst." in receipt


def test_refuses_to_close_without_a_known_reason(site: Site) -> None:
    made = gap("Fristen mangler", by=anna())

    assert does(site, bo(), made, "close", reason="derfor") == 400
    assert made.is_open


def test_closing_as_a_duplicate_leads_to_the_other(site: Site) -> None:
    colleague = anna()
    first, second = gap("Fristen mangler", by=colleague), gap("Frist?", by=colleague, secret="b")

    address = f"http://localhost/-/gaps/{first.number}"
    does(site, bo(), second, "close", reason="duplicate", duplicate_of=address)

    assert second.duplicate_of == first
    assert gaps_in(site.get(f"/-/gaps/{second.number}")) == [str(first.number)]


def test_a_gap_is_no_duplicate_of_itself(site: Site) -> None:
    made = gap("Fristen mangler", by=anna())

    status = does(site, bo(), made, "close", reason="duplicate", duplicate_of=str(made.number))

    assert status == 400
    assert made.is_open


def test_a_published_proposal_solves_it(site: Site) -> None:
    reporter, colleague = anna(), bo()
    made = gap("Fristen mangler", by=reporter)

    actions.solve(made, by=colleague, proposal=12, now=timezone.now())
    actions.solve(made, by=colleague, proposal=13, now=timezone.now())

    assert (made.state, made.proposal) == (State.SOLVED, 12)
    assert Notice.objects.filter(person=reporter).count() == 1
    assert not Term.objects.exists()
    receipt = site.get(f"/-/receipt/{SECRET}").text
    assert "Håndbogen er rettet." in receipt
    assert 'href="/ferie"' in receipt
    assert logged(made) == ["gap-reported", "gap-solved"]


def test_what_was_closed_is_opened_again(site: Site) -> None:
    colleague = bo()
    made = gap("Fristen mangler", by=anna())
    does(site, colleague, made, "close", reason="not done", answer="Nej")

    assert does(site, colleague, made, "reopen") == 303

    assert (made.state, made.reason, made.answer, made.settled) == (State.OPEN, "", "", None)
    assert Term.objects.filter(gap=made).exists()


def test_refuses_what_is_done_to_a_gap_that_has_changed(site: Site) -> None:
    made, colleague = gap("Fristen mangler", by=anna()), bo()
    does(site, colleague, made, "take")

    browser = site.as_person(colleague)
    reply = browser.post(
        f"/-/gaps/{made.number}/close", {"seen": "1", "reason": "no gap", "answer": "x" * 70}
    )

    assert reply.status == 409
    assert "x" * 70 in reply.text
    made.refresh_from_db()
    assert made.is_open


def test_a_receipt_shows_answers_and_takes_a_word(site: Site) -> None:
    colleague = anna()
    made = gap("Fristen mangler")
    actions.release(made, by=colleague, seen=1, now=timezone.now())
    actions.take(made, by=colleague, seen=2, now=timezone.now())
    does(site, colleague, made, "comment", text="Hvilken frist?", for_reporter="1")
    does(site, colleague, made, "comment", text="Internt")
    place = f"/-/receipt/{SECRET}"

    shown = site.get(place)
    assert "Hvilken frist?" in shown.text
    assert "Internt" not in shown.text
    assert "Anna" not in shown.text
    first, again = (site.post(place, {"text": "Den for barsel"}) for _ in range(2))

    assert first.status == again.status == 303
    assert Comment.objects.filter(by=None).get().text == "Den for barsel"
    assert Notice.objects.get(person=colleague).text == "Den for barsel"


def test_a_receipt_is_for_its_holder_alone(site: Site) -> None:
    gap("Fristen mangler")

    reply = site.get(f"/-/receipt/{SECRET}")

    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "strict-origin"
    assert "noindex" in reply.headers["x-robots-tag"]
    assert site.get("/-/receipt/forkert").status == 404
    assert SECRET not in str(Gap.objects.values().get())


def test_a_text_is_removed_for_good(site: Site) -> None:
    colleague = anna()
    made = gap("Carla Hansen glemte fristen")
    actions.add_word(made, text="Carla igen", now=timezone.now())

    assert does(site, colleague, made, "erase") == 303

    assert made.text == ""
    assert not Comment.objects.exists()
    assert not Term.objects.exists()
    assert "Teksten er fjernet" in site.as_person(colleague).get(f"/-/gaps/{made.number}").text
    assert site.get(f"/-/receipt/{SECRET}").status == 200


def test_a_comment_without_words_is_refused(site: Site) -> None:
    made = gap("Fristen mangler", by=anna())

    assert does(site, bo(), made, "comment", text=" \u200b ") == 400
    assert not Comment.objects.exists()
