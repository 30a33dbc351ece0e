"""An author who may no longer read a page still sees their proposal: their own words, no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from saadan.repository.writing import Author
from saadan.web import shelf
from saadan.web.letters.models import Notice
from saadan.web.people.actions import change_standing, join
from saadan.web.proposals.models import Proposal
from saadan.web.proposals.saving import NO_ADDRESS
from tests.web.conftest import anna, bo, page
from tests.web.hub import field

if TYPE_CHECKING:
    from tests.web.conftest import Hub
    from tests.web.hub import Desk

SECRET = "Kun for kolleger"
ROWS = "id,navn,sats\na,Navn,Hemmelig sats\nb,Andet,Anden sats\n"
#: What the author writes below a line of the page.
OWN = "leder.\n\nDin leder svarer inden en uge."
WRITTEN = "Din leder svarer inden en uge."
OLD = "Spørg din leder"
LIMITED = "Du må ikke længere læse alt det, forslaget handler om."


@pytest.fixture
def member(hub: Hub) -> Desk:
    """The desk of somebody who may read what is for members."""
    return hub.desk(anna(audience="members"))


def hide(hub: Hub, path: str = "ferie.md") -> None:
    """Let a page be for colleagues from now on, with a text that others have not seen."""
    text = hub.read(path).replace("---\n\n", "audience: internal\n---\n\n", 1)
    hub.push("Skjul", {path: f"{text}\n{SECRET}.\n"})


def commit(hub: Hub, branch: str, email: str) -> None:
    """Change the page on a branch, as no form does."""
    writer = shelf.writer()
    text = hub.read("ferie.md", branch).replace("fem uger.", f"fem uger.\n\n{SECRET}.")
    writer.commit(
        branch,
        {"ferie.md": text.encode()},
        seen=writer.head(branch),
        author=Author("Anna", email),
        message="Udefra",
        when=timezone.now(),
    )


def shown(desk: Desk, number: int) -> str:
    reply = desk.site.get(f"/-/proposals/{number}/")
    assert reply.status == 200
    return reply.text


def test_an_author_sees_their_own_words_and_nothing_of_the_page(hub: Hub, member: Desk) -> None:
    number = member.propose("/ferie", "leder.", OWN, title="Mere ferie")
    assert OLD in member.site.get(f"/-/proposals/{number}/edit?path=ferie.md").text
    member.submit(number)
    hide(hub)

    assert "Mere ferie" in member.site.get("/-/proposals/").text
    text = shown(member, number)

    assert LIMITED in text
    assert "Mere ferie" in text
    assert WRITTEN in text
    for hidden in (SECRET, OLD, "Søg ferie", "fem uger", "ferie.md"):
        assert hidden not in text, hidden
    for address in ("edit?path=ferie.md", "merge"):
        assert member.site.get(f"/-/proposals/{number}/{address}").status == 404
    for what, fields in (
        ("change", {"do": "submit", "seen": "x"}),
        ("change", {"do": "rename", "title": "Andet"}),
        ("remarks", {"text": "Hvad nu?"}),
    ):
        assert member.site.post(f"/-/proposals/{number}/{what}", fields).status == 404
    assert Proposal.objects.get().title == "Mere ferie"


def test_what_others_say_of_it_then_is_not_told(hub: Hub, member: Desk) -> None:
    number, reviewer = member.propose("/ferie", "leder.", OWN), hub.desk(bo())
    member.submit(number)
    reviewer.site.post(f"/-/proposals/{number}/remarks", {"text": "Godt set"})
    hide(hub)
    reviewer.site.post(f"/-/proposals/{number}/remarks", {"text": f"Der står nu: {SECRET}"})
    reviewer.review(number, "changes", f"Se: {SECRET}")

    told = Notice.objects.filter(person=Proposal.objects.get().author).order_by("pk")
    assert [each.text for each in told] == ["Godt set", "", ""]
    text = shown(member, number)
    assert SECRET not in text
    assert "Godt set" not in text
    assert SECRET not in member.site.get("/-/notices").text
    assert SECRET in shown(reviewer, number)


def test_where_others_have_written_no_text_is_shown(hub: Hub, member: Desk) -> None:
    number, colleague = member.propose("/ferie", "leder.", OWN), hub.desk(bo())
    member.submit(number)
    form = colleague.open(f"/-/proposals/{number}/edit?path=ferie.md")
    assert form.send(OLD, f"{OLD}. {SECRET}").status == 302
    assert SECRET in shown(member, number)
    hide(hub)

    text = shown(member, number)

    assert LIMITED in text
    assert SECRET not in text
    assert WRITTEN not in text


def test_what_was_brought_in_from_others_is_not_the_authors(hub: Hub, member: Desk) -> None:
    number = member.propose("/ferie", "leder.", OWN)
    changed = hub.read("ferie.md").replace("fem uger.", "fem uger.\n\nSpørg en kollega.")
    hub.push("Udefra", {"ferie.md": changed})
    place = f"/-/proposals/{number}/merge"
    fields = {"seen": hub.git("rev-parse", f"proposals/{number}")}
    fields |= {"published": hub.git("rev-parse", "main"), "choice-1": "mine"}
    assert member.site.post(place, fields).status == 302
    assert "Spørg en kollega" in hub.read("ferie.md", f"proposals/{number}")
    hide(hub)

    text = shown(member, number)

    assert WRITTEN in text
    assert "Spørg en kollega" not in text


def test_a_page_that_was_moved_is_not_the_authors(hub: Hub, member: Desk) -> None:
    number = member.propose("/ferie", "leder.", OWN)
    fields = {"proposal": number, "do": "move", "path": "fri.md"}
    assert member.site.post("/-/arrange/ferie", fields).status == 302
    assert OLD in hub.read("fri.md", f"proposals/{number}")
    hide(hub)

    text = shown(member, number)

    assert LIMITED in text
    assert OLD not in text


def test_what_comes_by_git_is_not_the_authors(hub: Hub, member: Desk) -> None:
    number = member.propose("/ferie", "leder.", OWN)
    commit(hub, f"proposals/{number}", "anna@example.org")
    hide(hub)

    assert SECRET not in shown(member, number)


def test_a_line_that_stands_instead_of_the_pages_is_not_the_authors_alone(
    hub: Hub, member: Desk
) -> None:
    number = member.propose("/ferie", "leder.", OWN)
    form = member.open(f"/-/proposals/{number}/edit?path=ferie.md")
    assert form.send("fem uger", "seks uger").status == 302
    form = member.open(f"/-/proposals/{number}/edit?path=ferie.md")
    assert form.send("inden en uge", "samme dag").status == 302
    hide(hub)

    text = shown(member, number)

    assert "Din leder svarer samme dag." in text
    assert "inden en uge" not in text
    assert "Du har" not in text


def test_who_has_lost_a_right_has_lost_what_they_wrote_with_it(hub: Hub) -> None:
    person, administrator = anna(), bo()
    desk = hub.desk(person)
    number = desk.propose("/hemmeligt", "Kanariefugl.", f"Kanariefugl.\n\n{WRITTEN}")
    assert WRITTEN in shown(desk, number)
    change_standing(by=administrator, person=person, audience="members", is_administrator=False)

    text = shown(desk, number)

    assert LIMITED in text
    assert WRITTEN not in text


def test_a_row_of_a_register_is_not_the_authors_alone(hub: Hub, member: Desk) -> None:
    header = "title: Satser\nkey: id\nfields:\n  id: slug\n  navn: text\n  sats: text\n"
    hub.push("Register", {"registers/satser.yaml": header, "registers/satser.csv": ROWS})
    address = "/-/edit/registers/satser/entry/a"
    fields = {name: field(member.site.get(address).text, name) for name in ("seen.0", "seen.1")}
    fields |= {"field.navn": "Nyt navn", "field.sats": "Hemmelig sats"}
    reply = member.site.post(address, fields)
    assert reply.status == 302, reply.text
    number = Proposal.objects.get().pk
    assert "a,Nyt navn,Hemmelig sats" in hub.read("registers/satser.csv", f"proposals/{number}")
    private = header.replace("sats: text", "sats: {type: text, private: true}")
    hub.push("Skjul", {"registers/satser.yaml": private})

    text = shown(member, number)

    assert LIMITED in text
    assert "Hemmelig sats" not in text


def test_what_was_published_before_they_began_is_not_the_authors(hub: Hub, member: Desk) -> None:
    commit(hub, "main", NO_ADDRESS)  # as when an administrator goes back
    number = member.propose("/ferie", "leder.", OWN)
    hide(hub)

    text = shown(member, number)

    assert WRITTEN in text
    assert SECRET not in text


def test_a_new_page_that_is_theirs_is_shown_when_another_is_hidden(hub: Hub, member: Desk) -> None:
    number = member.propose("/ferie", "leder.", OWN)
    fields = {"title": "Min nye side", "proposal": number}
    assert member.site.post("/-/new", fields).status == 302
    hide(hub)

    assert "title: Min nye side" in shown(member, number)


def test_an_author_withdraws_what_they_may_no_longer_read(hub: Hub, member: Desk) -> None:
    number = member.propose("/ferie", "leder.", OWN)
    hide(hub)
    reply = member.site.post(f"/-/proposals/{number}/change", {"do": "withdraw"})

    assert reply.status == 302
    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN
    assert 'name="do"' not in shown(member, number)


def test_others_do_not_know_of_it_and_all_is_back_when_the_page_is(hub: Hub, member: Desk) -> None:
    number = member.propose("/ferie", "leder.", OWN)
    before = hub.read("ferie.md")
    hide(hub)
    other = join(by=None, email="carla@example.org", name="Carla", audience="members")
    assert hub.desk(other).site.get(f"/-/proposals/{number}/").status == 404
    post = hub.desk(other).site.post(f"/-/proposals/{number}/change", {"do": "withdraw"})
    assert post.status == 404
    hub.push("Vis", {"ferie.md": before, "anden.md": page("Anden")})

    text = shown(member, number)
    assert LIMITED not in text
    assert OLD in member.site.get(f"/-/proposals/{number}/edit?path=ferie.md").text
