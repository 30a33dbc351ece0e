"""What the log calls things, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORDS: Final = {
    "gap-assigned": _("gave a gap to a role"),
    "gap-closed": _("closed a gap"),
    "gap-discussed": _("wrote about a gap"),
    "gap-erased": _("erased a gap"),
    "gap-put-back": _("put a gap back"),
    "gap-released": _("let a gap be seen"),
    "gap-reopened": _("opened a gap again"),
    "gap-reported": _("reported a gap"),
    "gap-solved": _("solved a gap"),
    "gap-taken": _("took on a gap"),
    "suggestion-dismissed": _("put a suggestion aside"),
    "proposal-submitted": _("asked for a review of a proposal"),
    "proposal-withdrawn": _("took a proposal back"),
    "proposal-approve": _("agreed to a proposal"),
    "proposal-changes": _("asked for a change of a proposal"),
    "proposal-decline": _("declined a proposal"),
    "handbook-changed-outside": _("changed the handbook outside the site"),
    "handbook-returned": _("went back to an earlier version"),
    "invitation-withdrawn": _("took an invitation back"),
    "other-place-connected": _("can sign in from another place"),
    "passkey-added": _("added a passkey"),
    "passkey-removed": _("removed a passkey"),
    "password-set": _("chose a new password"),
    "person-described": _("changed name or language"),
    "person-erased": _("erased a person"),
    "person-invited": _("invited a person"),
    "person-joined": _("a person came in"),
    "person-left": _("let a person go"),
    "person-returned": _("a person came back"),
    "proposal-begun": _("began a proposal"),
    "proposal-brought-together": _("brought a proposal together with what was published"),
    "proposal-joined": _("wrote in a proposal"),
    "proposal-published": _("published a proposal"),
    "proposal-remarked": _("remarked on a proposal"),
    "proposal-renamed": _("renamed a proposal"),
    "recovery-codes-made": _("made recovery codes"),
    "role-ended": _("ended a role"),
    "role-given": _("gave a role"),
    "second-step-added": _("added codes from an app"),
    "second-step-removed": _("removed passkeys or codes"),
    "signed-in": _("signed in"),
    "standing-changed": _("changed what a person may do"),
}


_DETAILS: Final = {
    "after": _("now"),
    "audience": _("may read"),
    "before": _("before"),
    "commit": _("commit"),
    "path": _("file"),
    "product": _("product"),
    "proposal": _("proposal"),
    "reason": _("reason"),
    "role": _("role"),
}


def explained(details: Mapping[str, object]) -> str:
    """Return what else explains a row, in words; what is empty is left out."""
    said_of = {name: gettext(_DETAILS[name]) if name in _DETAILS else name for name in details}
    return " · ".join(
        f"{said_of[name]}: {_shown(value)}" for name, value in details.items() if value
    )


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def said(what: str) -> str:
    """Return what was done, in words; a word of the log's own that has none stays as it is."""
    return gettext(_WORDS[what]) if what in _WORDS else what
