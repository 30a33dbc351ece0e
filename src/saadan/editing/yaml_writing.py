"""Values as YAML writes them, in quotes only where it needs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import yaml

from saadan.content.yaml_text import YamlError, read_yaml
from saadan.errors import Invalid
from saadan.language import _

#: What a key may be given: a text or a list of texts.
Value: TypeAlias = str | Sequence[str]

#: Signs that may stand anywhere in plain text, as in most values.
_PLAIN: Final = re.compile(r"[A-Za-zÆØÅæøå0-9](?:[\wÆØÅæøå./()+–’-]| (?! |$))*+")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
#: What a quoted text on one line cannot have as it is.
_ODD: Final = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)


def scalar(
    text: str, *, in_flow: bool = False, quote: str | None = None, stays_text: bool = False
) -> str:
    """Return a text on one line.

    Args:
        in_flow: whether it stands in brackets or braces
        quote: the quotation mark that was used before, if any
        stays_text: whether it is quoted too when other tools would read it as a number or date

    Raises:
        Invalid: it has control characters.
    """
    if found := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", text):
        raise Invalid(
            _("The text has an invisible control character ({code}). Write it again without."),
            code=f"U+{ord(found[0]):04X}",
        )
    odd = _ODD.search(text.replace('"', "").replace("\\", ""))
    if quote == "'" and not odd:
        return _single(text)
    is_plain = quote != '"' and not odd and _is_plain(text, in_flow=in_flow)
    if is_plain and not (stays_text and _is_guessed(text)):
        return text
    if not odd and _ODD.search(text):  # it has quotation marks or backslashes
        return _single(text)
    return f'"{_ODD.sub(_escaped, text)}"'


def block(text: str, indent: str, newline: str) -> str | None:
    """Return a text of several lines as a literal block; None when it cannot be one.

    Args:
        indent: blanks before each of its lines
    """
    lines = text.split("\n")
    if _UNSEEN.search(text) or not lines[0].strip() or text[0] in " \t" or not lines[-1].strip():
        return None
    return newline.join(["|-", *(f"{indent}{line}" if line else "" for line in lines)])


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    return _ESCAPES.get(letter) or (
        f"\\x{ord(letter):02x}" if ord(letter) < 256 else f"\\u{ord(letter):04x}"
    )


def _is_plain(text: str, *, in_flow: bool) -> bool:
    """Whether YAML reads a text as itself when it is written without quotes."""
    if not text or "\n" in text:
        return False
    if _PLAIN.fullmatch(text):
        return True
    written, read = (f"[{{k: {text}, l: m}}]", [{"k": text, "l": "m"}])
    try:
        if in_flow:
            return bool(read_yaml(written) == read)
        return bool(read_yaml(f"- k: {text}\n  l: m\n") == read)
    except YamlError:
        return False


_RESOLVER: Final[Any] = yaml.SafeLoader("")


def _is_guessed(text: str) -> bool:
    """Whether other tools would read a text as a number, a date, or yes and no."""
    return bool(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) != "tag:yaml.org,2002:str")
