"""How a build lies in Milvus: three collections, their columns, and articles cut to what a column holds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from qabot.errors import IndexCorrupt, IndexMismatch
from qabot.indexing.local.manifest import Manifest
from qabot.model import Passage, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qabot.indexing.local.catalogue_writer import Written
    from qabot.indexing.milvus.connection import Kind, Row

SCHEMA = 1
"""Raised whenever an older build in Milvus could no longer be read right."""
PART_CHARS = 16_000
"""Of text in one row: at four bytes a character it still fits a VARCHAR."""
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
"""``key`` is the ordinal; ``day`` the proleptic day, 0 when undated; ``source`` and ``folder`` places in the lists of
``About``; ``article`` a number; ``sentences`` edges relative to ``start``; ``text_key`` of what was embedded."""
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
"""``key`` is ``number << 16 | part``; ``head`` and ``text`` are cut into parts of ``PART_CHARS``; ``parts`` are the
head's; ``story`` is the number of the first article that tells the same text. ``About`` has negative keys."""
IN_FIELDS = ("in_text", "in_title", "in_byline")
WORDS: Mapping[str, Kind] = {"key": "text_key", "number": "int", **dict.fromkeys(IN_FIELDS, "int")}
"""``key`` is the word's form; then its number, and how many passages have it in each field."""


@dataclass(frozen=True, slots=True)
class Names:
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
        """Return all three."""
        return self.passages, self.articles, self.words

    def _of(self, kind: str) -> str:
        return f"{self.name}_{self.build.replace('-', '_')}_{kind}"


def build_of(collection: str, name: str) -> str | None:
    """Return the build that a collection is part of, ``None`` when it is none of the index ``name``."""
    found = re.fullmatch(re.escape(name) + r"_(\d{8}T\d{12}_[0-9a-f]+)_(passages|articles|words)", collection)
    return found[1].replace("_", "-") if found else None


@dataclass(frozen=True, slots=True)
class About:
    """What a build in Milvus says of itself.

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


def about_rows(about: About) -> list[Row]:
    """Return a description as rows of the articles' collection, which ``rows`` does not count."""
    parts = _cut(TypeAdapter(About).dump_json(about, by_alias=True, ensure_ascii=True).decode())
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


def read_about(rows: Sequence[Row], names: Names) -> About:
    """Return a build's description from its rows, all of it checked.

    Raises:
        IndexCorrupt: it is not what ``about_rows`` gives.
        IndexMismatch: the build has another schema version.
    """
    try:
        text = "".join(row["head"] for row in sorted(rows, key=lambda row: -int(row["key"])))
        schema = json.loads(text)["manifest"]["schema"]
        if type(schema) is int and schema != SCHEMA:
            problem = f"The index in Milvus was made with schema version {schema}, not {SCHEMA}"
            raise IndexMismatch(problem, remedy="Run: qabot index --backend milvus")
        about = TypeAdapter(About).validate_json(text, strict=True)
    except (ValidationError, ValueError, TypeError, KeyError, RecursionError) as err:
        raise IndexCorrupt(f"What build {names.build} says of itself cannot be read", remedy=REMEDY) from err
    if about.manifest.build != names.build:
        raise IndexCorrupt(f"Build {names.build} says that it is {about.manifest.build}", remedy=REMEDY)
    return about


def article_rows(written: Written, number: int, *, first: int) -> Iterator[Row]:
    """Yield an article as rows.

    Args:
        written: the article as it lies in the draft.
        number: in its build.
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
    """Return a signed 64-bit number by which an article's rows are found; the id itself may be of any length."""
    return int.from_bytes(blake2b(article_id.encode(), digest_size=8).digest(), "big", signed=True)


def packed_sentences(passage: Passage) -> str:
    """Return sentence spans as numbers relative to the passage, between commas."""
    return ",".join(str(edge - passage.start) for span in passage.sentences for edge in span)


def unpacked_passage(row: Row, article_id: str, text: str) -> Passage:
    """Return a passage from its row.

    Raises:
        ValueError: it does not lie in its article, or a sentence not in it.
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
