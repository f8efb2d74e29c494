"""The format of a build in Milvus: three collections, their columns, and articles cut to the size of a column."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from qabot.errors import IndexCorrupt, IndexMismatch
from qabot.indexing.local.manifest import Manifest, other_version
from qabot.model import Passage, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qabot.indexing.local.catalogue_writer import StoredArticle
    from qabot.indexing.milvus.connection import Kind, Row

SCHEMA = 2
"""Increase this number whenever older builds in Milvus can no longer be read correctly."""
PART_CHARS = 16_000
"""Characters of text in one row: at four bytes a character they still fit a VARCHAR."""
PART_BITS = 16
REMEDY = "Run: qabot index --backend milvus --rebuild"

PASSAGES: Mapping[str, Kind] = {
    "key": "key",
    "vector": "vector",
    "words": "words",
    "day": "int",
    "source": "int",
    "folder": "int",
    "article": "int",
    "start": "int",
    "stop": "int",
    "sentences": "text",
    "text_key": "text",
}
"""``key`` is the ordinal; ``day`` the proleptic day, 0 when undated; ``source`` and ``folder`` are places in the lists
of ``BuildInfo``; ``article`` is a number; ``sentences`` are edges relative to ``start``; ``text_key`` is the key of the
embedded text."""
ARTICLES: Mapping[str, Kind] = {
    "key": "key",
    "number": "int",
    "part": "int",
    "parts": "int",
    "id_hash": "int",
    "story": "int",
    "digest": "text",
    "signature": "text",
    "head": "text",
    "text": "text",
}
"""``key`` is ``number << 16 | part``; ``head`` and ``text`` are cut into parts of ``PART_CHARS``; ``parts`` is
the number of parts of the head; ``story`` is the number of the first article with the same text. The rows of
``BuildInfo`` have negative keys."""
IN_FIELDS = ("in_text", "in_title", "in_byline")
WORDS: Mapping[str, Kind] = {"key": "text_key", "number": "int", **dict.fromkeys(IN_FIELDS, "int")}
"""``key`` is the form of the word; the other columns are its number, and how many passages have it in each field."""


@dataclass(frozen=True, slots=True)
class CollectionNames:
    """The collections of one build of the index ``name``."""

    name: str
    build: str

    @property
    def passages(self) -> str:
        """Return the collection that is searched, and that the alias stands for."""
        return self._of("passages")

    @property
    def articles(self) -> str:
        """Return the collection of what is shown and quoted."""
        return self._of("articles")

    @property
    def words(self) -> str:
        """Return the collection of how common each word is."""
        return self._of("words")

    @property
    def all(self) -> tuple[str, str, str]:
        """Return all three collections."""
        return self.passages, self.articles, self.words

    def _of(self, kind: str) -> str:
        return f"{self.name}_{self.build.replace('-', '_')}_{kind}"


def build_of(collection: str, name: str) -> str | None:
    """Return the build that a collection belongs to, ``None`` when it does not belong to the index ``name``."""
    found = re.fullmatch(re.escape(name) + r"_(\d{8}T\d{12}_[0-9a-f]+)_(passages|articles|words)", collection)
    return found[1].replace("_", "-") if found else None


@dataclass(frozen=True, slots=True)
class BuildInfo:
    """The description of a build in Milvus, which is stored with its articles.

    Attributes:
        manifest: as of a build on disk, without files.
        sources: the publishers, by number.
        folders: the folders of the corpus that articles lie in, by number.
        published: the first and the last day of publication, ISO, ``None`` when no article is dated.
        dense_index: the kind of index over the vectors.
        rows: how many passages, parts of articles and words there are.
    """

    manifest: Manifest
    sources: tuple[str, ...]
    folders: tuple[str, ...]
    published: tuple[str | None, str | None]
    dense_index: str
    rows: tuple[int, int, int]


def about_rows(about: BuildInfo) -> list[Row]:
    """Return a description as rows of the collection of articles. ``BuildInfo.rows`` does not count them."""
    parts = _cut(TypeAdapter(BuildInfo).dump_json(about, by_alias=True, ensure_ascii=True).decode())
    return [
        {
            "key": -1 - part,
            "number": -1,
            "part": -1 - part,
            "parts": len(parts),
            "id_hash": 0,
            "story": -1,
            "digest": "",
            "signature": "",
            "head": head,
            "text": "",
        }
        for part, head in enumerate(parts)
    ]


def read_about(rows: Sequence[Row], names: CollectionNames) -> BuildInfo:
    """Return the description of a build from its rows, with every field checked.

    Raises:
        IndexCorrupt: ``about_rows`` cannot have written it.
        IndexMismatch: the build has another schema version.
    """
    try:
        text = "".join(row["head"] for row in sorted(rows, key=lambda row: -int(row["key"])))
        schema = json.loads(text)["manifest"]["schema"]
        if type(schema) is int and schema != SCHEMA:
            problem = f"The index in Milvus was made by {other_version(schema, SCHEMA)} of qabot"
            raise IndexMismatch(problem, remedy="Run: qabot index --backend milvus")
        about = TypeAdapter(BuildInfo).validate_json(text, strict=True)
    except (ValidationError, ValueError, TypeError, KeyError, RecursionError) as err:
        raise IndexCorrupt(f"The description of build {names.build} cannot be read", remedy=REMEDY) from err
    if about.manifest.build != names.build:
        raise IndexCorrupt(f"The description of build {names.build} names {about.manifest.build}", remedy=REMEDY)
    return about


def article_rows(written: StoredArticle, number: int, *, first: int) -> Iterator[Row]:
    """Yield an article as rows.

    Args:
        written: the article in the draft.
        number: of the article in its build.
        first: the ordinal of its first passage.
    """
    article = written.article
    head = {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "authors": article.authors,
        "published": article.published.isoformat() if article.published else None,
        "path": article.path,
        "anchors": [(anchor.start, anchor.locator) for anchor in article.anchors],
        "chars": len(article.text),
        "first": first,
        "passages": len(written.passages),
        "boilerplate": written.boilerplate,
        "story": written.story_id,
    }
    heads, texts = _cut(json.dumps(head, ensure_ascii=False)), _cut(article.text)
    for part in range(max(len(heads), len(texts))):
        yield {
            "key": number << PART_BITS | part,
            "number": number,
            "part": part,
            "parts": len(heads),
            "id_hash": id_hash(article.id),
            "story": written.story,
            "digest": article.digest,
            "signature": written.signature.hex() if part == 0 else "",
            "head": heads[part] if part < len(heads) else "",
            "text": texts[part] if part < len(texts) else "",
        }


def id_hash(article_id: str) -> int:
    """Return a signed 64-bit number to find the rows of an article by: the id itself may have any length."""
    return int.from_bytes(blake2b(article_id.encode(), digest_size=8).digest(), "big", signed=True)


def packed_sentences(passage: Passage) -> str:
    """Return sentence spans as numbers relative to the start of the passage, separated by commas."""
    return ",".join(str(edge - passage.start) for span in passage.sentences for edge in span)


def unpacked_passage(row: Row, article_id: str, text: str) -> Passage:
    """Return a passage from its row.

    Raises:
        ValueError: it lies outside its article, or a sentence lies outside it.
    """
    start, end = int(row["start"]), int(row["stop"])
    edges = [start + int(edge) for edge in row["sentences"].split(",")] if row["sentences"] else []
    spans = tuple(Span(one, two) for one, two in zip(edges[::2], edges[1::2], strict=True))
    if len(text) != end - start or any(not start <= span.start <= span.end <= end for span in spans):
        msg = f"passage {start}-{end} of {article_id}"
        raise ValueError(msg)
    return Passage(article_id, start, end, text, spans)


def _cut(text: str) -> list[str]:
    return [text[i : i + PART_CHARS] for i in range(0, len(text), PART_CHARS)] or [""]


def parts_of(start: int, end: int) -> range:
    """Return the parts of a text that characters ``start`` to ``end`` lie in."""
    return range(start // PART_CHARS, max(start, end - 1) // PART_CHARS + 1)


def joined(parts: Mapping[int, str], start: int, end: int) -> str:
    """Return characters ``start`` to ``end`` of a text from its parts.

    Raises:
        KeyError: a part is missing.
    """
    wanted = parts_of(start, end)
    whole = "".join(parts[part] for part in wanted)
    return whole[start - wanted.start * PART_CHARS : end - wanted.start * PART_CHARS]


def json_head(text: str) -> dict[str, Any]:
    """Return an article's head.

    Raises:
        ValueError: it is not JSON.
    """
    head = json.loads(text)
    if not isinstance(head, dict):
        raise ValueError(text[:80])
    return head
