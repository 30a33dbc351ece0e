"""`saadan invite`: how the first administrator comes in, before there is anybody to invite them.

Loaded by `cli` when it is called, since Django has to be set up before its models can be.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402
from django.core.validators import validate_email  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from saadan.content.page import AUDIENCES  # noqa: E402
from saadan.errors import Invalid  # noqa: E402
from saadan.language import _, said, spoken_here  # noqa: E402
from saadan.web import database  # noqa: E402
from saadan.web.letters.addresses import absolute  # noqa: E402
from saadan.web.people import entering  # noqa: E402

if TYPE_CHECKING:
    import argparse


def invite(options: argparse.Namespace) -> int:
    """Print a link that lets one person in, once.

    Raises:
        Invalid: that is no address.
        Conflict: they are here already.
        Unavailable: the database cannot be used.
    """
    try:
        validate_email(options.email)
    except ValidationError as error:
        raise Invalid(_("{email} is not an e-mail address."), email=options.email) from error
    database.require()
    standing = AUDIENCES[-1] if options.administrator else AUDIENCES[1]
    with translation.override(spoken_here()):
        secret = entering.invite(
            by=None,
            email=options.email,
            name=options.name,
            audience=options.audience or standing,
            is_administrator=options.administrator,
            now=timezone.now(),
        )
    print(absolute(reverse("invitation", args=[secret])))
    print(said(_("The link is good for 14 days, for one person.")), file=sys.stderr)
    return 0
