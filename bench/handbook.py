"""Generates a Danish handbook of any size: the same number and seed give the same files.

    python -m bench.handbook FOLDER --pages 1000 [--seed 1] [--git] [--diagrams 10]

Pages are about 5 KB of plain Markdown that just-the-docs, Hugo, Eleventy and MkDocs build too.
They stand in a tree of three levels: areas, their topics, and some 25 pages in a topic's folder.
"""

from __future__ import annotations

import argparse
import math
import posixpath
import random
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from bench import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

PER_FOLDER: Final = 25  # pages, with the topic's own page
SIZE: Final = 5000  # bytes a page has, about

CONFIG: Final = """\
title: Håndbog for Sekretariatet i Eksempelby
description: En opdigtet håndbog til målinger.
url: https://handbog.example.org
theme: just-the-docs
callouts:
  note: {title: Bemærk, color: blue}
  important: {title: Vigtigt, color: purple}
  warning: {title: Advarsel, color: red}
  highlight: {color: yellow}
  new: {title: Nyt, color: green}
"""

_ASCII: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e"})

DIAGRAM: Final = """\
```mermaid
flowchart TD
    A[Modtag] --> B{{Er alt med?}}
    B -->|Ja| C[Godkend i {place}]
    B -->|Nej| D[Spørg {role}]
    D --> A
    C --> E([Gem og luk])
```
"""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a generated page."""

    level: int  #: 2 or 3
    text: str
    anchor: str  #: as kramdown makes it, or as written
    is_written: bool  #: whether the text says `{#anchor}`


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled about a page before its text is written, so that others can link to it."""

    number: int
    path: str  #: relative to the handbook, "docs/okonomi/budget/godkend-fakturaen.md"
    title: str
    parent: str  #: title of the page above; "" at the top
    grand_parent: str  #: "" when the page does not say it
    nav_order: int
    headings: tuple[Heading, ...]


def plan(pages: int, seed: int = 1) -> list[Plan]:
    """Decide the tree: paths, titles, parents and headings of every page."""
    plans = [Plan(0, "index.md", "Forside", "", "", 1, _headings(0, seed))]
    places = _places(pages - 1, seed)
    for number, (path, title, parent, grand_parent, order) in enumerate(places, start=1):
        plans.append(
            Plan(number, path, title, parent, grand_parent, order, _headings(number, seed))
        )
    return plans


def write(folder: Path, pages: int, *, seed: int = 1, diagrams: int = 0) -> int:
    """Write a handbook into `folder` and return how many bytes of Markdown it has.

    Args:
        pages: at least 10
        diagrams: so many pages, beginning with the fourth, get a Mermaid diagram each
    """
    plans = plan(pages, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "_config.yml").write_text(CONFIG, encoding="utf-8")
    size = 0
    for each in plans:
        text = page_text(each, plans, seed, has_diagram=1 <= each.number - 2 <= diagrams)
        place = folder / each.path
        place.parent.mkdir(parents=True, exist_ok=True)
        size += place.write_bytes(text.encode())
    return size


def commit(folder: Path) -> None:
    """Make `folder` a git repository with one commit."""
    who = ("-c", "user.name=Anna Eksempel", "-c", "user.email=anna@example.org", "-c", "gc.auto=0")
    for command in (
        ("init", "-q"),
        ("add", "-A"),
        (*who, "commit", "-qm", "Første udgave"),
        ("gc", "-q"),
    ):
        subprocess.run(("git", "-C", str(folder), *command), check=True)


def page_text(page: Plan, plans: Sequence[Plan], seed: int, *, has_diagram: bool = False) -> str:
    """Return the whole file of a page, front matter included."""
    return _Writer(page, plans, random.Random(f"{seed}:text:{page.number}")).file(has_diagram)


def kramdown_id(text: str) -> str:
    """Return the id kramdown's GFM parser gives a heading whose text occurs once on its page."""
    return re.sub(r"[^\w\- ]", lambda m: m[0] if m[0] == "\ufe0f" else "", text.lower()).replace(
        " ", "-"
    )


def file_name(title: str) -> str:
    """Return a file name without ending: lower-case ASCII and hyphens."""
    plain = title.lower().translate(_ASCII)
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


# The tree


