"""How a register is set out: as a table, or as its conventional name calls for.

`contacts`, `tools`, `glossary`, `roles` and `bodies` answer one question each. Which of their
fields is the purpose or the explanation is seen from the fields' names; a register
that names them otherwise is shown all the same, by its titles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.register_model import TITLES
from saadan.language import _

if TYPE_CHECKING:
    from saadan.snapshot.model import Field, Register

#: The reference by which an organisation chart is drawn.
REPORTS_TO: Final = "reports_to"
#: The field with words that people look for and the other fields do not have.
KEYWORDS: Final = "keywords"
_CHARTED: Final = ("roles", "bodies")
_EXPLAINING: Final = ("markdown", "text")


class Convention(NamedTuple):
    """What a conventional name says of a register. Words are English, to be translated."""

    style: str  #: "table", "cards" or "glossary"
    heading: str  #: "" is the register's own title
    lead_names: tuple[str, ...] = ()  #: of the field that comes first; entries are ordered by it
    lead: str = ""  #: what its column is called
    title: str = ""  #: what the column of titles is called beside it


CONVENTIONS: Final = {
    "contacts": Convention("cards", _("Who do I contact?")),
    "tools": Convention(
        "table",
        _("Which tool?"),
        ("purpose", "use", "task", "formål", "formaal", "opgave", "brug"),
        _("I need something for …"),
        _("Use"),
    ),
    "glossary": Convention(
        "glossary",
        "",
        ("definition", "meaning", "explanation", "description", "forklaring", "betydning"),
    ),
}
_ORDINARY: Final = Convention("table", "")


def convention_of(register: Register) -> Convention:
    """Return what a register's name says of it."""
    return CONVENTIONS.get(register.name, _ORDINARY)


def title_field(register: Register) -> Field | None:
    """Return the field that entries are called after; None when they are called by their keys."""
    texts = [each for each in register.fields if each.type == "text" and not each.is_private]
    named = {each.name: each for each in texts}
    found = next((named[name] for name in TITLES if name in named), None)
    return found or next(iter(texts), None)


def lead_field(register: Register) -> Field | None:
    """Return the field that leads: a purpose or an explanation."""
    convention = convention_of(register)
    named = {each.name: each for each in register.fields}
    found = next((named[name] for name in convention.lead_names if name in named), None)
    if found or convention.style != "glossary":
        return found
    title = title_field(register)
    texts = (each for each in register.fields if each.type in _EXPLAINING and each != title)
    return next(texts, None)


def topic_field(register: Register) -> Field | None:
    """Return the field that contacts are put together by: their first choice."""
    choices = (each for each in register.fields if each.type == "choice" and not each.is_many)
    return next(choices, None)


def own_order(register: Register) -> Field | None:
    """Return the field that entries are ordered by unless asked otherwise; None is as written."""
    style = convention_of(register).style
    if style == "glossary":
        return title_field(register)
    return topic_field(register) if style == "cards" else lead_field(register)


def is_charted(register: Register) -> bool:
    """Whether an organisation chart belongs to a register."""
    return register.name in _CHARTED and any(
        each.name == REPORTS_TO and each.type == register.name for each in register.fields
    )
