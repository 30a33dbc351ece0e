"""What a register says about itself: fields, checks and answers, and what is wrong with them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from saadan.content.conditions import RESERVED, ConditionError, read_condition
from saadan.content.fields import SLUG, TYPES, WrittenField
from saadan.content.page import AUDIENCES
from saadan.content.placeholders import placeholders
from saadan.content.register_model import AnswerPattern, WrittenCheck
from saadan.content.suggest import nearest
from saadan.content.value_patterns import PatternError, read_pattern
from saadan.content.yaml_text import Items, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from saadan.content.register_problems import Complaints
    from saadan.content.value_patterns import ValuePattern

MOST_FIELDS: Final = 100
MOST_CHOICES: Final = 500
MOST_RULES: Final = 50  # checks, and as many answers
MOST_QUESTIONS: Final = 20  # of one answer

KEYS: Final = (
    "title",
    "description",
    "owner",
    "audience",
    "status",
    "reviewed",
    "review_every",
    "key",
    "fields",
    "checks",
    "answers",
    "rows",
)
_FIELD_KEYS: Final = (
    "type",
    "title",
    "description",
    "required",
    "unique",
    "many",
    "private",
    "pattern",
    "choices",
)
STATUSES: Final = {
    **{word: word for word in ("draft", "approved", "outdated")},
    **{"udkast": "draft", "godkendt": "approved", "forældet": "outdated"},
}
READERS: Final = {
    **{word: word for word in AUDIENCES},
    **{"offentlig": "public", "medlemmer": "members", "intern": "internal"},
}
_FLAGS: Final = {"true": True, "ja": True, "yes": True, "false": False, "nej": False, "no": False}
_INTERVAL: Final = re.compile(
    r"[1-9]\d{0,3} (?:days?|weeks?|months?|years?|dage?|uger?|måned(?:er)?|år)"
)
_NAME: Final = re.compile(r"[^\W\d_]\w{0,59}")


class Header:
    """Reads the keys of a register's file, or of a part of it."""

    def __init__(self, path: str, table: Mapping[str, Any], complaints: Complaints) -> None:
        self.path = path
        self.table = table
        self.complaints = complaints
        self._lines = table.lines if isinstance(table, Table) else {}
        self._line = table.line if isinstance(table, Table) else 0
        self._in_doubt: set[str] = set()  # keys that stand here twice, or are probably misspelt

    def say(self, code: str, at: str, /, **fields: object) -> None:
        """Note a problem on the line of the key `at`."""
        self.complaints.say(self.path, self.line_of(at), code, **fields)

    def line_of(self, key: str) -> int:
        return self._lines.get(key, self._line)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Name the keys that are not known, and those that come twice."""
        for key in [key for key in self.table if key not in known]:
            meant = nearest(key.lower(), known)
            self._in_doubt.update([meant] if meant else ())
            self.say("register-key", key, key=key, suggestion=meant)
        for key, line in self.table.repeated if isinstance(self.table, Table) else ():
            self._in_doubt.add(key)
            self.complaints.say(self.path, line, "register-repeated", key=key)

    def text(self, key: str) -> str:
        """Return a text on one line, or ""."""
        value = self.table.get(key)
        if value is None or isinstance(value, str):
            return " ".join((value or "").split())
        self.refuse(key, "text")
        return ""

    def texts(self, key: str, most: int) -> tuple[str, ...]:
        """Return a list of texts; one text is a list of one."""
        value = self.table.get(key)
        items = value if isinstance(value, list) else [value] if value else []
        if len(items) > most or not all(isinstance(item, str) for item in items):
            self.refuse(key, f"1–{most} × text")
        texts = (" ".join(item.split()) for item in items[:most] if isinstance(item, str))
        return tuple(text for text in texts if text)

    def flag(self, key: str, in_doubt: bool = False) -> bool:
        word = self.text(key).lower()
        if word in _FLAGS and not (in_doubt and key in self._in_doubt):
            return _FLAGS[word]
        if word and word not in _FLAGS:
            self.refuse(key, "true, false")
        return in_doubt and (key in self.table or key in self._in_doubt)

    def word(self, key: str, words: Mapping[str, str], in_doubt: str = "") -> str:
        """Return what one of a few words means, or "" when there is none."""
        word = self.text(key)
        if word in words and not (in_doubt and key in self._in_doubt):
            return words[word]
        if word and word not in words:
            self.refuse(key, ", ".join(dict.fromkeys(words.values())))
        return in_doubt if key in self.table or key in self._in_doubt else ""

    def parts(self, key: str, most: int) -> Iterator[Header]:
        """Yield the tables in a list."""
        value = self.table.get(key)
        items = value if isinstance(value, Items) else Items(0)
        if (value and not isinstance(value, Items)) or len(items) > most:
            self.refuse(key, f"1–{most}")
        for line, item in zip(items.lines[:most], items[:most], strict=True):
            if isinstance(item, Table):
                yield Header(self.path, item, self.complaints)
            else:
                fields = {"value": item, "key": key, "allowed": "{…}"}
                self.complaints.say(self.path, line, "register-value", **fields)

    def date(self, key: str) -> date | None:
        text = self.text(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(key, "YYYY-MM-DD")
            return None

    def interval(self, key: str) -> str:
        text = self.text(key)
        if text and not _INTERVAL.fullmatch(text):
            self.refuse(key, "6 months, 1 year")
            return ""
        return text

    def refuse(self, key: str, allowed: str) -> None:
        value = self.table.get(key) or ""
        self.say("register-value", key, key=key, value=value, allowed=allowed)


def read_fields(header: Header) -> tuple[WrittenField, ...]:
    """Return the fields; what is wrong with one does not take it away."""
    table = header.table.get("fields")
    if not isinstance(table, Table) or not table:
        header.say("register-without-fields", "fields")
        return ()
    if len(table) > MOST_FIELDS:
        header.refuse("fields", f"1–{MOST_FIELDS}")
    fields = []
    for name in list(table)[:MOST_FIELDS]:
        if not _NAME.fullmatch(name) or name in RESERVED:
            line = table.lines[name]
            header.complaints.say(header.path, line, "register-field-name", name=name)
            continue
        fields.append(_field(header, name, table[name], table.lines[name]))
    for name, line in table.repeated:
        header.complaints.say(header.path, line, "register-repeated", key=name)
    return tuple(fields)


def _field(header: Header, name: str, written: Any, line: int) -> WrittenField:
    """Return a field; a text in place of its table is its type.

    Of one that is declared twice only the last is known; the other may have been private.
    """
    fields = header.table["fields"]
    is_repeated = any(name == again for again, _line in fields.repeated)
    table = Table(line)
    if isinstance(written, Table):
        table = written
    elif written:
        table["type"] = written
    own = Header(header.path, table, header.complaints)
    own.refuse_unknown(_FIELD_KEYS)
    choices = own.texts("choices", MOST_CHOICES)
    type_ = own.text("type") or ("choice" if choices else "text")
    if not SLUG.fullmatch(type_):
        own.refuse("type", ", ".join(TYPES))
        type_ = "text"
    if type_ == "choice" and not choices:
        own.say("register-choices", "type", name=name)
    return WrittenField(
        name=name,
        type=type_,
        title=own.text("title") or name,
        description=own.text("description"),
        required=own.flag("required"),
        unique=own.flag("unique"),
        many=own.flag("many"),
        private=own.flag("private", in_doubt=True) or is_repeated,
        pattern=_pattern(own),
        choices=choices,
        line=line,
    )


def _pattern(header: Header) -> ValuePattern | None:
    text = header.text("pattern")
    try:
        return read_pattern(text) if text else None
    except PatternError as error:
        header.say("register-pattern", "pattern", pattern=text, reason=error)
        return None


def read_key(header: Header, fields: Sequence[WrittenField]) -> str:
    """Return the field that is the key: the one named, else `id`; "" when neither will do."""
    names = {field.name: field for field in fields}
    key = header.text("key") or ("id" if "id" in names else "")
    if not key:
        return ""
    if key not in names:
        header.say("register-key-field", "key", key=key, suggestion=nearest(key, names))
        return "id" if "id" in names and not names["id"].private else ""
    if names[key].private:
        header.say("register-key-private", "key", key=key)
        return ""
    return key


def read_checks(header: Header, fields: Sequence[WrittenField]) -> Iterator[WrittenCheck]:
    """Yield the checks that can be used."""
    meanings = {field.name: field.meaning for field in fields}
    for part in header.parts("checks", MOST_RULES):
        part.refuse_unknown(("require", "say"))
        line = part.line_of("require")
        text = part.text("require")
        say = part.text("say") or text
        refuse_unknown_placeholders(part, "say", meanings)
        try:
            yield WrittenCheck(read_condition(text, meanings), say, line)
        except ConditionError as error:
            header.complaints.add(error.at(header.path, line))


def read_answers(header: Header, fields: Sequence[WrittenField]) -> Iterator[AnswerPattern]:
    """Yield the answers that can be used; one that would tell what is private cannot."""
    names = {field.name for field in fields}
    secrets = {field.name for field in fields if field.private}
    for part in header.parts("answers", MOST_RULES):
        part.refuse_unknown(("ask", "show", "private"))
        ask = part.texts("ask", MOST_QUESTIONS)
        show = part.text("show")
        if not ask or not show:
            part.refuse("ask" if not ask else "show", 'ask: ["…"], show: "…"')
            continue
        private = part.flag("private", in_doubt=True)
        is_known = refuse_unknown_placeholders(part, "ask", names)
        is_known &= refuse_unknown_placeholders(part, "show", names)
        told = [
            (text, name)
            for text in (*ask, show)
            for name in placeholders(text)
            if name in secrets and not private
        ]
        for text, name in told[:1]:
            part.say("register-private", "show", text=text, name=name)
        if is_known and not told:
            yield AnswerPattern(ask, show, private, part.line_of("ask"))


def refuse_unknown_placeholders(header: Header, key: str, names: Collection[str]) -> bool:
    """Name what stands in braces without being a field; return whether there was nothing."""
    unknown = [
        (text, name)
        for text in header.texts(key, MOST_QUESTIONS)
        for name in placeholders(text)
        if name not in names
    ]
    for text, name in unknown:
        header.say(
            "register-placeholder", key, name=name, text=text, suggestion=nearest(name, names)
        )
    return not unknown
