"""The folders that browsers save beside a page, with its pictures, styles and frames; they hold no articles."""

from collections.abc import Iterable
from pathlib import PurePosixPath

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
_ENDINGS = (
    "_files",
    ".files",
    "-files",
    "_fichiers",
    "-Dateien",
    "_Dateien",
    "_archivos",
    "_arquivos",
    "_ficheiros",
    "_file",
    "-filer",
    "_bestanden",
    "_pliki",
    "_soubory",
    "_tiedostot",
    "-tiedostot",
    "_dosyalar",
    "_elemei",
    "_fájlok",
)
"""What Firefox, Chrome, Edge and Internet Explorer add to a page's name, by the browser's language."""


def companion_folders(names: Iterable[str]) -> frozenset[str]:
    """Return the names of the folders that would belong to the pages among ``names`` (POSIX paths or plain names).

    ``news/a.html`` gives ``news/a_files``, ``news/a-Dateien`` and so on, whether they exist or not.
    """
    pages = (PurePosixPath(name) for name in names if name.lower().endswith(PAGE_SUFFIXES))
    return frozenset(str(page.with_name(page.stem + ending)) for page in pages for ending in _ENDINGS)
