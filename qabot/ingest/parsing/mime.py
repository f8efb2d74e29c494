"""MIME messages, as mail programs and browsers save them: bounds on them, and their headers decoded."""

import re
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from qabot.errors import ArticleError
from qabot.ingest.source import Source, describe_bytes

_MAX_BYTES = 32_000_000
"""The library takes about ten times as much memory."""
_MAX_NESTED = 20
_MAX_HEADER_CHARS = 2_000
_NESTED = re.compile(rb"^content-type:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_LONG_HEADER = re.compile(rb"^[A-Za-z-]{1,40}:[^\n]{20000}", re.MULTILINE)


def read_message(source: Source) -> Message:
    """Return a file as a MIME message.

    Raises:
        ArticleError: the file is too large, is nested too deep, or has headers that are too long.
        OSError: the file cannot be read.
    """
    content = source.read()
    if len(content) > _MAX_BYTES:
        msg = f"is {describe_bytes(len(content), up=True)}; the limit for a message is {describe_bytes(_MAX_BYTES)}"
        raise ArticleError(msg)
    nested = sum(1 for _, _ in zip(_NESTED.finditer(content), range(_MAX_NESTED + 1), strict=False))
    if nested > _MAX_NESTED or _LONG_HEADER.search(content):
        msg = "is a message with parts nested too deep, or headers too long, to read"
        raise ArticleError(msg)
    try:
        return message_from_bytes(content)
    # A message with very deep nesting exhausts the parser's recursion.
    except (MessageError, RecursionError, ValueError, LookupError) as err:
        msg = "is not a readable message"
        raise ArticleError(msg) from err


def header(message: Message, name: str) -> str:
    """Return a header as one line of decoded text, ``""`` if it is missing or cannot be decoded."""
    try:
        return _decoded(_raw(message, name))
    except (MessageError, ValueError, LookupError):
        return ""


def people(message: Message, name: str) -> list[str]:
    """Return the names in a header of addresses such as ``From``; for an address without a name the address."""
    try:
        # Taken apart before it is decoded: a name may have a comma in it.
        pairs = getaddresses([_raw(message, name)])
        return [_decoded(person or address) for person, address in pairs if person or address]
    except (MessageError, ValueError, LookupError):
        return []


def _raw(message: Message, name: str) -> str:
    return str(message.get(name, ""))[:_MAX_HEADER_CHARS]


def _decoded(raw: str) -> str:
    return " ".join(str(make_header(decode_header(raw))).split())


def content_of(part: Message) -> bytes:
    """Return a part's content, unpacked; as UTF-8 with a byte order mark if the part names its encoding.

    Raises:
        ArticleError: the part cannot be unpacked.
    """
    try:
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        charset = part.get_content_charset()
    except (LookupError, ValueError, TypeError, AssertionError) as err:
        msg = "has a part that cannot be unpacked"
        raise ArticleError(msg) from err
    try:
        return content.decode(charset).encode("utf-8-sig") if charset else content
    # The part names a wrong or unknown encoding; the encoding is found from the content later.
    except (LookupError, ValueError, AssertionError):
        return content
