"""Mistakes in content are values: collected, sorted and shown, never raised."""

from __future__ import annotations

import string
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from saadan.language import _, translate

if TYPE_CHECKING:
    from collections.abc import Mapping


class Severity(StrEnum):
    """How much a problem matters; an error makes `saadan check` fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mistake that authors can make."""

    severity: Severity
    message: str  #: English with {fields}; shown in the reader's language
    hint: str = ""  #: the way out, likewise; left out when one of its fields is missing


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

KINDS: Final[Mapping[str, Kind]] = {
    # files
    "file-encoding": Kind(
        ERROR,
        _("The file is not valid UTF-8 (byte {byte})."),
        _("Save it as UTF-8; the unreadable letters are shown as �."),
    ),
    "file-too-large": Kind(
        ERROR,
        _("The file is {size}, more than the {limit} a page may have."),
        _("Split the page, or keep the material as a file to download."),
    ),
    "file-name": Kind(
        ERROR,
        _("“{name}” cannot be a file name in a handbook."),
        _("Avoid control characters, backslashes and names such as .git."),
    ),
    "file-too-deep": Kind(
        ERROR,
        _("The folder lies more than {limit} folders down; what is in it is left out."),
        _("Move it further up."),
    ),
    "file-link": Kind(
        WARNING,
        _("The file is a symbolic link; it is not followed."),
        _("Put the file itself in the handbook."),
    ),
    "file-twin": Kind(
        ERROR,
        _("“{name}” and “{other}” differ only in case or in how letters are encoded."),
        _("Rename one of them: some computers cannot hold both."),
    ),
    "file-unreadable": Kind(ERROR, _("The file cannot be read: {reason}.")),
    # settings
    "settings-syntax": Kind(ERROR, _("The settings cannot be understood: {reason}.")),
    "settings-key": Kind(
        WARNING, _("“{key}” is not a setting."), _("Did you mean “{suggestion}”?")
    ),
    "settings-value": Kind(
        ERROR, _("“{value}” cannot be the value of {key}."), _("Use one of these: {allowed}.")
    ),
    # front matter
    "front-matter-syntax": Kind(
        ERROR, _("The front matter cannot be understood: {reason}."), _("It is shown as written.")
    ),
    "front-matter-open": Kind(
        ERROR, _("The front matter has no closing “---”."), _("Add a line with three dashes.")
    ),
    "front-matter-key": Kind(
        WARNING, _("“{key}” is not a front matter key."), _("Did you mean “{suggestion}”?")
    ),
    "front-matter-value": Kind(
        ERROR, _("“{value}” cannot be the value of {key}."), _("Use one of these: {allowed}.")
    ),
    # conditions, wherever they stand
    "condition-syntax": Kind(
        ERROR,
        _("The condition “{condition}” cannot be understood."),
        _("Use ==, !=, <, >, &&, || and !, and put texts in straight quotes."),
    ),
    "condition-name": Kind(
        ERROR,
        _("“{name}” is nothing a condition here can use."),
        _("Did you mean “{suggestion}”?"),
    ),
    "condition-types": Kind(
        ERROR,
        _("The condition “{condition}” compares things of different kinds, or asks no question."),
        _('Put texts and dates in quotes and leave numbers without; a missing text is "".'),
    ),
    "condition-empty": Kind(
        ERROR,
        _('“{name}” is no text, so it can never be "".'),
        _("Compare it with null to ask whether it is missing."),
    ),
    "condition-too-complex": Kind(
        ERROR,
        _("The condition is too complex: {condition}"),
        _("Use at most {limit} characters and one exists or all."),
    ),
    "condition-undecided": Kind(
        ERROR,
        _("The condition “{condition}” cannot be decided: {reason}."),
        _("It is left out."),
    ),
    # registers
    "register-encoding": Kind(
        WARNING,
        _("The file is not UTF-8; it is read as Windows-1252."),
        _("Save it as UTF-8, so that nobody has to guess."),
    ),
    "register-control": Kind(
        WARNING,
        _("The file has invisible control characters; they are left out."),
        _("Write the line again without them."),
    ),
    "register-too-large": Kind(
        ERROR,
        _("The file is {size}, more than the {limit} a register may have; it is not read."),
        _("Split it, or keep it as a file to download."),
    ),
    "register-rows": Kind(
        ERROR,
        _("The register has more than {limit} rows; the rest is left out."),
        _("Split it, or keep the rows where they come from."),
    ),
    "register-syntax": Kind(
        ERROR,
        _("The register cannot be understood here: {reason}."),
        _("The rest of it is used."),
    ),
    "register-key": Kind(
        WARNING, _("“{key}” means nothing here."), _("Did you mean “{suggestion}”?")
    ),
    "register-value": Kind(
        ERROR, _("“{value}” cannot be the value of {key}."), _("Use one of these: {allowed}.")
    ),
    "register-repeated": Kind(
        WARNING, _("“{key}” is said twice."), _("The last one counts; remove the other.")
    ),
    "register-without-fields": Kind(
        ERROR, _("The register has no fields."), _("Name them under “fields”.")
    ),
    "register-field-name": Kind(
        ERROR,
        _("“{name}” cannot be the name of a field."),
        _("Use letters, digits and _, and say the rest with title."),
    ),
    "register-key-field": Kind(
        ERROR,
        _("The key “{key}” is not one of the fields."),
        _("Did you mean “{suggestion}”?"),
    ),
    "register-key-private": Kind(
        ERROR,
        _("The key “{key}” cannot be private: it is part of addresses."),
        _("Use another field as key; until then keys are made of the other fields."),
    ),
    "register-choices": Kind(
        ERROR,
        _("“{name}” has no choices."),
        _("List them under “choices”; until then anything goes."),
    ),
    "register-pattern": Kind(
        ERROR,
        _("The pattern “{pattern}” cannot be used: {reason}."),
        _("Until then anything goes."),
    ),
    "register-placeholder": Kind(
        ERROR,
        _("“{name}” in “{text}” is not one of the fields."),
        _("Did you mean “{suggestion}”?"),
    ),
    "register-private": Kind(
        ERROR,
        _("“{text}” would show the private field “{name}”; it is left out."),
        _("Leave the field out of it, or mark the answer as private."),
    ),
    "register-more": Kind(
        WARNING,
        _("There are {count} more problems in this file."),
        _("Correct the first ones to see them."),
    ),
    # rows of registers
    "entry-row": Kind(
        ERROR, _("“{value}” is no row."), _("Write it as field: value; it is left out.")
    ),
    "entry-cells": Kind(
        ERROR,
        _("The row has {cells} cells, but there are {columns} columns."),
        _("Put quotes around cells that contain the separator."),
    ),
    "entry-quote": Kind(
        ERROR,
        _("The quotes in the row do not match."),
        _("Write a quote inside a cell twice; the row is left out."),
    ),
    "entry-field": Kind(
        WARNING, _("“{name}” is not one of the fields."), _("Did you mean “{suggestion}”?")
    ),
    "entry-key-missing": Kind(
        ERROR, _("The row has no {key}, which is its key."), _("Give it one; it is left out.")
    ),
    "entry-key-form": Kind(
        ERROR,
        _("“{value}” cannot be a key, which is part of addresses."),
        _("Write “{suggestion}”, which is used until then."),
    ),
    "entry-key-taken": Kind(
        ERROR,
        _("The key “{key}” already belongs to line {other}."),
        _("Give the row another key; it is left out."),
    ),
    "entry-required": Kind(
        ERROR, _("{key}: “{name}” is missing."), _("Give it, or do not require it.")
    ),
    "entry-value": Kind(
        ERROR,
        _("{key}: “{value}” cannot be the value of “{name}”."),
        _("Write it like this: {example}"),
    ),
    "entry-single": Kind(
        ERROR,
        _("{key}: “{name}” can have only one value."),
        _("Give one, or allow more with many: true."),
    ),
    "entry-long": Kind(
        ERROR,
        _("{key}: “{name}” is longer than {limit} characters; it is left out."),
        _("Shorten it, or write it on a page."),
    ),
    "entry-choice": Kind(
        ERROR,
        _("{key}: “{value}” is not one of the choices of “{name}”: {choices}."),
        _("Did you mean “{suggestion}”?"),
    ),
    "entry-pattern": Kind(
        ERROR,
        _("{key}: “{value}” in “{name}” does not fit the pattern {pattern}."),
        _("Correct the value or the pattern."),
    ),
    "entry-unique": Kind(
        ERROR,
        _("{key}: “{value}” in “{name}” also belongs to “{other}”."),
        _("Only one of them can have it."),
    ),
    "entry-check": Kind(ERROR, "{say}", _("This must hold: {require}")),
    "entry-reference": Kind(
        ERROR,
        _("{key}: “{value}” in “{name}” is no entry of the register {register}."),
        _("Did you mean “{suggestion}”?"),
    ),
    # registers and the rest of the handbook
    "register-unknown": Kind(
        ERROR,
        _("The type “{type}” of “{name}” is neither a type nor a register."),
        _("Did you mean “{suggestion}”?"),
    ),
    "register-alone": Kind(
        ERROR,
        _("The rows belong to no register."),
        _("Say what their fields are in {other}."),
    ),
    "register-name": Kind(
        ERROR,
        _("“{name}” cannot be the name of a register."),
        _("Use a–z, æ, ø, å, digits, _ and -, and the ending .yaml."),
    ),
    # what pages show of registers
    "value-register": Kind(
        WARNING, _("“{register}” is no register."), _("Did you mean “{suggestion}”?")
    ),
    "value-entry": Kind(
        ERROR,
        _("The register {register} has no entry “{entry}”."),
        _("Did you mean “{suggestion}”?"),
    ),
    "value-field": Kind(
        ERROR,
        _("The register {register} has no field “{name}”."),
        _("Did you mean “{suggestion}”?"),
    ),
    "value-private": Kind(
        ERROR,
        _("The field “{name}” in {register} is private; it is not shown."),
        _("Only pages with audience: internal can show it."),
    ),
    "value-audience": Kind(
        ERROR,
        _("The register {register} is for fewer readers than this page; it is not shown."),
        _("Give the page the same audience as the register."),
    ),
    "fence-register": Kind(
        ERROR, _("“{register}” is no register to show."), _("Did you mean “{suggestion}”?")
    ),
    "fence-line": Kind(
        ERROR,
        _("“{text}” says nothing about what to show."),
        _("Use columns, where, sort, limit and title, each followed by a colon."),
    ),
    # text
    "diagram-syntax": Kind(ERROR, _("The diagram cannot be drawn: {reason}.")),
    "text-too-deep": Kind(
        ERROR,
        _("Quotes and lists are nested more than {limit} deep."),
        _("The page is shown as written."),
    ),
    "text-too-complex": Kind(
        ERROR, _("The text is too complex to show: {reason}."), _("It is shown as written.")
    ),
    "page-crashed": Kind(
        ERROR,
        _("The page cannot be shown: {reason}."),
        _("It is shown as written; this is a fault in Sådan, please report it."),
    ),
    "anchor-duplicate": Kind(
        WARNING,
        _("The anchor “{anchor}” is used twice on the page."),
        _("Links lead to the first one; rename this one."),
    ),
    "link-script": Kind(ERROR, _("“{href}” cannot be the target of a link.")),
    # the whole
    "address-taken": Kind(
        ERROR,
        _("The address {address} already belongs to {other}."),
        _("Give one of the pages another permalink or file name."),
    ),
    "address-reserved": Kind(
        ERROR,
        _("The address {address} belongs to Sådan; the page cannot be read."),
        _("Give the page another permalink or file name."),
    ),
    "address-invalid": Kind(
        ERROR, _("“{address}” cannot be an address in the handbook."), _("Begin it with “/”.")
    ),
    "parent-missing": Kind(
        ERROR,
        _("The parent page “{parent}” does not exist."),
        _("Did you mean “{suggestion}”?"),
    ),
    "parent-cycle": Kind(
        ERROR,
        _("The page is its own ancestor: {cycle}."),
        _("It is shown at the top level until one of them has another parent."),
    ),
    "parent-ambiguous": Kind(
        WARNING,
        _("“{parent}” is the title of more than one page: {pages}."),
        _("Say which with grand_parent; the first one is used."),
    ),
    "grand-parent-other": Kind(
        WARNING,
        _("“{parent}” does not stand below “{grand_parent}”."),
        _("Correct grand_parent; the page is shown below its parent."),
    ),
    "title-duplicate": Kind(
        WARNING,
        _("The title “{title}” is also that of {other}, beside it in the tree."),
        _("Give one of them another title."),
    ),
    "link-missing": Kind(ERROR, _("“{href}” does not exist."), _("Did you mean “{suggestion}”?")),
    "link-anchor": Kind(
        ERROR, _("{page} has no section “{anchor}”."), _("Did you mean “{suggestion}”?")
    ),
    "link-empty": Kind(ERROR, _("The link has no target."), _("Say where it leads, or remove it.")),
    "link-placeholder": Kind(
        ERROR, _("“{href}” is a placeholder, not a target."), _("Say where the link leads.")
    ),
    "link-outside": Kind(
        ERROR,
        _("“{href}” leads out of the handbook."),
        _("Link to a page or file in the handbook, or use a full address."),
    ),
    # checks of the whole
    "page-unreachable": Kind(
        WARNING,
        _("No page leads here: it is not in the tree and nothing links to it."),
        _("Give it a title and a place in the tree, or link to it."),
    ),
    "page-without-front-matter": Kind(
        WARNING, _("The page has no front matter."), _("Begin it with a title between “---” lines.")
    ),
    "page-nearly-empty": Kind(
        WARNING,
        _("There is next to no text on the page (words: {words})."),
        _("Write it, or say what is missing."),
    ),
    "page-todo": Kind(NOTE, _("The text says “{marker}”."), _("Finish it, or report the gap.")),
    "check-crashed": Kind(ERROR, _("The check “{check}” failed: {reason}.")),
}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A mistake in content. Problems sort by path, then line."""

    path: str  #: the file, relative to the handbook, with "/"
    line: int  #: 1-based; 0 when it concerns the file as a whole
    code: str  #: stable; a key of KINDS
    fields: tuple[tuple[str, str], ...] = ()  #: what the sentences name, sorted by name

    @property
    def severity(self) -> Severity:
        return KINDS[self.code].severity

    def message(self, language: str) -> str:
        """Return the sentence that says what is wrong."""
        return _fill(translate(KINDS[self.code].message, language), dict(self.fields))

    def hint(self, language: str) -> str:
        """Return the way out, or "" when we know none."""
        template = KINDS[self.code].hint
        fields = dict(self.fields)
        needed = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        if not template or not needed <= fields.keys():
            return ""
        return _fill(translate(template, language), fields)


def problem(path: str, line: int, code: str, **fields: object) -> Problem:
    """Return a problem; fields that are None are left out, long ones shortened.

    Raises:
        KeyError: `code` is not in KINDS.
    """
    KINDS[code]
    named = ((name, _short(str(value))) for name, value in fields.items() if value is not None)
    return Problem(path, line, code, tuple(sorted(named)))


def _short(text: str, limit: int = 200) -> str:
    text = "".join(letter if letter.isprintable() else "�" for letter in text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _fill(template: str, fields: Mapping[str, str]) -> str:
    return template.format_map(fields)
