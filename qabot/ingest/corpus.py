"""Reads a corpus folder: finds its files, loads each, keeps ids unique, and reports what cannot be read."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from qabot.errors import CorpusError
from qabot.ingest.file_memory import FileMemory
from qabot.ingest.formats import describe_error, load
from qabot.ingest.source import Limits, Source
from qabot.ingest.walk import CorpusFile, find_files, has_files
from qabot.model import Article, KnownArticle, Skipped

__all__ = ["Limits", "check_corpus", "check_folder", "read_corpus"]

_MAX_SHOWN_ID_CHARS = 80


def read_corpus(
    folder: Path, *, limits: Limits, memory: FileMemory | None = None, known: Mapping[str, str] | None = None
) -> Iterator[Article | KnownArticle | Skipped]:
    """Yield every article below ``folder``, and for every file or record that is not an article, why.

    Files come in the order of their POSIX paths below the folder, so the same folder always gives the same articles
    in the same order. Hidden files and folders and editors' copies (``notes.txt~``) are passed over in silence. Ids
    are unique: the first article with an id keeps it. One file at a time is in memory; of JSON lines, one record.

    Args:
        folder: of the corpus.
        limits: that the loaders keep.
        memory: files that did not change since an earlier run; they are not read if ``known`` has their articles.
        known: the digest of each article that may come without its text, by id.

    Raises:
        CorpusError: the folder does not exist or cannot be listed.
    """
    holders: dict[str, str] = {}
    for found in _find(folder):
        if isinstance(found, Skipped):
            yield found
            continue
        unread = memory.recall(found) if memory and known else None
        if unread is not None and _are_known(unread, known or {}, holders):
            items: Iterable[Article | KnownArticle | Skipped] = unread
        else:
            loaded = load(Source(found.file, found.path, limits))
            items = memory.watched(found, loaded) if memory else loaded
        for item in items:
            yield item if isinstance(item, Skipped) else _check_id(item, holders)


def check_corpus(folder: Path) -> None:
    """Make sure that there is something to index, before anything is made for it.

    Raises:
        CorpusError: the folder is missing, cannot be listed, or holds nothing that ``read_corpus`` would yield.
    """
    check_folder(folder)
    with _listing(folder):
        empty = not has_files(folder)
    if empty:
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
    with _listing(folder):
        yield from find_files(folder)


@contextlib.contextmanager
def _listing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        msg = f"the corpus folder {folder} cannot be read ({describe_error(err)})"
        raise CorpusError(msg, remedy="Name a folder with articles in it") from err


def _are_known(articles: Iterable[KnownArticle], known: Mapping[str, str], holders: Mapping[str, str]) -> bool:
    """Return whether each article may come without its text, or will be skipped because another has its id."""
    return all(known.get(one.id) == one.digest or one.id in holders for one in articles)


def _check_id(article: Article | KnownArticle, holders: dict[str, str]) -> Article | KnownArticle | Skipped:
    """Return the article if its id is free, else why it is skipped; ``holders`` are the places of articles by id."""
    if article.id == article.path:
        where = article.path
    else:
        where = article.place if isinstance(article, KnownArticle) else article.locate(0)
    holder = holders.setdefault(article.id, where)
    if holder == where:
        return article
    shown = article.id[:_MAX_SHOWN_ID_CHARS] + "…" * (len(article.id) > _MAX_SHOWN_ID_CHARS)
    return Skipped(where, f"the id '{shown}' is already taken by {holder}")
