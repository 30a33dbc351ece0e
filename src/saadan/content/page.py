"""A page as its author wrote it: front matter, body, and what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from saadan.content.patterns import matches
from saadan.content.suggest import nearest
from saadan.content.yaml_text import YamlError, read_yaml
from saadan.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from saadan.content.settings import Default

#: After so many problems with a page's front matter the rest of it is left alone.
MOST_PROBLEMS: Final = 20
#: Front matter is a few lines; a file that claims more is not front matter.
LARGEST_FRONT_MATTER: Final = 64 * 1024
AUDIENCES: Final = ("public", "members", "internal")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says about itself; every key may be left out."""

    title: str = ""
    layout: str = ""
    parent: str = ""  #: the title of another page, as in just-the-docs
    grand_parent: str = ""
    ancestor: str = ""
    nav_order: int | float | str | None = None
    has_toc: bool = True  #: whether the page ends with a list of its children
    has_children: bool = True
    nav_exclude: bool = False
    search_exclude: bool = False
    permalink: str = ""
    redirect_from: tuple[str, ...] = ()
    description: str = ""
    kind: str = "guide"
    owner: str = ""  #: a role
    deputy: str = ""  #: a role
    status: str = ""
    reviewed: date | None = None
    review_every: str = ""  #: "6 months", "1 år"
    audience: str = "public"
    keywords: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """One Markdown file, taken apart but not yet understood in its surroundings."""

    path: str
    front: FrontMatter
    body: str  #: without front matter; lines end with "\n"
    line: int  #: 1-based line of the file where the body begins
    has_front_matter: bool
    problems: tuple[Problem, ...]

    def without_body(self, why: Problem) -> WrittenPage:
        """Return the page with a problem instead of its text."""
        return replace(self, body="", problems=(*self.problems, why))

    @property
    def title(self) -> str:
        """The title the author gave, or else the page's first heading; "" without either."""
        return self.front.title or first_heading(self.body)


def read_page(path: str, source: bytes, defaults: Sequence[Default] = ()) -> WrittenPage:
    """Take a Markdown file apart. Never raises: what is wrong is in the page's problems."""
    problems: list[Problem] = []
    text = _decode(path, source, problems)
    block, body, line, has_front_matter = _split(path, text, problems)
    values = _parse(path, block, problems)
    front = _front_matter(path, block, values, defaults, problems)
    return WrittenPage(path, front, body, line, has_front_matter, tuple(problems))


def audience_by_default(path: str, defaults: Sequence[Default]) -> str:
    """Return who may see a file that cannot say so itself; in doubt as few as possible."""
    audience = AUDIENCES[0]
    for default in defaults:
        if matches(path, default.pattern) and "audience" in dict(default.values):
            try:
                audience = _READERS["audience"](dict(default.values)["audience"])
            except _ValueNotAllowedError:
                audience = AUDIENCES[-1]
    return audience


def first_heading(body: str) -> str:
    """Return the text of the first level-one heading as written, without its markup."""
    found = re.search(r"^# ++(\S[^\n]{0,399})", body, re.M)
    if not found:
        return ""
    text = re.sub(r"\{[:#][^}\n]{0,200}\}\s*$|<[^>\n]{0,200}>|[*_`]", "", found[1])
    return re.sub(r"!?\[([^\]\n]{0,300})\]\([^)\n]{0,400}\)", r"\1", text).rstrip("# \t").strip()


def _decode(path: str, source: bytes, problems: list[Problem]) -> str:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(problem(path, 0, "file-encoding", byte=0))
        return source.decode("utf-16", "replace").replace("\r\n", "\n")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        problems.append(problem(path, line, "file-encoding", byte=error.start))
        text = source.decode("utf-8-sig", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


_OPENING: Final = re.compile(r"---[ \t]*\n")
_CLOSING: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M)


def _split(path: str, text: str, problems: list[Problem]) -> tuple[str, str, int, bool]:
    """Return the front matter, the body, the line the body begins on, and whether both are."""
    opening = _OPENING.match(text)
    if not opening:
        return "", text, 1, False
    closing = _CLOSING.search(text, opening.end(), opening.end() + LARGEST_FRONT_MATTER)
    if not closing:
        if re.match(r"[\w-]+:(?: |\n)", text[opening.end() : opening.end() + 200]):
            problems.append(problem(path, 1, "front-matter-open"))
        return "", text, 1, False
    block = text[opening.end() : closing.start()]
    return block, text[closing.end() :], text.count("\n", 0, closing.end()) + 1, True


#: A value that YAML reads as the text it is: no sign in it means anything to YAML.
_PLAIN_VALUE: Final = r"[A-Za-zÆØÅæøå0-9/](?:[\wÆØÅæøå,./()&+–’-]| (?! |$))*+"
_PLAIN: Final = re.compile(rf"(?:[a-z_]++: {_PLAIN_VALUE}\n)++", re.A | re.M)
_PLAIN_LINE: Final = re.compile(rf"^([a-z_]++): ({_PLAIN_VALUE})$", re.A | re.M)


