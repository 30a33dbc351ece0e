"""Names that lead out of the handbook, or into git, are refused on every way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saadan.web import shelf
from saadan.web.proposals.models import Proposal
from tests.web.conftest import bo

if TYPE_CHECKING:
    from tests.web.conftest import Hub, Reply
    from tests.web.hub import Desk

HOSTILE = (
    "../x.md",
    "a/../../x.md",
    "..\\x.md",
    "%2e%2e/x.md",
    "..%2fx.md",
    "/etc/x.md",
    "//x.md",
    "C:\\x.md",
    "C:x.md",
    "a\0.md",
    ".git/config",
    ".GIT/x.md",
    ".gi\u200ct/x.md",
    "git~1/x.md",
    "a/.git/hooks/x.md",
    ".git.md/../.git/x.md",
    "./x.md",
    "a//x.md",
    "x.md/",
    "aux.md",
    "a\nb.md",
    "--output=x.md",
    "\udcff.md",
)


def as_sent(path: str) -> str | bytes:
    """Return a path as a form carries it; what is no text goes as bytes."""
    return path.encode("utf-8", "surrogateescape")


def branches(hub: Hub) -> str:
    return hub.git("for-each-ref", "--format=%(refname) %(objectname)")


@pytest.mark.parametrize("path", HOSTILE)
def test_no_way_to_write_leads_out(hub: Hub, path: str) -> None:
    desk = hub.desk(bo())
    number = desk.propose("/ferie", "fem", "seks")
    before, files = branches(hub), sorted(hub.site.folder.iterdir())
    fields = {"path": as_sent(path), "text": "x", "proposal": number}

    ways: tuple[tuple[str, dict[str, object]], ...] = (
        ("/-/source", {}),
        (f"/-/proposals/{number}/edit", {}),
        ("/-/preview", {}),
        ("/-/arrange/ferie", {"do": "move"}),
        ("/-/arrange/ferie", {"do": "put", "parent": as_sent(path)}),
        ("/-/arrange/ferie", {"do": "delete", "instead": as_sent(path)}),
        ("/-/new", {"title": "Ny", "parent": as_sent(path)}),
    )
    for address, more in ways:
        if more.get("do") == "move" and path in GOOD:
            continue
        reply = desk.site.post(address, {**fields, **more})
        assert 400 <= reply.status < 500, (address, more, reply.status)

    assert branches(hub) == before
    assert sorted(hub.site.folder.iterdir()) == files


#: A page can be called that: it is a name below the handbook, whatever it reminds of; what is no
#: text comes as the sign that stands for that.
GOOD = ("%2e%2e/x.md", "..%2fx.md", "--output=x.md", "\udcff.md")


@pytest.mark.parametrize("path", HOSTILE)
def test_an_uploaded_file_gets_a_plain_name_in_its_folder(hub: Hub, path: str) -> None:
    desk = hub.desk(bo())
    reply = uploaded(desk, path)
    assert reply.status in (200, 400)
    for proposal in Proposal.objects.all():
        changed = hub.git("diff", "--name-only", "main", proposal.branch).splitlines()
        assert all(each.startswith("assets/") and ".." not in each for each in changed)


def uploaded(desk: Desk, name: str) -> Reply:
    plain = name.replace("\0", "%00").replace("\n", "%0A").replace("\\", "\\\\")
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
        f"{desk.site.token()}\r\n"
        f'--x\r\nContent-Disposition: form-data; name="file"; filename="{plain}"\r\n\r\n'
    ).encode("utf-8", "surrogateescape")
    body = head + b"\x89PNG\r\n\x1a\nbytes\r\n--x--\r\n"
    return desk.site.ask(
        "/-/upload", "POST", body, {"CONTENT_TYPE": "multipart/form-data; boundary=x"}
    )


@pytest.mark.parametrize(
    "revision",
    ["--output=x", "-c", "main", "HEAD", "main^{/x}", "@{-1}", "refs/heads/main", "0" * 40, "a\nb"],
)
def test_a_revision_in_a_form_is_only_compared(hub: Hub, revision: str) -> None:
    desk = hub.desk(bo())
    number = desk.propose("/ferie", "fem", "seks")
    before = branches(hub)
    decided = {"do": "submit", "decision": "decline", "reason": "x", "published": revision}
    for address in ("change", "review", "publication", "merge", "edit"):
        fields = {**decided, "seen": revision, "path": "ferie.md", "text": "x", "theirs": revision}
        reply = desk.site.post(f"/-/proposals/{number}/{address}", fields)
        assert 400 <= reply.status < 500, (address, reply.status)
    for look in (revision, f"proposal-{revision}", f"publication-{revision}", "proposal-1;x"):
        assert desk.site.post("/-/look", {"look": look}).status == 404
        desk.site.cookies["saadan_look"] = look.replace("\n", "")
        assert desk.site.get("/ferie").status == 200
        desk.site.cookies.pop("saadan_look")
    assert branches(hub) == before
    assert Proposal.objects.get().state == "draft"


def pushed(hub: Hub, name: str) -> None:
    """Push a tree that has a file of any name, as a git of another kind could make it."""
    blob = hub.git("rev-parse", "main:ferie.md")
    rows = hub.git("ls-tree", "main") + "\n"
    tree = hub.make_tree(f"{rows}100644 blob {blob}\t{name}\n")
    commit = hub.git(
        "-c",
        "user.name=Anna",
        "-c",
        "user.email=a@example.org",
        "commit-tree",
        tree,
        "-p",
        "main",
        "-m",
        '"><svg onload=alert(1)>\u202e{{7*7}}',
    )
    hub.git("update-ref", "refs/heads/main", commit)


@pytest.mark.parametrize("name", [".git", "..", "a\\b.md", "CON.md", "git~1", "FERIE.md", ".GIT"])
def test_a_push_with_such_a_name_leaves_the_other_pages_as_they_were(hub: Hub, name: str) -> None:
    inside = hub.desk(bo())
    pushed(hub, name)

    assert hub.site.get("/ferie").status == 200
    assert "fem uger" in hub.site.get("/ferie").text
    assert "Forside" in hub.site.get("/").text
    for shown in ("/", "/-/changes", "/-/publications/"):
        reply = inside.site.get(shown)
        assert reply.status == 200
        assert "<svg onload" not in reply.text
    # What begins with a dot belongs to tools: it is never a part of the handbook, nor a fault.
    assert bool(shelf.handbook().snapshot().problems()) == (not name.startswith("."))
