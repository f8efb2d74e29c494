"""The probability that an answer is right, and what it follows from."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.confidence import confidence_signals, unknown_words
from qabot.answering.weights import CONFIDENCE_SIGNALS, ConfidenceWeights, SignalWeights, large_share, threshold_for
from qabot.model import Article, Candidate, Evidence, Passage, Query, Span

NONE = dict.fromkeys(CONFIDENCE_SIGNALS, 0.0)
SMALL = SignalWeights(**{**NONE, "intercept": -1.5, "score": 0.8, "unknown": -2.0, "missing": -0.5})
LARGE = SignalWeights(**{**NONE, "intercept": -2.5, "score": 0.4, "unknown": -1.0, "missing": 0.0})
WEIGHTED = ConfidenceWeights(small=SMALL, large=LARGE)
FEW, MANY = 20, 1_000_000
SIGNALS = st.fixed_dictionaries({name: st.floats(-40, 40) for name in CONFIDENCE_SIGNALS})
SIGNAL_WEIGHTS = st.builds(SignalWeights, **{name: st.floats(-3, 3) for name in (*CONFIDENCE_SIGNALS, "intercept")})
WEIGHTS = st.builds(
    ConfidenceWeights, small=SIGNAL_WEIGHTS, large=SIGNAL_WEIGHTS, slope=st.floats(-3, 3), shift=st.floats(-3, 3)
)
COUNTS = st.integers(0, 10**7)


def candidate(text, score):
    span = Span(0, len(text))
    evidence = (Evidence(Passage("a", 0, len(text), text, (span,)), span, 0.0, (span,)),)
    return Candidate(text, evidence, {"span": 4.0, "answers": -2.0}, score)


def signals_of(asked, candidates, *, best_answers, terms):
    def article(article_id):
        return Article(article_id, "Bridges", "Post", "", (), None, article_id, candidates[0].evidence[0].passage.text)

    return confidence_signals(asked, candidates, best_answers=best_answers, terms=terms, article=article)


def query(text, *unknown, terms):
    words = terms(text)
    weights = {term.form: 1.0 for term in words}
    return Query(text=text, vector=None, terms=words, weights=weights, unknown=frozenset(unknown))


def test_a_logit_of_nothing_is_a_coin():
    nothing = SignalWeights(**NONE, intercept=0.0)
    assert ConfidenceWeights(small=nothing, large=nothing).probability(NONE, passage_count=100) == 0.5


@pytest.mark.parametrize(("passage_count", "weights"), [(0, SMALL), (1, SMALL), (FEW, SMALL), (MANY, LARGE)])
def test_the_logit_is_the_sum_by_the_weights_of_the_size(passage_count, weights):
    signals = {**NONE, "score": 2.0, "unknown": 0.5}
    logit = weights.intercept + 2.0 * weights.score + 0.5 * weights.unknown
    assert WEIGHTED.probability(signals, passage_count=passage_count) == round(1 / (1 + math.exp(-logit)), 4)


def test_between_small_and_large_weights_are_mixed_by_the_logarithm():
    shares = [large_share(count) for count in (1, 100, 148, 1_000, 10_000, 59_000, 60_000, 10**7)]
    assert shares == sorted(shares)
    assert shares[:2] == [0.0, 0.0]
    assert shares[-2:] == [1.0, 1.0]
    assert large_share(round(math.exp(8))) == pytest.approx(0.5, abs=1e-3)
    contributions = WEIGHTED.contributions({**NONE, "score": 1.0}, passage_count=round(math.exp(8)))
    assert contributions["score"] == (1.0, pytest.approx(0.6, abs=1e-3))
    assert contributions["always"] == (1.0, pytest.approx(-2.0, abs=1e-3))


@given(SIGNALS, WEIGHTS, COUNTS)
def test_a_confidence_is_a_probability_of_four_digits(signals, weights, count):
    sure = weights.probability(signals, passage_count=count)
    assert 0 <= sure <= 1
    assert sure == round(sure, 4)


@given(SIGNALS, WEIGHTS, COUNTS)
def test_what_was_added_sums_to_the_logit(signals, weights, count):
    added = weights.contributions(signals, passage_count=count)
    assert list(added) == ["always", *signals]
    assert {name: value for name, (value, _) in added.items()} == {"always": 1.0, **signals}
    logit = math.fsum(part for _, part in added.values())
    expected = pytest.approx(1 / (1 + math.exp(-max(-30, min(30, logit)))), abs=1e-4)
    assert weights.probability(signals, passage_count=count) == expected


@given(SIGNALS, st.sampled_from(CONFIDENCE_SIGNALS), st.floats(0, 20))
def test_a_weight_s_sign_is_the_direction_of_its_signal(signals, name, more):
    before = WEIGHTED.probability(signals, passage_count=FEW)
    after = WEIGHTED.probability({**signals, name: signals[name] + more}, passage_count=FEW)
    weight = getattr(SMALL, name)
    assert after >= before if weight > 0 else after <= before if weight < 0 else after == before


def test_a_better_score_is_surer():
    scores = [
        WEIGHTED.probability({**NONE, "score": score}, passage_count=FEW) for score in (-4.0, -1.0, 0.0, 2.0, 5.0)
    ]
    assert scores == sorted(scores)
    assert len(set(scores)) == 5


@pytest.mark.parametrize(("slope", "shift"), [(1.0, 0.7), (0.5, 0.0), (2.0, -1.0), (0.0, 0.3)])
def test_a_corpus_of_one_s_own_turns_and_shifts_the_logit(slope, shift):
    own = ConfidenceWeights(small=SMALL, large=LARGE, slope=slope, shift=shift)
    for score in (-3.0, 0.0, 3.0):
        logit = shift + slope * (SMALL.intercept + SMALL.score * score)
        assert own.probability({**NONE, "score": score}, passage_count=FEW) == round(1 / (1 + math.exp(-logit)), 4)
    assert own.contributions(NONE, passage_count=FEW)["always"] == (1.0, shift + slope * SMALL.intercept)


def test_the_signals_by_hand(terms):
    candidates = [candidate("Mara Quill", 3.0), candidate("the Quill", 2.9), candidate("Olga Brandt", 1.0)]
    asked = query("Who drew the zither bridge?", "zither", terms=terms)
    signals = signals_of(asked, candidates, best_answers=40.0, terms=terms)
    expected = {"score": 3.0, "best_answers": 12.0, "answers": -2.0, "span": 4.0, "unknown": 0.2, "missing": 0.8}
    assert {name: signals[name] for name in expected} == expected


def test_a_question_without_terms_is_no_trouble(terms):
    signals = signals_of(query("", terms=terms), [candidate("Mara", 1.0)], best_answers=0.0, terms=terms)
    assert signals["unknown"] == 0.0
    assert tuple(signals) == CONFIDENCE_SIGNALS


def test_unknown_words_are_named_as_asked_each_once(terms):
    asked = query("Zither or ORCHESTRA, zither or Zither?", "zither", "orchestra", terms=terms)
    assert unknown_words(asked) == ("Zither", "ORCHESTRA", "zither")
    assert unknown_words(query("Who drew it?", terms=terms)) == ()


@pytest.mark.parametrize(("passage_count", "share"), [(0, 1.0), (148, 1.0), (60_000, 0.5), (10**7, 0.5)])
def test_a_large_build_asks_for_half_of_the_confidence(passage_count, share):
    assert threshold_for(0.42, passage_count) == pytest.approx(0.42 * share)
    between = [threshold_for(0.42, count) for count in (100, 500, 5_000, 50_000)]
    assert between == sorted(between, reverse=True)
