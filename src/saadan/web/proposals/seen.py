"""Names of texts that forms carry: signed, so that no other text can be asked for by them."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from saadan.errors import Invalid
from saadan.language import _


def shown(path: str, blob: str) -> str:
    """Return git's id of a file's text for a form."""
    return Signer(salt=f"shown {path}").sign(blob)


def unsigned(path: str, given: str) -> str:
    """Return git's id of a text that a form has shown; "" when it names none.

    Raises:
        Invalid: the form has not been made by us.
    """
    try:
        return Signer(salt=f"shown {path}").unsign(given) if given else ""
    except BadSignature as error:
        raise Invalid(_("The page had been open for too long. Open the text again.")) from error
