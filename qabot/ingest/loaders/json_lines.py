"""JSON lines, packed or not: one record on each line, read one by one."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from io import BufferedIOBase

from qabot.errors import ArticleError
from qabot.ingest.parsing.record import article_of_record, parse_json, refuse_foreign
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Article, Skipped

ENDINGS = (".jsonl", ".jsonl.gz")
SANDBOXED = False
KEPT = "the same of the record on each line; the file is streamed, and a bad line costs only itself"

# One character may be written as twelve: "\ud83d\ude00".
_BYTES_PER_CHAR = 12
_MAX_FIELD_BYTES = 65_536
_DRAIN_BYTES = 1_048_576
_SAMPLE_BYTES = 4_096


def load(source: Source) -> Iterator[Article | Skipped]:
    """Yield the records of a file one by one; those before a damaged part are kept.

    Raises:
        ArticleError: the file is not UTF-8 text, is empty, or none of its first 100 records can be used; if packed,
            it is not gzip, is damaged, or is larger than ``max_unpacked_bytes`` once unpacked.
        OSError: the file cannot be read.
    """
    if source.name.lower().endswith(".gz"):
        with source.open() as packed, gzip.open(packed, "rb") as stream:
            yield from _records(stream, source, max_bytes=source.limits.max_unpacked_bytes)
    else:
        with source.open() as stream:
            yield from _records(stream, source, max_bytes=None)


def _records(stream: BufferedIOBase, source: Source, *, max_bytes: int | None) -> Iterator[Article | Skipped]:
    max_line_bytes = source.limits.max_article_chars * _BYTES_PER_CHAR + _MAX_FIELD_BYTES
    lines = enumerate(_lines(stream, max_line_bytes=max_line_bytes, max_bytes=max_bytes), 1)
    found = False
    # Held back until the first article: a file of something else altogether is then one report, not thousands.
    held: list[Skipped] = []
    try:
        for number, line in lines:
            item = _record(line, number, source, max_line_bytes=max_line_bytes)
            if item is None:
                continue
            if isinstance(item, Skipped) and not found:
                held.append(item)
                refuse_foreign(held)
                continue
            if not found:
                found = True
                yield from held
            yield item
    except ArticleError:
        if not found:
            yield from held
        raise
    if not found:
        yield from held
    if not found and not held:
        msg = "no text in it"
        raise ArticleError(msg)


def _record(line: bytes | None, number: int, source: Source, *, max_line_bytes: int) -> Article | Skipped | None:
    """Return what line ``number`` holds, ``None`` if it is blank."""
    try:
        if line is None:
            msg = f"is a line of more than {describe_bytes(max_line_bytes)} ([corpus] max_article_chars)"
            raise ArticleError(msg)
        if not line.strip():
            return None
        default_id = f"{source.path}#{number}"
        return article_of_record(_parse_line(line), source, default_id=default_id, locator=f":{number}")
    except ArticleError as err:
        return Skipped(f"{source.path}:{number}", err.problem)


def _lines(stream: BufferedIOBase, *, max_line_bytes: int, max_bytes: int | None) -> Iterator[bytes | None]:
    """Yield each line without the file's byte order mark, ``None`` for a line that is too long to keep in memory.

    Raises:
        ArticleError: the file is not UTF-8 text, is damaged gzip, or is larger than ``max_bytes``.
        OSError: the file cannot be read.
    """
    done = read_bytes = 0
    try:
        while line := stream.readline(max_line_bytes):
            if not read_bytes:
                line = _check_beginning(line)
            chunk = line
            too_long = False
            while len(chunk) and not chunk.endswith(b"\n"):
                read_bytes += len(chunk)
                _check_unpacked(read_bytes, max_bytes=max_bytes, done=done)
                chunk = stream.readline(_DRAIN_BYTES)
                too_long = too_long or bool(chunk)
            read_bytes += len(chunk)
            _check_unpacked(read_bytes, max_bytes=max_bytes, done=done)
            yield None if too_long else line
            done += 1
    except (EOFError, zlib.error, gzip.BadGzipFile) as err:
        msg = (
            f"is a damaged gzip file; only its first {done:,} lines were read"
            if done
            else "is not a readable gzip file"
        )
        raise ArticleError(msg) from err


def _check_beginning(line: bytes) -> bytes:
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        msg = "is UTF-16; JSON lines are read as UTF-8"
        raise ArticleError(msg, remedy="Save the file as UTF-8")
    if b"\x00" in line[:_SAMPLE_BYTES]:
        msg = "looks like a binary file, not text"
        raise ArticleError(msg)
    return line.removeprefix(codecs.BOM_UTF8)


def _check_unpacked(read_bytes: int, *, max_bytes: int | None, done: int) -> None:
    if max_bytes is not None and read_bytes > max_bytes:
        msg = f"unpacks to more than {describe_bytes(max_bytes)}; only its first {done:,} lines were read"
        raise ArticleError(msg, remedy="Split the file")


def _parse_line(line: bytes) -> object:
    try:
        content = line.rstrip().decode("utf-8")
    except UnicodeDecodeError as err:
        msg = f"is not valid UTF-8 at byte {err.start + 1} of the line"
        raise ArticleError(msg) from err
    return parse_json(content, one_line=True)
