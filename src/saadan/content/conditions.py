"""Conditions that authors write (a check, `where`, a step's `when`), in CEL: bounded and typed.

CEL is the Common Expression Language: it cannot loop without end or reach anything outside. What
could still be made to explode is left out: patterns, lists made of lists, and more than one walk
through a list (decision 10).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from saadan.content.suggest import nearest
from saadan.problems import problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saadan.problems import Problem

LONGEST: Final = 500  # characters
#: `exists` and `all` look at every value of a list; one inside another multiplies.
MOST_WALKS: Final = 1

#: Names that no field can have, since CEL gives them a meaning of its own.
RESERVED: Final = frozenset(("in", "true", "false", "null"))


class Meaning(StrEnum):
    """What a name stands for in a condition."""

    TEXT = "text"  #: "" when it is missing
    NUMBER = "number"  #: a decimal number; null when it is missing
    DATE = "date"  #: a text such as 2026-01-31; null when it is missing
    TRUTH = "truth"  #: false when it is missing
    LIST = "list"  #: of texts; empty when it is missing


class ConditionError(Exception):
    """A condition cannot be used: the code and the fields of the problem it is."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code, fields)
        self.code, self.fields = code, fields

    def at(self, path: str, line: int) -> Problem:
        """Return the problem, for the place where the condition stands."""
        return problem(path, line, self.code, **self.fields)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that has been understood."""

    text: str  #: as its author wrote it
    names: tuple[str, ...]  #: those it uses
    _meanings: tuple[Meaning, ...] = field(repr=False)  #: of its names
    _expression: Any = field(repr=False, compare=False)  #: the library's

    def holds(self, values: Mapping[str, Sequence[str]]) -> bool | None:
        """Return whether it holds for an entry, or None when that cannot be said.

        It cannot be said when a number or date is missing and the rest does not settle it.

        Args:
            values: canonical texts by name, as in an entry; a name may be left out.

        Raises:
            ConditionError: it divides by zero, or compares what cannot be compared.
        """
        known = [
            _known(meaning, values.get(name, ()))
            for name, meaning in zip(self.names, self._meanings, strict=True)
        ]
        result = _evaluated(self._expression, known)
        if isinstance(result, bool):
            return result
        if None in known:
            return None
        raise ConditionError("condition-undecided", condition=self.text, reason=result)


def read_condition(text: str, names: Mapping[str, Meaning]) -> Condition:
    """Understand a condition about `names`.

    Raises:
        ConditionError: it cannot be understood, uses other names, compares a text with a number,
            or is longer or more involved than people write.
    """
    if len(text) > LONGEST or len(_WALK.findall(text)) > MOST_WALKS:
        raise ConditionError("condition-too-complex", condition=text, limit=LONGEST)
    expression, used = _with_safe_names(text, names)
    for name in used:
        if names[name] in _NULLABLE and re.search(rf"\b{name}\s*[!=]=\s*(?:\"\"|'')", text):
            raise ConditionError("condition-empty", name=name)
    meanings = tuple(names[name] for name in used)
    try:
        compiled = _tried(text, expression, meanings, names)
    except ConditionError as error:
        decimal = _DIGITS.sub(_with_decimals, expression)
        if error.code != "condition-types" or decimal == expression:
            raise
        compiled = _tried(text, decimal, meanings, names)
    return Condition(text, used, meanings, compiled)


_WALK: Final = re.compile(r"\.\s*(?:exists|all)\s*\(")
#: Whole numbers, and what only looks like them: texts, other numbers, names.
_DIGITS: Final = re.compile(
    r"""//[^\n]*+ | "(?:\\.|[^"\\])*+" | '(?:\\.|[^'\\])*+' | [\d.]*\.[\d.]* | [^\W\d]\w*+
    | (?P<whole>\d++)(?![\w.])""",
    re.S | re.X,
)
_NULLABLE: Final = (Meaning.NUMBER, Meaning.DATE)
#: What a condition is tried with before it is used: types that do not fit show at once.
_EXAMPLES: Final = {
    Meaning.TEXT: "a",
    Meaning.NUMBER: 1.5,
    Meaning.DATE: "2026-01-31",
    Meaning.TRUTH: True,
    Meaning.LIST: ["a"],
}
_TOKEN: Final = re.compile(
    r"""//[^\n]*+ | "(?:\\.|[^"\\])*+"? | '(?:\\.|[^'\\])*+'? | (?P<name>[^\W\d]\w*+)""",
    re.S | re.X,
)


