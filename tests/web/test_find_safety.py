"""Finding and registers against authors and readers who mean harm, and disks that fail."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest
from django.test import override_settings

from saadan.build import build_newest
from saadan.errors import Unavailable
from saadan.handbook import Handbook
from saadan.search import index
from saadan.web import shelf
from saadan.web.registers.downloads import harmless
from tests.web.conftest import Site, page

if TYPE_CHECKING:
    from pathlib import Path

# What authors write

HOSTILE: Final = "\"><svg onload=alert(1)>'</script><script>alert(2)</script>"
ADDRESSES: Final = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "&#106;avascript:alert(1)",
    'https://example.org/"onmouseover=alert(1) x="',
    "https://example.org/<svg onload=alert(1)>",
    "//example.org",
    "/\\example.org",
    "https:\\\\example.org",
    "javascript://https://x%0aalert(1)",
)
TYPES: Final = (
    *("text", "markdown", "slug", "integer", "decimal", "money", "date", "boolean"),
    *("url", "email", "phone", "choice", "file", "roles"),
)


def quoted(text: str) -> str:
    """Return a text as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def hostile_register() -> str:
    """Return a register with a field of every type, each full of what could run."""
    choices = f", choices: [{quoted(HOSTILE)}, b]"
    fields = "".join(
        f"  f_{each}: {{type: {each}, title: {quoted(HOSTILE + each)},"
        f" description: {quoted(HOSTILE)}{choices if each == 'choice' else ''}}}\n"
        for each in TYPES
    )
    rows = "".join(
        f"  - {{id: k{number}, name: {quoted(f'{HOSTILE} kanin {number}')}"
        + "".join(f", f_{each}: {quoted(HOSTILE if each == 'choice' else value)}" for each in TYPES)
        + "}\n"
        for number, value in enumerate((HOSTILE, *ADDRESSES))
    )
    return (
        f"title: {quoted(HOSTILE)}\ndescription: {quoted(HOSTILE)}\nowner: {quoted(HOSTILE)}\n"
        f"fields:\n  id: slug\n  name: {{type: text, title: {quoted(HOSTILE)}}}\n{fields}"
        f"answers:\n  - ask: ['hvem ejer {{id}}', {quoted(HOSTILE + ' {id}')}]\n"
        f"    show: {quoted(HOSTILE + ' {name} {f_choice}')}\nrows:\n{rows}"
    )


ROLES: Final = f"""\
title: Roller
fields:
  id: slug
  title: text
  reports_to: {{type: roles, many: true}}
rows:
  - {{id: a, title: {quoted(HOSTILE)}}}
  - {{id: b, title: "</title></svg><script>alert(1)</script>", reports_to: [a, b]}}
"""
GLOSSARY: Final = f"""\
title: Ord
fields: {{id: slug, term: text, definition: text, synonyms: {{type: text, many: true}}}}
rows:
  - {{id: kanin, term: kanin, definition: {quoted(HOSTILE)}, synonyms: [{quoted(HOSTILE)}]}}
"""
CONTACTS: Final = f"""\
title: Kontakter
fields: {{id: slug, topic: text, contact: text, email: email}}
rows:
  - {{id: løn, topic: løn, contact: {quoted(HOSTILE)}, email: a@example.org}}
"""
SHOWING: Final = f"""\
kanin {{{{ x.k0.name }}}} {{{{ x.k0.f_markdown }}}} {{{{ x.k1.f_url }}}} {{{{ x.k2.f_email }}}}

```register x
title: {HOSTILE}
```

[link](registers/x/k0 '{HOSTILE}')
"""
HOSTILE_HANDBOOK: Final = {
    "index.md": page("Forside", f"{HOSTILE} kanin"),
    "visning.md": page("Visning", SHOWING),
    "registers/x.yaml": hostile_register(),
    "registers/roles.yaml": ROLES,
    "registers/glossary.yaml": GLOSSARY,
    "registers/contacts.yaml": CONTACTS,
}
SCREENS: Final = (
    *("/", "/visning", "/registers/", "/registers/x", "/registers/roles", "/registers/glossary"),
    *("/registers/contacts", "/registers/roles/b", "/registers/glossary/kanin"),
    *(f"/registers/x/k{number}" for number in range(len(ADDRESSES) + 1)),
    *(
        f"{route}?q={quote(question)}{narrowed}"
        for route in ("/-/search", "/-/search/typing")
        for question in ("kanin", "hvem ejer k0", "løn", "hvem kontakter jeg om løn", HOSTILE)
        for narrowed in ("", f"&kind=register:x&kind={quote(HOSTILE)}&within=../../etc")
    ),
    f"/registers/x?find={quote(HOSTILE)}&sort=name&where.f_choice={quote(HOSTILE)}",
)


