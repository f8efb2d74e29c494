"""The probability that an answer is right, and what it follows from."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.confidence import confidence_signals, unknown_words
from qabot.answering.weights import CONFIDENCE_SIGNALS, ConfidenceWeights
from qabot.model import Candidate, Evidence, Passage, Query, Span

WEIGHTED = ConfidenceWeights(intercept=-1.5, score=0.8, unknown=-2.0, size=-0.15, slope=1.0, shift=0.0)
NONE = dict.fromkeys(CONFIDENCE_SIGNALS, 0.0)
SIGNALS = st.fixed_dictionaries({name: st.floats(-40, 40) for name in CONFIDENCE_SIGNALS})
WEIGHTS = st.builds(
    ConfidenceWeights, **{name: st.floats(-3, 3) for name in (*CONFIDENCE_SIGNALS, "intercept", "slope", "shift")}
)


def candidate(text, score):
    span = Span(0, len(text))
    evidence = (Evidence(Passage("a", 0, len(text), text, (span,)), span, 0.0, (span,)),)
    return Candidate(text, evidence, {}, score)


def query(text, *unknown, terms):
    words = terms(text)
    weights = {term.form: 1.0 for term in words}
    return Query(text=text, vector=None, terms=words, weights=weights, unknown=frozenset(unknown))


def test_a_logit_of_nothing_is_a_coin():
    assert ConfidenceWeights(**{**NONE, "intercept": 0.0, "slope": 1.0, "shift": 0.0}).probability(NONE) == 0.5


def test_the_logit_is_the_weighted_sum():
    signals = {"score": 2.0, "unknown": 0.5, "size": 6.0}
    logit = -1.5 + 1.6 - 1.0 - 0.9
    assert WEIGHTED.logit(signals) == pytest.approx(logit)
    assert WEIGHTED.probability(signals) == round(1 / (1 + math.exp(-logit)), 4)


@given(SIGNALS, WEIGHTS)
def test_a_confidence_is_a_probability_of_four_digits(signals, weights):
    sure = weights.probability(signals)
    assert 0 <= sure <= 1
    assert sure == round(sure, 4)


@given(SIGNALS, WEIGHTS)
def test_what_was_added_sums_to_the_logit(signals, weights):
    added = weights.contributions(signals)
    assert list(added) == ["always", *signals]
    assert {name: value for name, (value, _) in added.items()} == {"always": 1.0, **signals}
    logit = math.fsum(part for _, part in added.values())
    assert logit == pytest.approx(weights.shift + weights.slope * weights.logit(signals), abs=1e-9)
    assert weights.probability(signals) == pytest.approx(1 / (1 + math.exp(-max(-30, min(30, logit)))), abs=1e-4)


@given(SIGNALS, st.sampled_from(CONFIDENCE_SIGNALS), st.floats(0, 20))
def test_a_weight_s_sign_is_the_direction_of_its_signal(signals, name, more):
    before, after = WEIGHTED.probability(signals), WEIGHTED.probability({**signals, name: signals[name] + more})
    assert after >= before if getattr(WEIGHTED, name) > 0 else after <= before


def test_a_better_score_is_surer():
    scores = [WEIGHTED.probability({**NONE, "score": score}) for score in (-4.0, -1.0, 0.0, 2.0, 5.0)]
    assert scores == sorted(scores)
    assert len(set(scores)) == 5


@pytest.mark.parametrize(("slope", "shift"), [(1.0, 0.7), (0.5, 0.0), (2.0, -1.0), (0.0, 0.3)])
def test_a_corpus_of_one_s_own_turns_and_shifts_the_logit(slope, shift):
    weights = {name: getattr(WEIGHTED, name) for name in (*CONFIDENCE_SIGNALS, "intercept")}
    own = ConfidenceWeights(**weights, slope=slope, shift=shift)
    for score in (-3.0, 0.0, 3.0):
        signals = {**NONE, "score": score}
        logit = shift + slope * WEIGHTED.logit(signals)
        assert own.probability(signals) == round(1 / (1 + math.exp(-logit)), 4)
    assert own.contributions(NONE)["always"] == (1.0, shift + slope * -1.5)


def test_the_signals_by_hand(terms):
    candidates = [candidate("Mara Quill", 3.0), candidate("the Quill", 2.9), candidate("Olga Brandt", 1.0)]
    asked = query("Who drew the zither bridge?", "zither", terms=terms)
    signals = {"score": 3.0, "unknown": 0.2, "size": math.log(200)}
    assert confidence_signals(asked, candidates, passage_count=200) == signals


def test_a_question_without_terms_and_a_build_without_passages_are_no_trouble(terms):
    signals = confidence_signals(query("", terms=terms), [candidate("Mara", 1.0)], passage_count=0)
    assert (signals["unknown"], signals["size"]) == (0.0, 0.0)
    assert tuple(signals) == CONFIDENCE_SIGNALS


def test_unknown_words_are_named_as_asked_each_once(terms):
    asked = query("Zither or ORCHESTRA, zither or Zither?", "zither", "orchestra", terms=terms)
    assert unknown_words(asked) == ("Zither", "ORCHESTRA", "zither")
    assert unknown_words(query("Who drew it?", terms=terms)) == ()
