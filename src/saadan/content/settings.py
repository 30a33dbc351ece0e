"""A handbook's settings: `handbook.toml`, or the `_config.yml` of a just-the-docs site."""

from __future__ import annotations

import html
import json
import re
import tomllib
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from saadan.content.review_rules import MOST_APPROVALS, STATUSES, ReviewRule
from saadan.content.suggest import nearest
from saadan.content.yaml_text import YamlError, read_yaml
from saadan.language import LANGUAGES, _, translate
from saadan.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SETTINGS_FILE: Final = "handbook.toml"
JEKYLL_FILE: Final = "_config.yml"
SETTINGS_FILES: Final = (SETTINGS_FILE, JEKYLL_FILE)

#: More is not written by people; after so many problems the rest of a file is left alone.
LARGEST_SETTINGS: Final = 256 * 1024  # bytes
MOST_PROBLEMS: Final = 50

#: Colours a callout may have; the reading site has a light and a dark shade of each.
COLOURS: Final = ("blue", "green", "grey", "orange", "purple", "red", "yellow")


@dataclass(frozen=True, slots=True)
class Callout:
    """A kind of highlighted box: `{: .note }`."""

    title: str  #: shown above the text; "" for a box without a title
    colour: str  #: one of COLOURS


@dataclass(frozen=True, slots=True)
class Default:
    """Front matter for all pages whose path matches; the page itself wins."""

    pattern: str  #: as in .gitignore: `docs/**`, `*.md`; "" is every page
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a handbook says about itself."""

    title: str = ""
    description: str = ""
    language: str = "da"
    url: str = ""  #: where the public site lives, without a final "/"; "" when not said
    base: str = ""  #: the path the old site was served below ("/kitos_docs"); links may carry it
    logo: str = ""  #: path of a file in the handbook
    favicon: str = ""  #: likewise
    colour: str = ""  #: the theme's main colour as "#rrggbb"; "" is the default
    source: str = ""  #: address of a page's source; "{path}" stands for the file
    links: tuple[tuple[str, str], ...] = ()  #: label and address, in the header
    footer: str = ""
    callouts: tuple[tuple[str, Callout], ...] = ()  #: by name
    defaults: tuple[Default, ...] = ()
    reviews: tuple[ReviewRule, ...] = ()  #: who must agree to a change
    exclude: tuple[str, ...] = ()  #: paths and patterns that are no part of the handbook
    places_by_folder: bool = True  #: whether pages without front matter stand in the tree

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Return the settings that `to_json` wrote."""
        fields = json.loads(text)
        fields["links"] = tuple(map(tuple, fields["links"]))
        fields["callouts"] = tuple((name, Callout(**each)) for name, each in fields["callouts"])
        fields["defaults"] = tuple(
            Default(each["pattern"], tuple(map(tuple, each["values"])))
            for each in fields["defaults"]
        )
        fields["reviews"] = tuple(ReviewRule(**each) for each in fields["reviews"])
        fields["exclude"] = tuple(fields["exclude"])
        return cls(**fields)


#: The boxes that every handbook has, as on git hosts.
STANDARD_CALLOUTS: Final = {
    "note": Callout(_("Note"), "blue"),
    "tip": Callout(_("Tip"), "green"),
    "important": Callout(_("Important"), "purple"),
    "warning": Callout(_("Warning"), "yellow"),
    "caution": Callout(_("Caution"), "red"),
}


def read_settings(files: Mapping[str, bytes]) -> tuple[Settings, tuple[Problem, ...]]:
    """Return the settings in `files` (by name, of SETTINGS_FILES) and what is wrong with them.

    `handbook.toml` wins; without any file a handbook has the default settings.
    """
    for name, content in files.items():
        if len(content) > LARGEST_SETTINGS:
            limit = f"{LARGEST_SETTINGS >> 10} KB"
            fields = {"size": f"{len(content) >> 10} KB", "limit": limit}
            return _standard(), (problem(name, 0, "file-too-large", **fields),)
    if (source := files.get(SETTINGS_FILE)) is not None:
        reader = _Reader(SETTINGS_FILE, source.decode("utf-8", "replace"))
        settings = _from_toml(reader)
    elif (source := files.get(JEKYLL_FILE)) is not None:
        reader = _Reader(JEKYLL_FILE, source.decode("utf-8", "replace"))
        settings = _from_jekyll(reader)
    else:
        return _standard(), ()
    return settings, tuple(reader.problems)


