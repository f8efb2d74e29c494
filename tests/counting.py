"""Parts that count words: an embedder, a reader, and a store that is a list."""

import math
import re
import zlib
from collections import Counter
from datetime import date

import numpy as np

from qabot.model import (
    AnswerSpan,
    Article,
    ArticleSummary,
    Asked,
    Passage,
    Query,
    Reading,
    Scope,
    SearchResult,
    Span,
    Term,
)
from qabot.question.kind import expected_answer_type, question_focus, wanted_form
from qabot.question.request import recognise
from qabot.text.words import STOP_WORDS


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

    def count_tokens(self, texts):
        return [len(text.split()) for text in texts]


def words(text):
    return [word for word in re.findall(r"\w+", text.lower()) if word not in STOP_WORDS]


def lower_case_terms(text):
    """Return the words of a text in small letters, as a lexical index would that neither stems nor stops."""
    return tuple(Term(Span(*match.span()), match.group().lower()) for match in re.finditer(r"\w+", text))


def asked_for(text, *, weights=None, unknown=(), terms=None, vector=None, **fields):
    """Return a question as it is understood; every word weighs 1 unless ``weights`` say otherwise."""
    terms = lower_case_terms(text) if terms is None else terms
    weights = {term.form: 1.0 for term in terms} if weights is None else weights
    query = Query(text=text, vector=vector, terms=terms, weights=weights, unknown=frozenset(unknown))
    understood = {
        "typed": text,
        "query": query,
        "context": None,
        "scope": Scope(),
        "day": None,
        "period": None,
        "kind": recognise(text).kind,
        "topics": recognise(text).topics,
        "form": wanted_form(text),
        "answer_type": expected_answer_type(text),
        "focus": question_focus(query),
    }
    return Asked(**understood | fields)


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
        self._passages_by_id = {one.article_id: one for one in self._passages}
        self._counts = Counter(form for one in self._passages for form in set(words(one.text)))
        self._vectors = embedder.embed([one.text for one in self._passages])
        self.searchers = (ByWords("bm25", self, fusion_weight=1.0), ByVectors("dense", self, fusion_weight=0.7))

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

    def forms(self, begins):
        return {form: count for form, count in self._counts.items() if form.startswith(begins)}

    def passages(self, ordinals):
        return [self._passages[ordinal] for ordinal in ordinals]

    def article(self, article_id):
        return self._articles[article_id]

    def passages_of(self, article_id):
        return [self._passages_by_id[article_id]]

    def summaries(self, scope):
        return [
            self._summary(one) for one in self._articles.values() if self._inside(self._passages_by_id[one.id], scope)
        ]

    def duplicate_groups(self, article_ids):
        first = {one.text: name for name, one in reversed(self._articles.items())}
        return {name: first[self._articles[name].text] for name in article_ids}

    def copies(self, article_id, scope):
        text = self._articles[article_id].text
        same = [one for one in self._articles.values() if one.text == text and one.id != article_id]
        return [self._summary(one) for one in same if self._inside(self._passages_by_id[one.id], scope)]

    @staticmethod
    def _summary(one):
        return ArticleSummary(one.id, one.title, one.source, one.url, one.published, one.path, len(one.text), 1)

    def scored(self, score, limit, scope):
        ranked = [
            SearchResult(ordinal, score(ordinal, one))
            for ordinal, one in enumerate(self._passages)
            if self._inside(one, scope)
        ]
        return sorted((one for one in ranked if one.score > 0), key=lambda one: (-one.score, one.ordinal))[:limit]

    def _inside(self, passage, scope):
        article = self._articles[passage.article_id]
        if scope.sources is not None and article.source not in scope.sources:
            return False
        if scope.collections is not None and scope.collections.isdisjoint(article.collections):
            return False
        if scope.published_from is None and scope.published_to is None:
            return True
        first, last = scope.published_from or date.min, scope.published_to or date.max
        return article.published is not None and first <= article.published <= last


class ByWords:
    def __init__(self, name, store, *, fusion_weight):
        self.name, self.fusion_weight, self._store = name, fusion_weight, store

    def search(self, query, limit, scope):
        def score(_, passage):
            return sum(query.weights.get(form, 0.0) for form in set(words(passage.text)))

        return self._store.scored(score, limit, scope)


class ByVectors(ByWords):
    def search(self, query, limit, scope):
        return self._store.scored(lambda ordinal, _: float(self._store._vectors[ordinal] @ query.vector), limit, scope)


class SharedWords:
    """A reader that reads the sentence of a passage that shares most words with the question.

    It finds the capitalised words and the numbers that the question has not; the more words are shared, the surer.
    """

    _NAMES = re.compile(r"[A-Z]\w+(?: [A-Z]\w+)*|\d+")

    def __init__(self):
        self.asked = []

    def read(self, question, hits):
        self.asked.append((question, tuple(hits)))
        return tuple(self._reading(question, hit.passage) for hit in hits)

    def _reading(self, question, passage):
        wanted = set(words(question))
        shared, _, sentence = max(
            (len(wanted & set(words(passage.sentence(s)))), -s.start, s) for s in passage.sentences
        )
        return Reading(2.0 * shared - 5.0, tuple(self._found(wanted, shared, passage, sentence)))

    def _found(self, wanted, shared, passage, sentence):
        for place, match in enumerate(self._NAMES.finditer(passage.sentence(sentence))):
            new = [word for word in words(match.group()) if word not in wanted]
            if new and shared:
                start = sentence.start + match.start()
                yield AnswerSpan(Span(start, start + len(match.group())), shared + len(new) - 0.5 * place)
