"""JSON files: one record, a list of records, or one record a line; the text of each exactly as it is given."""

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedIOBase

from qabot.errors import ArticleError
from qabot.ingest.parsing.encoding import decode
from qabot.ingest.parsing.metadata import make_article
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Anchor, Article, Skipped

_MAX_ID_CHARS = 512
# One character may be written as twelve: "\ud83d\ude00".
_BYTES_PER_CHAR = 12
_MAX_FIELD_BYTES = 65_536
_DRAIN_BYTES = 1_048_576
_SAMPLE_BYTES = 4_096
_MAX_BROKEN_LINES = 100
_NOT_IN_ID = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def load_json(source: Source) -> Iterator[Article | Skipped]:
    """Yield the article of a ``.json`` file that holds one record, or those of a list of records.

    Raises:
        ArticleError: not text, not JSON, too large; or the only record is not an article.
        OSError: it cannot be read.
    """
    content = decode(source.read())
    if not content.strip():
        msg = "no text in it"
        raise ArticleError(msg)
    records = _parse(content, in_lines=False)
    if not isinstance(records, list):
        yield article_of(records, source, default_id=source.path)
        return
    if not records:
        msg = "has no records in it"
        raise ArticleError(msg)
    held: list[Skipped] = []
    found = False
    for number, record in enumerate(records, 1):
        where = f"{source.path}#{number}"
        try:
            article = article_of(record, source, default_id=where, locator=f"#{number}")
        except ArticleError as err:
            if found:
                yield Skipped(where, err.problem)
            else:
                held.append(Skipped(where, err.problem))
                _refuse_if_foreign(held)
            continue
        if not found:
            found = True
            yield from held
        yield article
    if not found:
        yield from held


def load_json_lines(source: Source) -> Iterator[Article | Skipped]:
    """Yield the records of a ``.jsonl`` file one by one; a bad line costs itself only.

    Raises:
        ArticleError: not UTF-8 text, empty, or none of the first 100 records can be used.
        OSError: it cannot be read.
    """
    with source.open() as stream:
        yield from _records(stream, source, max_bytes=None)


def load_packed_json_lines(source: Source) -> Iterator[Article | Skipped]:
    """Yield the records of a ``.jsonl.gz`` file one by one; those before a damaged part are kept.

    Raises:
        ArticleError: as for ``load_json_lines``; also not gzip, damaged, or larger than ``max_unpacked_bytes``.
        OSError: it cannot be read.
    """
    with source.open() as packed, gzip.open(packed, "rb") as stream:
        yield from _records(stream, source, max_bytes=source.limits.max_unpacked_bytes)


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
                _refuse_if_foreign(held)
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


def _refuse_if_foreign(held: list[Skipped]) -> None:
    """Refuse a file whose first 100 records are no articles, and report none of them.

    Raises:
        ArticleError: it is one.
    """
    if len(held) == _MAX_BROKEN_LINES:
        first = held[0].reason
        held.clear()
        msg = f"has no article in its first {_MAX_BROKEN_LINES} records; the first one {first}"
        raise ArticleError(msg)


def _record(line: bytes | None, number: int, source: Source, *, max_line_bytes: int) -> Article | Skipped | None:
    """Return what line ``number`` holds, ``None`` when it is blank."""
    try:
        if line is None:
            msg = f"is a line of more than {describe_bytes(max_line_bytes)} ([corpus] max_article_chars)"
            raise ArticleError(msg)
        if not line.strip():
            return None
        default_id = f"{source.path}#{number}"
        return article_of(_parse_line(line), source, default_id=default_id, locator=f":{number}")
    except ArticleError as err:
        return Skipped(f"{source.path}:{number}", err.problem)


def _lines(stream: BufferedIOBase, *, max_line_bytes: int, max_bytes: int | None) -> Iterator[bytes | None]:
    """Yield each line without the file's byte order mark, ``None`` for one that is too long to be kept in memory.

    Raises:
        ArticleError: not UTF-8 text, damaged gzip, or more than ``max_bytes`` in all.
        OSError: it cannot be read.
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
    return _parse(content, in_lines=True)


def _parse(content: str, *, in_lines: bool) -> object:
    try:
        parsed: object = json.loads(content)
    except json.JSONDecodeError as err:
        where = f"column {err.colno}" if in_lines else f"line {err.lineno}, column {err.colno}"
        msg = f"is not valid JSON at {where}: {err.msg[:1].lower()}{err.msg[1:]}"
        raise ArticleError(msg) from err
    # A number of thousands of digits, or brackets nested too deep to follow.
    except (ValueError, RecursionError) as err:
        msg = "is not JSON that can be read"
        raise ArticleError(msg) from err
    return parsed


def article_of(record: object, source: Source, *, default_id: str, locator: str = "") -> Article:
    """Return one record as an article.

    Raises:
        ArticleError: not an object, no usable text, or no usable id.
    """
    if not isinstance(record, dict):
        msg = "is not a JSON object"
        raise ArticleError(msg)
    text = record.get("text")
    if not isinstance(text, str):
        msg = "has a field 'text' that is not a string" if "text" in record else "has no field 'text'"
        raise ArticleError(msg)
    source.check_text(text)
    anchors = (Anchor(0, locator),) if locator else ()
    article = make_article(record, text, path=source.path, anchors=anchors)
    return replace(article, id=_record_id(record.get("id")) or default_id)


def _record_id(value: object) -> str:
    """Return the record's own id exactly as it is given, ``""`` when it has none.

    Raises:
        ArticleError: it is no text or whole number, too long, or has control characters in it.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None:
        return ""
    if not isinstance(value, str):
        msg = "has an id that is neither a text nor a whole number"
        raise ArticleError(msg)
    if len(value) > _MAX_ID_CHARS:
        msg = f"has an id of more than {_MAX_ID_CHARS} characters"
        raise ArticleError(msg)
    if _NOT_IN_ID.search(value):
        msg = "has an id with control characters in it"
        raise ArticleError(msg)
    return value if value.strip() else ""
