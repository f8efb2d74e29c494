"""Writes the catalogue of a build: articles, passages and sentence spans in one SQLite file."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from qabot.files import not_writable, writing
from qabot.indexing.duplicate_articles import RULES, find_duplicate_groups
from qabot.indexing.local.catalogue import FILE
from qabot.indexing.rows import ARTICLE, article_of, groups_of, packed_sentences, passage_of
from qabot.text.boilerplate import boilerplate_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from qabot.indexing.duplicate_articles import EarlierGroups
    from qabot.indexing.local.catalogue import Catalogue
    from qabot.model import Article, Passage

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
_KEEP_ARTICLE = """
INSERT INTO article
SELECT ?, id, digest, title, source, url, authors, published, path, anchors, text, boilerplate, signature, ?
FROM earlier.article WHERE number = ?
"""
_KEEP_PASSAGES = """
INSERT INTO passage SELECT ordinal + ?, ?, start, end, sentences, vector_key FROM earlier.passage WHERE article = ?
"""


class StoredArticle(NamedTuple):
    """An article with its passages; ``story`` and ``story_id`` are the first article with the same text."""

    article: Article
    passages: list[Passage]
    boilerplate: float
    signature: bytes
    story: int
    story_id: str


class CatalogueWriter:
    """Writes a catalogue that nobody reads yet. Call ``close`` before it is flushed to disk."""

    def __init__(self, folder: Path, *, earlier: Catalogue | None = None) -> None:
        """Create the file.

        Args:
            folder: of the build.
            earlier: the catalogue that ``keep`` copies from.

        Raises:
            IndexNotWritable: by this and every other method, when the disk is full or the like.
        """
        self._folder = folder
        with self._writing():
            self._db = sqlite3.connect((folder / FILE).resolve().as_uri(), uri=True, isolation_level=None)
            self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
            if earlier:
                self._db.execute("ATTACH ? AS earlier", (earlier.uri,))
            self._db.execute("BEGIN")
        self.articles = 0
        self.passages = 0

    def add(
        self, article: Article, passages: Sequence[Passage], vector_keys: Sequence[bytes], *, signature: bytes = b""
    ) -> None:
        """Write one article and its passages. Passages are numbered in the order in which they come.

        An article without a ``signature`` is a copy of nothing.
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
            (self.passages + i, self.articles, passage.start, passage.end, packed_sentences(passage), key)
            for i, (passage, key) in enumerate(zip(passages, vector_keys, strict=True))
        ]
        with self._writing():
            self._db.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", fields)
            self._db.executemany("INSERT INTO passage VALUES (?, ?, ?, ?, ?, ?)", rows)
        self.articles += 1
        self.passages += len(rows)

    def keep(self, article_id: str) -> tuple[int, list[bytes]]:
        """Copy an article from the earlier catalogue, and its passages.

        Returns:
            the number of the first passage there, and the vector keys of all.
        """
        with self._writing():
            (number,) = self._db.execute("SELECT number FROM earlier.article WHERE id = ?", (article_id,)).fetchone()
            rows = self._db.execute(
                "SELECT ordinal, vector_key FROM earlier.passage WHERE article = ? ORDER BY ordinal", (number,)
            ).fetchall()
            self._db.execute(_KEEP_ARTICLE, (self.articles, self.articles, number))
            if rows:
                self._db.execute(_KEEP_PASSAGES, (self.passages - rows[0][0], self.articles, number))
        self.articles += 1
        self.passages += len(rows)
        return (rows[0][0] if rows else 0), [key for _, key in rows]

    def documents(self) -> Iterator[tuple[Article, Passage]]:
        """Yield every passage with its article, by ordinal.

        To read what was just written, SQLite may have to write first, in order to free memory.
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

    def whole(self) -> Iterator[StoredArticle]:
        """Yield every article with everything that was written about it, in order."""
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
            yield StoredArticle(self._article(number), passages, *row)

    def documents_of(self, ordinals: Sequence[int]) -> Iterator[tuple[Article, Passage]]:
        """Yield these passages, each with its article, in the order asked for."""
        for first in range(0, len(ordinals), _ROWS_AT_ONCE):
            yield from self.chosen(ordinals[first : first + _ROWS_AT_ONCE])

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

    def mark_duplicates(self, earlier: EarlierGroups | None = None) -> None:
        """Find the articles with the same text, once all are written; ``earlier`` is what an earlier build found."""
        with self._writing():
            articles = groups_of(self._db).articles
        groups = find_duplicate_groups(articles, self._text, earlier=earlier)
        pairs = [(group.members[0], place) for group in groups for place in group.members]
        with self._writing():
            self._db.executemany("UPDATE article SET story = ? WHERE number = ?", pairs)
            self._db.execute(f"PRAGMA user_version = {RULES}")

    def _text(self, number: int) -> str:
        with self._writing():
            return str(self._db.execute("SELECT text FROM article WHERE number = ?", (number,)).fetchone()[0])

    def close(self) -> None:
        """Add the indexes that scopes and duplicate groups need, and close the file."""
        with self._writing():
            self._db.execute("CREATE INDEX passage_article ON passage (article)")
            for column in ("published", "source", "path", "story"):
                self._db.execute(f"CREATE INDEX article_{column} ON article ({column})")
            self._db.execute("COMMIT")
            self._db.close()

    def abandon(self) -> None:
        """Close the file, whatever its state."""
        self._db.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with writing(self._folder):
                yield
        except sqlite3.Error as err:
            # SQLite's message for a full disk is "database or disk is full".
            full = isinstance(err, sqlite3.OperationalError) and "full" in str(err)
            raise not_writable(self._folder, OSError(28, "No space left on device") if full else err) from err
