"""Replies made beforehand, so that the search screens can be tried in every state they have.

The handbook is that of `tests/browser/handbook`; what the search engine itself finds is tried in
`tests/search`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from saadan.search.model import Answer, Copyable, Nearest, Piece, Reply, Result

if TYPE_CHECKING:
    from saadan.snapshot.snapshot import Snapshot

EXCERPT: Final = (
    Piece("Du søger ", False),
    Piece("ferie", True),
    Piece(" hos din leder senest en måned før, og <b>lederen</b> svarer inden for en uge.", False),
)


def section(path: str, title: str, anchor: str = "", heading: str = "", **more: str) -> Result:
    """Return a result on a page of the fixture handbook."""
    return Result(
        path,
        more.get("address", "/" + path.removesuffix(".md")),
        anchor,
        title,
        section=f"{title} › {heading}" if heading else title,
        kind=more.get("kind", "guide"),
        excerpt=EXCERPT,
        score=1.0,
    )


RESULTS: Final = (
    section("docs/ferie.md", "Ferie"),
    section("docs/ferie.md", "Ferie", "regler", "Regler › Sådan søger du"),
    section("docs/ferie.md", "Ferie", "rester", "Resterende feriedage"),
    section("docs/ferie.md", "Ferie", "fjerde", "Det fjerde sted på siden"),
    section("docs/alt.md", "Alt på én side", "a", "Afsnit A", kind="procedure"),
    section("docs/regel-1.md", "Regel 1", kind="role"),
    section("docs/ødelagt.md", "Ødelagt <b>&", "ø", "Ø & å"),
    Result(
        "registers/products.yaml",
        "/registers/products/os2forms",
        "",
        "OS2forms",
        "Produkter › OS2forms",
        "entry",
        EXCERPT,
        0.5,
    ),
)
CARD: Final = Answer(
    "fact",
    "OS2’s betalingsoplysninger",
    "Send regninger elektronisk til EAN-nummeret.\nSkriv produktets PSP-element på.",
    (
        Copyable("EAN-nummer", "5790000000000"),
        Copyable("CVR-nummer", "12 34 56 78"),
        Copyable("E-post", "post@example.org"),
        Copyable("Skrivelse", "https://example.org/en/lang/adresse/til/et/sted"),
    ),
    "Fakturaer",
    "/docs/alt#a",
    "docs/alt.md",
    "forretningskoordinator",
    "2026-05-03",
)
MEANT: Final = Answer(
    "choice",
    "",
    "OS2\nEn forening.\n\nAlt på én side › Afsnit A\nOS2forms er et produkt.",
    (),
    "",
    "",
    "",
    "",
    "",
    (
        Answer(
            "glossary",
            "OS2",
            "En forening.",
            (Copyable("Betydning", "En forening."),),
            "Ordliste",
            "/docs/ferie",
            "docs/ferie.md",
            "",
            "",
        ),
        Answer(
            "passage",
            "Alt på én side › Afsnit A",
            "OS2forms er et produkt.\nDet er åbent.",
            (),
            "Alt på én side",
            "/docs/alt#a",
            "docs/alt.md",
            "forretningskoordinator",
            "2026-05-03",
        ),
    ),
)
ONE_VALUE: Final = Answer(
    "contact",
    "Kasserer",
    "kasserer@example.org",
    (Copyable("E-post", "kasserer@example.org"),),
    "Kontakter",
    "/docs/ferie",
    "docs/ferie.md",
    "",
    "",
)
NEAREST: Final = (Nearest("Ferie", "/docs/ferie"), Nearest("Regel 1", "/docs/regel-1"))

#: By the text that is asked; what is not here finds nothing.
REPLIES: Final = {
    "ferie": Reply("ferie", None, RESULTS, ()),
    "fer": Reply("fer", None, RESULTS[:3], ()),
    "ean": Reply("ean", CARD, RESULTS[4:6], ()),
    "os2": Reply("os2", MEANT, (RESULTS[4], RESULTS[-1]), ()),
    "kasserer": Reply("kasserer", ONE_VALUE, (), ()),
    "ferie med løn": Reply("ferie med løn", None, RESULTS[:3], (), is_partial=True),
    "feriee": Reply("feriee", None, (), NEAREST),
}


def search(
    _handbook: object,
    _snapshot: Snapshot,
    text: str,
    *,
    typing: bool = False,
    limit: int = 20,
    kinds: tuple[str, ...] = (),
    within: str = "",
) -> Reply:
    """Stand in for `Handbook.search`."""
    del typing
    found = REPLIES.get(text.lower(), Reply(text, None, (), ()))
    if within or "role" in kinds:
        return Reply(text, None, (), ())
    return replace(found, query=text, results=found.results[:limit])
