"""Which loader reads which file, told by the ending of its name; no failure of one gets out of here."""

from collections.abc import Callable, Iterator, Mapping

from qabot.errors import ArticleError
from qabot.ingest.loaders.archives import load_gzip, load_zip
from qabot.ingest.loaders.csv_table import load_csv
from qabot.ingest.loaders.epub import load_epub
from qabot.ingest.loaders.feed import load_feed
from qabot.ingest.loaders.json_records import load_json, load_json_lines, load_packed_json_lines
from qabot.ingest.loaders.mail import load_mail
from qabot.ingest.loaders.markdown import load_markdown
from qabot.ingest.loaders.office import load_docx, load_odt, load_rtf
from qabot.ingest.loaders.pdf import load_pdf
from qabot.ingest.loaders.plain import load_plain
from qabot.ingest.loaders.saved_page import load_maff, load_mhtml
from qabot.ingest.loaders.webpage import load_webpage
from qabot.ingest.sandbox.parent import is_apart, read_apart
from qabot.ingest.source import Source
from qabot.model import Article, Skipped

Loader = Callable[[Source], Iterator[Article | Skipped]]


def load(source: Source) -> Iterator[Article | Skipped]:
    """Yield the articles of one file, and for what in it is none, why; a format with a parser, in a process apart."""
    suffix = _suffix(source.name)
    try:
        if not suffix:
            yield Skipped(source.path, "is in no format that qabot reads")
        elif suffix in _APART and not is_apart():
            yield from read_apart(source, suffix)
        else:
            yield from load_with(LOADERS[suffix], source)
    except Exception as err:  # noqa: BLE001 - a file that a loader did not foresee must not cost the others
        yield Skipped(source.path, f"cannot be read: qabot did not foresee something in it ({type(err).__name__})")


def load_with(loader: Loader, source: Source) -> Iterator[Article | Skipped]:
    """Yield what a loader makes of a file; what it refuses and cannot read is skipped."""
    try:
        yield from loader(source)
    except ArticleError as err:
        yield Skipped(source.path, err.problem)
    except OSError as err:
        yield Skipped(source.path, f"cannot be read ({describe_error(err)})")


def describe_error(err: OSError) -> str:
    """Return what the system says of a failure, without the path."""
    return err.strerror or type(err).__name__


def reads(name: str) -> bool:
    """Return whether there is a loader for a file of that name."""
    return bool(_suffix(name))


def _suffix(name: str) -> str:
    low = name.lower()
    return next((suffix for suffix in LOADERS if low.endswith(suffix)), "")


def _load_zip(source: Source) -> Iterator[Article | Skipped]:
    return load_zip(source, load=load, reads=reads)


def _load_mail(source: Source) -> Iterator[Article | Skipped]:
    return load_mail(source, load=load, reads=reads)


def _load_gzip(source: Source) -> Iterator[Article | Skipped]:
    return load_gzip(source, load=load)


LOADERS: Mapping[str, Loader] = {
    ".txt": load_plain,
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".html": load_webpage,
    ".htm": load_webpage,
    ".xhtml": load_webpage,
    ".mhtml": load_mhtml,
    ".mht": load_mhtml,
    ".maff": load_maff,
    ".json": load_json,
    ".jsonl": load_json_lines,
    ".jsonl.gz": load_packed_json_lines,
    ".csv": load_csv,
    ".tsv": load_csv,
    ".pdf": load_pdf,
    ".docx": load_docx,
    ".odt": load_odt,
    ".rtf": load_rtf,
    ".epub": load_epub,
    ".eml": _load_mail,
    ".rss": load_feed,
    ".atom": load_feed,
    ".rdf": load_feed,
    ".xml": load_feed,
    ".zip": _load_zip,
    ".gz": _load_gzip,
}
"""By suffix; of several that fit, the first counts."""
_WITHOUT_PARSER = (".txt", ".json", ".jsonl", ".jsonl.gz", ".csv", ".tsv", ".zip", ".gz")
"""Read in this process: their libraries are bounded by nature, or they hand on what is in them."""
_APART = frozenset(LOADERS) - frozenset(_WITHOUT_PARSER)