def _places(count: int, seed: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield path, title, parent, grand_parent and nav_order of `count` pages below the front."""
    chance = random.Random(f"{seed}:tree")
    titles = _titles(chance)
    topics = max(1, round(count / (PER_FOLDER + 1)))
    per_area = max(1, round(math.sqrt(topics)))
    made = 0
    for topic in range(topics):
        area_number, nth = divmod(topic, per_area)
        area = _numbered(words.AREAS, area_number)
        folder = f"docs/{file_name(area)}"
        if nth == 0:
            yield f"{folder}.md", area, "", "", area_number + 2
            made += 1
        name = f"{_numbered(words.TOPICS, topic)} i {area.lower()}"
        if made == count:
            return
        yield f"{folder}/{file_name(name)}.md", name, area, "", nth + 1
        made += 1
        ahead = round((count - made) / (topics - topic)) if topic < topics - 1 else count - made
        for order in range(min(ahead, count - made)):
            title = next(titles)
            grand_parent = area if order % 2 else ""
            path = f"{folder}/{file_name(name)}/{file_name(title)}.md"
            yield path, title, name, grand_parent, order + 1
            made += 1


def _titles(chance: random.Random) -> Iterator[str]:
    """Yield titles without repeating one, in an order that differs from the alphabet's."""
    combinations = [
        f"{action} {thing} {occasion}"
        for action in words.ACTIONS
        for thing in words.THINGS
        for occasion in words.OCCASIONS
    ]
    chance.shuffle(combinations)
    turn = 0
    while True:
        turn += 1
        for title in combinations:
            yield title if turn == 1 else f"{title} ({turn})"


def _numbered(names: Sequence[str], number: int) -> str:
    turn, which = divmod(number, len(names))
    return f"{names[which]} {turn + 1}" if turn else names[which]


def _headings(number: int, seed: int) -> tuple[Heading, ...]:
    chance = random.Random(f"{seed}:headings:{number}")
    texts = chance.sample(words.HEADINGS, chance.randint(5, 7))
    headings = []
    for nth, text in enumerate(texts):
        is_written = chance.random() < 0.3 and file_name(text)[0].isalpha()  # as kramdown wants it
        anchor = file_name(text) if is_written else kramdown_id(text)
        level = 3 if nth and chance.random() < 0.4 else 2
        headings.append(Heading(level, text, anchor, is_written))
    return tuple(headings)


# The text


class _Writer:
    """Writes one page; what it decides by chance follows from the page's number alone."""

    def __init__(self, page: Plan, plans: Sequence[Plan], chance: random.Random) -> None:
        self._page = page
        self._plans = plans
        self._chance = chance

    def file(self, has_diagram: bool) -> str:
        page = self._page
        parts = [f"# {page.title}\n", self._paragraph(4)]
        extras = self._extras(has_diagram)
        short = SIZE - sum(len(part.encode()) for part in extras) - 900
        for nth, heading in enumerate(page.headings):
            mark = f" {{#{heading.anchor}}}" if heading.is_written else ""
            parts.append(f"{'#' * heading.level} {heading.text}{mark}\n")
            parts.extend(self._body(short // len(page.headings)))
            parts.extend(extras[nth :: len(page.headings)])
        return self._front_matter() + "\n".join(parts)

    def _front_matter(self) -> str:
        page = self._page
        lines = ["---", f"title: {page.title}", "layout: default"]
        if page.parent:
            lines.append(f"parent: {page.parent}")
        if page.grand_parent:
            lines.append(f"grand_parent: {page.grand_parent}")
        return "\n".join([*lines, f"nav_order: {page.nav_order}", "---", "", ""])

    def _extras(self, has_diagram: bool) -> list[str]:
        """Return the blocks that not every page has."""
        number = self._page.number
        extras = [self._table()] if number % 2 else []
        if number % 4 == 1:
            extras.append(f"{{: .{self._one(words.CALLOUTS)} }}\n{self._paragraph(2)}")
        if number % 7 == 2:
            extras.append(f"> **{self._one(words.BOLD)}**\n>\n> {self._sentence()}\n")
        if number % 9 == 4:
            tasks = [f"- [ ] {self._fill(self._one(words.BULLETS))}\n" for _ in range(4)]
            extras.append("".join(tasks))
        if has_diagram:
            extras.append(self._fill(DIAGRAM))
        return extras

    def _body(self, size: int) -> Iterator[str]:
        """Yield paragraphs and lists of about `size` bytes together."""
        kinds: tuple[Callable[[], str], ...] = (
            lambda: self._paragraph(3),
            self._list,
            self._broken_lines,
            self._steps,
        )
        yield self._paragraph(2)
        size -= 250
        while size > 150:
            block = self._chance.choices(kinds, (5, 4, 2, 1))[0]()
            size -= len(block.encode())
            yield block

    def _paragraph(self, sentences: int) -> str:
        written = [self._sentence() for _ in range(sentences)]
        if self._chance.random() < 0.45:
            written.insert(1, f"Se også {self._link()}.")
        if self._chance.random() < 0.25:
            written.insert(0, f"**{self._one(words.BOLD)}.**")
        if self._chance.random() < 0.1:
            written.append(f"Læs mere hos {self._one(words.OUTSIDE)}.")
        return " ".join(written) + "\n"

    def _list(self) -> str:
        """Return a list directly below its paragraph, as people write them."""
        lines = [self._sentence()]
        for _ in range(self._chance.randint(3, 5)):
            lines.append(f"- {self._fill(self._one(words.BULLETS))}")
            if self._chance.random() < 0.15:
                lines.append(f"  - {self._fill(self._one(words.BULLETS))}")
        lines.append(f"- {self._link()}")
        return "\n".join(lines) + "\n"

    def _broken_lines(self) -> str:
        """Return a paragraph with hard breaks: two blanks at the end of a line."""
        lines = [
            f"**{self._one(words.BOLD)}:** {self._fill(self._one(words.BULLETS))}" for _ in range(3)
        ]
        return "  \n".join(lines) + "\n"

    def _steps(self) -> str:
        return "\n".join(f"{n}. {self._sentence()}" for n in range(1, 4)) + "\n"

    def _table(self) -> str:
        head = self._one(words.TABLES)
        lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
        for row in range(self._chance.randint(4, 6)):
            cells = (
                f"**{self._one(words.THINGS)}**" if row % 2 else self._link(),
                self._one(words.ROLES),
                self._one(words.TIMES),
                self._one(words.PLACES),
            )
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines) + "\n"

    def _link(self) -> str:
        """Return a link to a page, mostly one nearby, or to a section; its target exists."""
        near = self._page.number + self._chance.randint(-PER_FOLDER, PER_FOLDER)
        anywhere = self._chance.randrange(len(self._plans))
        number = near if self._chance.random() < 0.7 else anywhere
        target = self._plans[number % len(self._plans)]
        if target.number == 0:
            target = self._plans[1]
        folder = posixpath.dirname(self._page.path)
        way = posixpath.relpath(target.path, folder or ".")
        way = way if self._chance.random() < 0.1 else way.removesuffix(".md")
        way = way if way.startswith(".") else f"./{way}"
        if self._chance.random() < 0.4:
            heading = self._one(target.headings)
            return f"[{heading.text}]({way}#{heading.anchor})"
        return f"[{target.title}]({way})"

    def _sentence(self) -> str:
        return self._fill(self._one(words.SENTENCES))

    def _fill(self, pattern: str) -> str:
        role, thing = self._one(words.ROLES), self._one(words.THINGS)
        return pattern.format(
            role=role,
            Role=role[0].upper() + role[1:],
            role2=self._one([each for each in words.ROLES if each != role]),
            thing=thing,
            thing2=self._one([each for each in words.THINGS if each != thing]),
            place=self._one(words.PLACES),
            time=self._one(words.TIMES),
        )

    def _one(self, among: Sequence[T]) -> T:
        return self._chance.choice(among)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a handbook from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.handbook", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--git", action="store_true", help="commit it")
    parser.add_argument("--diagrams", type=int, default=0, help="so many pages get a diagram")
    chosen = parser.parse_args(arguments)
    size = write(chosen.folder, chosen.pages, seed=chosen.seed, diagrams=chosen.diagrams)
    if chosen.git:
        commit(chosen.folder)
    print(f"{chosen.pages} pages, {size / 1e6:.1f} MB in {chosen.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
