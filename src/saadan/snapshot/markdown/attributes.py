"""kramdown's attribute lists: `#id .class key="value" reference`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_PART: Final = re.compile(
    r"""(?<!\S)(?:
    (?P<key>\w[\w-]*+)=(?:"(?P<double>(?:\\.|[^"\\])*+)"|'(?P<single>(?:\\.|[^'\\])*+)')
    | (?P<names>(?:\#[A-Za-z][\w:-]*+|\.[^\s.\#]++)+)
    | (?P<reference>\w[\w-]*+)
    )(?!\S)""",
    re.VERBOSE,
)
_NAME: Final = re.compile(r"\#([A-Za-z][\w:-]*+)|\.([^\s.\#]++)")
_PLAIN: Final = re.compile(r"(?![sS]-)[\w-]*+")
_ESCAPED: Final = re.compile(r"""\\([}"'])""")


@dataclass(slots=True)
class Attributes:
    """An attribute list, `{: #id .class key="value" reference}`, taken apart."""

    id: str = ""
    classes: list[str] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)  #: such as "toc"; names of other lists

    @property
    def is_plain(self) -> bool:
        """Whether there are but names of letters, and none that could belong to the frame."""
        return not self.others and all(map(_PLAIN.fullmatch, (self.id, *self.classes)))


def parse_attributes(written: str, named: dict[str, Attributes]) -> Attributes:
    """Return the attribute list written as `written`, with the lists it refers to."""
    found = Attributes()
    for part in _PART.finditer(written):
        if reference := part["reference"]:
            found.references.append(reference)
            if other := named.get(reference):
                merge(found, other)
        elif names := part["names"]:
            for name in _NAME.finditer(names):
                if name[1]:
                    found.id = name[1]
                else:
                    found.classes.append(name[2])
        else:
            value = _ESCAPED.sub(r"\1", part["double"] or part["single"] or "")
            _set(found, part["key"].lower(), value)
    return found


def _set(attributes: Attributes, key: str, value: str) -> None:
    if key == "id":
        attributes.id = value
    elif key == "class":
        attributes.classes = value.split()
    else:
        attributes.others[key] = value


def merge(to: Attributes, other: Attributes) -> None:
    """Add to one list what another says; where both say something the first one counts."""
    to.id = to.id or other.id
    to.classes += other.classes
    to.others = other.others | to.others
