"""The filters that templates need beside Django's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from saadan.snapshot.addresses import written
from saadan.web.tree import name_html

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from saadan.snapshot.model import Entry

register = template.Library()


@register.filter
def address(value: str) -> str:
    """Return an address as it is written in HTML: `{{ entry.address|address }}`."""
    return written(value)


@register.filter
def listed(entry: Entry) -> SafeString:
    """Return a page's name as lists show it: `{{ entry|listed }}`."""
    return name_html(entry)
