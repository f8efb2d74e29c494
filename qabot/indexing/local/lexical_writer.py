"""Writes the lexical index of a build: the words of each passage, of its article's title and of its byline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.files import not_writable, writing
from qabot.indexing.local.analysis import analyzer
from qabot.text.header import written_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import tantivy

    from qabot.model import Article, Passage

FOLDER = "lexical"
FIELD_BOOSTS = {"text": 1.0, "title": 0.4, "byline": 0.2}
TOKENIZER = "qabot"
_WRITER_BYTES = 64_000_000


def write_lexical(folder: Path, documents: Iterable[tuple[int, tuple[Article, Passage]]]) -> None:
    """Write the lexical index of a build.

    Args:
        folder: of the build.
        documents: all passages, each with its number.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    import tantivy

    builder = tantivy.SchemaBuilder()
    for field in FIELD_BOOSTS:
        builder.add_text_field(field, tokenizer_name=TOKENIZER)
    builder.add_text_field("source", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("collection", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_unsigned_field("number", indexed=True, fast=True)
    path = folder / FOLDER
    with writing(folder):
        path.mkdir()
    try:
        tantivy.Index(builder.build(), str(path))
    except (ValueError, OSError) as err:
        raise not_writable(folder, err) from err
    fill(folder, documents)


def fill(folder: Path, documents: Iterable[tuple[int, tuple[Article, Passage]]], *, gone: Iterable[int] = ()) -> None:
    """Delete documents from the lexical index of a build, and add others.

    Args:
        folder: of the build.
        documents: to be added, each with its number.
        gone: the numbers of documents to be deleted.

    Raises:
        IndexNotWritable: the disk is full, or the like.
    """
    import tantivy

    path = folder / FOLDER
    try:
        index = tantivy.Index.open(str(path))
        index.register_tokenizer(TOKENIZER, analyzer())
        # One thread numbers documents in the given order, so that equal input makes equal files.
        writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        try:
            for number in gone:
                writer.delete_documents_by_query(tantivy.Query.term_query(index.schema, "number", number))
            for number, (article, passage) in documents:
                writer.add_document(_document(number, article, passage))
        except ValueError:
            # The thread that writes has died, and only a commit says why.
            writer.commit()
            raise
        writer.commit()
        writer.wait_merging_threads()
        # tantivy lets only their owner read two of its files; make them as readable as the others.
        for name in ("meta.json", ".managed.json"):
            (path / name).chmod(path.stat().st_mode & 0o666)
    except (ValueError, OSError) as err:
        raise not_writable(folder, err) from err


def _document(number: int, article: Article, passage: Passage) -> tantivy.Document:
    import tantivy

    document = tantivy.Document()
    document.add_unsigned("number", number)
    document.add_text("text", passage.text)
    document.add_text("title", article.title)
    document.add_text("byline", f"{article.source} {written_date(article)}")
    document.add_text("source", article.source)
    for collection in article.collections:
        document.add_text("collection", collection)
    if article.published:
        document.add_integer("day", article.published.toordinal())
    return document
