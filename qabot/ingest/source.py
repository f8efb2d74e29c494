"""One file as a loader sees it: where it lies, how much of it may be read, and its bytes."""

import math
import stat
from dataclasses import dataclass, replace
from io import BufferedIOBase, BytesIO
from pathlib import Path

from qabot.errors import ArticleError

_MEGABYTE = 1_000_000
_MAX_MARK_BYTES = 65_536
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read before a file or an article is refused. All values are at least 1.

    Attributes:
        max_file_bytes: size of a file that is read whole (every format except JSON lines, which are streamed).
        max_article_chars: length of one article's text.
        max_unpacked_bytes: size of a ``.jsonl.gz`` file or an archive after decompression; what came before is kept.
    """

    max_file_bytes: int = 64 * _MEGABYTE
    max_article_chars: int = 2_000_000
    max_unpacked_bytes: int = 4_000 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Source:
    """A file to load: a file of the corpus, a member of an archive, an attachment, or a page from the web.

    Attributes:
        file: the file on disk; for a member of an archive, the archive.
        path: POSIX path below the corpus folder, as the article shows it; ``"all.zip#a/b.txt"`` within an archive.
        limits: the limits that the loader must keep.
        content: the bytes, if they are not to be read from ``file``.
        member: the name within the archive, with folders; ``""`` for a file of the corpus.
        depth: how many archives and mails the file lies in.
        url: the address that the file was fetched from, ``""`` if unknown.
        endings: the endings of the names that qabot has a loader for; an archive unpacks only such members.
    """

    file: Path
    path: str
    limits: Limits
    content: bytes | None = None
    member: str = ""
    depth: int = 0
    url: str = ""
    endings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the file's own name, without folders and without the archive's name."""
        return (self.member or self.path).rpartition("/")[2]

    def open(self) -> BufferedIOBase:
        """Return a stream of the content.

        Raises:
            ArticleError: the file is a pipe, a socket or a device.
            OSError: the file cannot be opened.
        """
        if self.content is not None:
            return BytesIO(self.content)
        self.check_regular()
        return self.file.open("rb")

    def read(self) -> bytes:
        """Return the whole content, if its size is within ``max_file_bytes``.

        Raises:
            ArticleError: the file is too large, or is a pipe, a socket or a device.
            OSError: the file cannot be read.
        """
        limit = self.limits.max_file_bytes
        if self.content is None:
            self.check_regular()
        size = self.file.stat().st_size if self.content is None else len(self.content)
        if size <= limit:
            with self.open() as stream:
                content = stream.read(limit + 1)
            # A file that grows while it is read would otherwise get past the check above.
            size = len(content)
            if size <= limit:
                return content
        msg = f"is {describe_bytes(size, up=True)}; the limit is {describe_bytes(limit)} ([corpus] max_file_mb)"
        raise ArticleError(msg, remedy="Split the file, or raise the limit")

    def read_text(self, *, markup_ratio: int = 1) -> bytes:
        """Return the whole content of a file that holds one article.

        Args:
            markup_ratio: how many times as long as its article the file may be, because of its markup.

        Raises:
            ArticleError: as for ``read``; or the file has so many bytes that the text is too long in every encoding.
            OSError: the file cannot be read.
        """
        content = self.read()
        limit = self.limits.max_article_chars
        # No encoding takes more than four bytes for a character. Decoding more than that could take long.
        if len(content) > 4 * limit * markup_ratio + _MAX_MARK_BYTES:
            msg = f"has over {limit:,} characters; the limit is {limit:,} ([corpus] max_article_chars)"
            raise ArticleError(msg, remedy="Split the article, or raise the limit")
        return content

    def can_load(self, name: str) -> bool:
        """Return whether qabot has a loader for a file of that name."""
        return name.lower().endswith(self.endings)

    def part(self, name: str, content: bytes, *, path: str) -> "Source":
        """Return a file that is packed in this one, to be loaded by its own loader.

        Args:
            name: its name in this file, with folders.
            content: its bytes.
            path: this file's path if the part stands for the whole, else ``PATH#NAME``.
        """
        return replace(self, path=path, content=content, member=name, depth=self.depth + 1, url="")

    def check_depth(self) -> None:
        """Refuse to unpack a file that already lies in three archives or mails.

        Raises:
            ArticleError: the file lies too deep.
        """
        if self.depth >= _MAX_DEPTH:
            msg = f"lies in {self.depth} archives, one within another; qabot does not look deeper"
            raise ArticleError(msg)

    def check_regular(self) -> None:
        """Refuse a file that is not a regular file: opening a pipe would wait for its writer for ever.

        Raises:
            ArticleError: the file is a pipe, a socket, a device or a folder.
            OSError: the file's state cannot be read.
        """
        if not stat.S_ISREG(self.file.stat().st_mode):
            msg = "is not a regular file"
            raise ArticleError(msg)

    def check_text(self, text: str, *, markup_ratio: int = 1) -> None:
        """Refuse a text that is blank, or longer than an article may be.

        Args:
            text: the article's text, possibly still with its markup.
            markup_ratio: how many times as long as an article the text may be, because of its markup.

        Raises:
            ArticleError: the text is blank or too long.
        """
        if not text.strip():
            msg = "no text in it"
            raise ArticleError(msg)
        limit = self.limits.max_article_chars
        if len(text) > limit * markup_ratio:
            msg = f"has {len(text):,} characters; the limit is {limit:,} ([corpus] max_article_chars)"
            raise ArticleError(msg, remedy="Split the article, or raise the limit")


def describe_bytes(count: int, *, up: bool = False) -> str:
    """Return ``count`` bytes for people: "812 bytes", "64 MB" (a megabyte is a million bytes).

    Args:
        count: the number of bytes.
        up: round up, so that a size above its limit never reads as the limit itself.
    """
    if count < _MEGABYTE:
        return f"{count:,} bytes"
    return f"{math.ceil(count / _MEGABYTE) if up else count // _MEGABYTE:,} MB"
