"""From a question to an answer, with an embedder that counts words and a store that is a list."""

import math
import re
import zlib
from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from qabot.answering.compose import ComposeOptions
from qabot.answering.confidence import Confidence
from qabot.answering.sentences import SentenceReader
from qabot.ask import AskOptions, ask, checked_question, find
from qabot.errors import QuestionError
from qabot.model import Article, Passage, Scope, Span
from qabot.ports import Ranked, Term
from qabot.retrieval.search import SearchOptions
from qabot.text.words import STOP_WORDS

TEXTS = {
    "bridge": ("Courier", date(2024, 5, 17), "Engineer Mara Quill drew the new bridge of Brill. It will carry trams."),
    "bridge-too": ("Post", date(2024, 5, 18), "Engineer Mara Quill drew the new bridge of Brill. It rained."),
    "ferry": ("Post", date(2024, 3, 2), "The ferry from Arden to Brill stopped on Friday. Diesel was too dear."),
    "mill": ("", None, "The old paper mill at Arden burned down in the night. Nobody was hurt by the fire."),
    "cheese": ("Courier", date(2023, 11, 30), "The dairy of Arden won the national prize for its goat cheese."),
}
BRIDGE = "Who drew the new bridge of Brill?"


class HashedWords:
    """A bag of words, hashed: the more words two texts share, the higher their cosine."""

    fingerprint = "hashed words"

    def embed(self, texts, *, progress=None):  # noqa: ARG002
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for form in words(text):
                row[zlib.crc32(form.encode()) % 256] += 1
            row /= np.linalg.norm(row) or 1.0
        return rows

    def embed_question(self, text):
        return self.embed([text])[0]


def words(text):
    return [word for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS]


class ListStore:
    """Articles in a list, searched by shared words and by cosine."""

    build = "build-1"

    def __init__(self, texts, embedder):
        self._articles = {
            name: Article(name, name.title(), source, "", (), day, f"{name}.txt", text)
            for name, (source, day, text) in texts.items()
        }
        self._passages = []
        for name, article in self._articles.items():
            spans = tuple(Span(*found.span()) for found in re.finditer(r"[^\s.][^.]*\.", article.text))
            self._passages.append(Passage(name, 0, len(article.text), article.text, spans))
        self._counts = Counter(form for one in self._passages for form in set(words(one.text)))
        self._vectors = embedder.embed([one.text for one in self._passages])
        self.searchers = (ByWords("bm25", self), ByVectors("dense", self))

    @property
    def passage_count(self):
        return len(self._passages)

    def terms(self, text):
        found = [(match.span(), match.group().lower()) for match in re.finditer(r"\w+", text)]
        return tuple(Term(Span(*span), form) for span, form in found if form not in STOP_WORDS)

    def weight(self, form):
        return math.log(1 + len(self._passages) / (0.5 + self._counts[form]))

    def frequency(self, form):
        return self._counts[form]

    def passages(self, ordinals):
        return [self._passages[ordinal] for ordinal in ordinals]

    def article(self, article_id):
        return self._articles[article_id]

    def scored(self, score, limit, scope):
        ranked = [
            Ranked(ordinal, score(ordinal, one))
            for ordinal, one in enumerate(self._passages)
            if self._inside(one, scope)
        ]
        return sorted((one for one in ranked if one.score > 0), key=lambda one: (-one.score, one.ordinal))[:limit]

    def _inside(self, passage, scope):
        article = self._articles[passage.article_id]
        if scope.sources is not None and article.source not in scope.sources:
            return False
        if scope.published_from is None and scope.published_to is None:
            return True
        first, last = scope.published_from or date.min, scope.published_to or date.max
        return article.published is not None and first <= article.published <= last


class ByWords:
    def __init__(self, name, store):
        self.name, self._store = name, store

    def search(self, query, limit, scope):
        def score(_, passage):
            return sum(query.weights.get(form, 0.0) for form in set(words(passage.text)))

        return self._store.scored(score, limit, scope)


class ByVectors(ByWords):
    def search(self, query, limit, scope):
        return self._store.scored(lambda ordinal, _: float(self._store._vectors[ordinal] @ query.vector), limit, scope)


OPTIONS = AskOptions(
    max_question_chars=100,
    read=4,
    threshold=0.0,
    search=SearchOptions(candidates=10, rank_constant=5.0, weights={"bm25": 1.0, "dense": 0.7}, per_article=2),
    compose=ComposeOptions(statements=3, margin=1.0, corpus="corpus"),
    confidence=Confidence(),
)


@pytest.fixture
def put():
    """Ask a question of a fresh store; keywords stand in for the options."""

    def put(question, texts=TEXTS, *, scope=None, passages=10, **options):
        embedder = HashedWords()
        store = ListStore(texts, embedder)
        reader = SentenceReader(embedder, store)
        return ask(
            question,
            store=store,
            embedder=embedder,
            reader=reader,
            options=replace(OPTIONS, **options),
            scope=scope,
            passages=passages,
        )

    return put


def test_an_answer_is_the_sentence_that_says_it_with_everyone_who_says_it(put):
    answer = put(BRIDGE)
    assert answer.status == "answered"
    assert answer.statements[0].text == "Engineer Mara Quill drew the new bridge of Brill."
    assert {answer.citations[number - 1].article.id for number in answer.statements[0].citations} == {
        "bridge",
        "bridge-too",
    }
    assert answer.build == "build-1"
    assert answer.unknown_words == ()
    assert answer.passages[0].passage.article_id == "bridge"
    assert answer.passages[0].ranks == {"bm25": 1, "dense": 2, "reader": 1}