class Runnable(HTMLParser):
    """Collects what in a page would run, or lead somewhere that runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        if tag == "script" and not given.get("src"):
            self.found.append("script")
        for name in ("href", "src", "action", "xlink:href"):
            address = re.sub(r"[\x00-\x20]", "", given.get(name) or "").lower()
            if re.match(r"(?:javascript|data|vbscript):|//|/\\", address):
                self.found.append(f"{tag} {name}={address}")


def test_nothing_that_authors_or_readers_write_runs(site: Site) -> None:
    site.write(HOSTILE_HANDBOOK)
    for address in SCREENS:
        reply = site.get(address)
        assert reply.status == 200, address
        assert Runnable(reply.text).found == [], address


def test_what_programs_get_is_never_a_page(site: Site) -> None:
    site.write(HOSTILE_HANDBOOK)
    for address, kind in (
        ("/registers/x.csv", "text/csv"),
        ("/registers/x.json", "application/json"),
        ("/api/search?q=kanin", "application/json"),
        (f"/api/search?q=kanin&kind={quote(HOSTILE)}", "application/json"),
    ):
        headers = site.get(address).headers
        assert headers["content-type"].startswith(kind), address
        assert headers["x-content-type-options"] == "nosniff", address


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\ufeff", "\u200b", "\u2060 ", "\x00", "\x0b"])
@pytest.mark.parametrize("formula", ["=1+1", "+1+1", "-1+1", "@A1", "\uff1d1"])
def test_a_formula_does_not_hide_behind_what_cannot_be_seen(blank: str, formula: str) -> None:
    assert harmless(blank + formula).startswith("'")


# What readers may not know

SECRET: Final = "kanariefugl"


def test_a_private_synonym_is_no_link(site: Site) -> None:
    source = """\
title: Ord
fields:
  id: slug
  term: text
  definition: text
  synonyms: {type: text, many: true, private: true}
rows:
  - {id: fugl, term: Spurv, definition: En fugl., synonyms: [kanariefugl]}
"""
    site.write({"registers/glossary.yaml": source, "index.md": page("Forside", f"En {SECRET}.")})

    assert 'class="term"' not in site.get("/").text


PRIVATE_ANSWER: Final = f"""\
title: Døre
fields: {{id: slug, name: text}}
answers:
  - {{ask: ["hvad er koden til {{name}}"], show: "Koden er {SECRET}", private: true}}
rows:
  - {{id: port, name: porten}}
