"""Reads a corpus folder: finds its files, loads each, keeps ids unique, and reports what cannot be read."""

from collections.abc import Iterator
from pathlib import Path

from qabot.errors import CorpusError
from qabot.ingest.formats import describe_error, load
from qabot.ingest.source import Limits, Source
from qabot.ingest.walk import CorpusFile, find_files
from qabot.model import Article, Skipped

__all__ = ["Limits", "check_corpus", "check_folder", "read_corpus"]

_MAX_SHOWN_ID_CHARS = 80


def read_corpus(folder: Path, *, limits: Limits) -> Iterator[Article | Skipped]:
    """Yield every article below ``folder``, and for every file or record that is not an article, why.

    Files come in the order of their POSIX paths below the folder, so the same folder always gives the same articles
    in the same order. Hidden files and folders and editors' copies (``notes.txt~``) are passed over in silence. Ids
    are unique: the first article with an id keeps it. One file at a time is in memory; of JSON lines, one record.

    Raises:
        CorpusError: the folder does not exist or cannot be listed.
    """
    holders: dict[str, str] = {}
    for found in _find(folder):
        items = (found,) if isinstance(found, Skipped) else load(Source(found.file, found.path, limits))
        for item in items:
            yield item if isinstance(item, Skipped) else _check_id(item, holders)


def check_corpus(folder: Path) -> None:
    """Make sure that there is something to index, before anything is made for it.

    Raises:
        CorpusError: the folder is missing, cannot be listed, or holds nothing that ``read_corpus`` would yield.
    """
    check_folder(folder)
    if next(_find(folder), None) is None:
        raise CorpusError(f"{folder} has no articles in it", remedy="Put some in, then run: qabot index")


def check_folder(folder: Path) -> None:
    """Make sure that there is a corpus folder.

    Raises:
        CorpusError: the folder does not exist.
    """
    if not folder.is_dir():
        raise CorpusError(
            f"There is no folder {folder}", remedy="Make it and put articles in, or name yours: --corpus DIR"
        )


def _find(folder: Path) -> Iterator[CorpusFile | Skipped]:
    try:
        yield from find_files(folder)
    except OSError as err:
        msg = f"the corpus folder {folder} cannot be read ({describe_error(err)})"
        raise CorpusError(msg, remedy="Name a folder with articles in it") from err


def _check_id(article: Article, holders: dict[str, str]) -> Article | Skipped:
    """Return the article if its id is free, else why it is skipped; ``holders`` are the places of articles by id."""
    where = article.path if article.id == article.path else article.locate(0)
    holder = holders.setdefault(article.id, where)
    if holder == where:
        return article
    shown = article.id[:_MAX_SHOWN_ID_CHARS] + "…" * (len(article.id) > _MAX_SHOWN_ID_CHARS)
    return Skipped(where, f"the id '{shown}' is already taken by {holder}")
