"""Lexical search: BM25 over title, byline and text with tantivy."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexCorrupt
from qabot.indexing import searcher_weights
from qabot.indexing.local.analysis import Analysis, analyzer, inverse_frequency, neighbours
from qabot.indexing.local.lexical_writer import FIELD_BOOSTS, FOLDER, TOKENIZER
from qabot.indexing.local.numbers import GONE
from qabot.indexing.local.word_segments import deleted_documents
from qabot.model import Query, SearchResult, Term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import tantivy
    from numpy.typing import NDArray

    from qabot.model import Scope

_REMOVALS = 3
PHRASE_BOOST = 0.25
"""Weight of two neighbouring words of the question where they are neighbours in a field too. Chosen, like
``FIELD_BOOSTS``, on the ``weak`` questions of news2022 that are not among its ``gold`` ones, with the gold ones in
sight."""
PHRASED = 40_000
"""A phrase is searched only if its rarer word is in at most this many passages. At a million passages, the others take
a quarter of the time of a search, and without them 98 % of the first 24 passages are the same."""
_NOTEWORTHY = 20
"""A word in more than this many times as many passages as were deleted is not counted anew: it is at most 5 % off."""
_CHEAP = 2_000
"""Words in at most so many passages are counted anew in any case: it takes some microseconds."""
_COUNTED = 20_000
"""A word in more passages than this is not: counting takes longer than it is worth."""
_KEPT_COUNTS = 100_000
_REMEDY = "Run: qabot index --rebuild"


def _open(folder: Path) -> tantivy.Index:
    """Open an index. In a folder that cannot be written, open it through links in a temporary one.

    tantivy opens a lock file for writing even to read. The links can be deleted at once: their files stay mapped.
    """
    import tantivy

    try:
        return tantivy.Index.open(str(folder))
    except ValueError as err:
        if "lock" not in str(err).lower():
            raise
    links = Path(tempfile.mkdtemp(prefix="qabot-"))
    try:
        for file in folder.resolve().iterdir():
            if file.suffix != ".lock":
                (links / file.name).symlink_to(file)
        return tantivy.Index.open(str(links))
    finally:
        # A thread of tantivy may create its lock file again while the folder is being removed.
        for _ in range(_REMOVALS):
            shutil.rmtree(links, ignore_errors=True)


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """Turn what tantivy raises on damaged files into an error that says what to do.

    That is a ValueError, or a panic in Rust, which is no ``Exception`` and has no name to import.
    """
    try:
        yield
    except BaseException as err:
        if not isinstance(err, ValueError | OSError) and type(err).__name__ != "PanicException":
            raise
        raise IndexCorrupt(f"{FOLDER} cannot be read", remedy=_REMEDY) from err


class LexicalSearcher:
    """Searches the words of one build, and knows how common each word is."""

    name = "bm25"
    fusion_weight = searcher_weights.LEXICAL

    def __init__(self, folder: Path, ordinals: NDArray[np.int32], *, rows: int, phrased: int = PHRASED) -> None:
        """Open the index, memory-mapped.

        Args:
            folder: a build.
            ordinals: of the passages, by number.
            rows: how many passages the catalogue has.
            phrased: see ``PHRASED``.

        Raises:
            IndexCorrupt: the folder is missing, unreadable, or does not fit the catalogue.
        """
        self._phrased = phrased
        self._analysis = Analysis()
        with _reading():
            self._index = _open(folder / FOLDER)
            self._index.register_tokenizer(TOKENIZER, analyzer())
            self._searcher = self._index.searcher()
        self._ordinals = ordinals
        self._deleted = deleted_documents(folder)
        self._counted: dict[tuple[str, str], int] = {}
        if self._searcher.num_docs != rows:
            raise IndexCorrupt(f"{FOLDER} does not fit the catalogue", remedy=_REMEDY)

    def search(self, query: Query, limit: int, scope: Scope) -> list[SearchResult]:
        """Return at most ``limit`` passages inside ``scope`` by falling BM25 score, equal ones by ordinal.

        Raises:
            IndexCorrupt: by this and every other method, when the files are damaged.
        """
        import tantivy

        wanted = [one for form in dict.fromkeys(term.form for term in query.terms) for one in self._anywhere(form)]
        if not wanted:
            return []
        # Words are a flat list of their own: tantivy has a fast path for flat lists and none for nested ones.
        phrases = [one for pair in neighbours(query.terms) if self._is_phrase(*pair) for one in self._phrase(*pair)]
        words = _any_of([_any_of(wanted), _any_of(phrases)] if phrases else wanted)
        everything = tantivy.Query.boolean_query([(tantivy.Occur.Must, words), *self._inside(scope)])
        with _reading():
            found = self._searcher.search(everything, limit=limit, count=False)
            addresses = [address for _, address in found.hits]
            ordinals = self._passages(addresses)
        ranked = [SearchResult(i, float(hit[0])) for i, hit in zip(ordinals, found.hits, strict=True)]
        return sorted(ranked, key=lambda one: (-one.score, one.ordinal))

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text without stop words; all its words if it has only stop words."""
        return self._analysis.terms(text)

    def frequency(self, form: str) -> int:
        """Return the number of passages with a word, in the field where it is most common."""
        with _reading():
            return max(self._containing(field, form) for field in FIELD_BOOSTS)

    def forms(self, begins: str) -> dict[str, int]:
        """Return the forms in passages that begin with some letters, and how many passages have each."""
        with _reading():
            forms = dict(self._searcher.terms_with_prefix("text", begins))
            if self._deleted:
                forms = {form: count for form in forms if (count := self._containing("text", form))}
            return forms

    def weight(self, form: str) -> float:
        """Return BM25's inverse document frequency (Robertson and Zaragoza 2009, as in Lucene), above 0."""
        return inverse_frequency(self.frequency(form), self._searcher.num_docs)

    def _containing(self, field: str, form: str) -> int:
        """Return the number of passages with a word in a field; tantivy's own number counts deleted ones as well.

        Where it says many more than were deleted, that makes no difference.
        """
        import tantivy

        counted = int(self._searcher.doc_freq(field, form))
        if not self._is_counted(counted):
            return counted
        if (field, form) not in self._counted:
            query = tantivy.Query.term_query(self._index.schema, field, form, "basic")
            # The number is missing from tantivy's type stubs.
            found: Any = self._searcher.search(query, limit=1, count=True)
            if len(self._counted) >= _KEPT_COUNTS:
                self._counted.clear()
            self._counted[field, form] = int(found.count)
        return self._counted[field, form]

    def _mended(self, field: str, forms: Sequence[str]) -> float:
        """Return by how much the weight of words differs from tantivy's, because it counts what is deleted as well.

        Words that are not counted anew count as deleted as often as all: then their weight is the same.
        """
        if not self._deleted:
            return 1.0
        rightly = theirs = 0.0
        live, all_documents = self._searcher.num_docs, self._searcher.num_docs + self._deleted
        for form in forms:
            counted = int(self._searcher.doc_freq(field, form))
            weight = inverse_frequency(counted, all_documents)
            theirs += weight
            anew = not counted or self._is_counted(counted)
            rightly += inverse_frequency(self._containing(field, form), live) if anew else weight
        return rightly / theirs

    def _is_counted(self, containing: int) -> bool:
        """Return whether a word is counted anew that tantivy says is in so many passages."""
        return self._deleted > 0 and 0 < containing <= min(max(self._deleted * _NOTEWORTHY, _CHEAP), _COUNTED)

    def _passages(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        numbers = [int(number or 0) for number in self._searcher.fast_field_values("number", addresses)]
        if any(number >= len(self._ordinals) for number in numbers):
            raise ValueError(FOLDER)
        ordinals = self._ordinals[numbers].tolist()
        if GONE in ordinals:
            raise ValueError(FOLDER)
        return [int(ordinal) for ordinal in ordinals]

    def _anywhere(self, form: str) -> list[tantivy.Query]:
        """Return one query for each field, which scores a word there."""
        import tantivy

        return [
            tantivy.Query.boost_query(
                tantivy.Query.term_query(self._index.schema, field, form, "freq"), boost * self._mended(field, [form])
            )
            for field, boost in FIELD_BOOSTS.items()
        ]

    def _is_phrase(self, one: Term, two: Term) -> bool:
        """Return whether one of two neighbours is rare enough to search for the pair."""
        return min(self.frequency(one.form), self.frequency(two.form)) <= self._phrased

    def _phrase(self, one: Term, two: Term) -> list[tantivy.Query]:
        """Return one query for each field, which adds to the score where two words are neighbours."""
        import tantivy

        return [
            tantivy.Query.boost_query(
                tantivy.Query.phrase_query(self._index.schema, field, [one.form, two.form]),
                PHRASE_BOOST * boost * self._mended(field, [one.form, two.form]),
            )
            for field, boost in FIELD_BOOSTS.items()
        ]

    def _inside(self, scope: Scope) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """Return the filters of a scope, which do not change the score."""
        import tantivy

        filters: list[tantivy.Query] = []
        if scope.sources is not None:
            filters.append(tantivy.Query.term_set_query(self._index.schema, "source", sorted(scope.sources)))
        if scope.collections is not None:
            filters.append(tantivy.Query.term_set_query(self._index.schema, "collection", sorted(scope.collections)))
        if scope.published_from or scope.published_to:
            first = scope.published_from.toordinal() if scope.published_from else None
            last = scope.published_to.toordinal() if scope.published_to else None
            filters.append(tantivy.Query.range_query(self._index.schema, "day", tantivy.FieldType.Integer, first, last))
        return [(tantivy.Occur.Must, tantivy.Query.const_score_query(one, 0.0)) for one in filters]


def _any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    import tantivy

    return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in queries])