def test_a_refusal_states_nothing_and_shows_the_nearest(put):
    answer = put(BRIDGE, threshold=1.0)
    assert (answer.status, answer.answer, answer.statements, answer.citations) == ("not_found", None, (), ())
    assert answer.passages == put(BRIDGE).passages != ()
    assert 0 < answer.confidence < 1


def test_the_threshold_itself_is_enough(put):
    confidence = put(BRIDGE).confidence
    assert put(BRIDGE, threshold=confidence).status == "answered"
    assert put(BRIDGE, threshold=confidence + 0.0001).status == "not_found"


def test_a_question_that_the_articles_answer_is_surer_than_one_that_they_do_not(put):
    off_topic = put("Which zither does the Brill orchestra play?")
    assert off_topic.confidence < put(BRIDGE).confidence
    assert off_topic.unknown_words == ("zither", "orchestra", "play")


def test_the_same_question_has_the_same_answer(put):
    assert put(BRIDGE) == put(BRIDGE)
    backwards = dict(reversed(TEXTS.items()))
    assert put(BRIDGE, backwards).statements == put(BRIDGE).statements


@pytest.mark.parametrize(
    "scope",
    [
        Scope(sources=frozenset()),
        Scope(sources=frozenset({"Nobody"})),
        Scope(published_from=date(2030, 1, 1)),
        Scope(sources=frozenset({""}), published_to=date(2030, 1, 1)),
    ],
)
def test_nothing_is_found_in_an_empty_scope_even_with_no_threshold(put, scope):
    answer = put(BRIDGE, scope=scope)
    assert (answer.status, answer.confidence, answer.statements, answer.passages) == ("not_found", 0.0, (), ())


def test_a_scope_is_kept_to(put):
    answer = put(BRIDGE, scope=Scope(sources=frozenset({"Post"}), published_to=date(2024, 5, 18)))
    assert {one.article.id for one in answer.citations} == {"bridge-too"}
    assert {one.passage.article_id for one in answer.passages} == {"bridge-too", "ferry"}


def test_words_that_no_article_has_find_nothing(put):
    answer = put("Zither orchestra?")
    assert (answer.status, answer.passages, answer.unknown_words) == ("not_found", (), ("Zither", "orchestra"))


@pytest.mark.parametrize("wanted", [1, 2, 5])
def test_as_many_passages_as_were_asked_for(put, wanted):
    some = put("Who in Arden or Brill won, drew or stopped?", passages=wanted).passages
    assert len(some) == wanted


def test_no_more_than_asked_for_is_read(put):
    answer = put("Who in Arden or Brill won, drew or stopped?", read=2)
    assert sum("reader" in one.ranks for one in answer.passages) == 2


def test_every_quote_is_verbatim(put):
    for question in (BRIDGE, "When did the ferry stop?", "What burned at Arden?"):
        for one in put(question).citations:
            assert one.article.text[one.start : one.end] == one.quote


def test_the_times_add_up_and_are_no_part_of_what_is_equal(put):
    times = put(BRIDGE).timings_ms
    assert set(times) == {"search", "read", "total"}
    assert times["total"] == pytest.approx(times["search"] + times["read"], abs=0.02)
    assert replace(put(BRIDGE), timings_ms={}) == put(BRIDGE)


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("", "is empty"),
        (" \n\u2003\t", "is empty"),
        ("?…!", "no words"),
        ("🙂", "no words"),
        ("_", "no words"),
        ("x" * 101, "101 characters; at most 100"),
        ("x " * 60, "119 characters; at most 100"),
    ],
)
def test_bad_questions_are_refused_by_asking_and_by_searching(put, question, problem):
    with pytest.raises(QuestionError, match=problem):
        put(question)
    with pytest.raises(QuestionError, match=problem):
        find(question, 3, store=ListStore(TEXTS, HashedWords()), embedder=HashedWords(), options=OPTIONS)


def test_a_question_is_asked_with_its_white_space_folded(put):
    answer = put(f"  Who \n drew\u00a0the new bridge of Brill?{' ' * 200}")
    assert answer.standalone_question == BRIDGE
    assert answer.question.startswith("  Who \n drew")
    assert answer.statements == put(BRIDGE).statements


def test_lone_surrogates_are_replaced(put):
    answer = put("Who drew\ud800 the bridge?")
    assert answer.question == answer.standalone_question == "Who drew? the bridge?"


@pytest.mark.parametrize("question", ["é" * 100, "漢字は何ですか", "7?", "Ελλάδα"])
def test_letters_and_digits_of_any_script_are_words(question):
    assert checked_question(question, max_chars=100) == question


def test_find_ranks_without_reading():
    store, embedder = ListStore(TEXTS, HashedWords()), HashedWords()
    hits = find(BRIDGE, 2, store=store, embedder=embedder, options=OPTIONS)
    assert [one.passage.article_id for one in hits] == ["bridge", "bridge-too"]
    assert set(hits[0].ranks) == {"bm25", "dense"}
    nowhere = Scope(sources=frozenset())
    assert find(BRIDGE, 2, store=store, embedder=embedder, options=OPTIONS, scope=nowhere) == []
