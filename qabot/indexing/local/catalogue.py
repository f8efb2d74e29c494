"""Reads the catalogue of a build: articles, passages and sentence spans, in one SQLite file for each part."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from qabot.errors import IndexCorrupt
from qabot.indexing.duplicate_articles import RULES
from qabot.indexing.local.catalogue_writer import FILE
from qabot.indexing.local.copies import FILE as LIVE
from qabot.indexing.local.parts import part_folders
from qabot.indexing.rows import ARTICLE, PASSAGE, SIGNED, article_of, passage_of, scope_sql, signed_of, summary_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.indexing.duplicate_articles import SignedArticle
    from qabot.model import Article, ArticleSummary, Passage, Scope


class Catalogue:
    """Reads the catalogue of a published build. Threads may share it.

    The files of the parts are attached as ``p0``, ``p1`` and on. An article is in one part only. Its earlier versions
    may be in others, and are among the articles that are ``gone``.
    """

    def __init__(self, folder: Path) -> None:
        """Open the files, which never change again.

        Raises:
            IndexCorrupt: by this and every other method, when a file is missing or damaged.
        """
        with _reading():
            self._db = sqlite3.connect(read_only(folder / LIVE), uri=True, check_same_thread=False)
        self.files = [part / FILE for part in part_folders(folder)]
        self.parts = [f"p{place}" for place in range(len(self.files))]
        for part, file in zip(self.parts, self.files, strict=True):
            self._all(f"ATTACH ? AS {part}", (read_only(file),))
        gone, passages = self._all("SELECT count(*), coalesce(sum(passages), 0) FROM gone")[0]
        self._is_live = "{} NOT IN (SELECT number FROM gone)" if gone else "1"
        self._live = self._is_live.format("article.number")
        about = self._each("SELECT articles, passages, first_passage FROM {p}.about")
        self.articles: int = sum(row[0] for row in about) - gone
        self.passage_count: int = sum(row[1] for row in about) - passages
        self._first_passages = [row[2] for row in about]
        leads = (f"(SELECT id FROM {part}.article WHERE number = story.first)" for part in self.parts)
        first_id = f"(SELECT coalesce({', '.join(leads)}, NULL) FROM story WHERE story.number = article.number)"
        self._first_id = f"coalesce({first_id}, id)"
        self._summary = (
            "SELECT id, title, source, url, published, path, chars, passages, boilerplate,"
            f" {self._first_id} FROM {{p}}.article WHERE {self._live} AND "
        )

    def close(self) -> None:
        """Close the files."""
        self._db.close()

    def __del__(self) -> None:
        """Close the files: from Python 3.13 on, a connection that nobody closed is a warning."""
        if hasattr(self, "_db"):
            self._db.close()

    def article(self, article_id: str) -> Article:
        """Return one article, whole.

        Raises:
            KeyError: no article has this id.
        """
        rows = self._each(f"SELECT {ARTICLE} FROM {{p}}.article WHERE id = ? AND {self._live}", (article_id,))
        if not rows:
            raise KeyError(article_id)
        with _reading():
            return article_of(rows[0])

    def passages(self, numbers: Sequence[int]) -> list[Passage]:
        """Return the passages with these numbers, in the order asked for."""
        in_part: dict[int, list[int]] = {}
        for number in numbers:
            in_part.setdefault(bisect_right(self._first_passages, number) - 1, []).append(number)
        found: dict[int, Passage] = {}
        with _reading():
            for place, wanted in in_part.items():
                part, marks = self.parts[place], ",".join("?" * len(wanted))
                query = (
                    f"SELECT passage.number, {PASSAGE} FROM {part}.passage"
                    f" JOIN {part}.article ON article.number = article WHERE passage.number IN ({marks})"
                )
                found |= {row[0]: passage_of(row[1:]) for row in self._all(query, wanted)}
            return [found[number] for number in numbers]

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """Return an article's passages in order."""
        query = (
            f"SELECT {PASSAGE} FROM {{p}}.passage JOIN {{p}}.article ON article.number = article"
            f" WHERE id = ? AND {self._live} ORDER BY passage.number"
        )
        with _reading():
            return tuple(passage_of(row) for row in self._each(query, (article_id,)))

    def documents(self, *, first_article: int = 0) -> Iterator[tuple[int, tuple[Article, Passage]]]:
        """Yield the number of every passage, and the passage with its article, by number.

        Args:
            first_article: earlier articles are left out.
        """
        query = f"SELECT number, {ARTICLE} FROM {{p}}.article WHERE number >= ? AND {self._live} ORDER BY number"
        for part in self.parts:
            with _reading():
                rows = f"SELECT number, start, end, sentences FROM {part}.passage WHERE article = ? ORDER BY number"
                for owner, *row in self._db.execute(query.replace("{p}", part), (first_article,)):
                    article = article_of(row)
                    for number, start, end, sentences in self._db.execute(rows, (owner,)).fetchall():
                        text = article.text[start:end]
                        yield number, (article, passage_of((article.id, start, end, text, sentences)))

    def select(self, scope: Scope) -> NDArray[np.int64]:
        """Return the numbers of the articles inside a scope."""
        import numpy as np

        tests, values = scope_sql(scope)
        rows = self._each(f"SELECT number FROM {{p}}.article WHERE {tests} AND {self._live}", values)
        return np.array([row[0] for row in rows], dtype=np.int64)

    def identified(self) -> list[tuple[str, str, int]]:
        """Return the id, the digest and the number of each article."""
        return self._each(f"SELECT id, digest, number FROM {{p}}.article WHERE {self._live}")

    def digests(self) -> dict[str, str]:
        """Return each article's digest by its id."""
        return dict(self._each(f"SELECT id, digest FROM {{p}}.article WHERE {self._live}"))

    def number_with_key(self, vector_key: bytes) -> int | None:
        """Return the number of a passage with a vector key, ``None`` if no passage of the build has it."""
        live = self._is_live.format("article")
        query = f"SELECT number FROM {{p}}.passage WHERE vector_key = ? AND {live} LIMIT 1"
        return next((int(row[0]) for row in self._each(query, (vector_key,))), None)

    def last_article(self) -> int:
        """Return the highest number of an article, in the build or gone."""
        return int(self._all(f"SELECT max(number) FROM {self.parts[-1]}.article")[0][0])

    def gone(self) -> dict[int, int]:
        """Return how many passages each article has that is in a part and not in the build, by its number."""
        return dict(self._all("SELECT number, passages FROM gone"))

    def sources(self) -> list[str]:
        """Return the names of all publishers, sorted."""
        rows = self._each(f"SELECT DISTINCT source FROM {{p}}.article WHERE source != '' AND {self._live}")
        return sorted({row[0] for row in rows})

    def collections(self) -> list[str]:
        """Return the folders below the corpus that articles lie in, and the folders around those, sorted."""
        paths = self._each(f"SELECT DISTINCT path FROM {{p}}.article WHERE {self._live}")
        folders = {path.rpartition("/")[0] for (path,) in paths}
        parts = [folder.split("/") for folder in folders if folder]
        return sorted({"/".join(names[: depth + 1]) for names in parts for depth in range(len(names))})

    def summaries(self, scope: Scope) -> list[ArticleSummary]:
        """Return all articles inside a scope, without their texts, by title, then path."""
        return self._summaries(*scope_sql(scope))

    def duplicate_groups(self, article_ids: Collection[str]) -> dict[str, str]:
        """Return the duplicate group of each article: the id of the first article with the same text."""
        marks = ",".join("?" * len(article_ids))
        query = f"SELECT id, {self._first_id} FROM {{p}}.article WHERE id IN ({marks}) AND {self._live}"
        return dict(self._each(query, sorted(article_ids)))

    def copies(self, article_id: str, scope: Scope) -> list[ArticleSummary]:
        """Return the other articles inside a scope with the same text as this one, by title, then path."""
        first = (
            "SELECT coalesce((SELECT first FROM story WHERE story.number = article.number), number)"
            f" FROM {{p}}.article WHERE id = ? AND {self._live}"
        )
        tests, values = scope_sql(scope)
        for (number,) in self._each(first, (article_id,)):
            same = "(article.number = ? OR article.number IN (SELECT number FROM story WHERE first = ?)) AND id != ?"
            return self._summaries(f"{same} AND {tests}", [number, number, article_id, *values])
        return []

    def _summaries(self, tests: str, values: Sequence[object]) -> list[ArticleSummary]:
        with _reading():
            found = [summary_of(row) for row in self._each(self._summary + tests, values)]
        return sorted(found, key=lambda one: (one.title, one.path, one.id))

    def signed(self, numbers: Collection[int] | None = None) -> dict[int, SignedArticle]:
        """Return what is needed to look for copies of articles, by their numbers: of some, by default of all."""
        query = f"SELECT number, {SIGNED} FROM {{p}}.article WHERE {self._live}"
        with _reading():
            if numbers is None:
                rows = self._each(query)
            else:
                rows = self._each(f"{query} AND number IN (SELECT value FROM json_each(?))", (_listed(numbers),))
            return {number: signed_of(row) for number, *row in rows}

    def with_bands(self, keys: Collection[int]) -> set[int]:
        """Return the numbers of the articles that have one of some numbers of bands, from ``band_keys``."""
        live = self._is_live.format("article")
        bands = "json_each(?) AS wanted CROSS JOIN {p}.band ON band.key = value"
        query = f"SELECT DISTINCT article FROM {bands} WHERE {live}"
        return {row[0] for row in self._each(query, (_listed(keys),))}

    def stories(self) -> dict[int, int] | None:
        """Return the first article with the same text by the numbers of the others; ``None`` if by other rules."""
        if self._all("PRAGMA main.user_version")[0][0] != RULES:
            return None
        return dict(self._all("SELECT number, first FROM story"))

    def text(self, number: int) -> str:
        """Return the text of the article with a number."""
        with _reading():
            return str(self._each("SELECT text FROM {p}.article WHERE number = ?", (number,))[0][0])

    def published_range(self) -> tuple[str | None, str | None]:
        """Return the first and the last day of publication, ISO, ``None`` when no article is dated."""
        rows = self._each(f"SELECT min(published), max(published) FROM {{p}}.article WHERE {self._live}")
        days = [day for row in rows for day in row if day is not None]
        return min(days, default=None), max(days, default=None)

    def check(self) -> Iterator[str]:
        """Yield a sentence for each thing in the files that cannot be right."""
        for (line,) in self._all("PRAGMA quick_check(5)"):
            if line != "ok":
                yield f"{FILE}: {line}"
        outside = "start < 0 OR end <= start OR end > (SELECT length(text) FROM {p}.article WHERE number = article)"
        for (number,) in self._each(f"SELECT number FROM {{p}}.passage WHERE {outside} LIMIT 5"):
            yield f"{FILE}: passage {number} lies outside its article"
        counts = "(SELECT count(*) FROM {p}.article) != articles OR (SELECT count(*) FROM {p}.passage) != passages"
        if self._each(f"SELECT 1 FROM {{p}}.about WHERE {counts}"):
            yield f"{FILE}: articles or passages are missing"
        sizes = "chars != length(text) OR passages != (SELECT count(*) FROM {p}.passage WHERE article = article.number)"
        for (name,) in self._each(f"SELECT id FROM {{p}}.article WHERE {sizes} LIMIT 5"):
            yield f"{FILE}: the size of {name} is wrong"

    def _each(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query about each part, which stands as ``{p}`` in it."""
        return [row for part in self.parts for row in self._all(query.replace("{p}", part), values)]

    def _all(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with _reading():
            return self._db.execute(query, tuple(values)).fetchall()


def _listed(numbers: Collection[int]) -> str:
    return json.dumps(sorted(numbers))


def read_only(file: Path) -> str:
    """Return the address at which SQLite opens a file that never changes."""
    return f"{file.resolve().as_uri()}?mode=ro&immutable=1"


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ValueError, TypeError, LookupError, OverflowError) as err:
        raise IndexCorrupt(f"{FILE} cannot be read ({err})", remedy="Run: qabot index --rebuild") from err
