"""JSON files: one record, or a list of records, each of which is an article."""

from collections.abc import Iterator

from qabot.errors import ArticleError
from qabot.ingest.parsing.encoding import decode
from qabot.ingest.parsing.record import article_of_record, parse_json, refuse_foreign
from qabot.ingest.source import Source
from qabot.model import Article, Skipped

ENDINGS = (".json",)
SANDBOXED = False
KEPT = "each record's `text` character for character, with its `id`, `title`, `source`, `url`, `authors`, `published`"


def load(source: Source) -> Iterator[Article | Skipped]:
    """Yield the article of a file that holds one record, or the articles of a list of records.

    Raises:
        ArticleError: the file is not text, is not JSON or is too large; or its only record is not an article, or none
            of the first 100 records is.
        OSError: the file cannot be read.
    """
    content = decode(source.read())
    if not content.strip():
        msg = "no text in it"
        raise ArticleError(msg)
    records = parse_json(content, one_line=False)
    if not isinstance(records, list):
        yield article_of_record(records, source, default_id=source.path)
        return
    if not records:
        msg = "has no records in it"
        raise ArticleError(msg)
    # Held back until the first article: a file of something else altogether is then one report, not thousands.
    held: list[Skipped] = []
    found = False
    for number, record in enumerate(records, 1):
        where = f"{source.path}#{number}"
        try:
            article = article_of_record(record, source, default_id=where, locator=f"#{number}")
        except ArticleError as err:
            if found:
                yield Skipped(where, err.problem)
            else:
                held.append(Skipped(where, err.problem))
                refuse_foreign(held)
            continue
        if not found:
            found = True
            yield from held
        yield article
    if not found:
        yield from held
