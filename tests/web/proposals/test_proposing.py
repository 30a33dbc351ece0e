"""A change on its way into the handbook: written, reviewed, published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saadan.web.audit.models import Record
from saadan.web.gaps.models import Gap
from saadan.web.proposals.models import Proposal, Publication
from tests.web.conftest import anna, bo

if TYPE_CHECKING:
    from tests.web.hub import Hub


def test_a_change_is_written_reviewed_and_published(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())

    number = writer.propose("/ferie", "fem uger", "seks uger", title="Seks uger")
    assert "fem uger" in hub.site.get("/ferie").text
    writer.submit(number)
    assert "Seks uger" in approver.site.get("/-/proposals/").text
    approver.review(number, "approve")
    assert approver.publish(number).status == 302

    assert "seks uger" in hub.site.get("/ferie").text
    proposal = Proposal.objects.get(pk=number)
    assert proposal.state == Proposal.State.PUBLISHED
    assert hub.git("log", "-1", "--format=%an %s") == "Anna Seks uger"
    assert hub.git("rev-parse", "main") == Publication.objects.get(proposal=proposal).commit
    assert "Publiceret" not in hub.site.get("/ferie").text
    assert [each.what for each in Record.objects.filter(about=f"proposal:{number}")] == [
        "proposal-published",
        "proposal-approve",
        "proposal-submitted",
        "proposal-begun",
    ]


def test_nothing_that_was_not_touched_changes(hub: Hub) -> None:
    source = "\ufeff---\r\ntitle: Mærkelig\r\n---\r\n\r\n# Mærkelig  \n\n\tTab\u00a0her\r\n\r\nSlut"
    hub.push("Skriv", {"ny.md": source.encode()})
    writer = hub.desk(anna())

    writer.propose("/ny", "Slut", "Slutning")

    saved = hub.content("ny.md", "proposals/1")
    assert saved == source.replace("Slut", "Slutning").encode()


def test_one_section_is_changed_by_itself(hub: Hub) -> None:
    writer = hub.desk(anna())
    form = writer.open("/-/edit/ferie?section=søg-ferie")

    assert form.text.strip() == "## Søg ferie\n\nSpørg din leder."
    assert form.send("din leder", "Bo").status == 302

    assert hub.read("ferie.md", "proposals/1") == hub.read("ferie.md").replace("din leder", "Bo")


def test_nobody_approves_what_they_have_written_in(hub: Hub) -> None:
    author = bo()  # who may do everything else
    desk = hub.desk(author)
    number = desk.propose("/ferie", "fem", "seks")
    desk.submit(number)

    assert desk.review(number, "approve").status == 403
    fields = {"seen": hub.git("rev-parse", f"proposals/{number}")}
    assert desk.site.post(f"/-/proposals/{number}/publication", fields).status == 403
    assert "fem uger" in hub.site.get("/ferie").text


def test_a_reviewer_who_mends_the_text_gives_up_approving(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    form = approver.open(f"/-/proposals/{number}/edit?path=ferie.md")
    assert form.send("seks", "syv").status == 302

    assert approver.review(number, "approve").status == 403


def test_a_change_after_approval_voids_just_what_it_changed(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.open(f"/-/proposals/{number}/edit?path=index.md").send("Tekst.", "Ny tekst.")
    writer.submit(number)
    approver.review(number, "approve")

    writer.open(f"/-/proposals/{number}/edit?path=ferie.md").send("seks", "syv")

    assert approver.publish(number).status == 403
    shown = approver.site.get(f"/-/proposals/{number}/").text
    assert shown.count("Godkendt af Bo") == 1
    assert shown.count("1 godkendelse mangler") == 1
    approver.review(number, "approve")
    assert approver.publish(number).status == 302


def test_an_approval_of_what_was_not_seen_is_refused(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    seen = approver.seen(number)
    writer.open(f"/-/proposals/{number}/edit?path=ferie.md").send("seks", "tyve")

    fields = {"decision": "approve", "seen": seen}
    assert approver.site.post(f"/-/proposals/{number}/review", fields).status == 409
    assert not Proposal.objects.get(pk=number).reviews.exists()


def test_changes_are_asked_for_with_a_reason_and_then_approved(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)

    assert approver.review(number, "changes").status == 400
    assert approver.review(number, "changes", "Skriv hvorfor.").status == 302
    assert "Skriv hvorfor." in writer.site.get(f"/-/proposals/{number}/").text
    writer.open(f"/-/proposals/{number}/edit?path=ferie.md").send("seks uger", "seks uger nu")
    writer.submit(number)
    approver.review(number, "approve")
    assert approver.publish(number).status == 302
    assert "seks uger nu" in hub.site.get("/ferie").text


@pytest.mark.parametrize("address", ["/-/edit/ferie", "/-/proposals/", "/-/publications/"])
def test_a_stranger_is_led_to_where_they_sign_in(hub: Hub, address: str) -> None:
    assert hub.site.get(address).place.startswith("/-/sign-in?next=")


def test_a_member_sees_no_trace_of_what_is_for_few(hub: Hub) -> None:
    member = hub.desk(anna(audience="members"))
    hidden = member.site.get("/-/edit/hemmeligt")
    missing = member.site.get("/-/edit/findes-ikke")
    assert hidden.status == missing.status == 404
    number = member.propose("/ferie", "fem", "seks")
    reply = member.site.get(f"/-/proposals/{number}/edit?path=hemmeligt.md")
    assert reply.status == 404
    assert "Kanariefugl" not in reply.text


def test_a_text_cannot_be_asked_for_by_its_id(hub: Hub) -> None:
    member = hub.desk(anna(audience="members"))
    secret = hub.git("rev-parse", "main:hemmeligt.md")
    form = member.open("/-/edit/ferie")
    for seen in (secret, f"{secret}:{form.fields['seen'].partition(':')[2]}"):
        reply = form.send("fem", "seks", seen=seen)
        assert reply.status == 400
        assert "Kanariefugl" not in reply.text
        reply = form.send("fem", "seks", theirs=seen)
        assert "Kanariefugl" not in reply.text


def test_a_draft_is_nobody_elses_business(hub: Hub) -> None:
    number = hub.desk(anna()).propose("/ferie", "fem", "seks", title="Hemmelig plan")
    other = hub.desk(bo())
    assert other.site.get(f"/-/proposals/{number}/").status == 404
    assert "Hemmelig plan" not in other.site.get("/-/proposals/").text


def test_errors_block_publishing_but_not_saving(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "title: Ferie", "title: [Ferie")
    writer.submit(number)
    approver.review(number, "approve")
    reply = approver.publish(number)
    assert reply.status == 400
    assert "ferie.md" in reply.text
    assert "fem uger" in hub.site.get("/ferie").text


def test_the_whole_handbook_can_be_seen_with_the_change(hub: Hub) -> None:
    writer = hub.desk(anna())
    number = writer.propose("/ferie", "title: Ferie", "title: Fritid")
    writer.site.post("/-/look", {"look": f"proposal-{number}"})

    shown = writer.site.get("/").text
    assert "Fritid" in shown
    assert "Du ser håndbogen, som" in shown
    assert "Fritid" not in hub.site.get("/").text
    assert "Fritid" not in hub.desk(bo()).site.get("/").text
    writer.site.post("/-/look", {"look": ""})
    assert "Fritid" not in writer.site.get("/").text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "Ret det, og udgiv så."),
        ("en", "The front matter cannot be understood"),
    ],
)
def test_what_would_bring_an_error_is_not_published(hub: Hub, language: str, said: str) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "title: Ferie", "title: [Ferie")
    writer.submit(number)
    approver.review(number, "approve")
    before = hub.git("rev-parse", "main")
    approver.site.cookies["saadan_language"] = language

    reply = approver.publish(number)

    assert reply.status == 400
    assert "ferie.md" in reply.text
    assert said in reply.text
    assert hub.git("rev-parse", "main") == before


def test_what_was_published_can_be_undone_by_a_proposal(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    approver.review(number, "approve")
    approver.publish(number)
    hub.push("Andet", {"index.md": hub.read("index.md").replace("Tekst", "Andet")})

    reply = writer.site.post(f"/-/publications/{Publication.objects.get().pk}/undo")

    assert reply.status == 302
    second = Proposal.objects.first()
    assert second is not None
    writer.submit(second.pk)
    approver.review(second.pk, "approve")
    assert approver.publish(second.pk).status == 302
    assert "fem uger" in hub.site.get("/ferie").text
    assert "Andet" in hub.site.get("/").text


def test_an_administrator_goes_back_to_an_earlier_version(hub: Hub) -> None:
    approver = hub.desk(bo())
    approver.site.get("/-/publications/")
    first = Publication.objects.get()
    hub.push("Slem ændring", {"ferie.md": "# Væk\n", "index.md": None})
    assert hub.site.get("/ferie").text.count("fem uger") == 0

    shown = approver.site.get("/-/publications/").text
    reply = approver.site.post(
        f"/-/publications/{first.pk}/return", {"seen": hub.git("rev-parse", "main")}
    )

    assert "Ændret i git" in shown
    assert reply.status == 302
    assert "fem uger" in hub.site.get("/ferie").text
    assert hub.git("log", "--format=%s").splitlines()[1] == "Slem ændring"


def test_what_was_published_just_before_a_fault_is_found(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    approver.review(number, "approve")
    approver.publish(number)
    Publication.objects.all().delete()  # the server died before it could take this down
    Proposal.objects.filter(pk=number).update(state=Proposal.State.REVIEW)

    approver.site.get(f"/-/proposals/{number}/")

    assert Proposal.objects.get(pk=number).state == Proposal.State.PUBLISHED
    assert Publication.objects.get().commit == hub.git("rev-parse", "main")


def test_the_last_who_must_agree_publishes_in_the_same_step(hub: Hub) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)

    assert approver.review(number, "publish").status == 302

    assert "seks uger" in hub.site.get("/ferie").text


@pytest.mark.parametrize("decision", ["", "bless", "APPROVE", "publish\0"])
def test_a_decision_that_is_none_is_refused(hub: Hub, decision: str) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", "fem", "seks")
    writer.submit(number)
    assert approver.review(number, decision).status == 400


def test_a_gap_is_solved_by_the_proposal_that_mends_it(hub: Hub) -> None:
    stranger, writer, approver = hub.site.as_person(None), hub.desk(anna()), hub.desk(bo())
    gap = Gap.objects.create(
        number=4711, text="Hvor søger jeg?", page="Ferie", path="ferie.md", address="/ferie",
        is_released=True, audience=0, reported=timezone.now(), changed=timezone.now(),
    )  # fmt: skip
    form = writer.open("/-/edit/ferie?gap=4711")
    assert "Hvor søger jeg?" in form.reply.text
    assert form.send("din leder", "Bo").place == "/-/proposals/1/"
    assert "Hvor søger jeg?" in writer.site.get("/-/proposals/1/").text
    writer.submit(1)
    approver.review(1, "publish")

    gap.refresh_from_db()
    assert (gap.state, gap.proposal) == ("solved", 1)
    assert stranger.get("/ferie").status == 200


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## Søg ferie\n\nSpørg din leder.\n", "\n\n\n## Søg ferie\n\nSpørg din leder.\n"),
        ("# Ferie\n\nDu har fem uger.\n\n## Søg ferie\n\nSpørg din leder.\n",
         "## Søg ferie\n\nSpørg din leder.\n\n# Ferie\n\nDu har fem uger.\n"),
    ],
)  # fmt: skip
def test_no_change_at_all_goes_without_agreement(hub: Hub, before: str, after: str) -> None:
    writer, approver = hub.desk(anna()), hub.desk(bo())
    number = writer.propose("/ferie", before, after)
    writer.submit(number)
    seen = {"seen": hub.git("rev-parse", f"proposals/{number}")}
    assert approver.site.post(f"/-/proposals/{number}/publication", seen).status == 403
    assert approver.review(number, "publish").status == 302
