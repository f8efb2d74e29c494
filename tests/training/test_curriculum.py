"""The curriculum."""

from qabot.training.curriculum import NEWS_ROUNDS, UNANSWERABLE_ROUNDS, training_examples
from qabot.training.examples import SHORT_CHARS

ALL = 10_000


def is_news(example):
    return example.question.startswith("News: ")


def test_the_same_files_and_seed_give_the_same_examples(work, data):
    first = training_examples(work, data, total=ALL, seed=1)
    assert first
    assert training_examples(work, data, total=ALL, seed=1) == first
    other = training_examples(work, data, total=ALL, seed=2)
    assert other != first
    assert {one.question for one in other if one.answers} >= {one.question for one in first if is_news(one)}


def test_every_question_comes_with_its_answer(work, data):
    examples = training_examples(work, data, total=ALL, seed=1)
    answering = [one for one in examples if one.answers and not is_news(one)]
    assert 24 <= len(answering) <= 28
    marked = {one.passage[start:end] for one in answering for (start, end), _ in one.spans}
    assert marked >= {f"Number{number}" for number in range(12)} | {str(1900 + number) for number in range(12)}
    for one in examples:
        assert one.passage
        for (start, end), share in one.spans:
            assert one.answers
            assert 0 <= start < end <= len(one.passage)
            assert share > 0


def test_news_comes_in_the_second_half_and_in_every_round(work, data):
    examples = training_examples(work, data, total=ALL, seed=1)
    places = [number for number, one in enumerate(examples) if is_news(one)]
    assert len([one for one in examples if is_news(one) and one.answers]) == NEWS_ROUNDS * 6
    assert len([one for one in examples if is_news(one) and not one.answers]) == NEWS_ROUNDS * 6
    others_before = sum(not is_news(one) for one in examples[: places[0]])
    others = sum(not is_news(one) for one in examples)
    assert others_before > 0.3 * others
    assert "News without negatives?" not in {one.question for one in examples}


def test_passages_are_short_first(work, data):
    examples = training_examples(work, data, total=ALL, seed=1)
    first = next(number for number, one in enumerate(examples) if is_news(one))
    longest_sentence = 120
    assert max(len(one.passage) for one in examples[:first]) <= SHORT_CHARS[1] + longest_sentence
    assert max(len(one.passage) for one in examples[first:]) > SHORT_CHARS[0]


def test_no_more_examples_than_requested(work, data):
    whole = training_examples(work, data, total=ALL, seed=1)
    for total in (0, 1, 10):
        some = training_examples(work, data, total=total, seed=1)
        assert len(some) <= total
        assert total == 0 or some
    # A few of the ten may be questions that cannot be perturbed.
    assert len(training_examples(work, data, total=10, seed=1)) >= 8
    assert len(whole) > 24


def test_each_unanswerable_question_is_shown_in_every_round(work, data):
    unanswerable = [
        one for one in training_examples(work, data, total=ALL, seed=1) if one.question.startswith("Who burned")
    ]
    assert len(unanswerable) == 12 * UNANSWERABLE_ROUNDS
    assert not any(one.answers or one.spans for one in unanswerable)


def test_some_examples_do_not_answer(work, data):
    examples = training_examples(work, data, total=ALL, seed=1)
    without = [one for one in examples if not one.answers]
    assert 0.2 < len(without) / len(examples) < 0.7
    assert all(one.spans == () for one in without)