def _parse(path: str, block: str, problems: list[Problem]) -> dict[str, Any]:
    """Return the keys of the front matter; all values are strings, lists or tables of them.

    YAML's own guesses (`no` is false, `1.10` is 1.1) surprise authors, so we make none here. Most
    front matter is plain lines of `key: text`, which need no YAML and take a tenth of the time.
    """
    if _PLAIN.fullmatch(block):
        return dict(_PLAIN_LINE.findall(block))
    if not block or block.isspace():
        return {}
    try:
        values = read_yaml(block)
    except YamlError as error:
        line = min(error.line, block.count("\n")) + 1
        problems.append(problem(path, line, "front-matter-syntax", reason=error.reason))
        return {}
    if not isinstance(values, dict):
        problems.append(problem(path, 2, "front-matter-syntax", reason="it has no keys"))
        return {}
    return {key: value for key, value in values.items() if isinstance(key, str)}


def _keys(block: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the lines of a file, 1-based, on which its front matter has keys."""
    for number, line in enumerate(block.split("\n"), 2):
        if found := re.match(r"[\"']?([\w-]{1,100})[\"']? *:", line):
            yield number, found


def _front_matter(
    path: str,
    block: str,
    values: dict[str, Any],
    defaults: Sequence[Default],
    problems: list[Problem],
) -> FrontMatter:
    lines: dict[str, int] = {}
    most = len(problems) + MOST_PROBLEMS

    def say(code: str, key: str, **fields: object) -> None:
        if not lines:
            lines.update({found[1]: at for at, found in _keys(block)})
        problems.append(problem(path, lines.get(key, 1), code, key=key, **fields))

    merged: dict[str, Any] = {}
    for default in defaults:
        if matches(path, default.pattern):
            merged.update(default.values)
    merged.update(values)
    known: dict[str, Any] = {}
    for key, value in merged.items():
        if len(problems) >= most:
            break
        reader = _READERS.get(key)
        if reader is None:
            if key not in _ELSEWHERE and key in values:
                meant = nearest(key.lower(), _READERS)
                say("front-matter-key", key, suggestion=meant)
                if meant == "audience":
                    known["audience"] = AUDIENCES[-1]  # likewise unclear
        elif value not in ("", None):
            try:
                known[key] = reader(value)
            except _ValueNotAllowedError as error:
                say("front-matter-value", key, value=value, allowed=error.allowed)
                if key == "audience":
                    known[key] = AUDIENCES[-1]  # who may read it is unclear, so as few as possible
    if known.pop("published", True) is False:
        known["audience"] = AUDIENCES[-1]
    return FrontMatter(**known)


@dataclass
class _ValueNotAllowedError(Exception):
    allowed: str = field(default="")


def _text(value: Any) -> str:
    if isinstance(value, str | int | float | date):
        return " ".join(str(value).split())
    raise _ValueNotAllowedError("text")


def _flag(value: Any) -> bool:
    word = str(value).lower()
    if word in ("true", "yes", "ja"):
        return True
    if word in ("false", "no", "nej"):
        return False
    raise _ValueNotAllowedError("true, false")


def _order(value: Any) -> int | float | str:
    text = _text(value)
    try:
        number = float(text)
    except ValueError:
        return text
    if number != number or number in (float("inf"), float("-inf")):
        return text
    return int(number) if number == int(number) else number


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(text for item in value if (text := _text(item)))
    return (_text(value),)


def _date(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _ValueNotAllowedError("YYYY-MM-DD") from None


def _one_of(**words: str) -> Callable[[Any], str]:
    """Return a reader for one of a few words, each of which may be written in Danish too."""
    english = {danish: word for word, danish in words.items()}

    def read(value: Any) -> str:
        if isinstance(value, str) and (value in words or value in english):
            return english.get(value, value)
        raise _ValueNotAllowedError(", ".join(words))

    return read


def _interval(value: Any) -> str:
    text = _text(value)
    if re.fullmatch(
        r"[1-9]\d{0,3} (?:days?|weeks?|months?|years?|dage?|uger?|måned(?:er)?|år)", text
    ):
        return text
    raise _ValueNotAllowedError("6 months, 1 year")


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "title": _text,
    "layout": _text,
    "parent": _text,
    "grand_parent": _text,
    "ancestor": _text,
    "nav_order": _order,
    "has_toc": _flag,
    "has_children": _flag,
    "nav_exclude": _flag,
    "search_exclude": _flag,
    "permalink": _text,
    "redirect_from": _texts,
    "description": _text,
    "kind": _one_of(guide="vejledning", procedure="arbejdsgang", role="rolle"),
    "owner": _text,
    "deputy": _text,
    "status": _one_of(draft="udkast", approved="godkendt", outdated="forældet"),
    "reviewed": _date,
    "review_every": _interval,
    "audience": _one_of(public="offentlig", members="medlemmer", internal="intern"),
    "keywords": _texts,
    "answers": _texts,
    "published": _flag,
}

#: The keys that mean something here, in the order they are told.
KEYS: Final = tuple(_READERS)

#: Keys that other tools or a page's kind give meaning to; we leave them alone.
_ELSEWHERE: Final = frozenset(
    [
        "author",
        "authors",
        "back_to_top",
        "categories",
        "category",
        "child_nav_order",
        "date",
        "fields",
        "last_modified_date",
        "last_updated",
        "mermaid",
        "nav_enabled",
        "nav_fold",
        "reading_time",
        "repeats",
        "search_enabled",
        "starts_when",
        "summary",
        "tags",
    ]
)
