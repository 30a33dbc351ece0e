"""The one gate that all HTML of a page passes after everything else has been done to it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import nh3

# Ids and classes with this prefix belong to the frame around the page.
FRAME_PREFIX: Final = "s-"

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


TAGS: Final = _names(
    "a abbr article aside audio b bdi bdo blockquote br button caption cite code col colgroup dd "
    "del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img input "
    "ins kbd label li mark ol p pre q rp rt ruby s samp section small source span strong sub "
    "summary sup table tbody td tfoot th thead time tr u ul var video wbr"
)
# These vanish with what is in them; of all other unknown elements the text stays.
_WITHOUT_TRACE: Final = _names(
    "iframe math noscript object script style svg template textarea title"
)
_ATTRIBUTES: Final = {
    "*": {"class", "id", "role", "style", "title", "lang", "dir"},
    "a": {"href", "hreflang", "rel"},
    "audio": {"src", "controls", "preload"},
    "blockquote": {"cite"},
    "button": {"name", "type"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "loading"},
    "input": {"type", "checked", "disabled"},
    "ins": {"cite", "datetime"},
    "label": {"for"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "time": {"datetime"},
    "video": {"src", "controls", "poster", "preload", "width", "height"},
}
_STYLES: Final = _names(
    "background-color border border-bottom border-collapse border-color border-left border-radius "
    "border-right border-spacing border-style border-top border-width color counter-reset "
    "font-size font-style font-variant font-weight height letter-spacing line-height "
    "list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width "
    "min-height min-width padding padding-bottom padding-left padding-right padding-top text-align "
    "text-decoration text-indent text-transform vertical-align white-space width word-break"
)
# A value of a style: names, numbers, colours. No escapes, strings or functions that fetch.
_STYLE_VALUE: Final = re.compile(r"(?:(?:rgb|hsl)a?\([\d\s%.,/]*+\)|[\w\s#%.,+-])*+", re.IGNORECASE)
# HTMX, which the frame uses, acts on these.
_DATA_DOUBT: Final = ("data-hx", "data-s-")
_DATA_NAME: Final = re.compile(r"(?:data|aria)-[a-z0-9_.:-]*+")
# How an attribute is written in what comes out; for the steps after this one.
ATTRIBUTE: Final = r' [a-z][a-z0-9_.:-]*+="[^"]*+"'
_SCHEME: Final = re.compile(r"[\x00-\x20]*+([^/?#:]*+):")


def clean(html: str) -> str:
    """Return `html` with nothing in it but content.

    What comes out is well-formed. No script, style sheet, form, frame or event handler passes; no
    address but relative ones and SCHEMES; no id or class that begins with FRAME_PREFIX.
    """
    return _CLEANER.clean(html)


def clean_own(html: str) -> str:
    """Return `html` as `clean` does, when it is ours: no author has written a tag in it.

    What we write is well nested, and nearly all of it is already as the sanitiser would leave it.
    To see that it is takes a quarter of the time; where there is any doubt, the sanitiser decides.
    """
    return html if _DECENT.fullmatch(html) else _CLEANER.clean(html)


def content_names(names: str) -> str:
    """Return the classes (or the id) in `names` that do not belong to the frame."""
    return " ".join(name for name in names.split() if not name.lower().startswith(FRAME_PREFIX))


def _filtered(_element: str, attribute: str, value: str) -> str | None:
    if attribute in ("class", "id", "for", "headers"):
        return content_names(value) if FRAME_PREFIX in value.lower() else value
    if attribute == "style":
        return decent_style(value)
    if attribute == "cite":  # of which nh3 knows not that it is an address
        scheme = _SCHEME.match(value)
        return value if not scheme or scheme[1].lower() in SCHEMES else None
    if "-" in attribute and not _DATA_NAME.fullmatch(attribute):
        return None
    return None if attribute.startswith(_DATA_DOUBT) else value


@lru_cache(maxsize=1000)
def decent_style(style: str) -> str | None:
    """Return the declarations of a style that are allowed; as written when all are."""
    declarations = [each for each in style.split(";") if each.strip()]
    kept = [each for each in declarations if is_decent(each)]
    return style if len(kept) == len(declarations) else ";".join(kept) or None


def is_decent(declaration: str) -> bool:
    """Say whether a declaration of a style may stand in a page."""
    name, _, value = declaration.partition(":")
    return name.strip().lower() in _STYLES and bool(_STYLE_VALUE.fullmatch(value))


_CLEANER: Final = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=_WITHOUT_TRACE,
    attributes=_ATTRIBUTES,
    attribute_filter=_filtered,
    generic_attribute_prefixes={"aria-", "data-"},
    set_tag_attribute_values={
        "button": {"type": "button"},
        "input": {"type": "checkbox", "disabled": "disabled"},
    },
    tag_attribute_values={"div": {"tabindex": {"0"}}},  # so that a wide table can be scrolled
    link_rel=None,
    url_schemes=SCHEMES,
)

# Tags as we write them, with values that need no escaping but of "&", and text likewise.
_VALUE: Final = r'(?:[^"<>&\x00\r\xa0]|&amp;)*+"'
_NAME: Final = rf'(?!(?i:(?:[^"]*\s)?{FRAME_PREFIX})){_VALUE}'
_OUR_LINK: Final = (
    r'href="(?:(?=[#"]|/(?![/\\]))|mailto:(?=\w)|https?://(?![^/"]*xn--)(?:[a-z0-9-]++\.)++[a-z]{2,}(?=[/"]))'
    + _VALUE
)
_TEXT: Final = r"[^<>&\x00\r\xa0]*+"
_DECENT: Final = re.compile(
    rf"""{_TEXT}(?:(?:
      </?(?:p|li|t[dhr]|strong|em|[uo]l|blockquote|code|pre(?!>\n)|thead|tbody|table|d[ltd]|del)>
    | <a\ (?:class="term"\ )?+{_OUR_LINK}(?:\ title="{_VALUE})?+> | </(?:a|h[1-6]|div)>
    | <h[1-6]\ id="{_NAME}>
    | <[bh]r> | &(?:amp|lt|gt|nbsp);
    | <(?:div|code|li|ul|p)\ class="{_NAME}>
    | <div\ class="table-wrapper"\ tabindex="0"\ role="region"\ aria-label="{_VALUE}>
    | <t[dh]\ style="text-align:\ (?:left|center|right)"> | <ol\ start="\d++"> | <h[1-6]>
    | <input\ type="checkbox"\ class="task-list-item-checkbox"\ disabled="disabled"
        (?:\ checked="checked")?+(?:\ aria-label="{_VALUE})?+>
    ){_TEXT})*+""",
    re.VERBOSE,
)
