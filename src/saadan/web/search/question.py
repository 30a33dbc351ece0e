"""A question as it stands in an address: the words, and what narrows the search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import TooManyFieldsSent

from saadan.errors import Invalid
from saadan.language import _
from saadan.search.question import LONGEST
from saadan.search.question import tidy as tidied

if TYPE_CHECKING:
    from django.http import QueryDict

    from saadan.web.http import Request

RESULTS: Final = "/-/search"
#: What a search may be narrowed to; a register also by its name, as "register:products".
KINDS: Final = ("guide", "procedure", "role", "entry", "register")
#: More than these at once no form of ours asks for; every link to narrow further repeats them.
MOST_KINDS: Final = 10
_KIND: Final = re.compile(rf"(?:{'|'.join(KINDS)})|register:[\w-]{{1,100}}")


class Question(NamedTuple):
    """What a reader asks."""

    text: str  #: tidy; "" when nothing is asked
    was_cut: bool  #: whether it was longer than LONGEST
    kinds: tuple[str, ...] = ()  #: of KINDS, or "register:NAME"; () for all
    within: str = ""  #: path of the page to stay below; "" for the whole handbook

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kinds or self.within)

    @property
    def address(self) -> str:
        """Where the results stand, as written."""
        pairs = [("q", self.text), *(("kind", kind) for kind in self.kinds)]
        if self.within:
            pairs.append(("within", self.within))
        return f"{RESULTS}?{urlencode(pairs)}"


def question_of(request: Request) -> Question:
    """Return what a request asks; what it narrows the search to in vain is left out.

    Raises:
        Invalid: the address has more parameters than any form of ours.
    """
    asked = parameters(request)
    text, was_cut = tidy(asked.get("q", ""))
    kinds = tuple(kind for kind in dict.fromkeys(asked.getlist("kind")) if is_kind(kind))
    within = asked.get("within", "")
    is_known = bool(within) and request.snapshot.entry(within) is not None
    return Question(text, was_cut, kinds[:MOST_KINDS], within if is_known else "")


def parameters(request: Request) -> QueryDict:
    """Return the parameters of an address.

    Raises:
        Invalid: there are more than Django will read.
    """
    try:
        return request.GET
    except TooManyFieldsSent as error:
        raise Invalid(_("The address has too many parameters.")) from error


def tidy(text: str) -> tuple[str, bool]:
    """Return a text on one line, without what cannot be seen, and whether it was too long."""
    return tidied(text), len(text.strip()) > LONGEST


def is_kind(kind: str) -> bool:
    """Whether a search can be narrowed to this."""
    return _KIND.fullmatch(kind) is not None
