"""The figures over all questions: held against the score that they must agree with, and their intervals."""

import importlib.util
import json
import random
from pathlib import Path

import numpy as np
import pytest
from by_hand import ARTICLES, TEXTS, answer, refusal

from qabot.evaluate.curves import reliability, risk_coverage
from qabot.evaluate.figures import FIGURES, columns_of, measure, resampled
from qabot.evaluate.marking import mark
from qabot.evaluate.questions import Question
from qabot.surfaces.json_api.answer import answer_json

SCORE = Path(__file__).parents[2].parent / "shared" / "data" / "score.py"
EXACT = 1e-12


def made_up(count, seed):
    """Return questions and answers in which everything that can go right or wrong does, at random."""
    rng = random.Random(seed)
    words = [word for text in TEXTS.values() for word in text.split()]
    pairs = []
    for number in range(count):
        start = rng.randrange(len(words) - 3)
        expected = (" ".join(words[start : start + rng.randint(1, 3)]), rng.choice(words))[: rng.randint(1, 2)]
        unanswerable = rng.random() < 0.3
        question = Question(
            number,
            f"question {number}",
            expected=() if unanswerable else expected,
            gold=() if unanswerable else tuple(rng.sample(sorted(TEXTS), rng.randint(0, 2))),
            weak=() if unanswerable else tuple(rng.sample(sorted(TEXTS), rng.randint(0, 1))),
        )
        found = [rng.choice(sorted(TEXTS)) for _ in range(rng.randint(0, 10))]
        confidence = rng.randint(0, 12) / 12
        given = rng.choice([None, rng.choice(expected), " ".join(rng.sample(words, 2))])
        if rng.random() < 0.3:
            pairs.append((question, refusal(given, confidence=confidence, found=found)))
            continue
        quotes = [(name, TEXTS[name][: rng.randint(5, 60)]) for name in rng.sample(sorted(TEXTS), rng.randint(1, 3))]
        pairs.append((question, answer(given, confidence=confidence, quotes=quotes, found=found)))
    return pairs


def marks_of(pairs):
    return [mark(question, given, article=ARTICLES.__getitem__) for question, given in pairs]


@pytest.mark.skipif(not SCORE.is_file(), reason="the score that they must agree with is not here")
@pytest.mark.parametrize("seed", range(8))
def test_figures_agree_with_the_score(seed):
    spec = importlib.util.spec_from_file_location("score", SCORE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pairs = made_up(120, seed)
    rows, answers, unanswered = [], [], []
    for question, given in pairs:
        (answers if question.expected else unanswered).append(json.loads(answer_json(given, row_id=question.id)))
        if question.expected:
            row = {"id": question.id, "question": question.text, "gold": question.gold, "weak": question.weak}
            rows.append({**row, "answers": list(question.expected)})
    score = module.score(rows, answers, TEXTS, unanswered)
    figures = measure(marks_of(pairs), resamples=1)
    compared = [name for name in FIGURES if name in score]
    assert len(compared) == 14
    answerable = [pair for pair in pairs if pair[0].expected]
    for name in compared:
        mine = measure(marks_of(answerable), resamples=1)[name] if name == "verbatim" else figures[name]
        assert mine.value == pytest.approx(score[name], abs=EXACT), name
    assert figures["hit@5"].count == score["ranked"]
    assert figures["f1"].count == score["asked"]
    assert figures["false answers"].count == score["unanswerable"]


def test_only_what_the_questions_allow_is_measured():
    unanswerable = [(Question(1, "?"), refusal()), (Question(2, "?"), answer("Brill"))]
    figures = measure(marks_of(unanswerable), resamples=10)
    assert figures["false answers"].value == 0.5
    assert not {"hit@1", "f1", "refused", "auroc", "citation precision", "passage hit@1"} & figures.keys()
    ranking = measure(marks_of([(Question(1, "?", gold=("mill",)), answer(found=["mill"]))]), resamples=10)
    assert ranking["hit@1"].value == 1
    assert not {"f1", "false answers", "calibration error", "aurc"} & ranking.keys()


def test_intervals_are_the_same_each_time_and_hold_their_value():
    marks = marks_of(made_up(150, 1))
    figures = measure(marks, resamples=300)
    assert figures == measure(marks, resamples=300)
    for name, one in figures.items():
        if name not in {"calibration error", "aurc"}:  # a resample is less well calibrated than what it is drawn from
            assert one.low - EXACT <= one.value <= one.high + EXACT, name


def test_an_interval_is_as_wide_as_theory_has_it():
    pairs = [(Question(n, "?", ("Brill",)), answer("Brill" if n % 2 else "Arden")) for n in range(400)]
    one = measure(marks_of(pairs))["em"]
    assert one.value == 0.5
    assert (one.high - one.low) / 2 == pytest.approx(1.96 * np.sqrt(0.25 / 400), rel=0.1)


@pytest.mark.parametrize(("count", "low"), [(1, 0.207), (5, 0.566), (60, 0.940)])
def test_a_share_of_which_all_are_right_is_no_certainty(count, low):
    """As R's binom package has Wilson's interval."""
    pairs = [(Question(n, "?", ("Brill",)), answer("Brill")) for n in range(count)]
    figures = measure(marks_of(pairs), resamples=20)
    assert (figures["em"].value, figures["em"].high) == (1.0, 1.0)
    assert figures["em"].low == pytest.approx(low, abs=0.0005)
    assert figures["refused"].high == pytest.approx(1 - low, abs=0.0005)
    assert figures["total ms p95"].low == figures["total ms p95"].high


def test_equal_seeds_draw_the_same_questions_from_both_runs():
    marks = marks_of(made_up(60, 2))
    one, other = (resampled(columns_of(marks), resamples=150, seed=0) for _ in range(2))
    assert all(np.array_equal(one[name], other[name], equal_nan=True) for name in FIGURES)
    assert {len(values) for values in one.values()} == {150}


def test_bins_and_curve_are_over_all_that_can_be_right_or_refused():
    pairs = [
        (Question(1, "?", ("Brill",)), answer("Brill", confidence=0.95)),
        (Question(2, "?", ("Brill",)), answer("Arden", confidence=0.91)),
        (Question(3, "?"), refusal("Brill", confidence=0.2)),
        (Question(4, "?", ("Brill",)), refusal("Brill", confidence=0.2)),
        (Question(5, "?", gold=("mill",)), answer("Arden", confidence=0.5)),
    ]
    marks = marks_of(pairs)
    filled = {one.low: (one.count, one.confidence, one.right) for one in reliability(marks) if one.count}
    assert filled == {0.9: (2, pytest.approx(0.93), 0.5), 0.1: (2, 0.2, 0.5)}
    points = [(point.threshold, point.coverage, point.risk) for point in risk_coverage(marks)]
    assert points == [(0.95, 0.25, 0), (0.91, 0.5, 0.5), (0.2, 1.0, 0.5)]
