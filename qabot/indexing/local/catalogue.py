"""Reads the catalogue of a build: articles, passages and sentence spans in one SQLite file."""

from __future__ import annotations

import contextlib
import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexCorrupt
from qabot.indexing.duplicate_articles import RULES
from qabot.indexing.rows import ARTICLE, PASSAGE, SUMMARY, article_of, groups_of, passage_of, scope_sql, summary_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.duplicate_articles import EarlierGroups
    from qabot.model import Article, ArticleSummary, Passage, Scope

FILE = "catalogue.sqlite"


class Catalogue:
    """Reads the catalogue of a published build. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Open the file, which never changes again.

        Raises:
            IndexCorrupt: by this and every other method, when the file is missing or damaged.
        """
        self.uri = f"{(folder / FILE).resolve().as_uri()}?mode=ro&immutable=1"
        with _reading():
            self._db = sqlite3.connect(self.uri, uri=True, check_same_thread=False)
        self.articles: int = self._one("SELECT count(*) FROM article")
        self.passage_count: int = self._one("SELECT count(*) FROM passage")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __del__(self) -> None:
        """Close the file: from Python 3.13 on, a connection that nobody closed is a warning."""
        if hasattr(self, "_db"):
            self._db.close()

    def article(self, article_id: str) -> Article:
        """Return one article, whole.

        Raises:
            KeyError: no article has this id.
        """
        rows = self._all(f"SELECT {ARTICLE} FROM article WHERE id = ?", (article_id,))
        if not rows:
            raise KeyError(article_id)
        with _reading():
            return article_of(rows[0])

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Return the passages with these numbers, in the order asked for."""
        marks = ",".join("?" * len(ordinals))
        query = f"SELECT ordinal, {PASSAGE} FROM passage JOIN article ON number = article WHERE ordinal IN ({marks})"
        with _reading():
            found = {row[0]: passage_of(row[1:]) for row in self._all(query, ordinals)}
            return [found[ordinal] for ordinal in ordinals]

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """Return an article's passages in order."""
        query = f"SELECT {PASSAGE} FROM passage JOIN article ON number = article WHERE id = ? ORDER BY ordinal"
        with _reading():
            return tuple(passage_of(row) for row in self._all(query, (article_id,)))

    def select(self, scope: Scope) -> NDArray[np.int64]:
        """Return the ordinals of the passages inside a scope, ascending."""
        import numpy as np

        tests, values = scope_sql(scope)
        rows = self._all(f"SELECT number FROM article WHERE {tests} ORDER BY number", values)
        articles = np.array([row[0] for row in rows], dtype=np.int64)
        counts = self._passages_each
        # The passages of an article are numbered in a row, articles in their order.
        ends = np.cumsum(counts)[articles]
        lengths = counts[articles]
        skipped = np.repeat(ends - np.cumsum(lengths), lengths)
        return np.arange(lengths.sum(), dtype=np.int64) + skipped

    @cached_property
    def _passages_each(self) -> NDArray[np.int64]:
        """Return the number of passages of each article, by the number of the article: (articles,)."""
        import numpy as np

        counts = np.zeros(self.articles, dtype=np.int64)
        rows = np.array(self._all("SELECT article, count(*) FROM passage GROUP BY article"), dtype=np.int64)
        if len(rows):
            counts[rows[:, 0]] = rows[:, 1]
        return counts

    def digests(self) -> dict[str, str]:
        """Return each article's digest by its id."""
        return dict(self._all("SELECT id, digest FROM article"))

    def vector_keys(self) -> dict[bytes, int]:
        """Return the ordinal of a passage with each vector key."""
        return dict(self._all("SELECT vector_key, ordinal FROM passage ORDER BY ordinal DESC"))

    def sources(self) -> list[str]:
        """Return the names of all publishers, sorted."""
        return [row[0] for row in self._all("SELECT DISTINCT source FROM article WHERE source != '' ORDER BY source")]

    def collections(self) -> list[str]:
        """Return the folders below the corpus that articles lie in, and the folders around those, sorted."""
        folders = {path.rpartition("/")[0] for (path,) in self._all("SELECT DISTINCT path FROM article")}
        parts = [folder.split("/") for folder in folders if folder]
        return sorted({"/".join(names[: depth + 1]) for names in parts for depth in range(len(names))})

    def summaries(self, scope: Scope) -> list[ArticleSummary]:
        """Return all articles inside a scope, without their texts, by title, then path."""
        tests, values = scope_sql(scope)
        query = f"SELECT {SUMMARY} FROM article WHERE {tests} ORDER BY title, path, id"
        with _reading():
            return [summary_of(row) for row in self._all(query, values)]

    def duplicate_groups(self, article_ids: Collection[str]) -> dict[str, str]:
        """Return the duplicate group of each article: the id of the first article with the same text."""
        marks = ",".join("?" * len(article_ids))
        query = (
            "SELECT article.id, first.id FROM article JOIN article AS first ON first.number = article.story"
            f" WHERE article.id IN ({marks})"
        )
        return dict(self._all(query, sorted(article_ids)))

    def copies(self, article_id: str, scope: Scope) -> list[ArticleSummary]:
        """Return the other articles inside a scope with the same text as this one, by title, then path."""
        tests, values = scope_sql(scope)
        query = (
            f"SELECT {SUMMARY} FROM article WHERE story = (SELECT story FROM article WHERE id = ?) AND id != ?"
            f" AND {tests} ORDER BY title, path, id"
        )
        with _reading():
            return [summary_of(row) for row in self._all(query, (article_id, article_id, *values))]

    def groups(self) -> EarlierGroups | None:
        """Return what was found about copies; ``None`` if that was by other rules."""
        if self._one("PRAGMA user_version") != RULES:
            return None
        with _reading():
            return groups_of(self._db)

    def published_range(self) -> tuple[str | None, str | None]:
        """Return the first and the last day of publication, ISO, ``None`` when no article is dated."""
        first, last = self._all("SELECT min(published), max(published) FROM article")[0]
        return first, last

    def check(self) -> Iterator[str]:
        """Yield a sentence for each thing in the file that cannot be right."""
        for (line,) in self._all("PRAGMA quick_check(5)"):
            if line != "ok":
                yield f"{FILE}: {line}"
        outside = "start < 0 OR end <= start OR end > (SELECT length(text) FROM article WHERE number = article)"
        for (ordinal,) in self._all(f"SELECT ordinal FROM passage WHERE {outside} LIMIT 5"):
            yield f"{FILE}: passage {ordinal} lies outside its article"
        if self.passage_count and self._one("SELECT max(ordinal) FROM passage") != self.passage_count - 1:
            yield f"{FILE}: passages are missing"

    def _one(self, query: str) -> int:
        with _reading():
            return int(self._all(query)[0][0])

    def _all(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with _reading():
            return self._db.execute(query, tuple(values)).fetchall()


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ValueError, TypeError, LookupError, OverflowError) as err:
        raise IndexCorrupt(f"{FILE} cannot be read ({err})", remedy="Run: qabot index --rebuild") from err
