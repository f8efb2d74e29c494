"""Searches one build in Milvus by words and by vectors; equal scores order by ordinal."""

from __future__ import annotations

import json
import sys
from threading import Lock, local
from typing import TYPE_CHECKING

from qabot.errors import IndexCorrupt
from qabot.indexing import searcher_weights
from qabot.indexing.local.analysis import Analysis
from qabot.indexing.milvus.connection import MAX_HITS
from qabot.indexing.milvus.layout import IN_FIELDS, REMEDY, BuildInfo, CollectionNames
from qabot.indexing.milvus.words import WordEntry, question_vector
from qabot.model import Query, SearchResult

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.milvus.connection import Milvus
    from qabot.model import Scope, Term
    from qabot.ports import Vectors

_KEPT_WORDS = 100_000
_VECTORS_AT_ONCE = 1_000


class WordSearcher:
    """BM25 by inner products of sparse vectors, and how common each word is."""

    name = "bm25"
    fusion_weight = searcher_weights.LEXICAL

    def __init__(self, milvus: Milvus, names: CollectionNames, *, passages: int, filters: Filters) -> None:
        """Read nothing yet; the build has ``passages`` passages."""
        self._milvus = milvus
        self._names = names
        self._passages = passages
        self._filters = filters
        self._analysis = Analysis()
        self._lock = Lock()
        self._known: dict[str, WordEntry | None] = {}
        self._latest = local()

    def terms(self, text: str) -> tuple[Term, ...]:
        """Return the words of a text without stop words; all its words if it has only stop words."""
        terms = self._analysis.terms(text)
        self._latest.forms = {term.form for term in terms}
        return terms

    def search(self, query: Query, limit: int, scope: Scope) -> list[SearchResult]:
        """Return at most ``limit`` passages inside ``scope`` by falling BM25 score, equal ones by ordinal."""
        where = self._filters.where(scope)
        vector = question_vector(query.terms, self.known({term.form for term in query.terms}), passages=self._passages)
        if where is None or not vector:
            return []

        def found(count: int) -> list[tuple[int, float]]:
            return self._milvus.search(
                self._names.passages, "words", vector, limit=count, where=where, parameters={"drop_ratio_search": 0.0}
            )

        return _first(found, limit, total=self._passages)

    def forms(self, begins: str) -> dict[str, int]:
        """Return the forms in the text of passages that begin with some letters, and how many passages have each."""
        if not begins:
            return {}
        first, behind = (json.dumps(one, ensure_ascii=False) for one in (begins, begins[:-1] + _next(begins[-1])))
        where = f"key >= {first} and key < {behind} and {IN_FIELDS[0]} > 0"
        rows = self._milvus.query(self._names.words, where, ["key", IN_FIELDS[0]], limit=MAX_HITS)
        return {row["key"]: int(row[IN_FIELDS[0]]) for row in rows}

    def known(self, forms: Iterable[str]) -> dict[str, WordEntry]:
        """Return what is known of those forms that a passage has.

        The forms of the text that this thread cut last are read in the same call.
        """
        wanted = set(forms)
        with self._lock:
            missing = wanted - self._known.keys()
            if missing:
                missing |= getattr(self._latest, "forms", set()) - self._known.keys()
        if missing:
            columns = ["key", "number", *IN_FIELDS]
            rows = self._milvus.get(self._names.words, sorted(missing), columns)
            read: dict[str, WordEntry | None] = dict.fromkeys(missing)
            for row in rows:
                containing = tuple(int(row[column]) for column in IN_FIELDS)
                read[row["key"]] = WordEntry(int(row["number"]), containing)
            with self._lock:
                if len(self._known) > _KEPT_WORDS:
                    self._known.clear()
                self._known.update(read)
        else:
            read = {}
        with self._lock:
            return {form: known for form in wanted if (known := self._known.get(form, read.get(form)))}


