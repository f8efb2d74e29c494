"""A folder with one article of every kind is indexed, and the summary says what was and what was not, and why."""

import gzip
import json
import shutil

import pytest
from article_files import (
    PARAGRAPHS,
    TEXT,
    TITLE,
    build_pdf,
    make_atom,
    make_csv,
    make_docx,
    make_epub,
    make_html,
    make_mail,
    make_odt,
    make_rss,
    make_rtf,
    zipped,
)

from qabot.ingest.formats import LOADERS

pytestmark = pytest.mark.slow

MHTML = f"Subject: a\nContent-Type: text/html; charset=utf-8\nContent-Location: https://a.example/\n\n{make_html()}"
RECORD = json.dumps({"text": TEXT, "title": TITLE})
KINDS = {
    "a.txt": f"Skip to main content\n\n{TITLE}\n\n{TEXT}\n",
    "a.md": f"# {TITLE}\n\n{TEXT}\n",
    "a.markdown": f"# {TITLE}\n\n{TEXT}\n",
    "a.html": make_html(),
    "a.htm": make_html(),
    "a.xhtml": make_html(),
    "a_files/frame.html": make_html(),
    "a.mhtml": MHTML,
    "a.mht": MHTML,
    "a.maff": zipped([("1/index.html", make_html())]),
    "a.json": f"[{RECORD}]",
    "a.jsonl": RECORD,
    "b.jsonl.gz": gzip.compress(RECORD.encode()),
    "a.csv": make_csv(),
    "a.tsv": make_csv("\t"),
    "a.pdf": build_pdf([[line] for line in PARAGRAPHS[::2]]),
    "a.docx": make_docx(),
    "a.odt": make_odt(),
    "a.rtf": make_rtf(),
    "a.epub": make_epub(),
    "a.eml": make_mail(),
    "a.rss": make_rss(),
    "a.atom": make_atom(),
    "a.rdf": make_rss(),
    "a.xml": make_atom(),
    "a.zip": zipped([("a.txt", TEXT)]),
    "a.txt.gz": gzip.compress(TEXT.encode()),
}
OTHERS = {
    "broken.pdf": b"%PDF-1.4\n broken",
    "locked.pdf": build_pdf([["Secret."]], encrypted=True),
    "one.png": b"\x89PNG",
    "two.png": b"\x89PNG",
    "bomb.txt.gz": gzip.compress(b"a" * 50_000_000),
}


def test_one_article_of_every_kind(run, index_copy):
    assert {suffix for suffix in LOADERS if not any(name.endswith(suffix) for name in KINDS)} == set()
    shutil.rmtree(index_copy.corpus)
    for name, content in {**KINDS, **OTHERS}.items():
        file = index_copy.corpus / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    where = ("--corpus", index_copy.corpus, "--index", index_copy.index, "--config", index_copy.folder / "config.toml")
    ran = run("index", *where)
    assert ran.status == 0
    summary = [line for line in ran.err.splitlines() if line.startswith(("Articles", "From", "Skipped"))]
    # Feeds and tables hold two articles each; files are counted by kind.
    assert summary[0] == "Articles: 30 added, 0 changed, 7 removed, 0 unchanged, 5 skipped"
    assert "1 .csv" in summary[1]
    assert "1 .docx" in summary[1]
    assert summary[2:] == [
        "Skipped bomb.txt.gz: unpacks to more than 200 times its size: a decompression bomb",
        "Skipped broken.pdf: is not a readable PDF",
        "Skipped locked.pdf: is protected by a password",
        "Skipped one.png, two.png: is in no format that qabot reads",
    ]
    listed = run("articles", "--json", *where).json["articles"]
    assert len(listed) == 30
    for name in ("a.docx", "a.pdf", "a.epub", "a.zip#a.txt"):
        shown = run("show", name, "--json", *where).json
        assert PARAGRAPHS[0] in shown["text"]
