"""Reads articles and passages of a build in Milvus, many in one call, and keeps the latest in memory."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from qabot.errors import IndexCorrupt
from qabot.indexing.milvus.layout import (
    PART_BITS,
    PART_CHARS,
    REMEDY,
    id_hash,
    joined,
    json_head,
    parts_of,
    unpacked_passage,
)
from qabot.model import Anchor, Article, ArticleSummary, Passage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from qabot.indexing.milvus.connection import Milvus, Row
    from qabot.indexing.milvus.layout import CollectionNames

_ROWS_AT_ONCE = 64
"""Each has at most 128 kilobytes."""
_ARTICLES_AT_ONCE = 512
_KEPT_CHARS = 32_000_000
_KEPT_PASSAGES = 8_192
_KEPT_STORIES = 8_192
_FIRSTS = ("key", "number", "parts", "head")


class EarlierArticle(NamedTuple):
    """What a later build needs to know about an article; ``first`` is the ordinal of the first of its ``passages``."""

    digest: str
    signature: bytes
    first: int
    passages: int


class Articles:
    """The articles and passages of one build. Threads may share it."""

    def __init__(self, milvus: Milvus, names: CollectionNames, *, count: int) -> None:
        """Read nothing yet; the build has ``count`` articles."""
        self._milvus = milvus
        self._names = names
        self._count = count
        self._lock = Lock()
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._chars = 0
        self._copies: dict[int, list[ArticleSummary]] = {}
        self._numbers: dict[str, int] = {}
        self._passages: OrderedDict[int, Passage] = OrderedDict()

    def article(self, article_id: str) -> Article:
        """Return one article, whole.

        Raises:
            KeyError: no article has this id.
        """
        number = self._number(article_id)
        with _reading():
            head = self._head(number)
            chars = int(head["chars"])
            parts = self._texts(number, parts_of(0, chars))
            return Article(
                id=head["id"],
                title=head["title"],
                source=head["source"],
                url=head["url"],
                authors=tuple(head["authors"]),
                published=_day(head["published"]),
                path=head["path"],
                text=joined(parts, 0, chars),
                anchors=tuple(Anchor(start, locator) for start, locator in head["anchors"]),
            )

    def passages(self, ordinals: Sequence[int]) -> list[Passage]:
        """Return the passages with these numbers, in the order asked for."""
        with self._lock:
            found = {ordinal: self._passages[ordinal] for ordinal in ordinals if ordinal in self._passages}
        missing = sorted(set(ordinals) - found.keys())
        columns = ["key", "article", "start", "stop", "sentences"]
        rows = {int(row["key"]): row for row in self._milvus.get(self._names.passages, missing, columns)}
        with _reading():
            wanted = {number << PART_BITS | part for row in rows.values() for number, part in _needed(row)}
            self._fetch(wanted)
            for ordinal in missing:
                found[ordinal] = self._passage(rows[ordinal])
        with self._lock:
            for ordinal in missing:
                self._passages[ordinal] = found[ordinal]
            while len(self._passages) > _KEPT_PASSAGES:
                self._passages.popitem(last=False)
        return [found[ordinal] for ordinal in ordinals]

    def passages_of(self, article_id: str) -> tuple[Passage, ...]:
        """Return an article's passages in order; none when no article has this id."""
        try:
            number = self._number(article_id)
        except KeyError:
            return ()
        with _reading():
            head = self._head(number)
            first, count = int(head["first"]), int(head["passages"])
        return tuple(self.passages(range(first, first + count)))

    def known(self) -> Iterator[tuple[str, EarlierArticle]]:
        """Yield the id of every article, and what a later build needs to know about it, in order."""
        for row in self._firsts(["digest", "signature"]):
            with _reading():
                head = self._whole_head(row)
                signature = bytes.fromhex(row["signature"])
                yield head["id"], EarlierArticle(row["digest"], signature, int(head["first"]), int(head["passages"]))

    def summaries(self) -> Iterator[ArticleSummary]:
        """Yield every article as a list shows it."""
        for row in self._firsts([]):
            with _reading():
                yield _listed(self._whole_head(row))

    def duplicate_groups(self, article_ids: Collection[str]) -> dict[str, str]:
        """Return the duplicate group of each article: the id of the first article with the same text."""
        numbers = {article_id: self._number(article_id) for article_id in article_ids}
        self._fetch([number << PART_BITS for number in numbers.values()])
        with _reading():
            return {article_id: str(self._head(number)["story"]) for article_id, number in numbers.items()}

    def copies(self, article_id: str) -> list[ArticleSummary]:
        """Return the other articles with the same text as this one; none when no article has this id."""
        try:
            number = self._number(article_id)
        except KeyError:
            return []
        with _reading():
            (first,) = self._fetch([number << PART_BITS])
            story = int(first["story"])
        with self._lock:
            found = self._copies.get(story)
        if found is None:
            rows = self._milvus.query(self._names.articles, f"story == {story} and part == 0", _FIRSTS)
            with _reading():
                found = [_listed(self._whole_head(row)) for row in rows]
            with self._lock:
                if len(self._copies) > _KEPT_STORIES:
                    self._copies.clear()
                self._copies[story] = found
        return [one for one in found if one.id != article_id]

    def _firsts(self, columns: Sequence[str]) -> Iterator[Row]:
        """Yield the first row of every article, in order."""
        for first in range(0, self._count, _ARTICLES_AT_ONCE):
            where = f"part == 0 and number >= {first} and number < {first + _ARTICLES_AT_ONCE}"
            rows = self._milvus.query(self._names.articles, where, [*_FIRSTS, *columns])
            if len(rows) != min(_ARTICLES_AT_ONCE, self._count - first):
                raise IndexCorrupt("Articles are missing in Milvus", remedy=REMEDY)
            yield from sorted(rows, key=lambda row: int(row["key"]))

    def _whole_head(self, row: Row) -> dict[str, Any]:
        return json_head(row["head"]) if int(row["parts"]) == 1 else self._head(int(row["number"]))

    def _passage(self, row: Row) -> Passage:
        number, start, end = int(row["article"]), int(row["start"]), int(row["stop"])
        text = joined(self._texts(number, parts_of(start, end)), start, end)
        return unpacked_passage(row, self._head(number)["id"], text)

    def _number(self, article_id: str) -> int:
        known = self._numbers.get(article_id)
        if known is not None:
            return known
        where = f"id_hash == {id_hash(article_id)} and part == 0"
        for row in self._milvus.query(self._names.articles, where, ["number"]):
            with _reading():
                if self._head(int(row["number"]))["id"] == article_id:
                    return int(row["number"])
        raise KeyError(article_id)

    def _head(self, number: int) -> dict[str, Any]:
        key = number << PART_BITS
        (first,) = self._fetch([key])
        rows = self._fetch(range(key, key + int(first["parts"])))
        head = json_head("".join(row["head"] for row in rows))
        self._numbers[head["id"]] = number
        return head

    def _texts(self, number: int, parts: range) -> dict[int, str]:
        keys = [number << PART_BITS | part for part in parts]
        return {part: row["text"] for part, row in zip(parts, self._fetch(keys), strict=True)}

    def _fetch(self, keys: Collection[int]) -> list[Row]:
        """Return rows of articles, in the order of ``keys``. Those that are not in memory are read, many at once."""
        with self._lock:
            found = {key: self._rows[key] for key in keys if key in self._rows}
        missing = [key for key in keys if key not in found]
        for first in range(0, len(missing), _ROWS_AT_ONCE):
            some = missing[first : first + _ROWS_AT_ONCE]
            rows = self._milvus.get(self._names.articles, some, ["key", "parts", "story", "head", "text"])
            found.update((int(row["key"]), row) for row in rows)
        self._keep(missing, found)
        return [found[key] for key in keys]

    def _keep(self, keys: Iterable[int], found: dict[int, Row]) -> None:
        with self._lock:
            for key in keys:
                if key not in self._rows and len(found[key]["text"]) <= PART_CHARS:
                    self._rows[key] = found[key]
                    self._chars += len(found[key]["head"]) + len(found[key]["text"])
            while self._chars > _KEPT_CHARS:
                _, row = self._rows.popitem(last=False)
                self._chars -= len(row["head"]) + len(row["text"])


def _needed(row: Row) -> Iterator[tuple[int, int]]:
    """Yield the article and part number of each row that a passage needs: the head, and the parts of its text."""
    number = int(row["article"])
    yield number, 0
    for part in parts_of(int(row["start"]), int(row["stop"])):
        yield number, part


def _listed(head: dict[str, Any]) -> ArticleSummary:
    return ArticleSummary(
        head["id"],
        head["title"],
        head["source"],
        head["url"],
        _day(head["published"]),
        head["path"],
        int(head["chars"]),
        int(head["passages"]),
        float(head["boilerplate"]),
        head["story"],
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (ValueError, TypeError, LookupError, OverflowError) as err:
        raise IndexCorrupt(f"An article in Milvus cannot be read ({err})", remedy=REMEDY) from err