class VectorSearcher:
    """Searches vectors by cosine."""

    name = "dense"
    fusion_weight = searcher_weights.DENSE

    def __init__(self, milvus: Milvus, names: CollectionNames, *, about: BuildInfo, filters: Filters) -> None:
        """Read nothing yet."""
        self._milvus = milvus
        self._names = names
        self._total = about.manifest.passages
        self._exact = about.dense_index == "FLAT"
        self._filters = filters

    def search(self, query: Query, limit: int, scope: Scope) -> list[SearchResult]:
        """Return at most ``limit`` passages inside ``scope`` by falling cosine in [-1, 1], equal ones by ordinal."""
        where = self._filters.where(scope)
        if where is None:
            return []
        vector = query.vector.tolist()

        def found(count: int) -> list[tuple[int, float]]:
            parameters = {} if self._exact else {"ef": min(MAX_HITS, 2 * count + 200)}
            return self._milvus.search(
                self._names.passages, "vector", vector, limit=count, where=where, parameters=parameters
            )

        return _first(found, limit, total=self._total)

    def vectors(self, ordinals: NDArray[np.int64]) -> Vectors:
        """Return the vectors of these passages, one row each, (n, dim) float32.

        Raises:
            IndexCorrupt: one is missing.
        """
        import numpy as np

        keys = [int(ordinal) for ordinal in ordinals]
        found: dict[int, list[float]] = {}
        for first in range(0, len(keys), _VECTORS_AT_ONCE):
            some = sorted(set(keys[first : first + _VECTORS_AT_ONCE]))
            rows = self._milvus.get(self._names.passages, some, ["key", "vector"])
            found.update((int(row["key"]), row["vector"]) for row in rows)
        try:
            return np.array([found[key] for key in keys], dtype=np.float32)
        except KeyError as err:
            raise IndexCorrupt(f"The vector of passage {err} is missing in Milvus", remedy=REMEDY) from err

    def text_keys(self) -> dict[bytes, int]:
        """Return the ordinal of a passage with each key of an embedded text."""
        keys: dict[bytes, int] = {}
        for first in range(0, self._total, _VECTORS_AT_ONCE):
            where = f"key >= {first} and key < {first + _VECTORS_AT_ONCE}"
            for row in self._milvus.query(self._names.passages, where, ["key", "text_key"]):
                keys[bytes.fromhex(row["text_key"])] = int(row["key"])
        return keys


class Filters:
    """Turns scopes into expressions of numbers only: they never contain text that a person typed."""

    def __init__(self, about: BuildInfo) -> None:
        self._sources = {name: number for number, name in enumerate(about.sources)}
        self._folders = {f"{name}/": number for number, name in enumerate(about.folders) if name}

    def where(self, scope: Scope) -> str | None:
        """Return the expression for what is inside a scope, ``""`` for everything, ``None`` for nothing."""
        tests = []
        if scope.sources is not None:
            tests.append(_among("source", (self._sources[name] for name in scope.sources if name in self._sources)))
        if scope.collections is not None:
            around = tuple(f"{name}/" for name in scope.collections)
            tests.append(
                _among("folder", (number for name, number in self._folders.items() if name.startswith(around)))
            )
        if None in tests:
            return None
        if scope.published_from or scope.published_to:
            tests.append(f"day >= {scope.published_from.toordinal() if scope.published_from else 1}")
        if scope.published_to:
            tests.append(f"day <= {scope.published_to.toordinal()}")
        return " and ".join(test for test in tests if test)


def _among(column: str, numbers: Iterable[int]) -> str | None:
    allowed = sorted(numbers)
    return f"{column} in {allowed}" if allowed else None


def _first(found: Callable[[int], list[tuple[int, float]]], limit: int, *, total: int) -> list[SearchResult]:
    """Return the best ``limit``. Ask for more while the last ones are equal: of equals, Milvus returns any."""
    count = limit
    most = min(total, MAX_HITS)
    while True:
        count = min(count + 1, most)
        ranked = [SearchResult(key, score) for key, score in found(count)]
        ranked.sort(key=lambda one: (-one.score, one.ordinal))
        if len(ranked) <= limit or count == most or ranked[limit - 1].score > ranked[-1].score:
            return ranked[:limit]
        count *= 2


def _next(letter: str) -> str:
    """Return the character behind this one, in the order of their numbers; surrogates are no characters."""
    number = min(ord(letter) + 1, sys.maxunicode)
    return chr(0xE000 if 0xD800 <= number < 0xE000 else number)
