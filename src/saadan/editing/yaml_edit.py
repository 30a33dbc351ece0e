"""Changes to a YAML text that touch only what they change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.editing.yaml_places import Items, Scalar, Table
from saadan.editing.yaml_writing import block, scalar
from saadan.errors import Invalid
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from saadan.editing.yaml_places import Node, Pair
    from saadan.editing.yaml_writing import Value


class Splice(NamedTuple):
    """A piece of a text and what stands there instead."""

    start: int
    end: int
    text: str


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Return a text with pieces of it replaced; they must not overlap."""
    parts: list[str] = []
    at = 0
    for each in sorted(splices):
        parts += (text[at : each.start], each.text)
        at = each.end
    return "".join([*parts, text[at:]])


class Editor:
    """Makes the splices for changes to one YAML text."""

    def __init__(self, text: str, newline: str, *, stays_text: bool = False) -> None:
        """Prepare for changes.

        Args:
            newline: the ending of new lines
            stays_text: see `yaml_writing.scalar`
        """
        self.text, self.newline, self.stays_text = text, newline, stays_text

    # keys of a table

    def with_value(self, table: Table, key: str, value: Value, order: Sequence[str]) -> Splice:
        """Set a key, or add it after those that come before it in `order`."""
        pair = table.pair(key)
        if pair is not None:
            return self._replaced(table, pair, value)
        if not table.pairs:
            return Splice(table.start + 1, table.start + 1, self._pair(key, value, flow=True))
        before = order[: order.index(key)] if key in order else order
        known = [each for each in table.pairs if each.key.text in before]
        after = known[-1] if known else table.pairs[-1]
        if table.is_flow:
            written = self._pair(key, value, flow=True)
            return Splice(after.end, after.end, f", {written}")
        indent = " " * self._column(table.pairs[0].key.start)
        at = self._line_end(after.end)
        written = indent + self._pair(key, value, flow=False, indent=indent)
        return self._new_line(at, written)

    def without_keys(self, table: Table, key: str) -> list[Splice]:
        """Remove a key, wherever it stands in its table."""
        gone = [at for at, pair in enumerate(table.pairs) if pair.key.text == key]
        if len(gone) == len(table.pairs):
            if table.is_flow:
                return [Splice(table.start, table.end, "{}")]
            first, last = table.pairs[0], table.pairs[-1]
            if self._is_first_on_line(first.key.start):
                return [Splice(self._line_start(first.key.start), self._after(last.end), "")]
            return [Splice(first.key.start, last.end, "{}")]
        return [self._without_pair(table, at) for at in gone]

    def _without_pair(self, table: Table, at: int) -> Splice:
        pair = table.pairs[at]
        following = table.pairs[at + 1] if at + 1 < len(table.pairs) else None
        if table.is_flow:
            if following:
                return Splice(pair.key.start, following.key.start, "")
            return Splice(table.pairs[at - 1].end, pair.end, "")
        if self._is_first_on_line(pair.key.start):
            return Splice(self._line_start(pair.key.start), self._after(pair.end), "")
        if following is None:
            raise _unsupported()
        return Splice(pair.key.start, following.key.start, "")  # its dash is the next key's now

    def _replaced(self, table: Table, pair: Pair, value: Value) -> Splice:
        old = pair.value
        start, end = old.start, old.end
        if isinstance(old, Items) and not isinstance(value, str):
            if added := self._added(old, value):
                return added
            if not old.is_flow:
                return Splice(start, end, self._block_items(value, self._column(start)))
        between = self.text[pair.key.end : start]
        quote = old.style if isinstance(old, Scalar) else None
        flow = table.is_flow or (isinstance(old, Items) and old.is_flow)
        indent = " " * self._column(pair.key.start)
        written = self._written(
            value, flow=flow, indent=indent if self.ends_line(end) else None, quote=quote
        )
        if ":" not in between:
            return Splice(pair.key.end, max(end, pair.key.end), f": {written}")
        if start == end or "\n" in between or "\r" in between:  # nothing, or on the next line
            start = pair.key.end + between.index(":") + 1
            return Splice(start, max(end, start), f" {written}")
        return Splice(start, end, written)

    def _added(self, old: Items, value: Sequence[str]) -> Splice | None:
        """Return what adds items to a list whose others stay; None when they do not."""
        texts = [each.text for each in old.items if isinstance(each, Scalar)]
        size = len(old.items)
        if not size or len(texts) != size or list(value[:size]) != texts or len(value) == size:
            return None
        new, last = value[size:], old.items[-1].end
        if old.is_flow:
            written = "".join(f", {self._scalar(each, in_flow=True)}" for each in new)
            return Splice(last, last, written)
        column = self._column(old.start)
        return self._new_line(self._line_end(last), " " * column + self._block_items(new, column))

    # items of a list

    def with_row(self, rows: Items, values: Mapping[str, Value]) -> Splice:
        """Add a table to the end of a list of tables, written as the last of them is."""
        last = rows.items[-1] if rows.items else None
        if rows.is_flow:
            written = self.flow_table(values)
            if last is None:
                return Splice(rows.start + 1, rows.start + 1, written)
            if self._is_first_on_line(last.start):
                indent = " " * self._column(last.start)
                return Splice(last.end, last.end, f",{self.newline}{indent}{written}")
            return Splice(last.end, last.end, f", {written}")
        assert last is not None  # a list without brackets has items
        dash = self._dash(last)
        column = self._column(dash)
        blanks = self.text[dash + 1 : last.start] if isinstance(last, Table) else " "
        blanks = blanks if blanks and not blanks.strip(" ") else " "
        if isinstance(last, Table) and last.is_flow:
            written = self.flow_table(values)
        else:
            written = self.block_table(values, " " * (column + 1 + len(blanks)))
        return self._new_line(self._line_end(last.end), f"{' ' * column}-{blanks}{written}")

    def with_first_row(self, table: Table, key: str, values: Mapping[str, Value]) -> Splice:
        """Add a list with one table in it under a key, which may be there without a value."""
        pair = table.pair(key)
        if table.is_flow and pair is None:
            at = table.pairs[-1].end if table.pairs else table.start + 1
            apart = ", " if table.pairs else ""
            return Splice(at, at, f"{apart}{key}: [{self.flow_table(values)}]")
        if pair is None:
            row = f"{key}:{self.newline}  - {self.block_table(values, '    ')}"
            return self._new_line(self._line_end(table.end), row)
        start = pair.key.end + self.text[pair.key.end :].index(":") + 1
        end = max(start, pair.end)
        if table.is_flow or not self.ends_line(end):
            return Splice(start, end, f" [{self.flow_table(values)}]")
        return Splice(start, end, f"{self.newline}  - {self.block_table(values, '    ')}")

    def without_row(self, rows: Items, at: int) -> Splice:
        """Remove an item of a list."""
        row = rows.items[at]
        if not rows.is_flow:
            return Splice(*self.lines_of(row), "")
        if len(rows.items) == 1:
            return Splice(row.start, row.end, "")
        if at + 1 < len(rows.items):
            return Splice(row.start, rows.items[at + 1].start, "")
        return Splice(rows.items[at - 1].end, row.end, "")

    # how values are written

    def flow_table(self, values: Mapping[str, Value]) -> str:
        """Return a table in braces."""
        pairs = (self._pair(key, value, flow=True) for key, value in values.items())
        return "{" + ", ".join(pairs) + "}"

    def block_table(self, values: Mapping[str, Value], indent: str) -> str:
        """Return a table on lines of its own; the first one without its indent."""
        pairs = (self._pair(key, value, flow=False, indent=indent) for key, value in values.items())
        return f"{self.newline}{indent}".join(pairs)

    def _pair(self, key: str, value: Value, *, flow: bool, indent: str | None = None) -> str:
        return f"{key}: {self._written(value, flow=flow, indent=indent)}"

    def _written(
        self, value: Value, *, flow: bool, indent: str | None = None, quote: str | None = None
    ) -> str:
        if not isinstance(value, str):
            return "[" + ", ".join(self._scalar(each, in_flow=True) for each in value) + "]"
        if "\n" in value and not flow and indent is not None:
            literal = block(value, f"{indent}  ", self.newline)
            if literal is not None:
                return literal
        return self._scalar(value, in_flow=flow, quote=quote)

    def _scalar(self, text: str, *, in_flow: bool = False, quote: str | None = None) -> str:
        return scalar(text, in_flow=in_flow, quote=quote, stays_text=self.stays_text)

    def _block_items(self, value: Sequence[str], column: int) -> str:
        return f"{self.newline}{' ' * column}".join(f"- {self._scalar(each)}" for each in value)

    # places in the text

    def lines_of(self, item: Node) -> tuple[int, int]:
        """Return where the lines of an item with a dash begin and end."""
        return self._line_start(self._dash(item)), self._after(item.end)

    def ends_line(self, at: int) -> bool:
        """Whether nothing follows a place on its line."""
        return not self.text[at : self._line_end(at)].strip()

    def _line_start(self, at: int) -> int:
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        found = _ENDING.search(self.text, at)
        return found.start() if found else len(self.text)

    def _after(self, at: int) -> int:
        """Return where the line after a place begins."""
        found = _ENDING.search(self.text, at)
        return found.end() if found else len(self.text)

    def _new_line(self, line_end: int, line: str) -> Splice:
        """Return what adds a line after another, which may be the last one and without ending."""
        found = _ENDING.match(self.text, line_end)
        if found:
            return Splice(found.end(), found.end(), f"{line}{self.newline}")
        return Splice(line_end, line_end, f"{self.newline}{line}")

    def _column(self, at: int) -> int:
        return at - self._line_start(at)

    def _is_first_on_line(self, at: int) -> bool:
        return not self.text[self._line_start(at) : at].strip(" ")

    def _dash(self, item: Node) -> int:
        """Return where the dash of an item stands, which is the first thing on its line."""
        before = self.text[: item.start].rstrip()
        if not before.endswith("-") or not self._is_first_on_line(len(before) - 1):
            raise _unsupported()
        return len(before) - 1


_ENDING: Final = re.compile(r"\r\n|\r|\n")


def _unsupported() -> Invalid:
    return Invalid(_("The file is written in a way that forms cannot change. Change its text."))
