"""Web pages and PDFs: the article and what the file says about itself, or why not."""

import logging
from datetime import date
from pathlib import Path

import pytest

from qabot.errors import ArticleError
from qabot.ingest.corpus import Limits, read_corpus
from qabot.ingest.parsing.html.article import most_agreed
from qabot.ingest.parsing.html.page import article_of_page
from qabot.ingest.source import Source
from qabot.model import Anchor, Article

PARAGRAPH = "Russia means to keep its naval base at Tartous and the Khmeimim air base near Latakia, an official said. "
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>Moscow stays - Levant Review</title>
<meta property="og:title" content="Moscow stays"><meta property="og:site_name" content="Levant Review">
<meta name="author" content="Ann Poe"><meta property="article:published_time" content="2024-12-13T10:00:00Z">
<link rel="canonical" href="https://levant-review.example/moscow-stays"></head>
<body><nav><ul><li><a href="/">Home page</a></li><li><a href="/w">World news</a></li></ul></nav>
<article><h1>Moscow stays</h1><p>{PARAGRAPH * 3}</p><p>Second é <b>bold</b> paragraph. {PARAGRAPH}</p>
<ul><li>Tartous, a port</li><li>Khmeimim, an airfield</li></ul>
<table><tr><th>Base</th><th>Opened</th></tr><tr><td>Tartous</td><td>1971</td></tr></table>
<p>Last one. {PARAGRAPH}</p></article>
<div class="comments"><p>First! What a lousy comment this is, says a reader.</p></div>
<footer>Copyright, all rights reserved</footer></body></html>"""


def page_article(content, url=None):
    return article_of_page(content, Source(Path("page.html"), "page.html", Limits()), url=url)


def test_a_page_is_its_article(corpus):
    article = corpus.article("a.html", PAGE)
    blocks = article.text.split("\n\n")
    assert blocks[0].startswith("Russia means to keep")
    assert blocks[1].startswith("Second é bold paragraph. Russia")
    assert "Tartous, a port" in blocks
    assert "Khmeimim, an airfield" in blocks
    assert "Base: Tartous | Opened: 1971." in blocks
    assert blocks[-1].startswith("Last one.")
    for clutter in ("Home page", "lousy", "Copyright", "Moscow stays"):
        assert clutter not in article.text
    assert article.anchors == ()


def test_a_page_says_who_and_when(corpus):
    article = corpus.article("a.htm", PAGE)
    assert (article.title, article.source, article.authors) == ("Moscow stays", "Levant Review", ("Ann Poe",))
    assert article.url == "https://levant-review.example/moscow-stays"
    assert article.published == date(2024, 12, 13)


def test_a_date_in_the_text_is_not_the_day_of_publication(corpus):
    body = f"<article><p>On 3 May 2011, {PARAGRAPH * 3}</p></article>"
    page = f"<html><head><title>T</title></head><body>{body}</body></html>"
    assert corpus.article("a.html", page).published is None


@pytest.mark.parametrize("encoding", ["latin-1", "cp1251", "utf-16"])
def test_a_page_in_the_encoding_that_it_names(corpus, encoding):
    word = "базы" if encoding == "cp1251" else "café"
    page = PAGE.replace("utf-8", encoding).replace("é", "e").replace("Second", word)
    assert f"{word} e bold" in corpus.article("a.html", page.encode(encoding)).text


def test_an_xhtml_page_and_a_bare_fragment(corpus):
    xhtml = '<?xml version="1.0" encoding="ISO-8859-1"?>\n' + PAGE
    assert "Second é bold" in corpus.article("a.html", xhtml).text
    assert PARAGRAPH.strip() in corpus.article("a.html", f"<p>{PARAGRAPH * 3}</p>").text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no text in it"),
        ("<html><body></body></html>", "no article text found in the page"),
        ("<html><head><script>var a = 1;</script></head></html>", "no article text found in the page"),
        (b"\x00\x01\x02" * 99, "looks like a binary file, not text"),
    ],
)
def test_a_page_without_an_article_is_refused(corpus, content, reason, caplog):
    with caplog.at_level(logging.WARNING):
        assert corpus.reason("a.html", content) == reason
    assert caplog.records == []


@pytest.mark.parametrize(
    ("author", "creator", "source", "authors"),
    [
        ("Horn Observer, Regional desk", "Horn  observer", "Horn Observer", ("Regional desk",)),
        ("Ann Poe", "Microsoft Word", "", ("Ann Poe",)),
        ("Ann Poe", "", "", ("Ann Poe",)),
    ],
)
def test_an_author_of_a_pdf_who_is_its_creator_is_its_publisher(corpus, make_pdf, author, creator, source, authors):
    pdf = make_pdf([["The first page."]], info=f"/Author ({author}) /Creator ({creator})")
    article = corpus.article("a.pdf", pdf)
    assert (article.source, article.authors) == (source, authors)


def test_pdf_pages_and_metadata(corpus, make_pdf):
    info = "/Title (Moscow stays) /Author (Ann Poe; Joe Roe) /CreationDate (D:20241213100000Z)"
    pdf = make_pdf([["The first page."], [], ["The third page."]], info=info)
    article = corpus.article("a.pdf", pdf)
    assert article.text == "The first page.\n\nThe third page."
    assert article.anchors == (Anchor(0, "#page=1"), Anchor(17, "#page=3"))
    assert article.locate(article.text.index("third")) == "a.pdf#page=3"
    assert (article.title, article.authors) == ("Moscow stays", ("Ann Poe", "Joe Roe"))
    assert article.published == date(2024, 12, 13)


def test_pdf_lines_become_paragraphs(corpus, make_pdf):
    lines = [
        "A heading",
        "Russia means to keep its naval base at the port of Tar-",
        "tous and the air base near the town of Latakia on the",
        "Mediterranean coast.",
        "Its ships stay too.",
    ]
    article = corpus.article("a.pdf", make_pdf([lines]))
    assert article.text == (
        "A heading\n\nRussia means to keep its naval base at the port of Tartous and the air base near the town of "
        "Latakia on the Mediterranean coast.\n\nIts ships stay too."
    )


@pytest.mark.parametrize("title", ["", "untitled", "Microsoft Word - draft.docx", "thesis.dvi"])
def test_a_pdf_title_that_is_none(corpus, make_pdf, title):
    article = corpus.article("moscow_stays.pdf", make_pdf([["Words."]], info=f"/Title ({title}) /CreationDate (soon)"))
    assert (article.title, article.published) == ("Moscow stays", None)


def test_pdfs_that_cannot_be_read(corpus, make_pdf):
    assert corpus.reason("a.pdf", make_pdf([["Secret."]], encrypted=True)) == "is protected by a password"
    assert corpus.reason("a.pdf", b"%PDF-1.4\n broken") == "is not a readable PDF"
    assert corpus.reason("a.pdf", b"") == "is not a readable PDF"
    assert corpus.reason("a.pdf", make_pdf([[], []])) == "has no text layer (a scan?)"
    assert "the limit is 10" in corpus.reason("a.pdf", make_pdf([["Far too long."]] * 9), Limits(max_article_chars=10))


def test_sample_pdfs_are_read_or_refused():
    samples = Path(__file__).parents[3] / "shared" / "data" / "pdf"
    if not samples.is_dir():
        pytest.skip("no sample PDFs beside this checkout")
    items = {item.path: item for item in read_corpus(samples, limits=Limits())}
    assert items["libreoffice-writer-password.pdf"].reason == "is protected by a password"
    assert isinstance(items["multicolumn.pdf"], Article)
    assert "Lorem ipsum dolor sit amet" in items["multicolumn.pdf"].text


def test_a_fetched_page_without_an_address_has_that_it_came_from():
    fetched = "https://levant-review.example/?id=7"
    page = page_article(PAGE.encode(), fetched)
    assert (page.url, page.title) == ("https://levant-review.example/moscow-stays", "Moscow stays")
    assert (page.source, page.published) == ("Levant Review", date(2024, 12, 13))
    bare = page_article(f"<html><body><article><p>{PARAGRAPH * 3}</p></article></body></html>".encode(), fetched)
    assert (bare.url, bare.title, bare.source) == (fetched, "Page", "levant-review.example")
    with pytest.raises(ArticleError, match="no article text"):
        page_article(b"<html><body></body></html>", fetched)


def test_lines_of_the_page_within_the_article_are_left_out(corpus):
    asides = (
        "Click here to get the Review app",
        "Read more: Where the ships went",
        "A ship off Tartous. Ann Poe/Reuters",
        "Advertisement",
    )
    body = "".join(f"<p>{PARAGRAPH * 2}</p><p>{aside}</p>" for aside in asides)
    head = "<title>Moscow stays</title>"
    page = f"<html><head>{head}</head><body><article><h1>Moscow Stays!</h1>{body}</article></body></html>"
    assert corpus.article("a.html", page).text.split("\n\n") == [(PARAGRAPH * 2).strip()] * 4


def test_the_reading_that_the_others_agree_with_is_kept():
    article, also, other = ["the ships stay at Tartous for years"], ["the ships stay at Tartous"], ["menu of the page"]
    assert most_agreed([article, other, also]) == article
    assert most_agreed([other, article, also]) == article
    assert most_agreed([[], article]) == article
    assert most_agreed([[], []]) == []


def test_a_sentence_runs_on_over_the_end_of_a_page(corpus, make_pdf):
    head, foot = "Harbour Post, all the news of the port", "- {} -"
    pages = [
        [head, "The pier of Arden will close in the", foot.format(1)],
        [head, "spring, the master said. It was built in", foot.format(2)],
        [head, "1911 and has stood ever since.", foot.format(3)],
    ]
    article = corpus.article("a.pdf", make_pdf(pages))
    assert article.text.startswith("The pier of Arden will close in the spring, the master said. It was built in")
    assert "Harbour" not in article.text
    assert "- " not in article.text
    assert [article.locate(article.text.index(word)) for word in ("pier", "spring", "1911")] == [
        "a.pdf#page=1",
        "a.pdf#page=2",
        "a.pdf#page=3",
    ]


def test_two_columns_of_a_pdf():
    samples = Path(__file__).parents[3] / "shared" / "data" / "pdf"
    if not samples.is_dir():
        pytest.skip("no sample PDFs beside this checkout")
    items = {item.path: item for item in read_corpus(samples, limits=Limits())}
    text = items["multicolumn.pdf"].text
    assert "Donec nonummy\n\npellentesque ante" in text or "Donec nonummy pellentesque ante" in text
    assert "ultricies et, tellus" in text


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Moscow stays | Levant Review", "Moscow stays"),
        ("Moscow stays - Levant review", "Moscow stays"),
        ("Levant Review: Moscow stays", "Moscow stays"),
        ("Moscow stays, says Levant Review", "Moscow stays, says Levant Review"),
        ("Levant Review", "Levant Review"),
        ("Non-Levant Review", "Non-Levant Review"),
    ],
)
def test_a_title_does_not_name_the_site(title, bare):
    page = PAGE.replace('content="Moscow stays"', f'content="{title}"')
    assert page_article(page.encode()).title == bare
