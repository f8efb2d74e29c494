"""Zip archives: each file in them is read as if it lay in the corpus, and nothing leads out of the archive."""

import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from qabot.errors import ArticleError
from qabot.ingest.parsing.safe_zip import open_zip, read_member
from qabot.ingest.parsing.saved_page_folders import companion_folders
from qabot.ingest.source import Source, describe_bytes
from qabot.model import Skipped

ENDINGS = (".zip",)
SANDBOXED = False
KEPT = (
    "each file in it as if it lay in the corpus, also in an archive within it; the id is `all.zip#folder/a.txt`, the"
    " collection that of the archive. A locked or damaged file, a link, a name that leads out, or a file that unpacks"
    " to over 200 times its size costs only itself"
)

_MAX_SHOWN_CHARS = 200
_LEADS_OUT = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def load(source: Source) -> Iterator[Source | Skipped]:
    """Yield every file in a zip archive that qabot has a loader for, in the order of their names.

    Hidden files and the parts of saved pages are passed over. Files in other formats are counted in one report.

    Raises:
        ArticleError: the file is no zip archive, has nothing in it, or lies more than three archives deep.
        OSError: the file cannot be read.
    """
    source.check_depth()
    with open_zip(source) as archive:
        files = (member for member in archive.infolist() if not member.filename.endswith("/"))
        members = sorted(files, key=lambda member: member.filename)
        parts = companion_folders(member.filename for member in members)
        foreign = unpacked = 0
        limit = source.limits.max_unpacked_bytes
        for member in members:
            if reason := _refusal(member):
                shown = _UNPRINTABLE.sub("?", member.filename)[:_MAX_SHOWN_CHARS]
                yield Skipped(f"{source.path}#{shown}", reason)
            elif _is_hidden(member.filename, parts):
                continue
            elif not source.can_load(member.filename):
                foreign += 1
            else:
                unpacked += member.file_size
                if unpacked > limit:
                    msg = f"unpacks to more than {describe_bytes(limit)}; the rest is left out"
                    raise ArticleError(msg, remedy="Split the archive")
                yield _unpack(source, archive, member)
        if foreign:
            yield Skipped(source.path, f"has {foreign:,} file{'s' * (foreign > 1)} in formats that qabot does not read")
        if not members:
            msg = "has no files in it"
            raise ArticleError(msg)


def _unpack(source: Source, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Source | Skipped:
    path = f"{source.path}#{member.filename}"
    try:
        content = read_member(archive, member, max_bytes=source.limits.max_file_bytes)
    except ArticleError as err:
        return Skipped(f"{source.path}#{member.filename[:_MAX_SHOWN_CHARS]}", err.problem)
    return source.part(member.filename, content, path=path)


def _is_hidden(name: str, parts: frozenset[str]) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") and part not in (".", "..") for part in path.parts)
    return hidden or "__MACOSX" in path.parts or name.endswith("~") or any(str(up) in parts for up in path.parents)


def _refusal(member: zipfile.ZipInfo) -> str:
    """Return why a member is not even opened, ``""`` if it may be opened."""
    if not member.filename:
        return "has no name"
    if _LEADS_OUT.search(member.filename):
        return "has a name that leads out of the archive"
    if _UNPRINTABLE.search(member.filename):
        return "has a name with characters that cannot be printed"
    mode = member.external_attr >> 16
    return "is a link" if stat.S_ISLNK(mode) else ""
