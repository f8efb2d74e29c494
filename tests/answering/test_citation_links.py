"""Links that open an article at the quote."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qabot.answering.citation_links import link_to
from qabot.model import Anchor, Article

PAGE = "https://x.example/a"


def web(quote, url=PAGE):
    article = Article("a", "T", "S", url, (), None, "a.html", f"Before. {quote} After.")
    return link_to(article, 8, quote, corpus="corpus")


@pytest.mark.parametrize(
    ("quote", "directive"),
    [
        ("The ferry stopped.", "The%20ferry%20stopped."),
        ("well-known, A&B", "well%2Dknown%2C%20A%26B"),
        ("100 % of #1 is a/b?", "100%20%25%20of%20%231%20is%20a%2Fb%3F"),
        ("“naïve” – 漢字", "%E2%80%9Cna%C3%AFve%E2%80%9D%20%E2%80%93%20%E6%BC%A2%E5%AD%97"),
        ("one\ntwo\u00a0 three\t", "one%20two%20three"),
        (" ".join("abcdefghijkl"), "%20".join("abcdefghijkl")),
        (" ".join("abcdefghijklm"), "a%20b%20c%20d%20e,i%20j%20k%20l%20m"),
        ("a, b-c d e f & g " + "h " * 20 + "- x, y-z", "a%2C%20b%2Dc%20d%20e%20f,h%20h%20%2D%20x%2C%20y%2Dz"),
    ],
)
def test_a_web_link_scrolls_to_the_quote(quote, directive):
    assert web(quote) == f"{PAGE}#:~:text={directive}"


@pytest.mark.parametrize(
    ("url", "before"),
    [
        (PAGE, f"{PAGE}#"),
        (f"{PAGE}#", f"{PAGE}#"),
        (f"{PAGE}#part-2", f"{PAGE}#part-2"),
        (f"{PAGE}?q=1&r=a,b-c#part", f"{PAGE}?q=1&r=a,b-c#part"),
        (f"{PAGE}#:~:text=old", f"{PAGE}#"),
        (f"{PAGE}#part:~:text=old&text=older", f"{PAGE}#part"),
        (f"{PAGE}#/route#deep", f"{PAGE}#/route#deep"),
    ],
)
def test_a_fragment_of_the_address_is_kept_and_an_older_directive_is_not(url, before):
    assert web("Quote", url) == f"{before}:~:text=Quote"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_the_directive_decodes_to_the_words_of_the_quote(quote):
    words = quote.split()
    assume(words)
    link = web(quote)
    address, _, directive = link.partition("#:~:text=")
    assert address == PAGE
    assert link.isascii()
    assert not set(directive) & set("-&#?/ \n")
    first, *last = [unquote(part) for part in directive.split(",")]
    if last:
        assert len(words) > 12
        assert (first.split(" "), last) == (words[:5], [" ".join(words[-5:])])
    else:
        assert first == " ".join(words)
    assert urlsplit(link).netloc == "x.example"


@pytest.mark.parametrize(
    ("corpus", "start", "link"),
    [
        ("corpus", 0, "corpus/d/a.txt:1"),
        ("../my corpus/", 29, "../my corpus/d/a.txt:1"),
        ("corpus", 30, "corpus/d/a.txt:4"),
        ("/srv/corpus", 99, "/srv/corpus/d/a.txt:4"),
        ("", 30, "d/a.txt:4"),
    ],
)
def test_a_local_link_is_a_path_and_a_line(corpus, start, link):
    anchors = (Anchor(0, ":1"), Anchor(30, ":4"))
    article = Article("a", "T", "S", "", (), None, "d/a.txt", "x" * 120, anchors)
    assert link_to(article, start, "xxx", corpus=corpus) == link


def test_a_local_link_without_lines_is_the_path():
    article = Article("a", "T", "S", "", (), None, "a.docx", "text")
    assert link_to(article, 0, "text", corpus="corpus") == "corpus/a.docx"
