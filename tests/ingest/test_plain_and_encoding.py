"""Text files come back character for character, whatever encoding they were saved in."""

from datetime import date

import pytest

STORY = "Bases in Syria\n\nRussia keeps its base at Tartous. 🙂\n\nIt said “no”.\n"


def test_text_is_the_whole_file(corpus):
    article = corpus.article("notes/2024-12-13_moscow-stays.txt", STORY)
    assert article.text == STORY
    assert article.id == article.path == "notes/2024-12-13_moscow-stays.txt"
    assert article.title == "Bases in Syria"


def test_every_line_is_located(corpus):
    article = corpus.article("a.txt", STORY)
    for number, line in enumerate(STORY.split("\n"), 1):
        if line:
            assert article.locate(article.text.index(line)) == f"a.txt:{number}"


def test_front_matter_is_metadata_and_lines_stay_those_of_the_file(corpus):
    head = "---\ntitle: 1984\nsource: Levant Review\nurl: https://example.org/a\nauthors: [Ann Poe, Joe Roe]\n"
    article = corpus.article("a.txt", head + "published: 2024-12-13\n---\nFirst line.\nSecond line.\n")
    assert article.text == "First line.\nSecond line.\n"
    assert (article.title, article.source, article.url) == ("1984", "Levant Review", "https://example.org/a")
    assert (article.authors, article.published) == (("Ann Poe", "Joe Roe"), date(2024, 12, 13))
    assert article.locate(article.text.index("Second")) == "a.txt:9"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The headline: what we know\n\nThe story.", "The headline: what we know"),
        ("A first sentence.\n\nA second.", "Moscow stays"),
        ("A line\nthat runs on.\n", "Moscow stays"),
        ("x" * 121 + "\n\nStory.", "Moscow stays"),
        ("only line", "Moscow stays"),
    ],
)
def test_title_is_a_headline_or_the_file_name(corpus, text, title):
    article = corpus.article("2024-12-13_moscow-stays.txt", text)
    assert article.title == title
    assert article.text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings(corpus, encoding):
    assert corpus.article("a.txt", STORY.encode(encoding)).text == STORY


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(corpus, encoding):
    assert corpus.article("a.txt", STORY.encode(encoding)).text == STORY


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Naïve", "latin-1"),
        ("The café in Orléans said it’s closed – “for good”.", "cp1252"),
        ("A long English sentence with only one é in it and much more text after it.\n" * 20, "cp1252"),
        ("Москва заявила, что база останется. Президент подписал указ в пятницу.", "cp1251"),
        ("Zażółć gęślą jaźń, powiedział premier w piątek. Władza się zmieniła.", "cp1250"),
    ],
)
def test_older_encodings(corpus, text, encoding):
    assert corpus.article("a.txt", text.encode(encoding)).text == text


def test_one_damaged_character_does_not_spoil_the_others(corpus):
    text = "Ça a coûté très cher à l’État, a déclaré le ministre, exaspéré. " * 5
    damaged = text.encode() + b"\xff"
    assert corpus.article("a.txt", damaged).text == text + "\ufffd"


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_become_one_character(corpus, newline):
    article = corpus.article("a.txt", STORY.replace("\n", newline))
    assert article.text == STORY
    assert article.locate(article.text.index("It said")) == "a.txt:5"


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 50,
        bytes(range(1, 9)) * 100 + b"\xff" * 50,
        b"words and \x00 a zero",
    ],
)
def test_binary_is_refused(corpus, content):
    assert corpus.reason("a.txt", content) == "looks like a binary file, not text"


def test_a_broken_byte_order_promise_is_refused(corpus):
    assert "not valid UTF-16-LE" in corpus.reason("a.txt", b"\xff\xfea\x00b")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \n\t\r\n ", b"---\ntitle: Nothing\n---\n\n"])
def test_blank_files_are_refused(corpus, content):
    assert corpus.reason("a.txt", content) == "no text in it"


def test_very_many_lines_have_no_anchors(corpus):
    article = corpus.article("a.txt", "a\n" * 150_000)
    assert article.anchors == ()
    assert article.locate(5) == "a.txt"
