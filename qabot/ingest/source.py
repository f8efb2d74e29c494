"""One file of the corpus as the loaders meet it: where it lies, how much of it may be read, and its bytes."""

import math
import stat
from dataclasses import dataclass
from io import BufferedIOBase, BytesIO
from pathlib import Path

from qabot.errors import ArticleError

_MEGABYTE = 1_000_000
_MAX_MARK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a file or an article is refused. All are at least 1.

    Attributes:
        max_file_bytes: of a file that is read whole (all formats but JSON lines, which are streamed).
        max_article_chars: of one article's text.
        max_unpacked_bytes: of a ``.jsonl.gz`` or an archive once decompressed; what comes before is kept.
    """

    max_file_bytes: int = 64 * _MEGABYTE
    max_article_chars: int = 2_000_000
    max_unpacked_bytes: int = 4_000 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Source:
    """A file to load: one of the folder, or one that was unpacked from such a file.

    Attributes:
        file: where it, or what it was unpacked from, is opened.
        path: POSIX path below the corpus folder, as the article will show it; ``"all.zip#a/b.txt"`` within an archive.
        limits: what the loader must keep to.
        unpacked: its content where it was unpacked, else ``None``.
        member: its own name there, with folders; ``""`` where it was not unpacked.
        depth: how many archives it lies in.
    """

    file: Path
    path: str
    limits: Limits
    unpacked: bytes | None = None
    member: str = ""
    depth: int = 0

    @property
    def name(self) -> str:
        """Return the file's own name, without folders and without the archive's."""
        return (self.member or self.path).rpartition("/")[2]

    def open(self) -> BufferedIOBase:
        """Return a stream of the content.

        Raises:
            ArticleError: the file is a pipe, a socket or a device.
            OSError: it cannot be opened.
        """
        if self.unpacked is not None:
            return BytesIO(self.unpacked)
        self.check_regular()
        return self.file.open("rb")

    def read(self) -> bytes:
        """Return the whole content, once its size is known to be within ``max_file_bytes``.

        Raises:
            ArticleError: the file is too large, or is a pipe, a socket or a device.
            OSError: it cannot be read.
        """
        limit = self.limits.max_file_bytes
        if self.unpacked is None:
            self.check_regular()
        size = self.file.stat().st_size if self.unpacked is None else len(self.unpacked)
        if size <= limit:
            with self.open() as stream:
                content = stream.read(limit + 1)
            # A file that grows while it is read would otherwise get past the check above.
            size = len(content)
            if size <= limit:
                return content
        msg = f"is {describe_bytes(size, up=True)}; the limit is {describe_bytes(limit)} ([corpus] max_file_mb)"
        raise ArticleError(msg, remedy="Split the file, or raise the limit")

    def check_regular(self) -> None:
        """Refuse what is not a regular file: opening a pipe would wait for its writer for ever.

        Raises:
            ArticleError: the file is a pipe, a socket, a device or a folder.
            OSError: it cannot be looked at.
        """
        if not stat.S_ISREG(self.file.stat().st_mode):
            msg = "is not a regular file"
            raise ArticleError(msg)

    def read_text(self, *, times: int = 1) -> bytes:
        """Return the whole content of a file that is one article, at most ``times`` what one may have of characters.

        Raises:
            ArticleError: as for ``read``, or so many bytes that the text must be too long, whatever its encoding.
            OSError: it cannot be read.
        """
        content = self.read()
        limit = self.limits.max_article_chars
        # No encoding takes more than four bytes for a character; to decode more than that may take long.
        if len(content) > 4 * limit * times + _MAX_MARK_BYTES:
            msg = f"has over {limit:,} characters; the limit is {limit:,} ([corpus] max_article_chars)"
            raise ArticleError(msg, remedy="Split the article, or raise the limit")
        return content

    def check_text(self, text: str, *, times: int = 1) -> None:
        """Refuse a text that is blank, or longer than ``times`` what one article may have.

        Raises:
            ArticleError: it is.
        """
        if not text.strip():
            msg = "no text in it"
            raise ArticleError(msg)
        limit = self.limits.max_article_chars
        if len(text) > limit * times:
            msg = f"has {len(text):,} characters; the limit is {limit:,} ([corpus] max_article_chars)"
            raise ArticleError(msg, remedy="Split the article, or raise the limit")


def describe_bytes(count: int, *, up: bool = False) -> str:
    """Return ``count`` bytes for people: "812 bytes", "64 MB" (of a million bytes each).

    ``up`` rounds up, so that a size above its limit never reads as the limit itself.
    """
    if count < _MEGABYTE:
        return f"{count:,} bytes"
    return f"{math.ceil(count / _MEGABYTE) if up else count // _MEGABYTE:,} MB"
