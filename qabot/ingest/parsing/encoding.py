"""Decodes bytes: by byte order mark, as UTF-8, then by a careful guess; binary content is refused."""

import codecs
import re
from typing import NoReturn

from qabot.errors import ArticleError

# The UTF-32 marks begin with the UTF-16 ones, so they come first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.01
_MAX_WESTERN_SHARE = 0.15
_MIN_UTF8_SHARE = 0.9
# Western text does not have these inside a word; if they are there, the bytes mean other letters (Polish, Turkish).
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¹²³¤¦§¨¬¯¸µ¶¼½¾¿¡÷×ÞþðÐª°±¢£¥][^\W\d_]")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


def decode(content: bytes) -> str:
    r"""Return the text of ``content`` with ``\n`` line ends, without its byte order mark.

    A byte order mark decides. Without one, these are tried in turn: UTF-8, UTF-8 with a few damaged characters, which
    become U+FFFD, Windows-1252 for Western text, and the best guess.

    Raises:
        ArticleError: the content is binary, or its encoding cannot be found.
    """
    text = _decode_marked(content)
    return _finish(_decode_unmarked(content) if text is None else text)


def decode_html(content: bytes) -> str:
    """Return the text of a web page as ``decode`` does, but prefer the page's own ``<meta charset>`` to a guess.

    Raises:
        ArticleError: the content is binary, or its encoding cannot be found.
    """
    declared = _DECLARED.search(content, 0, 4096)
    if declared and not content.startswith(tuple(mark for mark, _ in _MARKS)) and not _is_utf8(content):
        text = _decode_as(content, declared[1].decode("ascii"))
        if text is not None:
            return _finish(text)
    return decode(content)


def _decode_marked(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding)
            except UnicodeDecodeError as err:
                msg = f"begins as {encoding.upper()} but is not valid {encoding.upper()}"
                raise ArticleError(msg) from err
    return None


def _decode_unmarked(content: bytes) -> str:
    if b"\x00" in content[:_SAMPLE]:
        text16 = _decode_as(content, _guess_utf16(content))
        if text16 is None:
            _refuse_binary()
        return text16
    text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if not damaged:
        return text
    beyond_ascii = sum(1 for char in text if char > "\x7f")
    if damaged < (1 - _MIN_UTF8_SHARE) * beyond_ascii:
        return text
    western = _decode_as(content, "cp1252")
    if western is not None and _reads_as_western(western):
        return western
    return _guess(content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_as(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding) if encoding else None
    # LookupError: there is no such encoding, or it does not decode to text. Some codecs raise the others.
    except (LookupError, ValueError, AssertionError):
        return None


def _guess_utf16(content: bytes) -> str:
    even, odd = content[:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
    if min(even, odd) == 0 and max(even, odd) > len(content[:_SAMPLE]) // 6:
        return "utf-16-le" if odd else "utf-16-be"
    return ""


def _reads_as_western(text: str) -> bool:
    beyond_ascii = sum(1 for char in text if char > "\x7f")
    return beyond_ascii <= max(2, _MAX_WESTERN_SHARE * len(text)) and not _SYMBOL_IN_WORD.search(text)


def _guess(content: bytes) -> str:
    import charset_normalizer

    if _is_mostly_control(content[:_SAMPLE].decode("latin-1")):
        _refuse_binary()
    try:
        # A guess over a whole 64 MB file would take minutes.
        match = charset_normalizer.from_bytes(content[:_SAMPLE], cp_exclusion=["utf_7"]).best()
    except Exception as err:
        msg = "is in an encoding that cannot be recognised"
        raise ArticleError(msg, remedy="Save the file as UTF-8") from err
    text = _decode_as(content, match.encoding) if match else None
    if text is None:
        msg = "is neither UTF-8 nor in another encoding that can be recognised"
        raise ArticleError(msg, remedy="Save the file as UTF-8")
    return text


def _finish(text: str) -> str:
    if "\x00" in text or _is_mostly_control(text[:_SAMPLE]):
        _refuse_binary()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_mostly_control(text: str) -> bool:
    return len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text)


def _refuse_binary() -> NoReturn:
    msg = "looks like a binary file, not text"
    raise ArticleError(msg)
