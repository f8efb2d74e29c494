"""Records with named fields, from JSON or CSV: the text of each is exactly as it was given."""

import json
import re
from dataclasses import replace

from qabot.errors import ArticleError
from qabot.ingest.parsing.metadata import make_article
from qabot.ingest.source import Source
from qabot.model import Anchor, Article, Skipped

_MAX_ID_CHARS = 512
_MAX_BROKEN_RECORDS = 100
_NOT_IN_ID = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def article_of_record(record: object, source: Source, *, default_id: str, locator: str = "") -> Article:
    """Return one record as an article.

    Args:
        record: a mapping with "text" and, optionally, id, title, source, url, authors and published.
        source: the file that the record is in.
        default_id: the article's id if the record has none.
        locator: where in the file the record is, ``":12"`` or ``"#3"``.

    Raises:
        ArticleError: the record is not an object, or has no usable text or id.
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


def parse_json(content: str, *, one_line: bool) -> object:
    """Return the value of a JSON text.

    Args:
        content: the text.
        one_line: report only the column of a mistake, not its line.

    Raises:
        ArticleError: the text is not valid JSON, or is nested too deep.
    """
    try:
        parsed: object = json.loads(content)
    except json.JSONDecodeError as err:
        where = f"column {err.colno}" if one_line else f"line {err.lineno}, column {err.colno}"
        msg = f"is not valid JSON at {where}: {err.msg[:1].lower()}{err.msg[1:]}"
        raise ArticleError(msg) from err
    # A number of thousands of digits, or brackets that are nested too deep.
    except (ValueError, RecursionError) as err:
        msg = "is not JSON that can be read"
        raise ArticleError(msg) from err
    return parsed


def refuse_foreign(held: list[Skipped]) -> None:
    """Refuse a file if none of its first 100 records is an article; empty ``held``, so that no record is reported.

    Raises:
        ArticleError: there are 100 records in ``held``.
    """
    if len(held) == _MAX_BROKEN_RECORDS:
        first = held[0].reason
        held.clear()
        msg = f"has no article in its first {_MAX_BROKEN_RECORDS} records; the first one {first}"
        raise ArticleError(msg)


def _record_id(value: object) -> str:
    """Return the record's own id exactly as it was given, ``""`` if there is none.

    Raises:
        ArticleError: the id is neither text nor a whole number, is too long, or has control characters.
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
