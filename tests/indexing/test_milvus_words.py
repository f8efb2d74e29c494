"""What a question's vector and a passage's give together is the score that tantivy gives."""

import random
from datetime import date

import numpy as np
import pytest

from qabot.indexing.local.analysis import Analysis
from qabot.indexing.local.lexical import LexicalSearcher
from qabot.indexing.local.lexical_writer import write_lexical
from qabot.indexing.milvus.words import Vocabulary, pair_dim, question_vector, rounded_length, word_dim
from qabot.model import Article, Passage, Query, Scope

pytestmark = pytest.mark.slow

WORDS = """
the of Bank America river ferry ferries a sinks sank who is harbour Arden being human 5,000 it's trams
council blamed diesel price fire chief mill Ärden 東京
""".split()  # noqa: SIM905 - a word list reads better as words
PASSAGES = 300


def sentence(chance, most):
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(0, most)))


@pytest.fixture(scope="module")
def indexed(tmp_path_factory):
    """Invented passages in tantivy, and as vectors."""
    folder = tmp_path_factory.mktemp("words")
    chance = random.Random(3)
    documents = []
    for number in range(PASSAGES):
        text = sentence(chance, 200) or "Nothing."
        source, day = chance.choice(("Bank Post", "", "Ferry")), chance.choice((None, date(2024, 1, 3)))
        article = Article(str(number), sentence(chance, 9), source, "", (), day, "x", text)
        documents.append((article, Passage(article.id, 0, len(text), text, ())))
    write_lexical(folder, enumerate(documents))
    vocabulary = Vocabulary(folder)
    for article, passage in documents:
        vocabulary.learn(article, passage)
    vectors, known = list(vocabulary.vectors()), dict(vocabulary.known())
    vocabulary.close()
    return LexicalSearcher(folder, np.arange(PASSAGES, dtype=np.int32), rows=PASSAGES), vectors, known


def test_scores_are_those_of_tantivy(indexed):
    lexical, vectors, known = indexed
    chance = random.Random(4)
    for _ in range(200):
        terms = lexical.terms(sentence(chance, 9) + " zeppelin")
        query = Query("", np.zeros(1, dtype=np.float32), terms, {}, frozenset())
        expected = dict(lexical.search(query, PASSAGES, Scope()))
        question = question_vector(terms, known, passages=PASSAGES)
        products = {
            number: sum(weight * vector.get(dim, 0.0) for dim, weight in question.items())
            for number, vector in enumerate(vectors)
        }
        assert {number: score for number, score in products.items() if score} == pytest.approx(expected, rel=2e-6)


def test_how_common_words_are_is_as_tantivy_counts(indexed):
    lexical, _, known = indexed
    for form, word in known.items():
        assert max(word.containing) == lexical.frequency(form)


def test_neighbours_are_what_a_question_can_have():
    indexed = Analysis().indexed
    assert indexed("The Bank of America sank")[1] == [("america", "sank")]
    assert indexed("who is it") == (["who", "is", "it"], [("who", "is"), ("is", "it")])
    assert indexed("ferry ferries sank")[1] == [("ferri", "sank")]
    assert indexed(f"ferry {'x' * 80} sank") == (["ferri", "sank"], [])


def test_lengths_are_rounded_as_in_a_byte():
    kept = [length for length in range(2_000) if rounded_length(length) == length]
    assert kept[:49] == [*range(41), *range(42, 57, 2)]
    assert all(rounded_length(length) <= length for length in range(100_000))
    assert (rounded_length(61), rounded_length(63), rounded_length(64)) == (60, 60, 64)


def test_dimensions_fit_milvus_and_keep_to_their_fields():
    dims = [pair_dim(one, two, place) for one in range(60) for two in range(60) for place in range(3)]
    assert len(set(dims)) == len(dims)
    assert word_dim(715_827_882, 2) < min(dims)
    assert max(dims) < 2**32 - 1
    assert [dim % 3 for dim in dims[:6]] == [0, 1, 2, 0, 1, 2]
    with pytest.raises(OverflowError, match="too many"):
        word_dim(715_827_883, 0)
