"""The catalogue of a build: articles, passages and sentence spans in one SQLite file."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from qabot.errors import IndexCorrupt
from qabot.indexing.rows import ARTICLE, LISTED, PASSAGE, article_of, inside, listed_of, packed, passage_of
from qabot.indexing.stories import Edition, find_stories
from qabot.inference.files import not_writable, writing
from qabot.text.boilerplate import boilerplate_share

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from qabot.model import Article, Listed, Passage, Scope

FILE = "catalogue.sqlite"
_ROWS_AT_ONCE = 1_024
_SCHEMA = """
CREATE TABLE article (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
    title TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, authors TEXT NOT NULL, published TEXT,
    path TEXT NOT NULL, anchors TEXT NOT NULL, text TEXT NOT NULL,
    boilerplate REAL NOT NULL, signature BLOB NOT NULL, story INTEGER NOT NULL
) STRICT;
CREATE TABLE passage (
    ordinal INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, start INTEGER NOT NULL,
    end INTEGER NOT NULL, sentences BLOB NOT NULL, vector_key BLOB NOT NULL
) STRICT;
"""


class Written(NamedTuple):
    """An article as it was written, with its passages, and the number and id of the first that tells the same text."""

    article: Article
    passages: list[Passage]
    boilerplate: float
    signature: bytes
    story: int
    story_id: str


class CatalogueWriter:
    """Writes a catalogue that nobody reads yet; ``close`` before it is flushed to disk."""

    def __init__(self, folder: Path) -> None:
        """Create the file.

        Raises:
            IndexNotWritable: by this and every other method, when the disk is full or the like.
        """
        self._folder = folder
        with self._writing():
            self._db = sqlite3.connect(folder / FILE, isolation_level=None)
            self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA + "BEGIN;")
        self.articles = 0
        self.passages = 0

    def add(
        self, article: Article, passages: Sequence[Passage], vector_keys: Sequence[bytes], *, signature: bytes = b""
    ) -> None:
        """Write one article and its passages; passages are numbered in the order they come.

        Without a ``signature``, the article is a copy of nothing.
        """
        fields = (
            self.articles,
            article.id,
            article.digest,
            article.title,
            article.source,
            article.url,
            json.dumps(article.authors),
            article.published.isoformat() if article.published else None,
            article.path,
            json.dumps([(anchor.start, anchor.locator) for anchor in article.anchors]),
            article.text,
            boilerplate_share(article.text),
            signature,
            self.articles,
        )
        rows = [
            (self.passages + i, self.articles, passage.start, passage.end, packed(passage), key)
            for i, (passage, key) in enumerate(zip(passages, vector_keys, strict=True))
        ]
        with self._writing():
            self._db.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", fields)
            self._db.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.articles += 1
        self.passages += len(rows)

    def documents(self) -> Iterator[tuple[Article, Passage]]:
        """Yield every passage with its article, by ordinal.

        Reading what was just written can make SQLite write too: it has to free memory first.
        """
        article: Article | None = None
        number = -1
        for first in range(0, self.passages, _ROWS_AT_ONCE):
            with self._writing():
                rows = self._db.execute(
                    "SELECT article, start, end, sentences FROM passage WHERE ordinal BETWEEN ? AND ? ORDER BY ordinal",
                    (first, first + _ROWS_AT_ONCE - 1),
                ).fetchall()
            for owner, start, end, sentences in rows:
                if article is None or owner != number:
                    article, number = self._article(owner), owner
                yield article, passage_of((article.id, start, end, article.text[start:end], sentences))

    def whole(self) -> Iterator[Written]:
        """Yield every article with all that was written of it, in order."""
        groups = groupby(self.documents(), key=lambda document: document[0].id)
        article_id, documents = next(groups, ("", iter(())))
        for number in range(self.articles):
            with self._writing():
                name, *row = self._db.execute(
                    "SELECT article.id, article.boilerplate, article.signature, first.number, first.id FROM article"
                    " JOIN article AS first ON first.number = article.story WHERE article.number = ?",
                    (number,),
                ).fetchone()
            passages = []
            if name == article_id:
                passages = [passage for _, passage in documents]
                article_id, documents = next(groups, ("", iter(())))
            yield Written(self._article(number), passages, *row)

    def chosen(self, ordinals: Sequence[int]) -> list[tuple[Article, Passage]]:
        """Return the passages with these numbers, each with its article, in the order asked for."""
        found = []
        for ordinal in ordinals:
            with self._writing():
                number, start, end, sentences = self._db.execute(
                    "SELECT article, start, end, sentences FROM passage WHERE ordinal = ?", (ordinal,)
                ).fetchone()
            article = self._article(number)
            found.append((article, passage_of((article.id, start, end, article.text[start:end], sentences))))
        return found

    def _article(self, number: int) -> Article:
        with self._writing():
            return article_of(self._db.execute(f"SELECT {ARTICLE} FROM article WHERE number = ?", (number,)).fetchone())

    def join_stories(self) -> None:
        """Find which articles tell the same text, once all are written."""
        with self._writing():
            rows = self._db.execute("SELECT id, published, signature FROM article ORDER BY number").fetchall()
        editions = [Edition(name, date.fromisoformat(day) if day else None, mark) for name, day, mark in rows]
        stories = find_stories(editions, self._text)
        pairs = [(story.editions[0], place) for story in stories for place in story.editions]
        with self._writing():
            self._db.executemany("UPDATE article SET story = ? WHERE number = ?", pairs)

    def _text(self, number: int) -> str:
        with self._writing():
            return str(self._db.execute("SELECT text FROM article WHERE number = ?", (number,)).fetchone()[0])

    def close(self) -> None:
        """Add the indexes that scopes and stories need, and close the file."""
        with self._writing():
            self._db.execute("CREATE INDEX passage_article ON passage (article)")
            for column in ("published", "source", "path", "story"):
                self._db.execute(f"CREATE INDEX article_{column} ON article ({column})")
            self._db.execute("COMMIT")
            self._db.close()

    def abandon(self) -> None:
        """Close the file in whatever state it is."""
        self._db.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with writing(self._folder):
                yield
        except sqlite3.Error as err:
            # SQLite's own words for a full disk are "database or disk is full".
            full = isinstance(err, sqlite3.OperationalError) and "full" in str(err)
            raise not_writable(self._folder, OSError(28, "No space left on device") if full else err) from err


class Catalogue:
    """Reads the catalogue of a published build; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open the file, which never changes again.

        Raises:
            IndexCorrupt: by this and every other method, when the file is missing or damaged.
        """
        uri = f"{(folder / FILE).resolve().as_uri()}?mode=ro&immutable=1"
        with _reading():
            self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self.articles: int = self._one("SELECT count(*) FROM article")
        self.passage_count: int = self._one("SELECT count(*) FROM passage")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def __del__(self) -> None:
        """Let go of the file: from Python 3.13 on, a connection that is forgotten open is a warning."""
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

        tests, values = inside(scope)
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
        """The number of passages of each article, by its number."""
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

    def listed(self, scope: Scope) -> list[Listed]:
        """Return all articles inside a scope, without their texts, by title, then path."""
        tests, values = inside(scope)
        query = f"SELECT {LISTED} FROM article WHERE {tests} ORDER BY title, path, id"
        with _reading():
            return [listed_of(row) for row in self._all(query, values)]

    def stories(self, article_ids: Collection[str]) -> dict[str, str]:
        """Return for each article the id of the first one that tells the same text, its own if it stands alone."""
        marks = ",".join("?" * len(article_ids))
        query = (
            "SELECT article.id, first.id FROM article JOIN article AS first ON first.number = article.story"
            f" WHERE article.id IN ({marks})"
        )
        return dict(self._all(query, sorted(article_ids)))

    def copies(self, article_id: str, scope: Scope) -> list[Listed]:
        """Return the other articles inside a scope that tell the same text as this one, by title, then path."""
        tests, values = inside(scope)
        query = (
            f"SELECT {LISTED} FROM article WHERE story = (SELECT story FROM article WHERE id = ?) AND id != ?"
            f" AND {tests} ORDER BY title, path, id"
        )
        with _reading():
            return [listed_of(row) for row in self._all(query, (article_id, article_id, *values))]

    def signatures(self) -> dict[str, bytes]:
        """Return each article's signature by its id."""
        return dict(self._all("SELECT id, signature FROM article"))

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
