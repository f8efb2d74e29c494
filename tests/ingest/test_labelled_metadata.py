"""The labelled set of small files: the share of titles, authors, publishers and days that are read as people read them.

A line of tests/labelled/metadata.jsonl is one file, each of another kind: {"name", "part", "content"} and, as far as
they are certain, "title", "authors", "source" and "published". The content is the file's text, or for a Word document,
an OpenDocument text, a book or a PDF what is put into it. The part "held" was written before the code that it tests,
and no rule was made for its files. ``python tests/ingest/test_labelled_metadata.py`` prints the shares and the faults.
"""

import json
import textwrap
from collections import Counter, defaultdict
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from article_files import build_pdf, zipped

from qabot.ingest.formats import LOADERS, load_here
from qabot.ingest.source import Limits, Source

pytestmark = pytest.mark.slow

FILE = Path(__file__).parents[1] / "labelled" / "metadata.jsonl"
ROWS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
FIELDS = ("title", "authors", "source", "published")
LEAST_SHARE = 0.97
SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:opf="http://www.idpf.org/2007/opf"'
)


def make_docx(about):
    import docx

    document = docx.Document()
    if "title" in about:
        document.core_properties.title = about["title"]
    if "author" in about:
        document.core_properties.author = about["author"]
    if "created" in about:
        document.core_properties.created = datetime.fromisoformat(about["created"])
    if "heading" in about:
        document.add_heading(about["heading"], level=1)
    for paragraph in about["paragraphs"]:
        document.add_paragraph(paragraph)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def elements(about, prefixes):
    """Return an XML element for each value of each field; a value that is an element itself stays."""
    for name, value in about.items():
        for text in value if isinstance(value, list) else [value]:
            tag = f"{prefixes.get(name, 'dc')}:{name}"
            yield text if text.startswith("<") else f"<{tag}>{text}</{tag}>"


def make_odt(about):
    body = "".join(f"<text:p>{paragraph}</text:p>" for paragraph in about.pop("paragraphs"))
    fields = "".join(elements(about, {"initial-creator": "meta", "creation-date": "meta"}))
    content = f"<office:document-content {SPACES}><office:body><office:text>{body}</office:text></office:body>"
    return zipped(
        [
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", content + "</office:document-content>"),
            ("meta.xml", f"<office:document-meta {SPACES}><office:meta>{fields}</office:meta></office:document-meta>"),
        ]
    )


def make_epub(about):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in about.pop("paragraphs"))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" {SPACES}><metadata>{"".join(elements(about, {}))}</metadata>'
        '<manifest><item id="a" href="a.xhtml" media-type="x"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf"/></rootfiles></container>'
    )
    return zipped(
        [
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", container),
            ("book.opf", package),
            ("a.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'),
        ]
    )


def make_pdf(about):
    plain = str.maketrans({"“": '"', "”": '"', "’": "'", "–": "-", "(": "", ")": ""})
    paragraphs = [textwrap.wrap(paragraph.translate(plain), 80) for paragraph in about["paragraphs"]]
    return build_pdf([[line for lines in paragraphs for line in (*lines, "")]], info=about["info"])


MAKERS = {".docx": make_docx, ".odt": make_odt, ".epub": make_epub, ".pdf": make_pdf}


def read(row):
    """Return the article of a labelled file."""
    name, content = row["name"], row["content"]
    packed = content.encode() if isinstance(content, str) else MAKERS[Path(name).suffix](dict(content))
    source = Source(Path(name), name, Limits(), content=packed, member=name, endings=tuple(LOADERS))
    (article,) = load_here(source)
    return article


def faults_of(part):
    """Return the number of labels of each field, and (file, field, read, label) of each that is read otherwise."""
    counts, faults = Counter(), defaultdict(list)
    for row in (row for row in ROWS if row["part"] == part):
        article = read(row)
        found = {
            "title": article.title,
            "authors": list(article.authors),
            "source": article.source,
            "published": article.published and article.published.isoformat(),
        }
        for field in FIELDS:
            if field in row:
                counts[field] += 1
                if found[field] != row[field]:
                    faults[field].append((row["name"], field, found[field], row[field]))
    return counts, faults


@pytest.mark.parametrize("part", ["fit", "held"])
def test_nearly_all_is_read_as_it_is_labelled(part):
    counts, faults = faults_of(part)
    for field in FIELDS:
        assert counts[field] >= 60
        assert 1 - len(faults[field]) / counts[field] >= LEAST_SHARE, faults[field]


def test_the_set_is_large_and_half_of_it_is_held_back():
    assert len(ROWS) >= 150
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    assert sum(row["part"] == "held" for row in ROWS) * 2 >= len(ROWS)
    for row in ROWS:
        assert row.keys() - set(FIELDS) == {"name", "part", "content"}
        assert row.keys() & set(FIELDS)


if __name__ == "__main__":
    for part in ("fit", "held"):
        counts, faults = faults_of(part)
        for field in FIELDS:
            print(f"{part:5} {field:10} {1 - len(faults[field]) / counts[field]:.3f} of {counts[field]}")  # noqa: T201
            for fault in faults[field]:
                print("     ", *fault, sep="  ")  # noqa: T201
