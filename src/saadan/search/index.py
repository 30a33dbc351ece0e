"""The index of a snapshot: one for each circle of readers, beside the snapshot's tables.

What a reader may not see is not in the index that answers them, so that no count, weight or
suggestion can tell of it. An index made after an earlier one takes up again only what differs.

Every word is written as the terms it can be found by (`terms_of`): its base forms; the parts of a
compound, each with a "+" before it; and the verbs it is made from, each with a "~". A text keeps
its lines, because what stands in one line belongs together.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from saadan.errors import Unavailable
from saadan.language import _
from saadan.search.changed import (
    FIELDS,
    OF_WHOLE,
    Counts,
    Found,
    read_changed,
    read_lost,
    write_changed,
    write_lost,
)
from saadan.search.changed import FILE as CHANGED
from saadan.search.danish import analyse, words
from saadan.search.documents import Document, circle_of, differing, documents
from saadan.search.entries import FOLDER as REGISTERS
from saadan.snapshot.store import link

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from types import ModuleType

    import tantivy

    from saadan.snapshot.snapshot import Snapshot

FOLDER: Final = "search"
#: The modules that decide what an index holds; questions are counted as `patterns` yields them.
_DECIDING: Final = (
    *("index.py", "changed.py", "documents.py", "entries.py", "patterns.py"),
    *("danish.py", "danish_words.py", "wholes.py"),
)
#: Memory for what is being indexed, in bytes: for a whole handbook, and for a few changed pages.
LARGE, SMALL = 60_000_000, 15_000_000
#: An unfinished index that nobody has written to for so long is nobody's, in seconds.
ABANDONED_AFTER: Final = 3600
#: So many of the documents that changed may be among the best, or as many as their share is.
FEWEST_CHANGED: Final = 6
#: Terms whose frequency is remembered: people ask for the same words.
MOST_FREQUENCIES: Final = 50_000
#: Kinds of documents.
SECTION, ENTRY = KINDS = ("section", "entry")
#: What stands before the terms of a table's first row, and of the others.
HEADER, ROW = "||", "|"
#: Base forms of a word that is a form of several.
MOST_BASES: Final = 2


class Index:
    """Finds documents by terms."""

    def __init__(self, folder: Path) -> None:
        """Open an index.

        Raises:
            Unavailable: it cannot be read.
        """
        self._folder = folder
        self._query: type[tantivy.Query] = _engine().Query
        with _readable(folder):
            self._index = _opened(folder)
            self._searcher = self._index.searcher()
            for field in FIELDS:
                self._searcher.doc_freq(field, "")  # opens the files that wait for a question
            self._kinds = [kind for kind in KINDS if self._searcher.doc_freq("kind", kind)]
            self._changed = read_changed(folder)
            self._gone = self._of_files(self._changed.gone)
            gone = Counts.over(list(self._found_by(self._gone)))
            counted = sum(self._searcher.doc_freq("kind", kind) for kind in KINDS)
            lost, taken_out = read_lost(folder), counted - self._searcher.num_docs
            #: What the engine has taken out and still counts; nothing when it has tidied up.
            self._lost = lost if lost.size == taken_out else Counts()
            #: Likewise of files that have changed since.
            self._replaced = gone + self._lost
            #: Needed to count what is there when nobody knows what has been taken out.
            self._live = None if self._lost.size == taken_out else self._query.all_query()
        self.size: int = self._searcher.num_docs - gone.size + len(self._changed.documents)
        self._frequencies: dict[str, int] = {}

    def _of_files(self, paths: Iterable[str]) -> tantivy.Query | None:
        """Return what leads to the documents of some files."""
        terms = [(_engine().Occur.Should, self._term("path", path, 1)) for path in paths]
        return self._query.boolean_query(terms) if terms else None

    def _found_by(self, query: tantivy.Query | None) -> Iterator[Found]:
        if query is not None and (size := self._count(query)):
            for _score, address in self._searcher.search(query, size, count=False).hits:
                yield self._found(address)

    def without(self, paths: Iterable[str]) -> Counts:
        """Return what the engine still counts once the documents of some files are taken out."""
        return self._lost + Counts.over(list(self._found_by(self._of_files(paths))))

    def _count(self, query: tantivy.Query) -> int:
        found: Any = self._searcher.search(query, 1, count=True)  # whose stub lacks the count
        return int(found.count)

    def discard(self) -> None:
        """Remove it, so that it is made anew when it is next needed."""
        _remove(self._folder)

    def frequency(self, term: str) -> int:
        """Return in how many documents a term stands."""
        known = self._frequencies.get(term)
        if known is None:
            with _readable(self._folder):
                known = max(self._frequency("strong", term), self._frequency("body", term))
            if len(self._frequencies) < MOST_FREQUENCIES:
                self._frequencies[term] = known
        return known

    def _frequency(self, field: str, term: str) -> int:
        count = int(self._searcher.doc_freq(field, term))
        if count and self._live is not None:
            # The engine's own count includes documents that have been taken out since.
            count = self._count(self._term(field, term, 1))
        gone = self._replaced.frequency(field, term)
        new = self._changed.counts.frequency(field, term)
        return count - gone + new

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """Return the terms that begin with a prefix, the most frequent first."""
        counted: dict[str, int] = {}
        with _readable(self._folder):
            for field in FIELDS:
                gone = self._replaced.beginning(field, prefix)
                most = limit + len(gone)
                found = Counter(
                    dict(self._searcher.terms_with_prefix(field, prefix, self._live, most))
                )
                found.update(self._changed.counts.beginning(field, prefix))
                found.subtract({term: count for term, count in gone.items() if term in found})
                for term, count in (+found).items():
                    counted[term] = max(counted.get(term, 0), count)
        return sorted(counted, key=lambda term: (-counted[term], term))[:limit]

    def best(
        self,
        boosts: Sequence[Sequence[tuple[str, float]]],
        sections: int,
        entries: int,
        whole: str = "",
    ) -> list[Found]:
        """Return the documents that have most of what is asked for, roughly the best first.

        Args:
            boosts: for each word asked for, the terms that stand for it and what each is worth
            sections: how many sections of pages at most
            entries: how many entries at most; they are many, short and alike, and would leave no
                room for pages
            whole: the term for all that is asked; see `wholes`
        """
        occur = _engine().Occur
        asked = []
        for terms in boosts:
            queries = [
                self._term(field, term, by * boost)
                for term, boost in terms
                for field, by in (("strong", 2.0), ("body", 1.0))
            ]
            if queries:
                asked.append((occur.Should, self._query.disjunction_max_query(queries, 0.2)))
        if not asked:
            return []
        if whole:
            asked.append((occur.Should, self._term("strong", whole, OF_WHOLE)))
        some = self._query.boolean_query(asked)
        found = []
        limits = {SECTION: sections, ENTRY: entries}
        for kind in self._kinds:
            of_kind = self._query.const_score_query(self._term("kind", kind, 1), 0)
            which = [(occur.Must, of_kind)] if len(self._kinds) > 1 else []
            if self._gone is not None:
                which.append((occur.MustNot, self._gone))
            query = self._query.boolean_query([(occur.Must, some), *which])
            with _readable(self._folder):
                hits = self._searcher.search(query, limits[kind], count=False).hits
                found += [self._found(address) for _score, address in hits]
        share = (sections + entries) * len(self._changed.documents) // max(self.size, 1)
        return found + self._changed.best(boosts, max(FEWEST_CHANGED, share), whole)

    def _term(self, field: str, term: str, boost: float) -> tantivy.Query:
        query: tantivy.Query = self._query.term_query(_schema(), field, term)
        return self._query.boost_query(query, boost) if boost != 1 else query

    def _found(self, address: tantivy.DocAddress) -> Found:
        document: Any = self._searcher.doc(address)  # whose stub does not know what is stored
        path, number, record = map(document.get_first, ("path", "number", "record"))
        return Found(path, number, *record.decode().split("\0"))


def index_of(snapshot: Snapshot, earlier: Snapshot | None = None) -> Index:
    """Return the index of a snapshot for the audience that it is seen by; made when missing.

    Args:
        earlier: a snapshot of the same handbook; its index for the same readers, if it has one,
            is the start

    Raises:
        Unavailable: it cannot be written or read.
    """
    place = snapshot.folder / FOLDER / f"{indexer()}-{circle_of(snapshot)}"
    try:
        if not place.exists():
            _make(snapshot, place, earlier)
        with suppress(Unavailable):
            return Index(place)
        _remove(place)  # it is damaged, or the one that it was made after
        _make(snapshot, place, None)
        return Index(place)
    except (OSError, ValueError) as error:
        raise _unusable(place, error) from error


@contextmanager
def _readable(place: Path) -> Iterator[None]:
    """Say so when the engine meets something in an index that it cannot read.

    Raises:
        Unavailable: it does.
    """
    try:
        yield
    except BaseException as error:
        # The engine's panics are no Exception, so that nobody else would answer for them.
        is_panic = type(error).__name__ == "PanicException"
        if is_panic or isinstance(error, (OSError, TypeError, ValueError)):
            raise _unusable(place, error) from error
        raise


def _unusable(place: Path, error: BaseException) -> Unavailable:
    sentence = _("The search index {folder} cannot be written or read: {reason}.")
    return Unavailable(sentence, folder=place, reason=error)


@cache
def indexer() -> str:
    """Return a name for all that decides what an index of a snapshot holds."""
    digest = hashlib.sha256(_engine().__version__.encode())
    here = Path(__file__).parent
    for name in _DECIDING:
        digest.update((here / name).read_bytes())
    for path in sorted((here / "words").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _make(snapshot: Snapshot, place: Path, earlier: Snapshot | None) -> None:
    """Make an index in a folder of its own, which then becomes `place`."""
    place.parent.mkdir(exist_ok=True)
    start = earlier.folder / FOLDER / place.name if earlier else place
    _remove_abandoned(place.parent)
    folder = Path(tempfile.mkdtemp(prefix=".", dir=place.parent))
    try:
        if earlier and start.exists():
            _go_on(folder, start, *differing(earlier, snapshot))
        else:
            _write(_new(folder), (), map(as_terms, documents(snapshot)), LARGE)
        _rename(folder, place)
    except (TypeError, ValueError, Unavailable):
        if earlier is None:
            raise
        _make(snapshot, place, None)  # the earlier one is damaged
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _go_on(folder: Path, start: Path, files: Collection[str], now: Iterable[Document]) -> None:
    """Write an index that is another one but for some files."""
    changed = read_changed(start).later(files, map(as_terms, now))
    _take_over(start, folder)
    if changed.is_too_much:
        lost = Index(start).without(changed.gone)
        _write(_opened(folder), changed.gone, changed.documents, SMALL)
        write_lost(lost, folder)
    else:
        write_changed(changed, folder)


def _remove(place: Path) -> None:
    """Take an index away at once, though the engine may go on writing in its folder for a while."""
    aside = place.with_name(f".{place.name}-{secrets.token_hex(4)}")
    with suppress(FileNotFoundError):
        place.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _remove_abandoned(parent: Path) -> None:
    """Remove what a process left that was killed while it made an index."""
    for folder in parent.glob(".*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > ABANDONED_AFTER:
                shutil.rmtree(folder, ignore_errors=True)


def _take_over(start: Path, folder: Path) -> None:
    """Begin an index as another one is: what they share has two names."""
    for file in start.iterdir():
        if file.name == CHANGED:
            continue
        if file.suffix == ".json":  # which tantivy writes anew; all else never changes
            shutil.copyfile(file, folder / file.name)
        elif file.suffix != ".lock":
            link(file, folder / file.name)


def _rename(folder: Path, place: Path) -> None:
    try:
        folder.rename(place)
    except OSError:
        if not place.exists():  # else another process was faster; what it made is the same
            raise


def _write(index: tantivy.Index, gone: Iterable[str], added: Iterable[Found], memory: int) -> None:
    writer = index.writer(memory, 1)
    for path in gone:
        writer.delete_documents_by_term("path", path)
    for each in added:
        document = _engine().Document()
        document.add_text("path", each.path)
        document.add_unsigned("number", each.number)
        document.add_text("kind", ENTRY if each.path.startswith(REGISTERS) else SECTION)
        document.add_text("strong", each.strong)
        document.add_text("body", each.body)
        document.add_bytes("record", "\0".join(each[2:]).encode())
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def as_terms(document: Document) -> Found:
    """Return a document in the terms it can be found by."""
    path, number, title, heads, keys, text = document
    strong = (encoded(title), encoded(heads), encoded(keys))
    return Found(path, number, *strong, _encoded_text(text))


def _encoded_text(text: str) -> str:
    """Return a text as terms, with a mark before a table's rows, and another before its first."""
    if "\t" not in text:
        return encoded(text)
    lines, mark = [], ""
    for line in text.split("\n"):
        mark = "" if "\t" not in line.strip() else ROW if mark else HEADER
        lines.append(f"{mark} {encoded(line)}" if mark else encoded(line))
    return "\n".join(lines)


