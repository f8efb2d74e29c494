"""A file made to do harm costs its own line of the report, whatever its format; the next file is read."""

import json

import pytest
from article_files import make_docx, make_epub, make_odt, zipped

from qabot.model import Article, Skipped

pytestmark = pytest.mark.slow

LINE = "word " * 2_000_000
SPACE = b" " * 50_000_000
HARMFUL = {
    "line.txt": LINE,
    "line.md": LINE,
    "line.csv": f"text\n{LINE}\n",
    "line.json": json.dumps({"text": LINE}),
    "line.jsonl": json.dumps({"text": LINE}),
    "line.html": f"<html><body><p>{LINE}</p></body></html>",
    "line.rss": f"<rss><channel><item><description>{LINE}</description></item></channel></rss>",
    "line.eml": f"Subject: a\n\n{LINE}",
    "deep.html": "<div>" * 300_000 + "words",
    "deep.json": "[" * 1_000_000,
    "deep.jsonl": '{"a":' * 1_000_000,
    "deep.xml": "<rss>" * 1_000_000,
    "deep.eml": "Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5_000,
    "deep.rtf": "{\\rtf1 " + "{" * 100_000,
    "deep.odt": make_odt("<text:list>" * 10_000),
    "wide.xml": "<rss " + " ".join(f'a{number}="b"' for number in range(100_000)) + "/>",
    "wide.csv": "a," * 1_000_000,
    "bomb.docx": zipped([("[Content_Types].xml", "<a/>"), ("word/document.xml", SPACE)]),
    "bomb.odt": zipped([("content.xml", SPACE)]),
    "bomb.epub": make_epub({"a.xhtml": SPACE.decode()}),
    "bomb.maff": zipped([("1/index.html", SPACE)]),
    "entities.xml": '<!DOCTYPE r [<!ENTITY a "aaaa">]><rss><channel><item><title>&a;</title></item></channel></rss>',
    "entities.docx": zipped(
        [("[Content_Types].xml", '<!DOCTYPE r [<!ENTITY a "aaaa">]><Types>&a;</Types>'), ("_rels/.rels", "<a/>")]
    ),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_harm_costs_one_line(corpus, name):
    content = HARMFUL[name]
    corpus.write(name, content)
    corpus.write("next.txt", "The next file.")
    *skipped, last = corpus.read() if name < "next.txt" else corpus.read()[::-1]
    assert isinstance(last, Article)
    assert last.text == "The next file."
    assert [type(item) for item in skipped] == [Skipped]
    assert skipped[0].path.startswith(name)
    assert len(skipped[0].reason) < 200


def test_entities_in_a_docx_are_not_expanded(corpus):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(make_docx())) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist() if name != "word/document.xml"]
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    kinds = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{kinds}]><w:document {space}><w:body><w:p><w:r>'
        "<w:t>Words. &e8;</w:t></w:r></w:p></w:body></w:document>"
    )
    corpus.write("a.docx", zipped([*members, ("word/document.xml", document)]))
    (item,) = corpus.read()
    assert not isinstance(item, Article) or item.text.startswith("Words.")
    assert not isinstance(item, Article) or len(item.text) < 100
