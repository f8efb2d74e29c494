"""A corpus folder that tests write into and read back, and PDFs made by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from article_files import build_pdf

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
