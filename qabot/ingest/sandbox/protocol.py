"""What the indexing process and the loader process say to each other: JSON lines, so that nothing but data crosses."""

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from qabot.ingest.source import Source
from qabot.model import Article, Skipped

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Want = Literal["articles", "links", "blocks"]
Reply = Article | Skipped | str | None
"""An item of a file, an address that a feed links to, or a block of a page; ``None`` after the last one."""


@dataclass(frozen=True, slots=True)
class Request:
    """A file to load.

    Attributes:
        source: the file, without its content.
        want: the file's articles, the addresses that a feed links to, or all blocks of text of a page.
        content_bytes: how many bytes of content follow the request's line; ``None`` if the file is to be opened.
        cpu_s: how many seconds of computing it may take.
        megabytes: how much memory it may take.
    """

    source: Source
    want: Want
    content_bytes: int | None
    cpu_s: int
    megabytes: int


def request_bytes(source: Source, want: Want, *, cpu_s: int, megabytes: int) -> bytes:
    """Return a request as it is sent: a line, then the file's content if the source has it."""
    count = None if source.content is None else len(source.content)
    request = Request(replace(source, content=None), want, count, cpu_s=cpu_s, megabytes=megabytes)
    return _requests().dump_json(request) + b"\n" + (source.content or b"")


def parse_request(line: bytes) -> Request:
    """Return the request of a line.

    Raises:
        ValueError: the line is no request.
    """
    return _requests().validate_json(line)


def reply_line(reply: Reply) -> bytes:
    """Return a reply as a line.

    Raises:
        ValueError: a text in it cannot be encoded.
    """
    return _replies().dump_json(reply) + b"\n"


def parse_reply(line: bytes) -> Reply:
    """Return the reply of a line.

    Raises:
        ValueError: the line is no reply.
    """
    return _replies().validate_json(line)


@cache
def _requests() -> "TypeAdapter[Request]":
    from pydantic import TypeAdapter

    return TypeAdapter(Request)


@cache
def _replies() -> "TypeAdapter[Reply]":
    from pydantic import TypeAdapter

    return TypeAdapter(Reply)
