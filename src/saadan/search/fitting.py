"""What an answer must have in it to answer a question: who, with somebody; when, with a time."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import Final

from saadan.search.danish import tokens, with_danish_letters

#: The words that ask, each with the one that asks for the same.
_INTERROGATIVES: Final = {
    **{word: word for word in ("hvad", "hvem", "hvor", "hvordan", "hvorfor", "hvornår")},
    **dict.fromkeys(("hvilke", "hvilken", "hvilket", "which"), "hvilken"),
    **{"hvorhen": "hvor", "where": "hvor", "what": "hvad", "when": "hvornår", "why": "hvorfor"},
    **{"who": "hvem", "whose": "hvem", "how": "hvordan"},
}
#: What "how" asks for the measure of, as "hvor" does.
_ENGLISH_MEASURES: Final = {
    **{"big": "stor", "cold": "koldt", "early": "tidligt", "late": "sent", "long": "længe"},
    **{"many": "mange", "much": "meget", "often": "ofte", "old": "gammel", "soon": "hurtigt"},
}
#: What "hvor" and "how" ask for the measure of.
MEASURES: Final = {
    "hvor": frozenset(
        [
            *("dybt", "gammel", "hurtigt", "højt", "koldt", "længe", "lang", "langt", "mange"),
            *("meget", "ofte", "sent", "stor", "store", "stort", "tidligt", "tit", "varmt"),
        ]
    ),
    "how": frozenset(_ENGLISH_MEASURES),
}
#: "How many" asks for something else than "how" does, and "hvor" is "where".
_AND_AFTER: Final = {"hvor": MEASURES["hvor"], "hvad": frozenset(["gør", "koster"])}
#: What is counted is said after these.
_MANY: Final = ("mange", "many")
#: What is asked about with these is said next: "hvilket program", "which address".
WHICH: Final = frozenset(["hvilke", "hvilken", "hvilket", "which"])
#: Likewise what has a name: a program, a firm, or whatever somebody wants the name of.
_WITH_NAMES: Final = frozenset(
    [
        *("app", "bank", "firma", "forening", "kommune", "leverandør", "platform", "program"),
        *("selskab", "software", "system", "tool", "værktøj", "værktøjer", "company"),
    ]
)
_NAMED: Final = {**dict.fromkeys(WHICH, _WITH_NAMES), "hvad": frozenset(["hedder"])}

_DIGIT: Final = r"(?<![^\W_])\d"  # of a number, and not of "OS2"
_NUMBER: Final = (
    rf"{_DIGIT}|\b(?:én|ét|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten"
    r"|seksten|sytten|atten|nitten|tyve|tredive|fyrre|halvtreds|tres|hundrede|tusind|ingen)\b"
)
_TIME: Final = (
    # of a day or hour, not of a phone or money
    r"(?<!\d )(?<![^\W_])\d\d?(?![\w@]| \d\d\b|\.\d{3}| ?(?:kr\b|kroner|%|pct|procent))"
    r"|(?:19|20)\d\d"
    r"|januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    r"|dag\b|(?<!br)uge|måned|kvartal|år\b|week|month|year"
)
_SPAN: Final = (
    # "14 arbejdsdage", "et halvt år", "hver tredje uge"; but not "daglig leder"
    rf"(?:{_NUMBER}|\b(?:en|et|hver|hvert)\b)(?:[.,]?\d){{0,12}}+\W++(?:\w++\W++)?\w*"
    r"(?:dag|døgn|(?<!br)uge|måned|kvartal|år|time|minut|sekund|day|week|month|year|hour)(?!lig)"
    r"|\bdaglig[te]?\b(?! leder)|ugentlig|månedlig|\bårlig|altid|aldrig|straks|\bgange?\b"
    r"|hourly|daily|weekly|monthly|yearly|always|never"
)
#: Somebody: what roles end on, and how one writes to them or calls them.
_SOMEBODY: Final = (
    r"@|\+45|\b\d\d \d\d \d\d \d\d\b"
    r"|leder|medarbejder|konsulent|formand|kasserer|sekretær|sekretariat|udvalg|bestyrelse"
    r"|\w{3}ator(?:en)?\b|ansvarlig|redaktør|vagt(?:en|havende)?\b|chef|direktør|direktion"
    r"|assistent|(?<!\bse)mester(?:en)?\b|pedel|lærer|dommer|revisor|revision|kommune|styrelse"
    r"|ejeren\b|\wråd(?:et)?\b|nævn|afdeling(?:en)?\b|team(?:et)?\b|kontor(?:et)?\b|gruppe|forvaltning"
    r"|forsamling|kollega|mand\b|manden|mænd|folk\b|frivillig|firmaet|leverandør|politi|advokat"
    r"|læge(?:n)?\b|bank|myndighed|ministeri|manager|officer|board|committee"
    r"|\w(?:holder|hjælper|giver|lægger|fører|passer)(?:en)?\b"
)
_SENTENCE: Final = r"(?m)^(?=[^\t\n]*+$)[^\t\n]*?\w{2}"  # a line that is no row of a table
_MONEY: Final = r"\b(?:kr|kroner|øre|euro|pct|procent)\b|%|gratis|free|takstblad|prisliste"


def _patterns(*pairs: tuple[str, tuple[str, ...]]) -> dict[str, re.Pattern[str]]:
    """Return a pattern for each of the words that ask for what it finds."""
    return {word: re.compile(pattern) for pattern, words in pairs for word in words}


#: What an answer must have in it, by the word that asks.
_BY_INTERROGATIVE: Final = _patterns(
    (f"(?i:{_SOMEBODY})", ("hvem",)),
    (f"(?i:{_TIME})", ("hvornår", "hvor sent", "hvor tidligt")),
    (f"(?i:{_NUMBER})", ("hvor mange", "hvor meget", "hvor stor", "hvor store", "hvor stort")),
    (f"(?i:{_NUMBER})", ("hvor dybt", "hvor højt", "hvor koldt", "hvor lang", "hvor langt")),
    (f"(?i:{_NUMBER})", ("hvor varmt",)),
    (f"(?i:{_SPAN})", ("hvor længe", "hvor ofte", "hvor tit", "hvor hurtigt")),
    (f"(?i:{_SPAN}|{_DIGIT})", ("hvor gammel",)),
    (f"(?i:{_MONEY})", ("hvad koster",)),
    (_SENTENCE, ("hvordan",)),
)
#: Likewise by what "hvor mange" counts: an answer says it, or the same in another unit.
_BY_UNIT: Final = _patterns(
    (
        f"(?i:{_SPAN})",
        (
            *("minut", "minutter", "minutters", "time", "timer", "timers", "dag", "dage", "dages"),
            *("uge", "uger", "ugers", "måned", "måneder", "måneders", "år", "års"),
            *("minutes", "hours", "days", "weeks", "months", "years"),
        ),
    ),
    (r"\d\W*(?:m²|m2|kvm|kvadratmeter)", ("kvadratmeter", "kvm", "m2", "m²")),
    (r"\d\W*(?:kg|kilo|tons?)", ("kilo", "kg", "kilogram", "ton", "tons")),
    (r"\d\W*(?:km|kilometer|m\b|meter|cm\b)", ("kilometer", "km", "meter", "cm")),
    (f"(?i:{_MONEY})", ("kroner", "penge", "euro", "money")),
)
#: Likewise by how a word ends that says what is wanted: "vagttelefon", "rykkergebyret".
_BY_ENDING: Final = _patterns(
    (r"\d\d ?\d\d ?\d\d ?\d\d|\+\d\d", ("telefonnummer", "telefonnummeret")),
    (r"\d\d ?\d", ("phone", "telefon", "telefonen", "tlf")),
    (r"\d", ("nummer", "nummeret", "numre", "number")),
    (r"(?i:https?:|\w\.[a-z]{2})", ("hjemmeside", "link", "linket", "url", "website")),
    ("@", ("mail", "mailen", "mailadresse", "mailadressen", "email")),
    (f"(?i:{_MONEY})", ("pris", "prisen", "priser", "gebyr", "gebyret", "takst", "taksten")),
    (f"(?i:{_MONEY})", ("sats", "satsen", "koste", "koster", "fee", "price")),
)
#: A program has a name, which Danish writes large wherever it stands, or an address.
_NAME: Final = re.compile(r"https?:|(?<=[\w,] )[A-ZÆØÅ]\w+|^[A-ZÆØÅ]\w+ ·", re.MULTILINE)
_YES_OR_NO: Final = {
    *("kan", "må", "skal", "er", "har", "bør", "findes", "gælder"),
    *("is", "are", "can", "may", "must", "do", "does"),
}


#: What headings say that tell what is asked with these words.
_HEADED: Final = _patterns(
    (r"\bhvem\b|\bansvar|\broller?\b|\bwho\b|\broles?\b|\bresponsib", ("hvem",)),
    (
        r"\bhvornår\b|frist|dato|kalender|\btider|tidspunkt|\bwhen\b|deadline|\bdates?\b",
        ("hvornår",),
    ),
    (r"\bhvor\b(?! (?:mange|meget|længe|ofte|tit|hurtigt))|\bsted|adresse|\bwhere\b", ("hvor",)),
    (r"\bhvordan\b|\bsådan\b|\btrin\b|fremgang|arbejdsgang|\bhow\b|\bsteps?\b", ("hvordan",)),
    (
        r"pris|takst|gebyr|\bkoster\b|\bsats|honorar|\bfee|\brate|\bcosts?\b",
        ("hvad koster",),
    ),
    (r"pris|takst|\bsats|beløb|honorar|\bhvor meget\b|\bfee|\brate|\bhow much\b", ("hvor meget",)),
    (r"\bhvor mange\b|\bantal|\bhow many\b", ("hvor mange",)),
    (r"\bhvor længe\b|frist|varighed|\bhow long\b", ("hvor længe", "hvor hurtigt")),
    (r"\bhvor (?:ofte|tit)\b|\bhow often\b", ("hvor ofte", "hvor tit")),
    (r"\bhvorfor\b|\bwhy\b", ("hvorfor",)),
    (r"\b(?:hvis|når|if|when)\b|\bhvad gør\b", ("hvad gør",)),
)
#: What answers these may answer any other question about the same.
_BROAD: Final = ("hvad gør", "hvordan")


@lru_cache(maxsize=256)
def interrogative(text: str) -> str:
    """Return the Danish word that makes a text a question; "" when it has none.

    With the measure that is asked for: "hvor mange", also of "how many"; "hvilken" of "which".
    """
    words = [with_danish_letters(token.word) for token in tokens(text)]  # "hvornaar"
    for word, after in itertools.pairwise([*words, ""]):
        if word == "how" and after in _ENGLISH_MEASURES:
            return f"hvor {_ENGLISH_MEASURES[after]}"
        if asks := _INTERROGATIVES.get(word):
            return f"{asks} {after}" if after in _AND_AFTER.get(word, ()) else asks
    return ""


def wants_yes_or_no(question: str) -> bool:
    """Whether a question is one to say yes or no to."""
    first = next(iter(tokens(question)), None)
    return first is not None and first.word in _YES_OR_NO


def is_another_question(one: str, other: str) -> bool:
    """Whether what answers `other` says nothing to `one`: where minutes are, not what is there."""
    asked, answered = interrogative(one), interrogative(other)
    if asked == "hvilken":
        return answered not in ("", asked, "hvad")
    is_asked = bool(asked or wants_yes_or_no(one))
    return is_asked and answered not in ("", asked, asked.removesuffix(" gør"), *_BROAD)


def suits(question: str, heading: str) -> bool:
    """Whether a heading says that what such a question asks for stands below it: "Frister"."""
    headed = _HEADED.get(interrogative(question))
    return headed is not None and headed.search(heading.casefold()) is not None


def tells_what_fits(question: str) -> bool:
    """Whether a question tells what an answer must have in it: a time, a number, somebody."""
    return _must_have(question) is not None


def fits(question: str, text: str) -> bool:
    """Whether a text can answer a question: who, with somebody; when, with a time."""
    needed = _must_have(question)
    return needed is None or needed.search(text) is not None


@lru_cache(maxsize=64)
def _must_have(question: str) -> re.Pattern[str] | None:
    """Return what an answer must have in it; None when a question does not tell."""
    asks = interrogative(question)
    words = [token.word for token in tokens(question)]
    counted = next((each for each in itertools.pairwise(words) if each[0] in _MANY), ("", ""))[1]
    if counted in _BY_UNIT:
        return _BY_UNIT[counted]
    if asks in _BY_INTERROGATIVE or asks == "hvorfor" or wants_yes_or_no(question):
        return _BY_INTERROGATIVE.get(asks)
    if any(after in _NAMED.get(word, ()) for word, after in itertools.pairwise(words)):
        return _NAME
    said = (
        pattern for word in words for ending, pattern in _BY_ENDING.items() if word.endswith(ending)
    )
    return next(said, None)
