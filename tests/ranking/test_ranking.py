"""The final order of passages: its signals, their sum, and what becomes of passages that were not read."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from counting import asked_for, lower_case_terms
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import AnswerSpan, Article, Hit, Passage, Period, Reading, Span, Term
from qabot.ranking.passages import SCORED_PASSAGES, apply_scores, rank, rank_signals
from qabot.ranking.weights import RANK_SIGNALS, RankingWeights

WORDS = ("bridge", "brill", "mara", "tram", "quay", "ferry", "diesel", "arden")
WEIGHTED = RankingWeights(
    bm25=1.0, dense=0.5, words=2.0, cosine=1.5, coverage=3.0, title=0.25, opening=0.15, answers=0.3, span=0.2, lead=0.7
)
RANGES = {
    "bm25": (0, 1),
    "dense": (0, 1),
    "words": (0, 1),
    "cosine": (-1, 1),
    "coverage": (0, 1),
    "title": (0, 1),
    "opening": (0, 1),
    "answers": (0, 1),
    "span": (0, 1),
    "lead": (0, 1),
}


class Titles:
    """A store of articles that have a title and a text, and nothing else."""

    def __init__(self, titles: Mapping[str, str], text: str = ""):
        self._titles, self._text = titles, text

    def terms(self, text):
        return lower_case_terms(text)

    def duplicate_groups(self, article_ids):
        return {name: name for name in article_ids}

    def article(self, article_id):
        return Article(article_id, self._titles[article_id], "", "", (), None, article_id, self._text)


def hit(article="a", start=0, text="x", *, ranks=None, scores=None, score=1.0):
    end = start + len(text)
    return Hit(Passage(article, start, end, text, (Span(start, end),)), score, ranks or {}, scores or {})


def question(**weights):
    return asked_for("?", terms=tuple(Term(Span(0, 1), form) for form in weights), weights=weights)


def signals(asked, hits, readings, titles=None):
    titles = titles or {one.passage.article_id: "" for one in hits}
    return rank_signals(asked, hits, readings, store=Titles(titles))


def test_the_signals_of_a_hit_by_hand():
    hits = [
        hit("a", 1000, "The tram of Brill.", ranks={"bm25": 1, "dense": 4}, scores={"bm25": 8.0, "dense": 0.25}),
        hit("b", 0, "Nothing.", ranks={"dense": 1}, scores={"dense": -0.5}),
        hit("c", 3000, "A bridge.", ranks={"bm25": 7}, scores={"bm25": 2.0}),
    ]
    readings = [
        Reading(2.5, (AnswerSpan(Span(1004, 1008), 1.5), AnswerSpan(Span(1012, 1017), -3.0))),
        Reading(-40.0, ()),
        Reading(40.0, (AnswerSpan(Span(3000, 3001), 99.0),)),
    ]
    titles = {"a": "Bridge", "b": "", "c": "A bridge"}
    rows = signals(question(bridge=3.0, brill=1.0), hits, readings, titles)
    assert rows[0] == {
        "bm25": 1.0,
        "dense": 6 / 9,
        "words": 1.0,
        "cosine": 0.25,
        "coverage": 1.0,
        "title": 0.75,
        "opening": 0.75,
        "answers": 1 / (1 + math.exp(-2.5)),
        "span": 1 / (1 + math.exp(-1.5)),
        "lead": 0.5,
    }
    assert rows[1] == {
        "bm25": 0.0,
        "dense": 1.0,
        "words": 0.0,
        "cosine": -0.5,
        "coverage": 0.0,
        "title": 0.0,
        "opening": 0.0,
        "answers": pytest.approx(0.0, abs=1e-12),
        "span": 0.0,
        "lead": 1.0,
    }
    assert rows[2] == {
        "bm25": 6 / 12,
        "dense": 0.0,
        "words": 0.25,
        "cosine": 0.0,
        "coverage": 0.75,
        "title": 0.75,
        "opening": 0.75,
        "answers": pytest.approx(1.0),
        "span": pytest.approx(1.0),
        "lead": 0.25,
    }


def test_the_opening_is_title_and_text_up_to_300_characters():
    text = "The tram of Brill stopped. A ferry ran. " + "Nothing more. " * 20 + "Diesel was dear."
    titles = Titles({"a": "", "b": "The quay"}, text)
    untitled, titled = rank_signals(
        question(tram=1.0, quay=2.0, diesel=1.0), [hit("a"), hit("b")], [Reading(0.0, ())] * 2, store=titles
    )
    assert (untitled["title"], untitled["opening"]) == (0.0, 0.25)
    assert (titled["title"], titled["opening"]) == (0.5, 0.75)


def test_every_signal_has_a_weight_and_every_weight_a_signal():
    (row,) = signals(question(bridge=1.0), [hit()], [Reading(0.0, ())])
    assert tuple(row) == RANK_SIGNALS
    assert set(RANK_SIGNALS) == set(RANGES)


READINGS = st.builds(
    Reading,
    st.floats(-99, 99),
    st.lists(st.builds(AnswerSpan, st.just(Span(0, 1)), st.floats(-99, 99)), max_size=2).map(
        lambda found: tuple(sorted(found, key=lambda one: -one.score))
    ),
)


@st.composite
def hits_and_readings(draw):
    places = draw(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), unique=True, max_size=8))
    hits = []
    for article, number in places:
        text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)))
        names = draw(st.lists(st.sampled_from(("bm25", "dense")), unique=True, min_size=1))
        ranks = {name: draw(st.integers(1, 200)) for name in names}
        scores = {name: draw(st.floats(0, 40) if name == "bm25" else st.floats(-1, 1)) for name in names}
        hits.append(hit(article, 500 * number, text, ranks=ranks, scores=scores))
    return hits, [draw(READINGS) for _ in hits]


@given(hits_and_readings(), st.dictionaries(st.sampled_from(WORDS), st.floats(0.1, 9), max_size=5))
def test_signals_stay_in_their_range(read, weights):
    hits, readings = read
    titles = {"a": "The bridge of Brill", "b": "", "c": "Diesel"}
    rows = signals(question(**weights), hits, readings, titles)
    assert len(rows) == len(hits)
    for row in rows:
        for name, (least, most) in RANGES.items():
            assert least <= row[name] <= most, name


@given(hits_and_readings())
def test_the_score_is_the_sum_of_what_the_signals_add(read):
    hits, readings = read
    asked, store = question(bridge=2.0, tram=1.0), Titles({one.passage.article_id: "" for one in hits})
    ranked = rank(asked, hits, readings, store=store, weights=WEIGHTED)
    rows = dict(zip([one.passage.id for one in hits], signals(asked, hits, readings), strict=True))
    assert ranked.signals == rows
    for one in ranked.hits:
        contributions = ranked.contributions[one.passage.id]
        assert contributions == {name: getattr(WEIGHTED, name) * rows[one.passage.id][name] for name in RANK_SIGNALS}
        assert one.score == math.fsum(contributions.values())
    assert {one.passage.id: reading for one, reading in ranked.read} == {
        one.passage.id: reading for one, reading in zip(hits, readings, strict=True)
    }


@pytest.mark.parametrize("name", RANK_SIGNALS)
def test_each_weight_weighs_its_own_signal(name):
    only = RankingWeights(**{**dict.fromkeys(RANK_SIGNALS, 0.0), name: 2.0})
    assert math.fsum(only.contributions({**dict.fromkeys(RANK_SIGNALS, 7.0), name: 0.5}).values()) == 1.0


def test_passages_beyond_those_that_were_read_have_signals_so_that_articles_can_be_compared():
    hits = [hit("a", number, score=-number) for number in range(SCORED_PASSAGES + 5)]
    ranked = rank(question(x=1.0), hits, [Reading(0.0, ())] * 2, store=Titles({"a": ""}), weights=WEIGHTED)
    assert len(ranked.hits) == len(hits)
    assert (len(ranked.signals), len(ranked.contributions), len(ranked.read)) == (SCORED_PASSAGES, 2, 2)


def test_a_second_reader_can_rank_the_best_again():
    hits = [hit("a"), hit("b"), hit("c")]
    store = Titles(dict.fromkeys("abc", ""))
    asked = question(x=1.0)
    first = rank(asked, hits, [Reading(2.0, ()), Reading(3.0, ()), Reading(1.0, ())], store=store, weights=WEIGHTED)
    assert [one.passage.article_id for one in first.hits] == ["b", "a", "c"]
    again = rank(asked, first.hits, [Reading(-9.0, ()), Reading(9.0, ())], store=store, weights=WEIGHTED)
    assert [one.passage.article_id for one in again.hits] == ["a", "b", "c"]
    assert [one.passage.article_id for one, _ in again.read] == ["a", "b"]


def test_a_passage_at_the_head_of_its_article_leads():
    rows = signals(question(bridge=1.0), [hit(start=start) for start in (0, 400, 4000)], [Reading(0.0, ())] * 3)
    leads = [row["lead"] for row in rows]
    assert leads == sorted(leads, reverse=True)
    assert len(set(leads)) == 3


def test_no_hits_have_no_signals():
    assert signals(question(bridge=1.0), [], []) == []
    assert rank(question(bridge=1.0), [], [], store=Titles({}), weights=WEIGHTED).hits == ()
    assert apply_scores([], []) == []


def test_a_hit_that_was_not_read_has_all_signals_but_the_reader_s():
    hits = [hit("a", 0, "A bridge.", scores={"dense": 0.5}), hit("b", 0, "A bridge.", scores={"dense": 0.5})]
    read, unread = signals(question(bridge=1.0), hits, [Reading(4.0, (AnswerSpan(Span(2, 8), 3.0),))])
    assert (unread["answers"], unread["span"]) == (0.0, 0.0)
    assert {**unread, "answers": read["answers"], "span": read["span"]} == read


def test_better_scores_come_first_and_ties_by_id():
    hits = [hit("c"), hit("a"), hit("b"), hit("a", 10)]
    better = apply_scores(hits, [1.0, 1.0, 2.0, 1.0])
    assert [(one.passage.id, one.score) for one in better] == [
        ("b#0-1", 2.0),
        ("a#0-1", 1.0),
        ("a#10-11", 1.0),
        ("c#0-1", 1.0),
    ]


def test_what_was_not_read_stays_in_its_order_behind():
    hits = [hit("a", score=9.0), hit("b", score=8.0), hit("z", score=7.0), hit("c", score=6.0)]
    better = apply_scores(hits, [-5.0, 3.0])
    assert [one.passage.article_id for one in better] == ["b", "a", "z", "c"]
    assert [one.score for one in better] == [3.0, -5.0, -6.0, -7.0]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), unique=True, max_size=10),
    st.lists(st.one_of(st.floats(-50, 50), st.sampled_from([0.0, 1.0])), max_size=10),
)
def test_reordering_keeps_every_hit_and_puts_what_was_read_first(places, scores):
    hits = [hit(article, 10 * number, ranks={"bm25": rank}) for rank, (article, number) in enumerate(places, 1)]
    scores = scores[: len(hits)]
    better = apply_scores(hits, scores)
    assert {one.passage.id for one in better} == {one.passage.id for one in hits}
    assert len(better) == len(hits)
    read = len(scores)
    assert {one.passage.id: one.score for one in better[:read]} == {
        one.passage.id: score for one, score in zip(hits, scores, strict=False)
    }
    assert [one.passage.id for one in better[read:]] == [one.passage.id for one in hits[read:]]
    assert better == sorted(better, key=lambda one: -one.score)
    assert {one.passage.id: dict(one.ranks) for one in better} == {one.passage.id: dict(one.ranks) for one in hits}


class Days(Titles):
    """A store of articles that have a day and nothing else."""

    def article(self, article_id):
        return replace(super().article(article_id), published=self._titles[article_id])


def test_passages_outside_the_period_of_the_question_sink():
    hits = [hit("in"), hit("out"), hit("undated")]
    days = Days({"in": date(2015, 3, 1), "out": date(2016, 3, 1), "undated": None})
    days.terms = lambda _: ()
    readings = [Reading(0.0, ())] * 3

    def times(period):
        asked = replace(question(a=1.0), period=period)
        return [row.get("time") for row in rank_signals(asked, hits, readings, store=days)]

    assert times(None) == [None] * 3
    assert times(Period(date(2015, 1, 1), date(2015, 12, 31))) == [0.0, -1.0, -1.0]
    assert times(Period(date(1999, 1, 1), date(1999, 12, 31))) == [0.0] * 3
