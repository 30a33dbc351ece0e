"""What a browser calls itself, in words by which its owner knows it again."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext

#: Each before those that pretend to be it.
_BROWSERS: Final = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
_NAMES: Final = {"Edg": "Edge", "OPR": "Opera"}
_SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")


def device_name(agent: str) -> str:
    """Return the browser and the system that a User-Agent header names: "Firefox, Linux"."""
    browser = next((each for each in _BROWSERS if each in agent), "")
    system = next((each for each in _SYSTEMS if each in agent), "")
    words = [_NAMES.get(browser, browser), "Mac" if system == "Macintosh" else system]
    return ", ".join(filter(None, words)) or gettext("An unknown device")
