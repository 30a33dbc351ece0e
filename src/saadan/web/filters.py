"""The one filter that templates need beside Django's own."""

from __future__ import annotations

from django import template

from saadan.snapshot.addresses import written

register = template.Library()


@register.filter
def address(value: str) -> str:
    """Return an address as it is written in HTML: `{{ entry.address|address }}`."""
    return written(value)
