"""The types of values in registers: read as people write them, kept as one plain text, shown again.

A value is kept as canonical text, the same for all ways of writing it: dates as 2026-01-31, numbers
without separators and with a decimal point, booleans as true and false. Texts are kept as written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.conditions import Meaning
from saadan.language import _, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from saadan.content.value_patterns import ValuePattern

LONGEST_TEXT: Final = 10_000  # characters
LONGEST_MARKDOWN: Final = 100_000
LONGEST_VALUE: Final = 2_000  # of any other type

#: What a key may be: it becomes part of an address.
SLUG: Final = re.compile(r"[a-z0-9æøå](?:[a-z0-9æøå_-]{0,98}[a-z0-9æøå])?")


@dataclass(frozen=True, slots=True)
class WrittenField:
    """A column of a register."""

    name: str  #: letters, digits and "_"; used in conditions and {placeholders}
    type: str  #: a key of TYPES, or the name of another register
    title: str  #: shown to readers; the name when the author gave none
    description: str = ""
    required: bool = False
    unique: bool = False
    many: bool = False
    private: bool = False  #: kept out of everything public
    pattern: ValuePattern | None = None
    choices: tuple[str, ...] = ()
    line: int = 0  #: 1-based, where it is declared

    @property
    def is_reference(self) -> bool:
        """Whether its values are keys of entries in another register."""
        return self.type not in TYPES

    @property
    def meaning(self) -> Meaning:
        """What it stands for in a condition."""
        if self.many:
            return Meaning.LIST
        return TYPES[self.type].meaning if self.type in TYPES else Meaning.TEXT


class NotAValueError(Exception):
    """A text is no value of the type; `example` shows how one is written."""

    def __init__(self, example: str) -> None:
        super().__init__(example)
        self.example = example


class Type(NamedTuple):
    """What a type of field makes of a text."""

    read: Callable[[str], str]  #: text → canonical text; raises NotAValueError
    meaning: Meaning = Meaning.TEXT
    longest: int = LONGEST_VALUE  #: characters


def read_value(field: WrittenField, text: str) -> str:
    """Return the canonical text of a value, without looking at the field's rules.

    Raises:
        NotAValueError: it is no value of the field's type.
    """
    return TYPES[field.type].read(text) if field.type in TYPES else _slug(text)


def longest(field: WrittenField) -> int:
    """Return how many characters a value may have."""
    return TYPES[field.type].longest if field.type in TYPES else LONGEST_VALUE


def display(type_: str, value: str, language: str) -> str:
    """Return a canonical value as readers expect it: »1.234,50 kr.«, »1. januar 2026«, »Ja«."""
    match type_:
        case "integer" | "decimal":
            return _number(value, language)
        case "money":
            amount = _number(value.removesuffix(".00"), language, grouped_from=4)
            return translate(_("DKK {amount}"), language).format(amount=amount)
        case "date":
            year, month, day = value.split("-")
            name = translate(MONTHS[int(month) - 1], language)
            template = translate(_("{day} {month} {year}"), language)
            return template.format(day=int(day), month=name, year=int(year))
        case "boolean":
            return translate(_("Yes") if value == "true" else _("No"), language)
        case "phone":
            return re.sub(r"(\d\d)(\d\d)(\d\d)(\d\d)$", r" \1 \2 \3 \4", value).strip()
        case _:
            return value


def sort_key(type_: str, value: str) -> tuple[bool, Decimal, str]:
    """Return what values of one type sort by; "" is missing and comes last.

    Numbers sort by value, also within texts (Trin 2 before Trin 10), dates by day, texts as Danes
    expect: capitals make no difference and æ, ø and å come after z.
    """
    if type_ in ("integer", "decimal", "money") and value:
        return False, Decimal(value), ""
    text = re.sub(r"\d+", lambda digits: digits[0].lstrip("0").zfill(20), value)
    return not value, Decimal(0), collated(text)


def collated(text: str) -> str:
    """Return a text that sorts as Danes expect when compared letter by letter; "aa" is å."""
    folded = unicodedata.normalize("NFC", text).casefold().replace("aa", "å")
    return folded.translate(_DANISH)


def slugged(text: str) -> str:
    """Return what a text would be as a key; "" when nothing of it is left."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_KEPT_LETTERS))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    slug = re.sub(r"[^a-z0-9æøå_]+", "-", plain.translate(_KEPT_LETTERS_BACK)).strip("-_")
    return slug[:100].rstrip("-_")


MONTHS: Final = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)
#: What authors write, in either language; not shown to anyone.
_DANISH_MONTHS: Final = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_MONTH_WORDS: Final = {
    word: number
    for words in (_DANISH_MONTHS, [month.lower() for month in MONTHS])
    for number, word in enumerate(words, 1)
}
_TRUE: Final = ("true", "ja", "yes")
_FALSE: Final = ("false", "nej", "no")

#: Danish sorts æ, ø and å after z.
_DANISH: Final = str.maketrans({"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|"})
#: å would lose its ring when letters are taken apart.
_KEPT_LETTERS: Final = str.maketrans({"å": "\ue000"})
_KEPT_LETTERS_BACK: Final = str.maketrans({"\ue000": "å"})


def _number(value: str, language: str, grouped_from: int = 5) -> str:
    """Return a number with separators: from five digits on, so that years stay years."""
    whole, _point, decimals = value.partition(".")
    if len(whole.lstrip("-")) >= grouped_from:
        whole = f"{int(whole):,}"
    text = f"{whole}.{decimals}" if decimals else whole
    return text.translate(_SWAPPED) if language == "da" else text