def encoded(text: str) -> str:
    """Return a text as the terms it can be found by; its lines stay lines."""
    if "\n" not in text:
        return " ".join(map(terms_of, words(text)))
    return "\n".join([" ".join(map(terms_of, words(line))) for line in text.split("\n")])


@lru_cache(maxsize=1 << 16)
def terms_of(word: str) -> str:
    """Return the terms that a word can be found by, the base forms first, separated by blanks."""
    known = analyse(word)
    bases = known.base[:MOST_BASES]
    parts = [f"+{part}" for part in known.parts]
    kin = [f"~{verb}" for verb in known.kin if verb not in bases]
    return " ".join([*bases, *parts, *kin])


@cache
def _engine() -> ModuleType:
    """Return the library, which whoever only builds or reads need not load."""
    import tantivy

    return tantivy


@cache
def _schema() -> tantivy.Schema:
    builder = _engine().SchemaBuilder()
    builder.add_text_field("path", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", stored=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("record", stored=True, indexed=False)
    builder.add_text_field("strong", tokenizer_name=_TERMS, index_option="freq")
    builder.add_text_field("body", tokenizer_name=_TERMS, index_option="freq")
    schema: tantivy.Schema = builder.build()
    return schema


_TERMS: Final = "terms"


def _new(folder: Path) -> tantivy.Index:
    return _with_terms(_engine().Index(_schema(), path=str(folder)))


def _opened(folder: Path) -> tantivy.Index:
    return _with_terms(_engine().Index.open(str(folder)))


def _with_terms(index: tantivy.Index) -> tantivy.Index:
    engine = _engine()
    analyser = engine.TextAnalyzerBuilder(engine.Tokenizer.whitespace()).build()
    index.register_tokenizer(_TERMS, analyser)
    return index