"""
ASKED_FOR: Final = "hvad+er+koden+til+porten"


@pytest.mark.parametrize("route", ["/api/search", "/-/search", "/-/search/typing"])
def test_an_answer_that_is_private_is_not_told(site: Site, route: str) -> None:
    site.write({"registers/doors.yaml": PRIVATE_ANSWER})

    assert SECRET not in site.get(f"{route}?q={ASKED_FOR}").text


def test_an_answer_that_is_private_changes_no_byte(site: Site) -> None:
    addresses = [f"/api/search?q={each}" for each in (ASKED_FOR, "koden", "porten", "hvad er")]
    site.write({"registers/doors.yaml": PRIVATE_ANSWER})
    with_it = [site.get(each).body for each in addresses]
    site.write(
        {"registers/doors.yaml": re.sub("answers:.*?(?=rows)", "", PRIVATE_ANSWER, flags=re.S)}
    )

    assert [site.get(each).body for each in addresses] == with_it


def test_those_inside_are_told_a_private_answer_also_after_others_asked(tmp_path: Path) -> None:
    folder = tmp_path / "h"
    Site(folder).write({"registers/doors.yaml": PRIVATE_ANSWER})
    handbook = Handbook(folder, store=tmp_path / "store")
    snapshot = handbook.snapshot()
    for audience in ("public", "internal"):
        found = handbook.search(snapshot.seen_by(audience), "hvad er koden til porten")

    assert found.answer
    assert SECRET in found.answer.text


#: Ways to write that a field is private, or that a register is for few, which are not understood.
IN_DOUBT: Final = {
    "misspelt": ("", "privat: true"),
    "capital": ("", "Private: true"),
    "empty": ("", "private: "),
    "empty text": ("", "private: ''"),
    "list": ("", "private: []"),
    "contradicted": ("", "private: true, private: false"),
    "register misspelt": ("audiense: internal\n", ""),
    "register contradicted": ("audience: internal\naudience: public\n", ""),
    "register empty": ("audience:\n", ""),
}


@pytest.mark.parametrize("case", IN_DOUBT)
def test_in_doubt_it_is_not_for_everyone(site: Site, case: str) -> None:
    top, key = IN_DOUBT[case]
    fields = f"fields:\n  id: slug\n  name: text\n  secret: {{type: text{key and f', {key}'}}}\n"
    rows = f"rows:\n  - {{id: a, name: Anna, secret: {SECRET}}}\n"
    site.write({"registers/t.yaml": f"{top}title: T\n{fields}{rows}"})

    for address in ("/registers/t", "/registers/t/a", "/registers/t.csv", "/registers/t.json"):
        assert SECRET not in site.get(address).text, address


def test_a_field_declared_twice_stays_private(site: Site) -> None:
    fields = "fields:\n  id: slug\n  secret: {type: text, private: true}\n  secret: text\n"
    rows = f"rows:\n  - {{id: a, secret: {SECRET}}}\n"
    site.write({"registers/t.yaml": f"title: T\n{fields}{rows}"})

    assert SECRET not in site.get("/registers/t.csv").text


# Disks that fail


@pytest.mark.parametrize("route", ["/api/search", "/-/search", "/-/search/typing"])
def test_where_the_index_lies_is_told_to_those_inside_only(
    site: Site, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Unavailable("The folder {folder} is full.", folder=site.folder)

    site.write({"index.md": page("Forside")})
    monkeypatch.setattr(Handbook, "search", refuse)
    reply = site.get(f"{route}?q=ferie")
    with override_settings(AUDIENCE="internal"):
        inside = site.get(f"{route}?q=ferie")

    assert reply.status == inside.status == 503
    assert str(site.folder) not in reply.text
    assert str(site.folder) in inside.text


def index_folder() -> Path:
    """Return the folder of the index of the newest snapshot."""
    snapshot = shelf.handbook().snapshot()
    (found,) = (each for each in (snapshot.folder / index.FOLDER).iterdir() if each.name[0] != ".")
    return found


def index_files() -> list[Path]:
    """Return the files of that index which say anything, by ending."""
    files = [each for each in index_folder().iterdir() if each.suffix != ".lock"]
    return sorted(files, key=lambda each: (each.suffix, each.name))


@pytest.mark.parametrize("harm", ["empty", "half", "other", "gone"])
def test_a_damaged_index_is_made_anew(site: Site, harm: str) -> None:
    site.write({f"s{n}.md": page(f"Side {n}", f"Faktura {n} om ferie") for n in range(20)})
    expected = site.get("/api/search?q=faktura").body
    for number, _ in enumerate(index_files()):
        file = index_files()[number]  # with another name each time it is made
        name = file.name
        content = file.read_bytes()
        file.unlink()
        if harm != "gone":
            other = bytes(each ^ 0x5A for each in content)
            file.write_bytes({"empty": b"", "half": content[: len(content) // 2]}.get(harm, other))
        shelf.handbook.cache_clear()
        reply = site.get("/api/search?q=faktura")

        assert (reply.status, reply.body) == (200, expected), name


@pytest.mark.parametrize("ending", ["term", "idx", "pos", "store", "fast", "fieldnorm"])
def test_an_index_with_a_wrong_byte_breaks_no_page(site: Site, ending: str) -> None:
    site.write({f"s{n}.md": page(f"Side {n}", f"Faktura {n} om ferie") for n in range(20)})
    site.get("/api/search?q=faktura")
    (file,) = index_folder().glob(f"*.{ending}")
    content = file.read_bytes()
    for place in range(0, len(content), max(len(content) // 12, 1)):
        file.unlink()
        file.write_bytes(content[:place] + bytes((content[place] ^ 0xFF,)) + content[place + 1 :])
        shelf.handbook.cache_clear()
        for route in ("/api/search", "/-/search"):
            reply = site.get(f"{route}?q=faktura+om+ferie")
            assert reply.status in (200, 503), (place, route)
        assert site.get("/s1").status == 200
        if not file.exists():  # it was made anew
            break


KILLED: Final = """
import os, signal, sys
from pathlib import Path
from saadan.handbook import Handbook
from saadan.search import index

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(index, sys.argv[3], die)
handbook = Handbook(sys.argv[1], store=Path(sys.argv[2]))
handbook.search(handbook.snapshot(), "faktura")
"""


@pytest.mark.parametrize("step", ["_write", "_rename"])
def test_an_index_whose_making_was_killed_is_not_used(tmp_path: Path, step: str) -> None:
    folder, store = tmp_path / "h", tmp_path / "store"
    Site(folder).write({f"s{n}.md": page(f"Side {n}", f"Faktura {n}") for n in range(5)})
    killed = subprocess.run([sys.executable, "-c", KILLED, folder, store, step], check=False)
    assert killed.returncode == -9

    handbook = Handbook(folder, store=store)
    assert len(handbook.search(handbook.snapshot(), "faktura").results) == 5


def test_two_who_make_an_index_at_once_both_find(tmp_path: Path) -> None:
    folder, store = tmp_path / "h", tmp_path / "store"
    Site(folder).write({f"s{n}.md": page(f"Side {n}", f"Faktura {n}") for n in range(60)})
    build_newest(folder, store=store)
    code = (
        "import sys; from pathlib import Path; from saadan.handbook import Handbook;"
        "h = Handbook(sys.argv[1], store=Path(sys.argv[2]));"
        "print(len(h.search(h.snapshot(), 'faktura').results))"
    )
    command = [sys.executable, "-c", code, str(folder), str(store)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    assert [each.communicate()[0] for each in both] == ["20\n", "20\n"]


def test_reading_goes_on_when_the_index_cannot_be_written(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    site.write({"index.md": page("Forside", "Faktura")})
    monkeypatch.setattr("saadan.handbook.TRY_AGAIN_AFTER", 0)
    with monkeypatch.context() as patched:
        patched.setattr(index, "_write", full)
        assert site.get("/-/search?q=faktura").status == 503
        assert site.get("/").status == 200
        folder = shelf.handbook().snapshot().folder / index.FOLDER
        assert list(folder.iterdir()) == []  # half an index takes no room

    assert site.get("/-/search?q=faktura").status == 200
    shutil.rmtree(folder)


# What would take for ever


def test_an_answer_asked_in_endless_ways_is_found_soon(site: Site) -> None:
    names = [f"f{number}" for number in range(40)]
    fields = "".join(f"  {each}: {{type: text, many: true}}\n" for each in names)
    ask = "".join(f"{{{each}}}" for each in names)
    values = "".join(f", {each}: ['1', '11']" for each in names)
    source = (
        f"title: T\nfields:\n  id: slug\n  name: text\n{fields}answers:\n"
        f"  - {{ask: ['{ask}'], show: '{{name}}'}}\nrows:\n  - {{id: a, name: Anna{values}}}\n"
    )
    site.write({"registers/t.yaml": source})

    assert site.get("/api/search?q=anna").status == 200


def test_kinds_without_end_are_no_longer_answer(site: Site) -> None:
    topics = {f"t{n}/index.md": page(f"Emne {n}", "faktura") for n in range(20)}
    below = {f"t{n}/a.md": page(f"Under {n}", "faktura", parent=f"Emne {n}") for n in range(20)}
    site.write({**topics, **below, "registers/t.yaml": "title: T\nfields: {id: slug}\n"})
    kinds = "".join(f"&kind=register:r{number}" for number in range(900))

    usual = len(site.get("/-/search?q=faktura&kind=guide").body)
    assert len(site.get(f"/-/search?q=faktura&kind=guide{kinds}").body) < 4 * usual


def test_a_page_tells_nothing_of_what_it_may_not_show(site: Site) -> None:
    fields = "fields: {id: slug, navn: text}\nrows: [{id: a, navn: x}]\n"
    hidden = f"title: Hemmeligt\naudience: internal\n{fields}"
    text = "{{ hemmeligt.a.navn }} {{ ukendt.a.navn }}\n\n```register hemmeligt\n```\n"
    site.write({"index.md": page("Forside", text), "registers/hemmeligt.yaml": hidden})
    shown = site.get("/").text
    assert "Hemmeligt" not in shown
    assert "færre læsere" not in shown
    assert "er ikke et register" not in shown


def test_a_word_with_marks_that_nobody_sees_is_still_one_word(site: Site) -> None:
    site.write({"index.md": page("Forside"), "ferie.md": page("Ferie", "Du har fem uger.")})
    for asked in ("fe%E2%80%8Erie", "fe%C2%ADrie", "fe%E2%80%8Brie"):
        found = json.loads(site.get(f"/api/search?q={asked}").text)["results"]
        assert [each["path"] for each in found] == ["ferie.md"], asked
