"""Word processors' files, books, mails, tables and feeds: the same story comes out of each."""

from datetime import date
from io import BytesIO

import docx
import pytest
from article_files import (
    AUTHOR,
    PARAGRAPHS,
    PUBLISHER,
    TEXT,
    TITLE,
    URL,
    make_atom,
    make_csv,
    make_docx,
    make_epub,
    make_mail,
    make_odt,
    make_rss,
    make_rtf,
    zipped,
)

from qabot.model import Anchor, Skipped

DAY = date(2024, 12, 13)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def test_docx(corpus):
    article = corpus.article("a.docx", make_docx())
    assert article.text == f"{TEXT}\n\nWhat it costs\n\nThe piles\n\nPart | Crowns.\n\nPiles | 12,000."
    assert (article.title, article.authors, article.published) == (TITLE, (AUTHOR,), DAY)
    assert article.id == article.path == "a.docx"


def test_a_docx_without_a_title_has_that_of_its_first_heading(corpus):
    article = corpus.article("a.docx", make_docx(title=""))
    assert article.title == TITLE
    assert article.text.startswith(PARAGRAPHS[0])


def test_changes_in_a_docx_are_accepted(corpus):
    import io
    import zipfile

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    changed = (
        "<w:p><w:r><w:t>The pier </w:t></w:r><w:del><w:r><w:delText>stays</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>goes</w:t></w:r></w:ins><w:hyperlink><w:r><w:t> soon</w:t></w:r></w:hyperlink>"
        "<w:r><w:tab/><w:t>now.</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    with zipfile.ZipFile(io.BytesIO(make_docx())) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist() if name != "word/document.xml"]
    document = f'<?xml version="1.0"?><w:document {space}><w:body>{changed}</w:body></w:document>'
    article = corpus.article("a.docx", zipped([*members, ("word/document.xml", document)]))
    assert article.text == "The pier goes soon now.\n\nIn a box."


def test_odt(corpus):
    article = corpus.article("a.odt", make_odt())
    assert (article.text, article.title, article.authors, article.published) == (TEXT, TITLE, (AUTHOR,), DAY)


def test_parts_of_an_odt(corpus):
    body = (
        "<text:tracked-changes><text:p>Gone.</text:p></text:tracked-changes>"
        "<text:p>One<text:s/>two<text:tab/>three<text:line-break/>four.<text:note>A note.</text:note></text:p>"
        "<text:list><text:list-item><text:p>An item</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Piles</text:p></table:table-cell>"
        "<table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>"
    )
    assert corpus.article("a.odt", make_odt(body)).text == "One two three\nfour.\n\nAn item\n\nPiles | 12."


def test_rtf(corpus):
    article = corpus.article("a.rtf", make_rtf())
    assert (article.text, article.title, article.authors, article.published) == (TEXT, TITLE, (AUTHOR,), DAY)


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (
            r'The port of {\field{\*\fldinst{HYPERLINK "https://a.example/x"}}{\fldrslt \cf2 \ul Arden}} is old.\par',
            "The port of Arden is old.",
        ),
        (
            '\\cocoartf1 The port of {\\field{\\*\\fldinst{HYPERLINK "http://a.io"}}{\\fldrslt \n\\f0 Arden}}\\\nis.',
            "The port of Arden\n\nis.",
        ),
        (r"{\upr{Muller}{\*\ud{M\u252?ller}}} came from K{\upr{o}{\*\ud{\u246?}}}ln.\par", "Müller came from Köln."),
        (
            r"The mill {\shp{\*\shpinst{\sp{\sn txt}{\sv 9}}{\shptxt \pard It is old.\par It is tall.\par}}{\shprslt"  # noqa: ISC004
            r"{\*\do{\dptxbx{\dptxbxtext\pard It is old.\par}}}}}burned.\par Nobody was hurt.\par",
            "The mill burned.\n\nIt is old.\n\nIt is tall.\n\nNobody was hurt.",
        ),
        (
            r"{\*\do\dobxcolumn\dptxbx{\dptxbxtext\pard It is old.\par}\dpx0}The mill burned",
            "The mill burned\n\nIt is old.",
        ),
        (r"{\header {\shp{\*\shpinst{\shptxt The Post}}}}The mill burned.{\*\generator W;}", "The mill burned."),
        (r"On {\field{\*\fldinst DATE}{\fldrslt 5 May}} it {\pict\bin3 {}{}burned.", "On 5 May it burned."),
    ],
    ids=["link", "TextEdit", "Unicode", "box", "old box", "box in a header", "bytes"],
)
def test_an_rtf_says_what_a_reader_sees(corpus, rtf, text):
    assert corpus.article("a.rtf", "{\\rtf1\\ansi " + rtf + "}").text == text


