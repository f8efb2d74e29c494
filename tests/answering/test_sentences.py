"""The sentence reader: deterministic, in order, and never quoting what proves nothing."""

import re
import zlib
from types import SimpleNamespace

import numpy as np
import pytest

from qabot.answering.sentences import SentenceReader
from qabot.model import Hit
from qabot.ports import Query

TEXT = (
    "Mara Quill drew the new bridge of Brill. Who drew the new bridge of Brill? Yes, she did. "
    "It was Mara Quill who drew it, the council said. She asked: “Who drew the bridge of Brill?” "
    "The dairy of Arden won a prize for its cheese."
)


class HashedWords:
    """A bag of words, hashed: the more words two texts share, the higher their cosine."""

    def embed(self, texts, *, progress=None):  # noqa: ARG002
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row[zlib.crc32(word.encode()) % 256] += 1
            row /= np.linalg.norm(row) or 1.0
        return rows


@pytest.fixture
def read(terms, make_article, make_passage):
    def read(question, *texts):
        words = terms(question)
        vector = HashedWords().embed([question])[0]
        weights = {term.form: 1.0 for term in words}
        query = Query(text=question, vector=vector, terms=words, weights=weights, unknown=frozenset())
        articles = {f"{number}.txt": make_article(f"{number}.txt", text) for number, text in enumerate(texts)}
        hits = [Hit(make_passage(one), 1.0 / rank, {}) for rank, one in enumerate(articles.values(), 1)]
        store = SimpleNamespace(terms=terms, article=articles.__getitem__)
        return SentenceReader(HashedWords(), store).read(query, hits)

    return read


def quoted(evidence):
    return [one.passage.sentence(one.span) for one in evidence]


def test_the_best_sentence_shares_the_question_s_words(read):
    evidence = read("Who drew the new bridge of Brill?", TEXT)
    assert quoted(evidence)[0] == "Mara Quill drew the new bridge of Brill."
    assert quoted(evidence)[-1] == "The dairy of Arden won a prize for its cheese."
    scores = [one.score for one in evidence]
    assert scores == sorted(scores, reverse=True)


def test_questions_and_fragments_are_never_quoted(read):
    assert sorted(quoted(read("Who drew the new bridge of Brill?", TEXT))) == [
        "It was Mara Quill who drew it, the council said.",
        "Mara Quill drew the new bridge of Brill.",
        "The dairy of Arden won a prize for its cheese.",
    ]


def test_a_sentence_of_a_thousand_characters_is_a_table(read):
    table = "bridge " * 142 + "Brill."
    assert len(table) == 1000
    assert quoted(read("Which bridge?", table)) == [table]
    assert read("Which bridge?", "x" + table) == ()


def test_reading_twice_gives_the_same(read):
    assert read("Who drew the bridge?", TEXT, TEXT) == read("Who drew the bridge?", TEXT, TEXT)


def test_equal_scores_are_in_the_order_of_the_passages_and_places(read):
    evidence = read("Zither?", "The mill has burned down. The mill has burned down.")
    assert [one.span.start for one in evidence] == [0, 26]
    assert evidence[0].score == evidence[1].score


def test_highlights_lie_inside_their_sentence_and_hold_the_answer(read):
    (best, *_) = read("Who drew the new bridge of Brill?", TEXT)
    assert [TEXT[start:end] for start, end in best.highlights] == ["Mara Quill"]
    for one in read("Who drew the new bridge of Brill?", TEXT, TEXT):
        assert all(one.span.start <= start < end <= one.span.end for start, end in one.highlights)


def test_nothing_is_read_from_nothing(read):
    assert read("Who drew the bridge?") == ()
    assert read("Who drew the bridge?", "No. Who?") == ()
