"""The formats that qabot reads: finds a file's loader by the ending of its name, and lets no error of it escape."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from qabot.errors import ArticleError
from qabot.ingest.loaders import (
    csv_table,
    docx,
    epub,
    feed,
    gzip_file,
    json_file,
    json_lines,
    maff,
    mail,
    markdown,
    mhtml,
    odt,
    pdf,
    plain,
    rtf,
    webpage,
    zip_archive,
)
from qabot.ingest.sandbox.parent import in_sandbox, load_in_sandbox
from qabot.ingest.source import Source
from qabot.model import Anchor, Article, Skipped


class Loader(Protocol):
    """A module in ``qabot/ingest/loaders``: how the files of one format become articles."""

    @property
    def ENDINGS(self) -> tuple[str, ...]:  # noqa: N802 - a constant of a module
        """Return the endings of its files' names, in lower case."""

    @property
    def SANDBOXED(self) -> bool:  # noqa: N802
        """Return whether its files are read in a process of their own: always, if a parser of others reads them."""

    @property
    def KEPT(self) -> str:  # noqa: N802
        """Return what is kept of its files, for the table of formats."""

    def load(self, source: Source, /) -> Iterator[Article | Skipped | Source]:
        """Yield a file's articles, what in it cannot be read and why, and the files in it that have their own loader.

        Raises:
            ArticleError: the file cannot be used; the message says why.
            OSError: the file cannot be read.
        """


FORMATS: tuple[Loader, ...] = (
    plain,
    markdown,
    webpage,
    mhtml,
    maff,
    json_file,
    json_lines,
    pdf,
    docx,
    odt,
    rtf,
    epub,
    mail,
    csv_table,
    feed,
    zip_archive,
    gzip_file,
)
"""In the order of the table of formats."""
LOADERS: Mapping[str, Loader] = {ending: loader for loader in FORMATS for ending in loader.ENDINGS}
"""The loaders by ending."""


def ending_of(name: str) -> str:
    """Return the longest known ending of a file's name, ``""`` if there is no loader for it."""
    return max((ending for ending in LOADERS if name.lower().endswith(ending)), key=len, default="")


def load(source: Source) -> Iterator[Article | Skipped]:
    """Yield the articles of one file, and for everything in it that is not an article, why.

    The file is read in the sandbox if its loader asks for it. No error escapes.
    """
    ending = ending_of(source.name)
    try:
        if not ending:
            yield Skipped(source.path, "is in no format that qabot reads")
        elif LOADERS[ending].SANDBOXED and not in_sandbox():
            yield from load_in_sandbox(source)
        else:
            yield from load_here(source)
    except Exception as err:  # noqa: BLE001 - a file that a loader did not foresee must not cost the others
        yield Skipped(source.path, f"cannot be read: qabot did not foresee something in it ({type(err).__name__})")


def load_here(source: Source) -> Iterator[Article | Skipped]:
    """Yield what a file's loader makes of it in this process; a file that cannot be read is skipped."""
    try:
        for item in LOADERS[ending_of(source.name)].load(replace(source, endings=tuple(LOADERS))):
            if isinstance(item, Source):
                yield from (_as_part(found, of=source, part=item) for found in load(item))
            else:
                yield item
    except ArticleError as err:
        yield Skipped(source.path, err.problem)
    except OSError as err:
        yield Skipped(source.path, f"cannot be read ({describe_error(err)})")


def describe_error(err: OSError) -> str:
    """Return what the system says about a failure, without the path."""
    return err.strerror or type(err).__name__


def format_table() -> str:
    """Return the table of formats in Markdown."""
    rows = ("| format | what is kept |", "| --- | --- |")
    formats = (f"| {', '.join(f'`{ending}`' for ending in loader.ENDINGS)} | {loader.KEPT} |" for loader in FORMATS)
    return "\n".join((*rows, *formats))


def _as_part(item: Article | Skipped, *, of: Source, part: Source) -> Article | Skipped:
    """Return an item of a packed file as an item of the file that it is packed in; its id stays as it is."""
    if isinstance(item, Skipped) or part.path == of.path:
        return item
    anchors = item.anchors if item.anchors and item.anchors[0].start == 0 else (Anchor(0, ""), *item.anchors)
    located = (Anchor(anchor.start, f"#{part.member}{anchor.locator}") for anchor in anchors)
    return replace(item, path=of.path, anchors=tuple(located))
