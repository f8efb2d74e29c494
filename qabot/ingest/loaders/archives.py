"""Articles in zip and gzip files: each is read as if it lay in the corpus, and nothing leads out of the archive."""

import gzip
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from qabot.errors import ArticleError
from qabot.ingest.parsing.safe_zip import open_zip, read_member, refuse_bomb
from qabot.ingest.parsing.saved_page_folders import companion_folders
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Anchor, Article, Skipped

Items = Iterator[Article | Skipped]
Load = Callable[[Source], Items]
Reads = Callable[[str], bool]
"""Whether qabot has a loader for a file of that name."""

_MAX_DEPTH = 3
_MAX_SHOWN_CHARS = 200
_CHUNK_BYTES = 1_048_576
_OUT = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def load_zip(source: Source, *, load: Load, reads: Reads) -> Items:
    """Yield the articles of every file in a zip archive, in the order of their names.

    An article's id is ``ARCHIVE#NAME`` (and what its own format adds), its path that of the archive. Hidden files and
    the parts of saved pages are passed over; those of other formats are counted in one report. A name that climbs out,
    a link, a locked, damaged or exploding member costs itself only.

    Args:
        source: the archive.
        load: reads one file, whatever its format.
        reads: whether there is a loader for a name.

    Raises:
        ArticleError: no zip archive, or nested more than three deep, or nothing in it.
        OSError: it cannot be read.
    """
    check_depth(source)
    with open_zip(source) as archive:
        files = (one for one in archive.infolist() if not one.filename.endswith("/"))
        members = sorted(files, key=lambda one: one.filename)
        parts = companion_folders(member.filename for member in members)
        foreign = unpacked = 0
        limit = source.limits.max_unpacked_bytes
        for member in members:
            shown = f"{source.path}#{_UNPRINTABLE.sub('?', member.filename)[:_MAX_SHOWN_CHARS]}"
            if reason := _judge(member):
                yield Skipped(shown, reason)
            elif _is_hidden(member.filename, parts):
                continue
            elif not reads(member.filename):
                foreign += 1
            else:
                unpacked += member.file_size
                if unpacked > limit:
                    msg = f"unpacks to more than {describe_bytes(limit)}; the rest is left out"
                    raise ArticleError(msg, remedy="Split the archive")
                yield from _load_member(source, archive, member, load=load, shown=shown)
        if foreign:
            yield Skipped(source.path, f"has {foreign:,} file{'s' * (foreign > 1)} in formats that qabot does not read")
        if not members:
            msg = "has no files in it"
            raise ArticleError(msg)


def load_gzip(source: Source, *, load: Load) -> Items:
    """Yield the articles of the one file in a gzip file; they have the packed file's path.

    Raises:
        ArticleError: not gzip, damaged, too large unpacked, a bomb, or nested more than three deep.
        OSError: it cannot be read.
    """
    check_depth(source)
    limit = source.limits.max_file_bytes
    packed = source.read()
    content = bytearray()
    try:
        with gzip.GzipFile(fileobj=replace(source, unpacked=packed).open()) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                content += chunk
                refuse_bomb(len(content), len(packed))
                if len(content) > limit:
                    msg = f"unpacks to more than {describe_bytes(limit)} ([corpus] max_file_mb)"
                    raise ArticleError(msg)
    except (EOFError, zlib.error, gzip.BadGzipFile) as err:
        msg = "is not a readable gzip file"
        raise ArticleError(msg) from err
    name = source.name[: -len(".gz")] if source.name.lower().endswith(".gz") else source.name
    yield from load(replace(source, unpacked=bytes(content), depth=source.depth + 1, member=name))


def within(item: Article | Skipped, *, path: str, place: str) -> Article | Skipped:
    """Return what was read from ``path#place`` as a part of the file at ``path``; its id stays as it is."""
    if isinstance(item, Skipped):
        return item
    anchors = item.anchors if item.anchors and item.anchors[0].start == 0 else (Anchor(0, ""), *item.anchors)
    return replace(
        item, path=path, anchors=tuple(Anchor(anchor.start, f"#{place}{anchor.locator}") for anchor in anchors)
    )


def _load_member(source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, load: Load, shown: str) -> Items:
    try:
        content = read_member(archive, member, max_bytes=source.limits.max_file_bytes)
    except ArticleError as err:
        yield Skipped(shown, err.problem)
        return
    name = member.filename
    inner = replace(source, path=f"{source.path}#{name}", unpacked=content, depth=source.depth + 1, member=name)
    for item in load(inner):
        yield within(item, path=source.path, place=name)


def check_depth(source: Source) -> None:
    """Refuse what lies in three archives or mails already.

    Raises:
        ArticleError: it does.
    """
    if source.depth >= _MAX_DEPTH:
        msg = f"lies in {source.depth} archives, one within another; qabot does not look deeper"
        raise ArticleError(msg)


def _is_hidden(name: str, parts: frozenset[str]) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") and part not in (".", "..") for part in path.parts)
    return hidden or "__MACOSX" in path.parts or name.endswith("~") or any(str(up) in parts for up in path.parents)


def _judge(member: zipfile.ZipInfo) -> str:
    """Return why a member is not even opened, ``""`` when it may be."""
    if not member.filename:
        return "has no name"
    if _OUT.search(member.filename):
        return "has a name that leads out of the archive"
    if _UNPRINTABLE.search(member.filename):
        return "has a name with characters that cannot be printed"
    mode = member.external_attr >> 16
    return "is a link" if stat.S_ISLNK(mode) else ""
