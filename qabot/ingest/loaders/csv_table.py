"""CSV files whose first line names the columns: an article for each row."""

import csv
from collections.abc import Iterator
from io import StringIO

from qabot.errors import ArticleError
from qabot.ingest.parsing.encoding import decode
from qabot.ingest.parsing.record import article_of_record
from qabot.ingest.source import Source
from qabot.model import Article, Skipped

ENDINGS = (".csv", ".tsv")
SANDBOXED = False
KEPT = (
    "an article for each row: the columns text (or body, content), title (headline), url (link), published (date),"
    " authors, source (publisher), id; line numbers"
)

# fmt: off
_COLUMNS = {
    "text": (
        "text", "body", "content", "article", "articlebody", "article_body", "article_text", "full_text", "fulltext",
    ),
    "title": ("title", "headline", "heading"),
    "url": ("url", "link", "address", "permalink"),
    "published": ("published", "date", "published_at", "publish_date", "pubdate", "publication_date", "day"),
    "authors": ("authors", "author", "byline", "by"),
    "source": ("source", "publisher", "publication", "site", "outlet"),
    "id": ("id", "uid", "key"),
}
# fmt: on
_DELIMITERS = ",;\t|"
_MAX_FIELD_CHARS = 100_000_000
_MAX_SHOWN = 10
_MAX_HEAD_CHARS = 100_000


def load(source: Source) -> Iterator[Article | Skipped]:
    """Yield the article of each row. Fields are separated by commas, semicolons, tabs or bars, and quoted as in CSV.

    Columns are found by the names in ``_COLUMNS``, in capitals or not; other columns are ignored. An id is the row's
    own, else ``PATH#ROW``.

    Raises:
        ArticleError: the file is not text, has no rows, or has no column for the text.
        OSError: the file cannot be read.
    """
    content = decode(source.read())
    if not content.strip():
        msg = "no text in it"
        raise ArticleError(msg)
    first = content.lstrip("\n").partition("\n")[0]
    if len(first) > _MAX_HEAD_CHARS:
        msg = f"has a first line of more than {_MAX_HEAD_CHARS:,} characters"
        raise ArticleError(msg)
    delimiter = max(_DELIMITERS, key=first.count)
    # The library's limit holds for the whole process, and is far below the length of an article.
    csv.field_size_limit(_MAX_FIELD_CHARS)
    rows = csv.reader(StringIO(content, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().casefold().replace(" ", "_") for name in next((row for row in rows if any(row)), [])]
        places = {field: place for field, known in _COLUMNS.items() if (place := _place(names, known)) is not None}
        if "text" not in places:
            shown = ", ".join(name[:30] for name in names[:_MAX_SHOWN] if name.isprintable())
            msg = f"has no column named text (or body, or content); its first line is: {shown}"
            raise ArticleError(msg)
        number, line = 0, rows.line_num + 1
        for row in rows:
            if any(row):
                number += 1
                record = {field: row[place] for field, place in places.items() if place < len(row)}
                where = f"{source.path}#{number}"
                try:
                    yield article_of_record({"text": "", **record}, source, default_id=where, locator=f":{line}")
                except ArticleError as err:
                    yield Skipped(f"{source.path}:{line}", err.problem)
            line = rows.line_num + 1
    except csv.Error as err:
        msg = f"is not CSV that can be read, at line {rows.line_num}"
        raise ArticleError(msg) from err
    if not number:
        msg = "has no rows below its first line"
        raise ArticleError(msg)


def _place(names: list[str], known: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)
