"""Two texts that overlap, and how a person brings them together, spot by spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.errors import Invalid
from saadan.language import _
from saadan.repository.merging import ENCODING, Overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saadan.repository.merging import Merged

MINE: Final = "mine"
THEIRS: Final = "theirs"
BOTH: Final = "both"
OWN: Final = "own"


class Spot(NamedTuple):
    """A part of a text: what stands in both, or a place where somebody must choose."""

    number: int  #: from 1, through all files; 0 for what stands in both
    text: str  #: what stands in both; "" where somebody must choose
    mine: str = ""
    theirs: str = ""

    @property
    def both(self) -> str:
        """One text after the other."""
        return _ended(self.theirs) + self.mine


def spots(both: Merged, after: int = 0) -> list[Spot]:
    """Return the parts of two texts in order; "theirs" is what is there now.

    Args:
        after: the last number that has been given
    """
    found = []
    number = after
    for part in both.parts:
        if isinstance(part, Overlap):
            number += 1
            found.append(Spot(number, "", mine=part.theirs, theirs=part.ours))
        else:
            found.append(Spot(0, part))
    return found


def combined(parts: Iterable[Spot], chosen: Mapping[str, str]) -> bytes:
    """Return the text that somebody has put together.

    Args:
        chosen: `choice-N` → MINE, THEIRS, BOTH or OWN; then `own-N` is the text

    Raises:
        Invalid: a spot has not been decided.
    """
    texts_chosen = []
    for spot in parts:
        if not spot.number:
            texts_chosen.append(spot.text)
            continue
        choice = chosen.get(f"choice-{spot.number}", "")
        own = chosen.get(f"own-{spot.number}", "").replace("\r\n", "\n")
        texts = {MINE: spot.mine, THEIRS: spot.theirs, BOTH: spot.both, OWN: _like(spot, own)}
        if choice not in texts:
            sentence = _("Choose a text at spot {number} too.")
            raise Invalid(sentence, number=spot.number)
        texts_chosen.append(texts[choice])
    return "".join(texts_chosen).encode(*ENCODING)


def _like(spot: Spot, own: str) -> str:
    """Return a text written by hand with the line endings that stand around it."""
    ended = _ended(own) if own else ""
    return ended.replace("\n", "\r\n") if "\r\n" in spot.mine + spot.theirs else ended


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