def test_pictures_in_an_rtf_are_no_text(corpus):
    rtf = make_rtf().replace(b"\\f0 The port", b"{\\pict\\pngblip\n" + b"89504e47" * 9_000 + b"}\\f0 The port")
    assert corpus.article("a.rtf", rtf).text == TEXT


def test_epub(corpus):
    article = corpus.article("a.epub", make_epub())
    first, *others = PARAGRAPHS
    assert article.text == "\n\n".join(["One", first, "Two", *others])
    assert (article.title, article.authors, article.published) == (TITLE, (AUTHOR,), DAY)
    assert article.source == PUBLISHER
    assert article.anchors == (
        Anchor(0, "#OEBPS/text/one.xhtml"),
        Anchor(article.text.index("Two"), "#OEBPS/text/two.xhtml"),
    )


def test_mail(corpus):
    article = corpus.article("a.eml", make_mail())
    assert article.text == TEXT
    assert (article.title, article.source, article.authors) == (TITLE, PUBLISHER, (PUBLISHER,))
    assert article.published == DAY


def test_a_mail_of_html(corpus):
    article = corpus.article("a.eml", make_mail(html=True))
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)
    assert "browser" not in article.text


def test_what_is_attached_to_a_mail(corpus):
    attachments = [("notes.docx", make_docx()), ("pier.png", b"\x89PNG"), ("../out.txt", b"Words of the attachment.")]
    mail, notes, words = [*map_of(corpus, "a/mail.eml", make_mail(attachments=attachments)).values()]
    assert mail.text == TEXT
    assert (notes.id, notes.path, notes.title) == ("a/mail.eml#notes.docx", "a/mail.eml", TITLE)
    assert (words.id, words.locate(0)) == ("a/mail.eml#out.txt", "a/mail.eml#out.txt:1")


def map_of(corpus, path, content):
    corpus.write(path, content)
    return {article.id: article for article in corpus.articles()}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(corpus, delimiter):
    story, ferry = map_of(corpus, "a.csv", make_csv(delimiter)).values()
    assert (story.text, story.title, story.url, story.source) == (TEXT.replace("\n", "\n"), TITLE, URL, PUBLISHER)
    assert (story.authors, story.published) == ((AUTHOR,), DAY)
    assert (story.id, story.locate(0)) == ("a.csv#1", "a.csv:2")
    assert (ferry.id, ferry.text, ferry.locate(0)) == ("a.csv#2", "The ferry stops on Friday.", "a.csv:7")


def test_a_row_without_text_costs_itself_only(corpus):
    corpus.write("a.csv", "id,text\nx,The first.\ny,\n\nz,The last.\n")
    first, skipped, last = corpus.read()
    assert (first.id, last.id, last.locate(0)) == ("x", "z", "a.csv:5")
    assert skipped == Skipped("a.csv:3", "no text in it")


@pytest.mark.parametrize("name", ["a.rss", "a.xml"])
def test_rss(corpus, name):
    story, ferry = map_of(corpus, name, make_rss()).values()
    assert (story.text, story.title, story.url, story.source) == (TEXT, TITLE, URL, PUBLISHER)
    assert (story.authors, story.published, story.id) == ((AUTHOR,), DAY, f"{name}#1")
    assert (ferry.title, ferry.text) == ("Ferry & pier", "The ferry stops on Friday.")
    assert ferry.locate(0) == f"{name}#2"


def test_atom(corpus):
    article = corpus.article("a.atom", make_atom())
    assert (article.text, article.title, article.url, article.source) == (TEXT, TITLE, URL, PUBLISHER)
    assert (article.authors, article.published) == ((AUTHOR,), DAY)


def test_each_item_of_a_feed_has_the_first_day_and_all_the_authors_that_it_states(corpus):
    items = """<item><description>One.</description><author>ann@levant.example (Ann Poe)</author>
      <pubDate>Di, 03 Feb 09 10:00 CET</pubDate></item>
    <item><description>Two.</description><dc:creator>J. R. Poe and Ann Roe</dc:creator><dc:creator>Jo Doe</dc:creator>
      <pubDate>soon</pubDate><dc:date>2009-02-03</dc:date></item>"""
    found = map_of(corpus, "a.rss", make_rss(items)).values()
    assert [article.published for article in found] == [date(2009, 2, 3)] * 2
    assert [article.authors for article in found] == [("Ann Poe",), ("J. R. Poe", "Ann Roe", "Jo Doe")]


CAPTION = """<media:content url="a.jpg"><media:title>Crowd</media:title><media:description>People stand at the pier
  of Arden and wait for the ferry, seen from the mill.</media:description></media:content>"""
