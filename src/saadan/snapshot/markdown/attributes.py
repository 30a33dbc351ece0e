"""kramdown's attribute lists: `#id .class key="value" reference`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

# Nobody writes as many; more would grow without bound from list to list.
_MOST_PARTS: Final = 30  # of one list
_MOST_NAMES: Final = 50  # classes, and other attributes, that a list and its references give
_MOST_REFERENCES: Final = 10  # that are followed from one list

PART: Final = re.compile(
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
    classes: dict[str, None] = field(default_factory=dict)  #: a set in the order they are met
    others: dict[str, str] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)  #: such as "toc"; names of other lists

    @property
    def is_plain(self) -> bool:
        """Whether there are but names of letters, and none that could belong to the frame."""
        return not self.others and all(map(_PLAIN.fullmatch, (self.id, *self.classes)))


def parse_attributes(written: str, named: dict[str, Attributes]) -> Attributes:
    """Return the attribute list written as `written`, with the lists it refers to."""
    found = Attributes()
    for part in islice(PART.finditer(written), _MOST_PARTS):
        if reference := part["reference"]:
            if reference in found.references or len(found.references) == _MOST_REFERENCES:
                continue
            found.references.append(reference)
            if other := named.get(reference):
                merge(found, other)
        elif names := part["names"]:
            for name in islice(_NAME.finditer(names), _MOST_PARTS):
                if name[1]:
                    found.id = name[1]
                else:
                    _add_classes(found, (name[2],))
        else:
            value = _ESCAPED.sub(r"\1", part["double"] or part["single"] or "")
            _set(found, part["key"].lower(), value)
    return found


def _set(attributes: Attributes, key: str, value: str) -> None:
    if key == "id":
        attributes.id = value
    elif key == "class":
        attributes.classes.clear()
        _add_classes(attributes, value.split())
    elif key in attributes.others or len(attributes.others) < _MOST_NAMES:
        attributes.others[key] = value


def _add_classes(to: Attributes, classes: Iterable[str]) -> None:
    for class_ in classes:
        if len(to.classes) == _MOST_NAMES:
            break
        to.classes[class_] = None


def merge(to: Attributes, other: Attributes) -> None:
    """Add to one list what another says; where both say something the first one counts."""
    to.id = to.id or other.id
    _add_classes(to, other.classes)
    if other.others:
        to.others = dict(islice((other.others | to.others).items(), _MOST_NAMES))