_SWAPPED: Final = str.maketrans(".,", ",.")


def _text(text: str) -> str:
    return " ".join(text.split())


def _markdown(text: str) -> str:
    return text.strip("\n")


def _slug(text: str) -> str:
    if SLUG.fullmatch(text):
        return text
    raise NotAValueError(slugged(text) or "os2forms")


_SPACES: Final = re.compile(r"[ \u00a0\u202f'’](?=\d{3}(?!\d))")
_THOUSANDS: Final = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
_ENGLISH: Final = re.compile(r"-?[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})")
_PLAIN_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


def _plain_number(text: str) -> str:
    """Return a number with only digits and a decimal point; "" when the text is none.

    The sign that comes last is the decimal one; dots between groups of three are not.
    """
    number = _SPACES.sub("", text.strip()).replace("−", "-")
    whole, comma, decimals = number.partition(",")
    if _ENGLISH.fullmatch(number):
        number = number.replace(",", "")
    elif _THOUSANDS.fullmatch(whole):
        number = whole.replace(".", "") + comma.replace(",", ".") + decimals
    elif comma and "." not in number:
        number = f"{whole}.{decimals}"
    return number if _PLAIN_NUMBER.fullmatch(number) else ""


def _integer(text: str) -> str:
    number = _plain_number(text)
    if not number or "." in number:
        raise NotAValueError("1234")
    return str(int(number))


def _decimal(text: str) -> str:
    number = _plain_number(text)
    if not number:
        raise NotAValueError("1234,5")
    plain = f"{Decimal(number):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def _money(text: str) -> str:
    """Return an amount in kroner with two decimals."""
    bare = re.sub(r"^(?:kr\.?|dkk)\s*|\s*(?:kr\.?|dkk)$", "", text.strip(), flags=re.I)
    number = _plain_number(re.sub(r",[-–—]$", "", bare))
    if not number or len(number.partition(".")[2]) > 2:
        raise NotAValueError("1.234,50")
    amount = f"{Decimal(number):.2f}"
    return "0.00" if amount == "-0.00" else amount


_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DANISH_DATE: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_LONG_DATE: Final = re.compile(r"(\d{1,2})\.? ([a-z]+) (\d{4})")


def _date(text: str) -> str:
    lowered = text.strip().lower()
    try:
        if found := _ISO_DATE.fullmatch(lowered):
            year, month, day = int(found[1]), int(found[2]), int(found[3])
        elif found := _DANISH_DATE.fullmatch(lowered):
            year, month, day = int(found[4]), int(found[3]), int(found[1])
        elif found := _LONG_DATE.fullmatch(lowered):
            year, month, day = int(found[3]), _MONTH_WORDS.get(found[2], 0), int(found[1])
        else:
            raise NotAValueError("2026-01-31")
        return date(year, month, day).isoformat()
    except ValueError:
        raise NotAValueError("2026-01-31") from None


def _boolean(text: str) -> str:
    word = text.strip().lower()
    if word in _TRUE:
        return "true"
    if word in _FALSE:
        return "false"
    raise NotAValueError("true, false")


_HTTP: Final = re.compile(r"https?://[^\s/?#@<>\"\\]{1,253}(?:[/?#][^\s<>\"\\]*)?", re.I)
_INSIDE: Final = re.compile(r"/(?:[^/\s<>\"\\][^\s<>\"\\]*)?")


def _url(text: str) -> str:
    """Return a web address, or one in the handbook; nothing that could run code."""
    address = text.strip()
    if (_HTTP.fullmatch(address) or _INSIDE.fullmatch(address)) and address.isprintable():
        return address
    raise NotAValueError("https://www.example.org")


_EMAIL: Final = re.compile(
    r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:[a-z0-9æøå](?:[a-z0-9æøå-]{0,61}[a-z0-9æøå])?\.){1,8}"
    r"[a-zæøå]{2,24}",
    re.I,
)


def _email(text: str) -> str:
    address = text.strip().removeprefix("mailto:")
    if _EMAIL.fullmatch(address) and address.isprintable():
        return address
    raise NotAValueError("navn@example.org")


def _phone(text: str) -> str:
    """Return a number as it was grouped, with nothing but digits, single blanks and a "+"."""
    number = re.sub(r"^00", "+", " ".join(re.sub(r"[-–./()\s]", " ", text).split()))
    if re.fullmatch(r"\+?\d(?: ?\d){2,17}", number, re.A):
        return number
    raise NotAValueError("+45 12 34 56 78")


def _file(text: str) -> str:
    """Return the path of a file in the handbook; whether it exists is not looked at."""
    path = text.strip().removeprefix("./").lstrip("/")
    parts = path.split("/")
    if (
        path.isprintable()
        and not re.search(r'[\\:*?"<>|]', path)
        and all(part not in ("", ".", "..") and not part.startswith(".") for part in parts)
    ):
        return path
    raise NotAValueError("assets/logo.svg")


TYPES: Final[dict[str, Type]] = {
    "text": Type(_text, longest=LONGEST_TEXT),
    "markdown": Type(_markdown, longest=LONGEST_MARKDOWN),
    "slug": Type(_slug),
    "integer": Type(_integer, Meaning.NUMBER),
    "decimal": Type(_decimal, Meaning.NUMBER),
    "money": Type(_money, Meaning.NUMBER),
    "date": Type(_date, Meaning.DATE),
    "boolean": Type(_boolean, Meaning.TRUTH),
    "url": Type(_url),
    "email": Type(_email),
    "phone": Type(_phone),
    "choice": Type(_text),
    "file": Type(_file),
}