@dataclass(slots=True)
class _Reader:
    """Takes typed values out of a settings file and collects what is wrong."""

    path: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def say(self, code: str, key: str = "", **fields: object) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            return
        name = key.rpartition(".")[2]
        found = (
            re.search(rf"^[ \t\[]*(?:\S+\.)?{re.escape(name)}\b", self.text, re.M) if name else None
        )
        line = self.text.count("\n", 0, found.start()) + 1 if found else 1
        self.problems.append(problem(self.path, line, code, key=key or None, **fields))

    def text_of(self, table: Mapping[str, Any], key: str, default: str = "") -> str:
        value = table.get(key, default)
        if value is None:
            return default
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value).strip()
        self.say("settings-value", key, value=value, allowed="text")
        return default

    def table_of(self, table: Mapping[str, Any], key: str) -> dict[str, Any]:
        value = table.get(key)
        if isinstance(value, dict):
            return {str(name): item for name, item in value.items()}
        if value not in (None, ""):
            self.say("settings-value", key, value=value, allowed=f"[{key}]")
        return {}

    def list_of(self, table: Mapping[str, Any], key: str) -> list[Any]:
        value = table.get(key)
        if value in (None, ""):
            return []
        if isinstance(value, list):
            return value
        self.say("settings-value", key, value=value, allowed="[…]")
        return []

    def language_of(self, table: Mapping[str, Any], key: str) -> str:
        language = self.text_of(table, key, "da").lower()
        if language.partition("-")[0] in LANGUAGES:
            return language.partition("-")[0]
        self.say("settings-value", key, value=language, allowed=", ".join(LANGUAGES))
        return "da"

    def colour_of(self, table: Mapping[str, Any], key: str) -> str:
        colour = self.text_of(table, key).lower()
        if not colour or re.fullmatch(r"#[0-9a-f]{6}", colour):
            return colour
        self.say("settings-value", key, value=colour, allowed="#rrggbb")
        return ""

    def address_of(self, table: Mapping[str, Any], key: str) -> str:
        """Return an http(s) address; anything else would be a link that can run code."""
        address = self.text_of(table, key)
        if not address or re.match(r"https?://[^\s/]", address):
            return address
        self.say("settings-value", key, value=address, allowed="https://…")
        return ""


_KEYS: Final = (
    "title",
    "description",
    "language",
    "url",
    "logo",
    "favicon",
    "source",
    "footer",
    "theme",
    "links",
    "callouts",
    "defaults",
    "review",
    "exclude",
)


