"""What a gap is about: a page, a register, a section of a page, or the handbook as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from saadan.errors import NotFound
from saadan.web.gaps.models import LONGEST_EXCERPT, LONGEST_PATH, LONGEST_TITLE

if TYPE_CHECKING:
    from saadan.snapshot.model import Page, Section
    from saadan.snapshot.snapshot import Snapshot


class Subject(NamedTuple):
    """What a gap is about, as its reader sees it now."""

    audience: int  #: an index of AUDIENCES: whom it is for
    path: str = ""  #: "" for the whole handbook
    address: str = ""
    title: str = ""
    anchor: str = ""  #: "" for the whole page
    section: str = ""  #: its title
    excerpt: str = ""  #: the beginning of the text, plain
    owner: str = ""  #: a role, or ""
    sections: tuple[Section, ...] = ()  #: those of the page that have a heading


def subject_at(snapshot: Snapshot, address: str, anchor: str = "") -> Subject:
    """Return what an address leads to; the whole handbook when it leads nowhere.

    Args:
        snapshot: as the reader's audience sees it
        anchor: of a section; the whole page when it has no such section
    """
    if not address.startswith("/") or len(address) > LONGEST_PATH:
        return Subject(snapshot.level)
    target = snapshot.find(address)
    if target is not None and target.is_page:
        return _of_page(snapshot, snapshot.page(target.path), anchor)
    return _of_register(snapshot, address) or Subject(snapshot.level)


def _of_page(snapshot: Snapshot, page: Page, anchor: str) -> Subject:
    every = snapshot.sections(page.path)
    named = tuple(each for each in every if each.anchor and each.title)
    chosen = next((each for each in named if each.anchor == anchor), None)
    about = [chosen] if chosen else every
    text = "\n".join(each.text.strip() for each in about)
    return Subject(
        page.audience,
        page.path,
        page.address,
        (page.title or page.path)[:LONGEST_TITLE],
        chosen.anchor[:LONGEST_TITLE] if chosen else "",
        chosen.title[:LONGEST_TITLE] if chosen else "",
        shortened(text),
        page.owner,
        named,
    )


def _of_register(snapshot: Snapshot, address: str) -> Subject | None:
    _, first, *rest = address.split("/", 3)
    if first != "registers" or not rest or not rest[0]:
        return None
    try:
        register = snapshot.register(rest[0])
        title = register.title
        if len(rest) > 1 and rest[1]:
            title = f"{title}: {snapshot.register_entry(rest[0], rest[1]).title}"
    except NotFound:
        return None
    return Subject(
        register.audience,
        register.path,
        register.address,
        title[:LONGEST_TITLE],
        owner=register.owner,
    )


def shortened(text: str) -> str:
    """Return the beginning of a text, up to the last whole word that there is room for."""
    text = text.strip()
    if len(text) <= LONGEST_EXCERPT:
        return text
    return text[: LONGEST_EXCERPT - 1].rsplit(None, 1)[0].rstrip() + "…"
