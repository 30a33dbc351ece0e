"""A handbook in a bare git repository, and the people who change it."""

from __future__ import annotations

import html
import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.test import override_settings

from tests.copies import copy_of
from tests.web.site import Site, forget, page, use_database

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from saadan.web.people.models import Person
    from tests.web.site import Reply

FILES = {
    "index.md": page("Forside", nav_order=1),
    "ferie.md": page(
        "Ferie", "Du har fem uger.\n\n## Søg ferie\n\nSpørg din leder.\n", nav_order=2
    ),
    "hemmeligt.md": page("Hemmeligt", "Kanariefugl.", audience="internal"),
}


@dataclass
class Desk:
    """A browser of somebody who writes, with what they do there."""

    site: Site

    def open(self, address: str) -> Form:
        """Open a text for change."""
        return Form(self, address, self.site.get(address))

    def propose(self, address: str, before: str, after: str, **fields: object) -> int:
        """Replace some words of a page and save; return the number of the proposal."""
        reply = self.open(f"/-/edit{address}").send(before, after, **fields)
        assert reply.status == 302, reply.text
        found = re.fullmatch(r"/-/proposals/(\d+)/", reply.place)
        assert found, reply.place
        return int(found[1])

    def seen(self, number: int) -> str:
        """Return the commit that the page of a proposal shows."""
        return field(self.site.get(f"/-/proposals/{number}/").text, "seen")

    def submit(self, number: int) -> Reply:
        fields = {"do": "submit", "seen": self.seen(number)}
        return self.site.post(f"/-/proposals/{number}/change", fields)

    def review(self, number: int, decision: str, reason: str = "") -> Reply:
        fields = {"decision": decision, "reason": reason, "seen": self.seen(number)}
        return self.site.post(f"/-/proposals/{number}/review", fields)

    def publish(self, number: int) -> Reply:
        fields = {"seen": self.seen(number)}
        return self.site.post(f"/-/proposals/{number}/publication", fields)


@dataclass
class Form:
    """An editor as it was opened, which knows nothing of what happens meanwhile."""

    desk: Desk
    address: str
    reply: Reply

    @property
    def text(self) -> str:
        return area(self.reply.text, "text")

    @property
    def action(self) -> str:
        """Where a browser sends the form."""
        found = re.search(r'<form method="post" action="([^"]*)" class="s-form"', self.reply.text)
        assert found, self.reply.text
        return html.unescape(found[1])

    @property
    def fields(self) -> dict[str, str]:
        names = ("path", "section", "seen", "theirs", "proposal", "gap")
        found = {name: field(self.reply.text, name) for name in names}
        return {name: value for name, value in found.items() if value}

    def send(self, before: str, after: str, **fields: object) -> Reply:
        """Replace some words of the text and save."""
        assert before in self.text, self.text
        text = self.text.replace(before, after).replace("\n", "\r\n")
        return self.desk.site.post(self.action, {**self.fields, "text": text, **fields})


def field(text: str, name: str) -> str:
    """Return the value of a hidden field; "" when there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return html.unescape(found[1]) if found else ""


def area(text: str, name: str) -> str:
    """Return what stands in a field of several lines."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n(.*?)</textarea>', text, re.S)
    assert found, text
    return html.unescape(found[1])


@dataclass
class Hub:
    """A bare repository, as people share one, and the site that shows its branch main."""

    site: Site
    work: Path  #: a work tree of somebody who uses git

    def desk(self, person: Person | None) -> Desk:
        return Desk(self.site.as_person(person))

    def git(self, *arguments: str) -> str:
        """Run git in the bare repository."""
        command = ["git", "-C", str(self.site.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def make_tree(self, rows: str) -> str:
        """Make a tree of any names, in rows as git lists them; return its id."""
        command = ["git", "-C", str(self.site.folder), "mktree", "-z"]
        listed = rows.replace("\n", "\0").encode()
        made = subprocess.run(command, check=True, capture_output=True, input=listed)
        return made.stdout.decode().strip()

    def push(self, subject: str, files: Mapping[str, str | bytes | None]) -> str:
        """Commit files in the work tree and push them; None removes one. Return the commit."""
        anna = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
        self._git("pull", "--quiet", "--rebase", "origin", "main")
        for path, text in files.items():
            place = self.work / path
            if text is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text if isinstance(text, bytes) else text.encode())
        self._git("add", "--all")
        self._git(*anna, "commit", "--quiet", "--message", subject)
        self._git("push", "--quiet", "origin", "HEAD:main")
        return self.git("rev-parse", "main")

    def read(self, path: str, at: str = "main") -> str:
        """Return a file as it is in the repository."""
        return self.git("show", f"{at}:{path}")

    def content(self, path: str, at: str = "main") -> bytes:
        """Return a file's bytes as they are in the repository."""
        command = ["git", "-C", str(self.site.folder), "show", f"{at}:{path}"]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", "-C", str(self.work), *arguments], check=True, capture_output=True)


def make_hub(tmp_path: Path) -> Iterator[Hub]:
    """Yield a handbook that can be changed, with a few pages."""
    copy_of(_make, tmp_path)
    bare = tmp_path / "haandbog.git"
    forget()
    use_database(tmp_path / "data")
    with override_settings(HANDBOOK=str(bare), STORE=tmp_path / "store"):
        yield Hub(Site(bare), tmp_path / "work")
    forget()


def _make(folder: Path) -> None:
    bare, work = folder / "haandbog.git", folder / "work"
    quiet = {"check": True, "capture_output": True}
    subprocess.run(["git", "init", "--bare", "-b", "main", str(bare)], **quiet)  # type: ignore[call-overload]
    subprocess.run(["git", "clone", str(bare), str(work)], **quiet)  # type: ignore[call-overload]
    for path, text in FILES.items():
        (work / path).write_text(text, "utf-8")
    who = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
    for command in (
        ("add", "-A"),
        (*who, "commit", "-m", "Begynd"),
        ("push", "origin", "HEAD:main"),
    ):
        subprocess.run(["git", "-C", str(work), *command], **quiet)  # type: ignore[call-overload]