def _from_toml(reader: _Reader) -> Settings:
    try:
        table = tomllib.loads(reader.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else 1
        reader.problems.append(problem(reader.path, line, "settings-syntax", reason=error))
        return _standard()
    for key in [key for key in table if key not in _KEYS][:MOST_PROBLEMS]:
        reader.say("settings-key", key, suggestion=nearest(key, _KEYS))
    theme = reader.table_of(table, "theme")
    for key in theme:
        if key != "color":
            reader.say("settings-key", f"theme.{key}", suggestion="theme.color")
    language = reader.language_of(table, "language")
    return Settings(
        title=reader.text_of(table, "title"),
        description=reader.text_of(table, "description"),
        language=language,
        url=reader.address_of(table, "url").rstrip("/"),
        logo=reader.text_of(table, "logo").lstrip("/"),
        favicon=reader.text_of(table, "favicon").lstrip("/"),
        colour=reader.colour_of(theme, "color"),
        source=reader.address_of(table, "source"),
        links=tuple(_links(reader, "links", reader.table_of(table, "links"))),
        footer=reader.text_of(table, "footer"),
        callouts=_callouts(reader, reader.table_of(table, "callouts"), language),
        defaults=tuple(_defaults(reader, reader.list_of(table, "defaults"))),
        reviews=tuple(_reviews(reader, reader.list_of(table, "review"))),
        exclude=tuple(str(item) for item in reader.list_of(table, "exclude")),
    )


def _from_jekyll(reader: _Reader) -> Settings:
    try:
        table = read_yaml(reader.text)
    except YamlError as error:
        fields = {"reason": error.reason}
        reader.problems.append(problem(reader.path, error.line, "settings-syntax", **fields))
        return _standard()
    if not isinstance(table, dict):
        if table:
            reader.say("settings-syntax", reason="it has no keys")
        return _standard()
    language = reader.language_of(table, "lang")
    return Settings(
        title=reader.text_of(table, "title"),
        description=reader.text_of(table, "description"),
        language=language,
        url=reader.address_of(table, "url").rstrip("/"),
        base="/" + base if (base := reader.text_of(table, "baseurl").strip("/")) else "",
        logo=reader.text_of(table, "logo").lstrip("/"),
        favicon=reader.text_of(table, "favicon_ico").lstrip("/"),
        source=_github_source(reader, table),
        links=tuple(_links(reader, "aux_links", reader.table_of(table, "aux_links"))),
        footer=html.unescape(re.sub(r"<[^>]{0,400}>", "", reader.text_of(table, "footer_content"))),
        callouts=_callouts(reader, reader.table_of(table, "callouts"), language),
        defaults=tuple(_jekyll_defaults(reader, reader.list_of(table, "defaults"))),
        exclude=tuple(str(item) for item in reader.list_of(table, "exclude")),
        places_by_folder=False,
    )


def _github_source(reader: _Reader, table: Mapping[str, Any]) -> str:
    repository = reader.address_of(table, "gh_edit_repository").rstrip("/")
    if not repository:
        return ""
    branch = reader.text_of(table, "gh_edit_branch", "main")
    folder = reader.text_of(table, "gh_edit_source").strip("/")
    return "/".join(part for part in (repository, "blob", branch, folder, "{path}") if part)


def _links(reader: _Reader, key: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for label, target in table.items():
        first = target[0] if isinstance(target, list) and target else target
        if (
            isinstance(first, str)
            and re.match(r"(https?://|mailto:|[./#\w])", first)
            and (":" not in first.split("/")[0] or re.match(r"(https?|mailto):", first))
        ):
            yield label, first
        else:
            reader.say("settings-value", key, value=first, allowed="https://…")


def _standard() -> Settings:
    """Return the settings of a handbook that says nothing about itself."""
    return Settings(callouts=tuple(_standard_callouts("da").items()))


def _standard_callouts(language: str) -> dict[str, Callout]:
    return {
        name: replace(callout, title=translate(callout.title, language))
        for name, callout in STANDARD_CALLOUTS.items()
    }


def _callouts(
    reader: _Reader, table: Mapping[str, Any], language: str
) -> tuple[tuple[str, Callout], ...]:
    known = _standard_callouts(language)
    for name, values in table.items():
        if not re.fullmatch(r"[a-z][\w-]{0,40}", name) or name.startswith("s-"):
            reader.say("settings-value", "callouts", value=name, allowed="a–z, 0–9, -")
            continue
        values = values if isinstance(values, dict) else {}
        colour = reader.text_of(values, "color", "grey").lower()
        known[name] = Callout(reader.text_of(values, "title"), _theme_colour(colour))
    return tuple(known.items())


def _theme_colour(name: str) -> str:
    """Return the theme colour nearest to a site's own name for one: "os2green", "grey-dk-000"."""
    return next((colour for colour in COLOURS if colour in name.replace("gray", "grey")), "grey")


def _defaults(reader: _Reader, tables: list[Any]) -> Iterator[Default]:
    for table in tables:
        if not isinstance(table, dict) or not isinstance(table.get("paths"), str | list):
            reader.say("settings-value", "defaults", value=table, allowed='paths = "docs/**"')
            continue
        values = tuple((key, value) for key, value in table.items() if key != "paths")
        paths = table["paths"]
        for path in paths if isinstance(paths, list) else [paths]:
            yield Default(str(path), values)


def _reviews(reader: _Reader, tables: list[Any]) -> Iterator[ReviewRule]:
    """Yield the rules; one that is not understood asks for one approval, which is never less."""
    for table in tables:
        paths = table.get("paths", "**") if isinstance(table, dict) else None
        if not isinstance(paths, str | list):
            reader.say("settings-value", "review", value=table, allowed='paths = "docs/**"')
            continue
        approvals, by_owner = table.get("approvals", 1), table.get("owner", False)
        status = table.get("status", "")
        if type(approvals) is not int or not 0 <= approvals <= MOST_APPROVALS:
            allowed = f"0–{MOST_APPROVALS}"
            reader.say("settings-value", "review.approvals", value=approvals, allowed=allowed)
            approvals = 1
        if not isinstance(by_owner, bool):
            reader.say("settings-value", "review.owner", value=by_owner, allowed="true, false")
            by_owner = True
        if status not in ("", *STATUSES):
            allowed = ", ".join(STATUSES)
            reader.say("settings-value", "review.status", value=status, allowed=allowed)
            status = ""
        for unknown in table.keys() - {"paths", "approvals", "owner", "status"}:
            reader.say("settings-key", f"review.{unknown}", suggestion="owner")
        for path in paths if isinstance(paths, list) else [paths]:
            yield ReviewRule(str(path), approvals, by_owner, status)


def _jekyll_defaults(reader: _Reader, tables: list[Any]) -> Iterator[Default]:
    for table in tables:
        scope = table.get("scope") if isinstance(table, dict) else None
        values = table.get("values") if isinstance(table, dict) else None
        if not isinstance(scope, dict) or not isinstance(values, dict):
            reader.say("settings-value", "defaults", value=table, allowed="scope, values")
            continue
        if scope.get("type") in (None, "", "pages"):
            folder = str(scope.get("path") or "").strip("/")
            pattern = folder if "*" in folder or folder.endswith(".md") else f"{folder}/**"
            yield Default(pattern.lstrip("/"), tuple(values.items()))
