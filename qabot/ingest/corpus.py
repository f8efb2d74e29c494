"""Reads a corpus folder: finds its files, hands each to its format's loader, keeps ids apart, reports the rest."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from qabot.errors import ArticleError, CorpusError
from qabot.ingest.markdown import load_markdown
from qabot.ingest.pdf import load_pdf
from qabot.ingest.plain import load_plain
from qabot.ingest.records import load_json, load_json_lines, load_packed_json_lines
from qabot.ingest.source import Limits, Source
from qabot.ingest.walk import Found, find_files
from qabot.ingest.webpage import load_webpage
from qabot.model import Article, Skipped

__all__ = ["LOADERS", "Limits", "read_corpus"]

Loader = Callable[[Source], Iterator[Article | Skipped]]

LOADERS: Mapping[str, Loader] = {
    ".txt": load_plain,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".html": load_webpage,
    ".htm": load_webpage,
    ".json": load_json,
    ".jsonl": load_json_lines,
    ".jsonl.gz": load_packed_json_lines,
    ".pdf": load_pdf,
}
_MAX_SHOWN_ID_CHARS = 80


def read_corpus(folder: Path, *, limits: Limits) -> Iterator[Article | Skipped]:
    """Yield every article below ``folder``, and for every file or record that is not one, why.

    Files come in the order of their POSIX paths below the folder, so the same folder always gives the same articles
    in the same order. Hidden files and folders and editors' copies (``notes.txt~``) are passed over in silence. Ids
    are unique: the first article to have one keeps it. One file, of JSON lines one record, is in memory at a time.

    Raises:
        CorpusError: there is no such folder, or it cannot be listed.
    """
    taken_by: dict[str, str] = {}
    for found in _find(folder):
        for item in (found,) if isinstance(found, Skipped) else _load(found, limits):
            yield item if isinstance(item, Skipped) else _admit(item, taken_by)


def holds_files(folder: Path) -> bool:
    """Return whether there is anything in a corpus folder that ``read_corpus`` would speak of.

    Raises:
        CorpusError: the folder cannot be listed.
    """
    return next(_find(folder), None) is not None


def _find(folder: Path) -> Iterator[Found | Skipped]:
    try:
        yield from find_files(folder)
    except OSError as err:
        msg = f"the corpus folder {folder} cannot be read ({_reason(err)})"
        raise CorpusError(msg, remedy="Name a folder with articles in it") from err


def _load(found: Found, limits: Limits) -> Iterator[Article | Skipped]:
    name = found.file.name.lower()
    loader = next((loader for suffix, loader in LOADERS.items() if name.endswith(suffix)), None)
    if loader is None:
        yield Skipped(found.path, f"not a format that qabot reads ({', '.join(LOADERS)})")
        return
    try:
        yield from loader(Source(found.file, found.path, limits))
    except ArticleError as err:
        yield Skipped(found.path, err.problem)
    except OSError as err:
        yield Skipped(found.path, f"cannot be read ({_reason(err)})")


def _admit(article: Article, taken_by: dict[str, str]) -> Article | Skipped:
    where = article.path if article.id == article.path else article.locate(0)
    holder = taken_by.setdefault(article.id, where)
    if holder == where:
        return article
    shown = article.id[:_MAX_SHOWN_ID_CHARS] + "…" * (len(article.id) > _MAX_SHOWN_ID_CHARS)
    return Skipped(where, f"the id '{shown}' is already taken by {holder}")


def _reason(err: OSError) -> str:
    return err.strerror or type(err).__name__
