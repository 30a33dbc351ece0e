"""What an author still sees of a proposal when they may no longer read what it changes.

That it is there, what they called it and why, how it stands, and the lines they wrote themselves:
nothing of a page as it was or is, nothing that others have written or said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from saadan.editing.matching import origins
from saadan.errors import NotFound
from saadan.web import shelf
from saadan.web.history.audience import were_open
from saadan.web.proposals.saving import NO_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.repository.writing import Writer
    from saadan.web.access import Reader
    from saadan.web.http import Request
    from saadan.web.proposals.models import Proposal

#: Saves that are looked through.
MOST_SAVES: Final = 100
_PAGE: Final = ".md"


@dataclass(frozen=True, slots=True)
class OwnScreen:
    """The context of `proposals/own.html`."""

    proposal: Proposal
    is_shared: bool  #: whether others have written in it, so that nobody's words are shown
    texts: list[str]  #: what the author wrote: lines that stand together; not all of it is shown


def is_authors(reader: Reader, proposal: Proposal) -> bool:
    """Whether somebody began a proposal, whatever they may read of it now."""
    return reader.person is not None and reader.person.pk == proposal.author_id


def own_screen(request: Request, proposal: Proposal) -> OwnScreen:
    """Gather what an author sees of a proposal that they may no longer read."""
    hands = set(proposal.hands.values_list("person_id", flat=True))
    is_shared = not hands <= {proposal.author_id}
    texts = [] if is_shared else list(_texts(request, proposal.branch))
    return OwnScreen(proposal, is_shared, texts)


def _texts(request: Request, branch: str) -> Iterator[str]:
    """Yield the lines that were written on a branch and still stand there.

    Only a save of a single page counts: one that moves a page, or mends the links to it, writes
    lines that are somebody else's, and so does one that changes a value in a row of a register.
    The page must have been open then to what its author may read now: whoever has lost a right
    has lost what they wrote with it.
    """
    writer = shelf.writer()
    try:
        head = writer.head(branch)
    except NotFound:
        return
    saves: dict[str, list[tuple[str, str]]] = {}
    for commit, before in reversed(list(_saves(writer, head))):
        changed = list(writer.changed(before, commit))
        if len(changed) == 1 and changed[0].endswith(_PAGE):
            saves.setdefault(changed[0], []).append((before, commit))
    for path, found in sorted(saves.items()):
        if _were_open(request, writer, path, [before for before, _ in found]):
            own: set[str] = set()
            for before, commit in found:
                own |= _written(_lines(writer, before, path), _lines(writer, commit, path), own)
            yield from _together(_lines(writer, head, path), own)


def _were_open(request: Request, writer: Writer, path: str, commits: list[str]) -> bool:
    """Whether a page was open to the reader wherever it was there; a new one is its author's."""
    states = [(commit, path) for commit in commits if writer.blob(commit, path)]
    history = request.handbook.history
    return not states or (
        history is not None and were_open(history, states, request.reader.audience)
    )


def _written(before: list[str], after: list[str], own: set[str]) -> set[str]:
    """Return the lines that a save brought, beside others or instead of the author's own.

    What stands instead of somebody else's line has most of its words.
    """
    came = origins(before, after)
    kept = set(came)
    foreign = [0]  # how many lines of others are gone, of those before each
    for number, line in enumerate(before):
        is_foreign = number not in kept and bool(line.strip()) and line not in own
        foreign.append(foreign[-1] + is_foreign)
    found: set[str] = set()
    above, new = 0, list[str]()
    for line, origin in zip([*after, ""], [*came, len(before)], strict=True):
        if origin is None:
            new.append(line)
            continue
        # Where lines have been moved about, nobody can say what these stand instead of.
        if above <= origin and foreign[above] == foreign[origin]:
            found.update(new)
        above, new = origin + 1, []
    return found - set(before)


def _saves(writer: Writer, head: str) -> Iterator[tuple[str, str]]:
    """Yield what was saved here on a branch and what each followed, the latest first."""
    published = writer.head()
    for number, (commit, parents) in enumerate(writer.line(head)):
        if number >= MOST_SAVES or writer.is_before(commit, published):
            return
        # A merge has what others published; what comes by git has another's address.
        if len(parents) == 1 and writer.email_of(commit) == NO_ADDRESS:
            yield commit, parents[0]


def _lines(writer: Writer, commit: str, path: str) -> list[str]:
    content = writer.read(commit, path) or b""
    return [] if b"\0" in content else content.decode("utf-8", "replace").splitlines()


def _together(lines: list[str], wanted: set[str]) -> Iterator[str]:
    """Yield those of some lines that are wanted, with those that stand together as one text."""
    text: list[str] = []
    for line in [*lines, None]:
        if line is not None and line in wanted:
            text.append(line)
            continue
        if any(each.strip() for each in text):
            yield "\n".join(text)
        text = []
