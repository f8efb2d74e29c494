"""Writes one part of a catalogue: articles, passages and sentence spans in one SQLite file."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from qabot.files import not_writable, writing
from qabot.indexing.duplicate_articles import SignedArticle, find_duplicate_groups
from qabot.indexing.minhash import band_keys, matrix_of
from qabot.indexing.rows import ARTICLE, SIGNED, article_of, packed_sentences, passage_of, signed_of
from qabot.text.boilerplate import boilerplate_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qabot.model import Article, Passage

FILE = "catalogue.sqlite"
ARTICLE_COLUMNS = (
    "id, digest, title, source, url, authors, published, path, anchors, chars, passages, boilerplate, signature, text"
)
"""The columns of an article but its number. Texts come last: what follows a long one is slow to read."""
PASSAGE_COLUMNS = "start, end, sentences, vector_key"
_ROWS_AT_ONCE = 1_024
_SCHEMA = """
CREATE TABLE article (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
    title TEXT NOT NULL, source TEXT NOT NULL, url TEXT NOT NULL, authors TEXT NOT NULL, published TEXT,
    path TEXT NOT NULL, anchors TEXT NOT NULL, chars INTEGER NOT NULL, passages INTEGER NOT NULL,
    boilerplate REAL NOT NULL, signature BLOB NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE TABLE passage (
    number INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article, start INTEGER NOT NULL,
    end INTEGER NOT NULL, sentences BLOB NOT NULL, vector_key BLOB NOT NULL
) STRICT;
CREATE TABLE band (key INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (key, article)) STRICT, WITHOUT ROWID;
CREATE TABLE about (articles INTEGER NOT NULL, passages INTEGER NOT NULL, first_passage INTEGER NOT NULL) STRICT;
"""
_INDEXES = """
CREATE INDEX passage_article ON passage (article);
CREATE INDEX passage_vector_key ON passage (vector_key);
CREATE INDEX article_published ON article (published);
CREATE INDEX article_source ON article (source);
CREATE INDEX article_path ON article (path);
"""


class StoredArticle(NamedTuple):
    """An article with its passages; ``story`` and ``story_id`` are the first article with the same text."""

    article: Article
    passages: list[Passage]
    boilerplate: float
    signature: bytes
    story: int
    story_id: str


@contextlib.contextmanager
def sqlite_writing(folder: Path) -> Iterator[None]:
    """Turn any failure of SQLite to write below ``folder`` into an error that says why.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    try:
        with writing(folder):
            yield
    except sqlite3.Error as err:
        # SQLite's message for a full disk is "database or disk is full".
        full = isinstance(err, sqlite3.OperationalError) and "full" in str(err)
        raise not_writable(folder, OSError(28, "No space left on device") if full else err) from err


def created(file: Path, schema: str) -> sqlite3.Connection:
    """Create a file that nobody reads yet, and begin its only transaction."""
    db = sqlite3.connect(file.resolve().as_uri(), uri=True, isolation_level=None)
    db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + schema)
    db.execute("BEGIN")
    return db


def created_part(folder: Path) -> sqlite3.Connection:
    """Create the file of a part."""
    return created(folder / FILE, _SCHEMA)


def finished_part(db: sqlite3.Connection, *, first_passage: int) -> None:
    """Add the indexes that scopes and other lookups need to the file of a part, and close it."""
    for statement in _INDEXES.strip().split("\n"):
        db.execute(statement)
    _add_bands(db)
    counts = "(SELECT count(*) FROM article), (SELECT count(*) FROM passage)"
    db.execute(f"INSERT INTO about VALUES ({counts}, ?)", (first_passage,))
    db.execute("COMMIT")
    db.close()


def _add_bands(db: sqlite3.Connection) -> None:
    """Write down which articles share a band of their signatures, so that copies of a new article are looked up."""
    import numpy as np

    signed = db.execute("SELECT number, signature FROM article WHERE length(signature) > 0").fetchall()
    if not signed:
        return
    keys = band_keys(matrix_of([signature for _, signature in signed]))
    articles = np.repeat(np.array([number for number, _ in signed]), keys.shape[1])
    order = np.lexsort((articles, keys.ravel()))
    keys, articles = keys.ravel()[order], articles[order]
    for first in range(0, len(order), _ROWS_AT_ONCE):
        some = slice(first, first + _ROWS_AT_ONCE)
        rows = zip(keys[some].tolist(), articles[some].tolist(), strict=True)
        db.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", rows)