def _with_safe_names(text: str, names: Mapping[str, Meaning]) -> tuple[str, tuple[str, ...]]:
    """Return the condition with names that CEL accepts, __0, __1, …, and the names they stand for.

    Fields may be called `type`, `list` or `beløb`, which CEL could not read. What follows a dot
    or stands before a parenthesis is no field.
    """
    used: dict[str, str] = {}

    def renamed(token: re.Match[str]) -> str:
        name = token["name"]
        is_part = text[: token.start()].rstrip().endswith(".")
        is_call = text[token.end() :].lstrip().startswith("(")
        if name is None or name not in names or name in RESERVED or is_part or is_call:
            return token[0]
        return used.setdefault(name, f"__{len(used)}")

    return _TOKEN.sub(renamed, text), tuple(used)


def _with_decimals(token: re.Match[str]) -> str:
    """Return a whole number as a decimal one: CEL does not multiply 1234.5 by 2, but by 2.0."""
    return f"{token[0]}.0" if token["whole"] else token[0]


def _tried(
    text: str, expression: str, meanings: Sequence[Meaning], names: Mapping[str, Meaning]
) -> Any:
    """Return an expression that has worked once: types that do not fit show only when it runs."""
    compiled = _compiled(text, expression, meanings, names)
    trial = _evaluated(compiled, [_EXAMPLES[meaning] for meaning in meanings])
    if isinstance(trial, str) and "No matching overload" in trial:
        raise ConditionError("condition-types", condition=text)
    return compiled


def _compiled(
    text: str, expression: str, meanings: Sequence[Meaning], names: Mapping[str, Meaning]
) -> Any:
    """Return the library's form of an expression, or raise what is wrong with it as a problem."""
    cel, configuration = _library()
    types = {
        Meaning.TEXT: cel.Type.STRING,
        Meaning.NUMBER: cel.Type.DYN,  # CEL compares a number with any other only when it is DYN
        Meaning.DATE: cel.Type.DYN,  # … and lets only DYN be null
        Meaning.TRUTH: cel.Type.BOOL,
        Meaning.LIST: cel.Type.List(cel.Type.STRING),
    }
    variables = {f"__{number}": types[meaning] for number, meaning in enumerate(meanings)}
    try:
        compiled = cel.NewEnv(config=configuration, variables=variables).compile(expression)
    except RuntimeError as error:
        raise _explained(text, str(error), names) from None
    if compiled.return_type().name() != "BOOL":
        raise ConditionError("condition-types", condition=text)
    return compiled


def _explained(text: str, complaint: str, names: Mapping[str, Meaning]) -> ConditionError:
    if found := re.search(r"undeclared reference to '(\w+)'", complaint):
        suggestion = nearest(found[1], names)
        return ConditionError("condition-name", name=found[1], suggestion=suggestion)
    if "no matching overload" in complaint:
        return ConditionError("condition-types", condition=text)
    if "recursion" in complaint:
        return ConditionError("condition-too-complex", condition=text, limit=LONGEST)
    return ConditionError("condition-syntax", condition=text)


def _evaluated(expression: Any, values: Sequence[object]) -> object:
    """Return a bool, or else what stopped the library from giving one, in its own words."""
    try:
        data = {f"__{number}": value for number, value in enumerate(values)}
        return expression.eval(data=data).plain_value()
    except RuntimeError as error:
        return str(error)


def _known(meaning: Meaning, texts: Sequence[str]) -> object:
    """Return what a name stands for in one entry."""
    match meaning:
        case Meaning.LIST:
            return list(texts)
        case Meaning.TEXT:
            return texts[0] if texts else ""
        case Meaning.TRUTH:
            return bool(texts) and texts[0] == "true"
        case Meaning.DATE:
            return texts[0] if texts else None
        case Meaning.NUMBER:
            return float(texts[0]) if texts else None


@cache
def _library() -> tuple[Any, Any]:
    """Return the library, loaded when the first condition is read, and what it may do."""
    from cel_expr_python import cel

    return cel, cel.NewEnvConfigFromYaml("""
        stdlib:
          exclude_macros: [map, filter, has, exists_one]
          exclude_functions: [{name: matches}]
    """)
