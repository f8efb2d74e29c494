"""Mails and newsletters: the text of the mail, and the articles attached to it."""

import re
from collections.abc import Iterator
from email.message import Message
from pathlib import PurePosixPath

from qabot.errors import ArticleError
from qabot.ingest.parsing.encoding import decode, decode_html
from qabot.ingest.parsing.html.blocks import blocks_of
from qabot.ingest.parsing.metadata import make_article, title_from_path
from qabot.ingest.parsing.mime import content_of, header, people, read_message
from qabot.ingest.source import Source
from qabot.model import Article, Skipped
from qabot.text.boilerplate import is_clutter

ENDINGS = (".eml",)
SANDBOXED = True
KEPT = (
    "the mail's text, plain before HTML; subject, sender, day; then each attachment in a format of this table, as an"
    " article of its own"
)

_MIN_PLAIN_CHARS = 200
_MAX_NAME_CHARS = 200
_NOT_IN_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def load(source: Source) -> Iterator[Article | Skipped | Source]:
    """Yield the mail's own text as an article, then the attachments that qabot has a loader for.

    The title is the subject, author and source are the sender, the day is the one in ``Date``. An attachment's path
    is ``MAIL#NAME``.

    Raises:
        ArticleError: the file is no mail, has neither text nor attachments, or lies more than three archives deep.
        OSError: the file cannot be read.
    """
    source.check_depth()
    message = read_message(source)
    leaves = [part for part in message.walk() if not part.is_multipart()]
    attached = [(name, part) for part in leaves if (name := _name(part)) and source.can_load(name)]
    text = _text([part for part in leaves if not _name(part)])
    if text:
        source.check_text(text)
        senders = people(message, "From")
        fields = {
            "title": header(message, "Subject"),
            "source": senders[0] if senders else "",
            "authors": senders,
            "published": header(message, "Date"),
        }
        yield make_article(fields, text, path=source.path, fallback_title=title_from_path(source.name))
    elif not attached:
        msg = "has no text in it, and nothing attached that qabot reads"
        raise ArticleError(msg)
    for name, part in attached:
        path = f"{source.path}#{name}"
        try:
            yield source.part(name, content_of(part), path=path)
        except ArticleError as err:
            yield Skipped(path, err.problem)


def _text(parts: list[Message]) -> str:
    """Return the mail's plain text unless it is a stub, else its HTML text with a blank line between blocks."""
    texts: dict[str, str] = {}
    for part in parts:
        kind = part.get_content_type()
        if kind not in texts and kind in ("text/plain", "text/html"):
            try:
                content = content_of(part)
                lines = decode(content).split("\n") if kind == "text/plain" else blocks_of(decode_html(content))
            except ArticleError:
                continue
            kept = [line.rstrip() for line in lines if not is_clutter(line)]
            texts[kind] = ("\n" if kind == "text/plain" else "\n\n").join(kept).strip()
    written, page = texts.get("text/plain", ""), texts.get("text/html", "")
    text = written if len(written) >= _MIN_PLAIN_CHARS or len(written) >= len(page) else page
    return re.sub(r"\n{3,}", "\n\n", text)


def _name(part: Message) -> str:
    """Return the file name of an attachment, ``""`` for a part of the mail's own text."""
    try:
        name = str(part.get_filename("") or "")[:_MAX_NAME_CHARS]
    except (ValueError, LookupError, TypeError):
        return ""
    return PurePosixPath(_NOT_IN_NAME.sub("", name).replace("\\", "/").replace("#", "_")).name