class CatalogueWriter:
    """Writes a part that nobody reads yet. Call ``close`` before it is flushed to disk."""

    def __init__(self, folder: Path, *, first_article: int = 0, first_passage: int = 0) -> None:
        """Create the file.

        Args:
            folder: of the part.
            first_article: the number of the first article.
            first_passage: the number of the first passage.

        Raises:
            IndexNotWritable: by this and every other method, when the disk is full or the like.
        """
        self.folder = folder
        self.first_article = first_article
        self.first_passage = first_passage
        self.articles = 0
        self.passages = 0
        self._first: dict[int, int] = {}
        with self._writing():
            self._db = created_part(folder)

    def add(
        self, article: Article, passages: Sequence[Passage], vector_keys: Sequence[bytes], *, signature: bytes = b""
    ) -> None:
        """Write one article and its passages. They are numbered in the order in which they come.

        An article without a ``signature`` is a copy of nothing.
        """
        number = self.first_article + self.articles
        fields = (
            number,
            article.id,
            article.digest,
            article.title,
            article.source,
            article.url,
            json.dumps(article.authors),
            article.published.isoformat() if article.published else None,
            article.path,
            json.dumps([(anchor.start, anchor.locator) for anchor in article.anchors]),
            len(article.text),
            len(passages),
            boilerplate_share(article.text),
            signature,
            article.text,
        )
        first = self.first_passage + self.passages
        rows = [
            (first + i, number, passage.start, passage.end, packed_sentences(passage), key)
            for i, (passage, key) in enumerate(zip(passages, vector_keys, strict=True))
        ]
        with self._writing():
            self._db.execute(
                f"INSERT INTO article (number, {ARTICLE_COLUMNS}) VALUES (?{', ?' * (len(fields) - 1)})", fields
            )
            self._db.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.articles += 1
        self.passages += len(rows)

    def documents(self) -> Iterator[tuple[Article, Passage]]:
        """Yield every passage with its article, by number.

        To read what was just written, SQLite may have to write first, in order to free memory.
        """
        article: Article | None = None
        number = -1
        for first in range(self.first_passage, self.first_passage + self.passages, _ROWS_AT_ONCE):
            with self._writing():
                rows = self._db.execute(
                    "SELECT article, start, end, sentences FROM passage WHERE number BETWEEN ? AND ? ORDER BY number",
                    (first, first + _ROWS_AT_ONCE - 1),
                ).fetchall()
            for owner, start, end, sentences in rows:
                if article is None or owner != number:
                    article, number = self._article(owner), owner
                yield article, passage_of((article.id, start, end, article.text[start:end], sentences))

    def whole(self) -> Iterator[StoredArticle]:
        """Yield every article with everything that is known about it, in order."""
        groups = groupby(self.documents(), key=lambda document: document[0].id)
        article_id, documents = next(groups, ("", iter(())))
        for number in range(self.first_article, self.first_article + self.articles):
            first = self._first.get(number, number)
            with self._writing():
                name, *row = self._db.execute(
                    "SELECT id, boilerplate, signature, ?, (SELECT id FROM article WHERE number = ?) FROM article"
                    " WHERE number = ?",
                    (first, first, number),
                ).fetchone()
            passages = []
            if name == article_id:
                passages = [passage for _, passage in documents]
                article_id, documents = next(groups, ("", iter(())))
            yield StoredArticle(self._article(number), passages, *row)

    def chosen(self, numbers: Sequence[int]) -> list[tuple[Article, Passage]]:
        """Return the passages with these numbers, each with its article, in the order asked for."""
        found = []
        for passage in numbers:
            with self._writing():
                number, start, end, sentences = self._db.execute(
                    "SELECT article, start, end, sentences FROM passage WHERE number = ?", (passage,)
                ).fetchone()
            article = self._article(number)
            found.append((article, passage_of((article.id, start, end, article.text[start:end], sentences))))
        return found

    def signed(self) -> list[SignedArticle]:
        """Return what is needed to look for copies of each article, in order."""
        with self._writing():
            return [signed_of(row) for row in self._db.execute(f"SELECT {SIGNED} FROM article ORDER BY number")]

    def text(self, number: int) -> str:
        """Return the text of an article."""
        with self._writing():
            return str(self._db.execute("SELECT text FROM article WHERE number = ?", (number,)).fetchone()[0])

    def mark_duplicates(self) -> None:
        """Find the articles with the same text, for ``whole``."""
        groups = find_duplicate_groups(self.signed(), lambda place: self.text(self.first_article + place)).groups
        pairs = ((group.members[0], place) for group in groups for place in group.members)
        self._first = {self.first_article + place: self.first_article + first for first, place in pairs}

    def owners(self) -> list[int]:
        """Return the number of the article of each passage, in order."""
        with self._writing():
            return [row[0] for row in self._db.execute("SELECT article FROM passage ORDER BY number")]

    def close(self) -> None:
        """Add the indexes that scopes and other lookups need, and close the file."""
        with self._writing():
            finished_part(self._db, first_passage=self.first_passage)

    def abandon(self) -> None:
        """Close the file, whatever its state."""
        self._db.close()

    def _article(self, number: int) -> Article:
        with self._writing():
            return article_of(self._db.execute(f"SELECT {ARTICLE} FROM article WHERE number = ?", (number,)).fetchone())

    def _writing(self) -> contextlib.AbstractContextManager[None]:
        return sqlite_writing(self.folder)
