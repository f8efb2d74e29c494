"""A corpus folder that tests write into and read back, and PDFs made by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qabot.ingest.corpus import Limits, read_corpus
from qabot.model import Article, Skipped


class Corpus:
    """A folder to write to; reading it gives articles and skips apart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def read(self, limits: Limits | None = None) -> list[Article | Skipped]:
        return list(read_corpus(self.folder, limits=limits or Limits()))

    def articles(self) -> list[Article]:
        """Read, sure that nothing was skipped."""
        items = self.read()
        assert [item for item in items if isinstance(item, Skipped)] == []
        return [item for item in items if isinstance(item, Article)]

    def article(self, path: str, content: str | bytes) -> Article:
        self.write(path, content)
        (article,) = self.articles()
        return article

    def reason(self, path: str, content: str | bytes, limits: Limits | None = None) -> str:
        """Write one file that must be skipped whole, and return why it was."""
        self.write(path, content)
        (skipped,) = self.read(limits)
        assert isinstance(skipped, Skipped)
        assert skipped.path == path
        assert "\n" not in skipped.reason
        assert not skipped.reason.endswith(".")
        assert str(self.folder) not in skipped.reason
        return skipped.reason


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return Corpus(folder)


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    return build_pdf


def build_pdf(pages: list[list[str]], *, info: str = "", encrypted: bool = False) -> bytes:
    """Return a PDF with a text line for each string, page by page; ``info`` is the inside of its Info dictionary."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown}ET" if lines else ""
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"{page} /Contents {len(objects)} 0 R >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< {info} >>")
    trailer = f"/Root 1 0 R /Info {len(objects)} 0 R"
    if encrypted:
        # No password yields this check value, so none opens the file.
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<00> <00>]"
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} {trailer} >>\n"
    end += f"startxref\n{len(body)}\n%%EOF\n"
    return (body + end).encode("latin-1")
