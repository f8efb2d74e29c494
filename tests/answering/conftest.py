"""Words as plain lower-case words, and passages cut from a text by its full stops."""

import re

import pytest

from qabot.model import Article, Passage, Span, Term


def lower_case_terms(text):
    return tuple(Term(Span(*match.span()), match.group().lower()) for match in re.finditer(r"\w+", text))


def passage_of(article):
    sentences = tuple(Span(*match.span()) for match in re.finditer(r"[^\s.?!][^.?!]*[.?!][”\"')]*", article.text))
    return Passage(article.id, 0, len(article.text), article.text, sentences)


@pytest.fixture
def terms():
    return lower_case_terms


@pytest.fixture
def make_article():
    def make(article_id, text, url=""):
        return Article(article_id, f"Title of {article_id}", "Source", url, (), None, article_id, text)

    return make


@pytest.fixture
def make_passage():
    return passage_of