CONTENT = "<content:encoded><![CDATA[<p>The ferry of Arden was sold.</p>]]></content:encoded>"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (f"<description>It was sold.</description>{CAPTION}", "It was sold."),
        (f"{CAPTION}<description>It was sold.</description>", "It was sold."),
        (f"<description>{'Long. ' * 30}</description>{CAPTION}{CONTENT}", "The ferry of Arden was sold."),
        (f"{CONTENT}{CAPTION}<description>It was sold.</description>", "The ferry of Arden was sold."),
        (f"{CAPTION}<description>It was sold.</description>{CONTENT}", "The ferry of Arden was sold."),
        ("<description>Sold.</description><content:encoded>&lt;img src='a.jpg'/&gt;</content:encoded>", "Sold."),
    ],
    ids=["behind", "before", "content", "content first", "content last", "content is a picture"],
)
def test_the_text_of_an_item_is_its_content_or_description_and_never_a_caption(corpus, fields, text):
    names = 'xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    feed = f"<rss version='2.0' {names}><channel><item>{fields}<title>Ferry</title></item></channel></rss>"
    article = corpus.article("a.rss", feed)
    assert (article.title, article.text) == ("Ferry", text)


def test_an_item_with_nothing_but_a_caption_has_no_text(corpus):
    names = 'xmlns:media="http://search.yahoo.com/mrss/"'
    corpus.write("a.rss", f"<rss version='2.0' {names}><channel><item>{CAPTION}</item></channel></rss>")
    assert corpus.read() == [Skipped("a.rss#1", "no text in it")]


def test_an_entry_without_authors_has_those_of_its_feed(corpus):
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Review</title><author><name>Ann Poe</name></author>
      <entry><title>Pier</title><summary>It closes.</summary><updated>2024-12-13T10:00:00Z</updated></entry></feed>"""
    article = corpus.article("a.atom", feed)
    assert (article.authors, article.published) == (("Ann Poe",), DAY)


def test_a_mail_of_last_century_by_two_senders(corpus):
    mail = f"From: =?utf-8?Q?Po=C3=AB=2C_Ann?= <ann@a.example>, joe@a.example\nDate: Tue, 3 Feb 98 10:00 EST\n\n{TEXT}"
    article = corpus.article("a.eml", mail)
    assert (article.authors, article.source) == (("Poë, Ann", "joe@a.example"), "Poë, Ann")
    assert article.published == date(1998, 2, 3)


def test_what_the_template_of_python_docx_says_is_not_said_by_its_documents(corpus):
    document = docx.Document()
    document.add_paragraph(PARAGRAPHS[0])
    stream = BytesIO()
    document.save(stream)
    article = corpus.article("northern-pier.docx", stream.getvalue())
    assert (article.title, article.authors, article.published) == ("Northern pier", (), None)


BOMB = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.docx", b"words", "is not a readable zip archive"),
        ("a.docx", OLE, "is protected by a password, or is an old format and not a Word document"),
        ("a.docx", zipped([("a.txt", "words")]), "is not a Word document that can be read"),
        ("a.odt", zipped([("a.txt", "words")]), "is not an OpenDocument text that can be read"),
        ("a.odt", make_odt("<text:p></text:p>"), "no text in it"),
        (
            "a.odt",
            make_odt(extra=[("META-INF/manifest.xml", "<m><e:encryption-data xmlns:e='e'/></m>")]),
            "is protected by a password",
        ),
        ("a.rtf", b"words", "is not an RTF file that can be read"),
        ("a.rtf", b"{\\rtf1 }", "no text in it"),
        ("a.epub", zipped([("a.txt", "words")]), "is not an EPUB book that can be read"),
        (
            "a.epub",
            make_epub(extra=[("META-INF/encryption.xml", '<e><CipherReference URI="OEBPS/text/one.xhtml"/></e>')]),
            "is locked by its shop (DRM)",
        ),
        ("a.epub", make_epub({"a.xhtml": "<img src='a.png'/>"}), "no text in it"),
        ("a.eml", b"", "has no text in it, and nothing attached that qabot reads"),
        ("a.csv", "", "no text in it"),
        ("a.csv", "a,b\n1,2\n", "has no column named text (or body, or content); its first line is: a, b"),
        ("a.csv", "title,text\n", "has no rows below its first line"),
        ("a.xml", "", "no text in it"),
        ("a.xml", "<page/>", "is XML, but no RSS or Atom feed"),
        ("a.xml", "<rss><channel></rss>", "is not well-formed XML at line 1"),
        ("a.xml", BOMB, "declares XML entities, which qabot does not read"),
        ("a.xml", "<rss>" * 500, "has XML nested more than 200 deep"),
        ("a.rss", make_rss(""), "has no items in it"),
    ],
)
def test_what_cannot_be_read_says_why(corpus, name, content, reason):
    assert corpus.reason(name, content) == reason
