"""A handbook's own main colour, made readable on light and on dark ground."""

from __future__ import annotations

import colorsys
from typing import Final, TypeAlias

Rgb: TypeAlias = tuple[int, int, int]

LIGHT_GROUND: Final[Rgb] = (245, 247, 245)  # the darkest ground that links stand on in tokens.css
DARK_GROUND: Final[Rgb] = (32, 38, 34)  # the lightest one of the dark look
#: WCAG 2.2 AA asks for 4.5:1; a little more allows for tinted grounds.
READABLE: Final = 5.0
STEPS: Final = 100


def stylesheet(colour: str) -> str:
    """Return the tokens that follow from a main colour.

    Args:
        colour: "rrggbb"
    """
    rgb = int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
    light, dark = readable(rgb, LIGHT_GROUND), readable(rgb, DARK_GROUND)
    tokens = {
        "accent": (light, dark),
        "accent-strong": (_mixed(light, (0, 0, 0), 0.25), _mixed(dark, (255, 255, 255), 0.25)),
        "accent-soft": (_mixed(light, (255, 255, 255), 0.92), _mixed(dark, (20, 24, 22), 0.86)),
        "on-accent": ((255, 255, 255), _mixed(dark, (0, 0, 0), 0.88)),
    }
    lines = (f"  --{name}: light-dark({_hex(a)}, {_hex(b)});" for name, (a, b) in tokens.items())
    return ":root {\n" + "\n".join(lines) + "\n}\n"


def readable(colour: Rgb, ground: Rgb) -> Rgb:
    """Return the colour nearest to `colour`, in lightness, that can be read on a ground."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    end = 0.0 if _luminance(ground) > 0.5 else 1.0
    for step in range(STEPS + 1):
        shade = lightness + (end - lightness) * step / STEPS
        red, green, blue = colorsys.hls_to_rgb(hue, shade, saturation)
        tried = round(red * 255), round(green * 255), round(blue * 255)
        if contrast(tried, ground) >= READABLE:
            return tried
    raise AssertionError("black and white are readable on every ground")


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast of two colours, 1–21, as WCAG 2.2 reckons it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
