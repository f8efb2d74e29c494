"""Two runs held against each other."""

from dataclasses import replace

import pytest
from by_hand import ARTICLES, answer, refusal

from qabot.evaluate.comparison import compare
from qabot.evaluate.marking import mark
from qabot.evaluate.questions import Question


def run(*right, offset=0):
    """Mark one question each: true is answered rightly, false wrongly, ``None`` refused."""
    given = {True: answer("Brill"), False: answer("Arden"), None: refusal()}
    return [
        mark(Question(n, f"question {n}", ("Brill",)), given[one], article=ARTICLES.__getitem__)
        for n, one in enumerate(right, start=offset)
    ]


def change(comparison, figure):
    return next(one for one in comparison.changes if one.figure == figure)


def test_questions_that_changed_are_named_with_how_they_went():
    comparison = compare(run(True, False, None, True), run(True, True, False, None))
    assert [(pair.now.id, pair.before.outcome, pair.now.outcome) for pair in comparison.better] == [
        (1, "wrong", "right")
    ]
    assert [(pair.now.id, pair.before.outcome, pair.now.outcome) for pair in comparison.worse] == [
        (3, "right", "refused")
    ]
    assert (comparison.common, comparison.only_before, comparison.only_now) == (4, 0, 0)


def test_only_questions_that_both_runs_asked_are_compared():
    comparison = compare(run(True, True, True), run(False, False, False, offset=1))
    assert (comparison.common, comparison.only_before, comparison.only_now) == (2, 1, 1)
    assert change(comparison, "right").difference == -1
    assert compare(run(True), run(True, offset=1)).changes == ()


def test_equal_ids_are_told_apart_by_their_text_and_equal_texts_by_their_order():
    first, second = run(True, False)
    same = [replace(first, id="a", question="x"), replace(second, id="a", question="y")]
    assert compare(same, same[::-1]).better == ()
    twice = [replace(first, id=None, question="x"), replace(second, id=None, question="x")]
    assert compare(twice, twice).common == 2
    assert len(compare(twice, twice[::-1]).better) == 1


def test_a_run_is_no_better_than_itself():
    comparison = compare(run(True, False, None), run(True, False, None))
    assert all(one.same and one.verdict == "unclear" for one in comparison.changes)
    assert (comparison.better, comparison.worse) == ((), ())


def test_a_difference_is_told_from_chance():
    lost, few = [True] * 40, [True] * 40
    better = compare(run(*[False] * 30, *lost), run(*[True] * 30, *lost))
    assert change(better, "right").verdict == "better"
    assert change(better, "right").low > 0
    one = compare(run(False, *few), run(True, *few))
    assert change(one, "right").verdict == "unclear"
    refused = compare(run(*[True] * 30, *lost), run(*[None] * 30, *lost))
    assert change(refused, "refused").difference == pytest.approx(30 / 70)
    assert change(refused, "refused").verdict == "worse"


def test_pairing_takes_out_what_makes_a_question_hard():
    hard = [n % 2 == 0 for n in range(100)]
    one_in_ten = [right or n % 10 == 1 for n, right in enumerate(hard)]
    gained = change(compare(run(*hard), run(*one_in_ten)), "right")
    assert gained.difference == pytest.approx(0.1)
    assert gained.high - gained.low < 0.15  # unpaired it would be about 0.28


def test_a_longer_time_is_never_a_verdict():
    slow = [replace(one, timings_ms={"total": 1000.0}) for one in run(*[True] * 30)]
    longer = change(compare(run(*[True] * 30), slow), "total ms median")
    assert longer.difference == 990
    assert longer.verdict == "unclear"
