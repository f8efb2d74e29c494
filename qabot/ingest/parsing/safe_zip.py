"""Zip files that may be hostile: bounds on their members, sizes and ratios; nothing is written to the disk."""

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase

from qabot.errors import ArticleError
from qabot.ingest.source import Source, describe_bytes

_MAX_DIRECTORY_BYTES = 8_000_000
_MAX_RATIO = 200
"""Text packs to a third or a tenth, very repetitive text to a fiftieth. A higher ratio was made to do harm."""
_RATIO_FROM_BYTES = 2_000_000
_TAIL_BYTES = 65_557
_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR_64 = b"PK\x06\x07"


@contextmanager
def open_zip(source: Source) -> Iterator[zipfile.ZipFile]:
    """Open a file as a zip archive.

    Raises:
        ArticleError: the file is no zip archive, or its list of members takes more than 8 MB.
        OSError: the file cannot be read.
    """
    with source.open() as stream:
        size = _directory_bytes(stream)
        if size > _MAX_DIRECTORY_BYTES:
            msg = "lists more files than qabot reads from one archive"
            raise ArticleError(msg, remedy="Split the archive")
        try:
            archive = zipfile.ZipFile(stream)
        # Broken fields raise errors of struct, of decoding and of unknown methods besides BadZipFile.
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError) as err:
            msg = "is not a readable zip archive"
            raise ArticleError(msg) from err
        with archive:
            yield archive


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, max_bytes: int) -> bytes:
    """Return the content of a member.

    Raises:
        ArticleError: the member is larger than ``max_bytes``, is locked or damaged, or unpacks to over 200 times its
            size.
    """
    if member.flag_bits & 1:
        msg = "is protected by a password"
        raise ArticleError(msg)
    check_ratio(member.file_size, member.compress_size)
    content = b""
    size = member.file_size
    if size <= max_bytes:
        try:
            with archive.open(member) as stream:
                content = stream.read(max_bytes + 1)
        # Each decompressor raises errors of its own, which have no common base.
        except Exception as err:
            msg = "is damaged"
            raise ArticleError(msg) from err
        size = len(content)
    if size > max_bytes:
        msg = f"is {describe_bytes(size, up=True)} unpacked; the limit is {describe_bytes(max_bytes)}"
        raise ArticleError(msg)
    return content


def check_ratio(unpacked_bytes: int, packed_bytes: int) -> None:
    """Refuse content that unpacks to over 2 MB and over 200 times its size.

    Raises:
        ArticleError: the ratio is too high.
    """
    if unpacked_bytes > max(_RATIO_FROM_BYTES, packed_bytes * _MAX_RATIO):
        msg = f"unpacks to more than {_MAX_RATIO} times its size: a decompression bomb"
        raise ArticleError(msg)


def _directory_bytes(stream: BufferedIOBase) -> int:
    """Return the size of the list of members, as the archive states it, in bytes; 0 if there is no such list."""
    end = stream.seek(0, 2)
    start = stream.seek(max(0, end - _TAIL_BYTES))
    tail = stream.read(_TAIL_BYTES)
    sizes = [0]
    found = tail.rfind(_END)
    if found >= 0 and len(tail) >= found + 16:
        sizes.append(int.from_bytes(tail[found + 12 : found + 16], "little") % 0xFFFFFFFF)
    locator = tail.rfind(_LOCATOR_64, 0, max(found, 0))
    if locator >= 0:
        # The 64-bit record counts if there is one; it is right before its locator, or where the locator says.
        for place in (start + locator - 56, int.from_bytes(tail[locator + 8 : locator + 16], "little")):
            stream.seek(min(max(place, 0), end))
            record = stream.read(56)
            if record.startswith(_END_64):
                sizes.append(int.from_bytes(record[40:48], "little"))
    stream.seek(0)
    return max(sizes)
