"""Which entries of a register a reader asks for, and in what order: the query of its address.

?find=faktura&where.level=2&sort=-name&start=100
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from saadan.web.http import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.snapshot.model import Field, Register, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot

#: Fields of these types take few values, so that readers can choose among them.
FILTERED: Final = ("choice", "boolean")
#: Text that is no one value to be put in order.
UNSORTED: Final = ("markdown",)
#: Nobody types more than this to find an entry; the rest is left out.
LONGEST: Final = 200


class Selection(NamedTuple):
    """A part of a register."""

    find: str = ""  #: words that the entries must hold
    where: tuple[tuple[str, str], ...] = ()  #: names of fields with the value they must have
    sort: str = ""  #: name of a field; "" is the register's own order
    descending: bool = False
    start: int = 0  #: entries before the first one shown

    @property
    def is_partial(self) -> bool:
        """Whether entries may be left out."""
        return bool(self.find or self.where)

    @property
    def sort_text(self) -> str:
        return ("-" if self.descending else "") + self.sort

    @property
    def query(self) -> str:
        """The query of the address of this part: "" or "?…"."""
        asked = [("find", self.find), *((f"where.{name}", value) for name, value in self.where)]
        asked += [("sort", self.sort_text), ("start", str(self.start or ""))]
        text = urlencode([(name, value) for name, value in asked if value])
        return f"?{text}" if text else ""

    def sorted_by(self, name: str) -> Selection:
        """Return the same entries ordered by a field; asked for again, the other way round."""
        turned = self.sort == name and not self.descending
        return self._replace(sort=name, descending=turned, start=0)

    def fetch(self, snapshot: Snapshot, name: str, limit: int) -> tuple[list[RegisterEntry], int]:
        """Return at most `limit` of the entries, and how many there are in all."""
        return snapshot.register_entries(
            name,
            find=self.find,
            where=dict(self.where),
            sort=self.sort,
            descending=self.descending,
            limit=limit,
            start=self.start,
        )


def read_selection(query: Mapping[str, Any], register: Register) -> Selection:
    """Return what the query of an address asks for.

    What the register does not have, or this reader may not see, is as if it were not asked for.
    """
    wanted = query.get("sort", "")
    name = wanted.removeprefix("-")
    is_known = any(each.name == name for each in register.fields if is_sorted(each))
    return Selection(
        query.get("find", "").replace("\0", " ").strip()[:LONGEST],
        tuple(
            (each.name, value[:LONGEST])
            for each in register.fields
            if is_filtered(each) and (value := query.get(f"where.{each.name}", ""))
        ),
        name if is_known else "",
        is_known and wanted.startswith("-"),
        whole_number(query.get("start", "")) or 0,
    )


def is_filtered(field: Field) -> bool:
    """Whether readers may choose the entries with one value of a field."""
    return field.is_reference or field.type in FILTERED


def is_sorted(field: Field) -> bool:
    """Whether entries can be ordered by a field."""
    return field.type not in UNSORTED and not field.is_many
