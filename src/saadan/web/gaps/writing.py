"""What somebody sends with a form: made clean, and looked at for what people do not send."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext, ngettext

from saadan.web.gaps.models import LONGEST_QUESTION, LONGEST_TEXT

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import QueryDict

#: Nobody reads a form and writes a sentence in less.
SOONEST: Final = timedelta(seconds=2)
#: A form that has been open for longer is sent once more, so that a stamp cannot be kept in store.
LATEST: Final = timedelta(days=2)
#: Links in a text by somebody who has not signed in.
MOST_LINKS: Final = 2
_LINK: Final = re.compile(r"https?:|www\.|\[url|<a\b", re.IGNORECASE)
#: Characters that are not seen, turn the direction of writing, or are none at all.
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
#: Those of them that join the letters and pictures of some languages.
_JOINERS: Final = "\u200c\u200d"
#: The field that people do not see and machines fill in.
TRAP: Final = "website"
_SIGNER: Final = Signer(salt="saadan.gap")


class Written(NamedTuple):
    """A form as it was sent."""

    text: str  #: clean
    page: str  #: an address, or ""
    section: str  #: an anchor, or ""
    question: str  #: clean, on one line
    stamp: str
    trap: str
    is_sure: bool  #: whether they have seen what is like it
    is_unhelpful: bool  #: whether they come from saying that a page did not help

    @property
    def receipt(self) -> str:
        """The secret of the receipt, once `faults` has found the stamp to be ours."""
        return self.stamp.partition(".")[0]


def written(fields: QueryDict) -> Written:
    """Return what was sent, or what an address fills in beforehand."""
    return Written(
        clean(fields.get("text", "")),
        fields.get("page", "")[:2000],
        fields.get("section", "")[:300],
        " ".join(clean(fields.get("q", "")[: 4 * LONGEST_QUESTION]).split())[:LONGEST_QUESTION],
        fields.get("stamp", "")[:300],
        fields.get(TRAP, ""),
        is_sure=bool(fields.get("sure")),
        is_unhelpful=fields.get("said") == "no",
    )


def clean(text: str) -> str:
    """Return a text without what cannot be seen, and with at most one empty line at a time."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(
        each
        for each in lines
        if each == "\n" or each in _JOINERS or unicodedata.category(each) not in _UNSEEN
    )
    return re.sub(r"\n\s*\n\s*", "\n\n", seen).strip()


def stamp(now: datetime) -> str:
    """Return what a form carries: the secret of its receipt, and when it was made, signed."""
    return _SIGNER.sign(f"{secrets.token_urlsafe(32)}.{int(now.timestamp())}")


def hashed(secret: str) -> str:
    """Return what is kept of a receipt's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def faults(sent: Written, *, is_known: bool, now: datetime) -> list[str]:
    """Return why something cannot be sent as it is, in the reader's language; [] when it can.

    Args:
        is_known: whether they have signed in
    """
    found = text_faults(sent.text, is_known=is_known)
    if sent.trap or not _is_timely(sent.stamp, now):
        found.append(gettext("We could not see that you are a person. Send it once more."))
    return found


def text_faults(text: str, *, is_known: bool) -> list[str]:
    """Return why a text cannot be sent as it is."""
    if not re.search(r"\w", text):
        return [gettext("Write what is missing or wrong.")]
    if len(text) > LONGEST_TEXT:
        return [
            gettext("The text is too long: {length} letters. There is room for {most}.").format(
                length=len(text), most=LONGEST_TEXT
            )
        ]
    if not is_known and len(_LINK.findall(text)) > MOST_LINKS:
        message = ngettext(
            "The text may hold {number} link. Remove the others.",
            "The text may hold {number} links. Remove the others.",
            MOST_LINKS,
        )
        return [message.format(number=MOST_LINKS)]
    return []


def _is_timely(stamp: str, now: datetime) -> bool:
    """Whether a stamp is one of ours, and neither brand new nor old."""
    try:
        made = int(_SIGNER.unsign(stamp).rpartition(".")[2])
    except (BadSignature, ValueError):
        return False
    return SOONEST.total_seconds() <= now.timestamp() - made <= LATEST.total_seconds()
