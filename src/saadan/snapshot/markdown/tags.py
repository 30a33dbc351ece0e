"""HTML tags as authors type them: finding them, taking them apart, putting them together."""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import Final

from saadan.snapshot.markdown.limits import MOST_ATTRIBUTES

# One complete tag. Every quantifier is possessive, so that a text full of "<" stays linear.
# Groups: "/" of a closing tag, name, attributes.
TAG: Final = re.compile(
    r"""<(/?)([a-zA-Z][\w:-]*+)
    ((?: [\s/]++ [^\s"'<>/=]++ (?: \s*+ = \s*+ (?: "[^"]*+" | '[^']*+' | [^\s"'<>`]++ ) )?+ )*+)
    [\s/]*+>""",
    re.VERBOSE,
)
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*+([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>`]++)))?+""",
)


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


VOID: Final = _names(
    "area base br col command embed hr img input keygen link meta param source track wbr"
)
# kramdown's list: these never begin a block.
SPAN: Final = _names(
    "a abbr acronym b big bdo br button cite code del dfn em i img input ins kbd label mark option "
    "q rb rbc rp rt rtc ruby samp select small span strong sub sup tt u var"
)
# kramdown's list: with markdown="1", these contain text rather than blocks.
TEXT_ONLY: Final = SPAN | _names("dt h1 h2 h3 h4 h5 h6 legend optgroup p summary th")
# kramdown's list: within a line of text these are shown as written.
BLOCK: Final = _names(
    "address article aside applet body blockquote caption col colgroup dd div dl dt fieldset "
    "figcaption footer form h1 h2 h3 h4 h5 h6 header hgroup hr html head iframe legend menu li "
    "main map nav ol optgroup p pre section summary table tbody td th thead tfoot tr ul"
)
RAW_TEXT: Final = frozenset({"script", "style"})


def attributes_of(written: str) -> dict[str, str]:
    """Return the attributes in the inside of a tag, names in lower case, entities decoded.

    There are at most MOST_ATTRIBUTES.
    Of an attribute written twice the first one counts, as in browsers.
    """
    found: dict[str, str] = {}
    for match in islice(_ATTRIBUTE.finditer(written), MOST_ATTRIBUTES):
        name, *values = match.groups()
        value = next((value for value in values if value is not None), "")
        found.setdefault(name.lower(), html.unescape(value))
    return found


def quoted(value: str) -> str:
    """Return `value` as it stands between the quotation marks of an attribute."""
    if "&" in value or '"' in value or "<" in value or ">" in value:
        return html.escape(value)
    return value


def tag(name: str, attributes: dict[str, str]) -> str:
    """Return an opening tag; empty id and class are left out."""
    written = "".join(
        f' {key}="{quoted(value)}"'
        for key, value in attributes.items()
        if value or key not in ("id", "class")
    )
    return f"<{name}{written}>"
