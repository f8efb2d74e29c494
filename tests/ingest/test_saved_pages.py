"""Pages as browsers save them: one file, or a page with a folder of its parts."""

import base64
import io
import quopri
import zipfile

import pytest

PARAGRAPH = "Russia means to keep its naval base at Tartous – and the air base near Latakia, an official said. "
PAGE = (
    '<html><head><meta charset="utf-8"><title>Moscow stays</title></head><body><nav><a href="/">Home</a></nav>'
    f"<article><p>{PARAGRAPH * 3}</p></article></body></html>"
)
TEXT = (PARAGRAPH * 3).strip()
URL = "https://levant-review.example/moscow-stays"


def mhtml(page, *, charset="utf-8", transfer="quoted-printable"):
    encoded = page.encode(charset)
    body = quopri.encodestring(encoded) if transfer == "quoted-printable" else base64.encodebytes(encoded)
    head = f"""From: <Saved by Blink>
Snapshot-Content-Location: {URL}
Subject: =?utf-8?Q?Moscow=20stays=E2=80=A6?=
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----Part"

------Part
Content-Type: text/html; charset={charset}
Content-Transfer-Encoding: {transfer}
Content-Location: {URL}

"""
    picture = "\n------Part\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n------Part--\n"
    return head.encode() + body + picture.encode()


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht"])
@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
def test_mhtml(corpus, name, transfer):
    article = corpus.article(name, mhtml(PAGE, transfer=transfer))
    assert (article.text, article.title, article.url) == (TEXT, "Moscow stays", URL)
    assert (article.id, article.path, article.source) == (name, name, "levant-review.example")


def test_mhtml_in_an_old_encoding_without_a_title(corpus):
    page = PAGE.replace("<title>Moscow stays</title>", "").replace('<meta charset="utf-8">', "")
    article = corpus.article("a.mht", mhtml(page, charset="cp1252"))
    assert (article.text, article.title) == (TEXT, "Moscow stays…")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "has no page of HTML in it"),
        ("words", "has no page of HTML in it"),
        (mhtml("<html><body></body></html>"), "no article text found in the page"),
        (b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 50, "is a message with parts nested too deep"),
        (b"Content-Type: text/html; " + b"a=b; " * 9000, "is a message with parts nested too deep"),
    ],
)
def test_mhtml_that_cannot_be_read(corpus, content, reason):
    assert corpus.reason("a.mht", content).startswith(reason)


def maff(pages):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for folder, (page, url) in pages.items():
            archive.writestr(f"{folder}/index.html", page)
            archive.writestr(f"{folder}/index_files/frame.html", PAGE.replace("Russia", "A frame"))
            if url:
                rdf = (
                    '<?xml version="1.0"?><RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#"'
                    ' xmlns:RDF="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><RDF:Description RDF:about="urn:root">'
                    f'<MAF:originalurl RDF:resource="{url}"/><MAF:title RDF:resource="Moscow, from the outside"/>'
                    "</RDF:Description></RDF:RDF>"
                )
                archive.writestr(f"{folder}/index.rdf", rdf)
    return stream.getvalue()


def test_maff(corpus):
    article = corpus.article("a.maff", maff({"1": (PAGE.replace("<title>Moscow stays</title>", ""), URL)}))
    assert (article.id, article.text, article.url) == ("a.maff", TEXT, URL)
    assert article.title == "Moscow, from the outside"


def test_several_pages_in_a_maff(corpus):
    corpus.write("a.maff", maff({"1": (PAGE, URL), "2": ("<p></p>", ""), "3": (PAGE, "")}))
    first, skipped, third = corpus.read()
    assert (first.id, first.path, first.locate(0)) == ("a.maff#1", "a.maff", "a.maff#1")
    assert (skipped.path, skipped.reason) == ("a.maff#2", "no article text found in the page")
    assert (third.id, third.url) == ("a.maff#3", "")


def test_a_maff_without_a_page(corpus):
    assert corpus.reason("a.maff", maff({})) == "has no page in it"


@pytest.mark.parametrize("folder", ["Moscow stays_files", "Moscow stays-Dateien", "Moscow stays.files"])
def test_the_folder_beside_a_page_is_no_article(corpus, folder):
    corpus.write("Moscow stays.htm", PAGE)
    corpus.write(f"{folder}/frame.html", PAGE)
    corpus.write(f"{folder}/style.css", "p {}")
    corpus.write("notes_files/a.txt", "A folder of that name without its page is a folder.")
    assert [article.id for article in corpus.articles()] == ["Moscow stays.htm", "notes_files/a.txt"]


@pytest.mark.parametrize(
    "remark",
    [
        f"<!-- saved from url=(0042){URL} -->",
        f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Wed Nov 25 2026 -->",
    ],
)
def test_a_page_says_where_it_was_saved_from(corpus, remark):
    assert corpus.article("a.xhtml", f"<!DOCTYPE html>\n{remark}\n{PAGE}").url == URL
