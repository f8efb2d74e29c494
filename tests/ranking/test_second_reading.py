"""The sentences that a stronger reader reads once more."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import AnswerSpan, Hit, Passage, Ranked, Reading, Span
from qabot.ranking.second_reading import (
    ANSWERED,
    ANSWERS_SHARE,
    MAX_WINDOW_CHARS,
    READ_AT_ONCE,
    SECOND_PASSAGES,
    SPAN_SHARE,
    best_windows,
    merge,
    merged_readings,
    read_again,
)


def passage(lengths, start=10, article="a"):
    """Return a passage of sentences that have these lengths, with a space between two."""
    spans, at = [], start
    for length in lengths:
        spans.append(Span(at, at + length))
        at += length + 1
    text = " ".join("abcdefghij"[number % 10] * length for number, length in enumerate(lengths))
    return Passage(article, start, start + len(text), text, tuple(spans))


def hit(one):
    return Hit(one, 1.0, {"bm25": 1})


def reading(*spans, answers=1.0):
    return Reading(answers, tuple(AnswerSpan(span, 2.0) for span in spans))


def test_a_short_passage_is_read_whole():
    one = hit(passage([100, 100]))
    assert best_windows([(one, reading(Span(20, 30)))], 3) == [one]


def test_the_window_lies_around_the_best_span():
    long = passage([200] * 8)
    (window,) = best_windows([(hit(long), reading(Span(1020, 1030), Span(20, 30)))], 1)
    assert window.passage.sentences == long.sentences[5:7]
    assert window.passage.text == long.text[5 * 201 : 7 * 201 - 1]


def test_without_a_span_the_window_is_the_beginning():
    long = passage([300] * 4)
    (window,) = best_windows([(hit(long), reading())], 1)
    assert window.passage.sentences == long.sentences[:1]


@given(st.lists(st.integers(1, 700), min_size=1, max_size=12), st.data())
def test_a_window_is_whole_sentences_with_the_best_span(lengths, data):
    one = passage(lengths)
    chosen = data.draw(st.sampled_from(one.sentences))
    (window,) = best_windows([(hit(one), reading(chosen))], 1)
    cut = window.passage
    assert cut.text == one.text[cut.start - one.start : cut.end - one.start]
    assert chosen in cut.sentences
    assert set(cut.sentences) <= set(one.sentences)
    assert len(cut.text) <= max(MAX_WINDOW_CHARS, chosen.end - chosen.start)


class LastCharacter:
    """A stronger reader that finds the last character of each window, and says with one logit whether it answers."""

    def __init__(self, answers):
        self.answers = answers

    def read(self, question, hits):
        assert question == "who?"
        return tuple(reading(Span(one.passage.end - 1, one.passage.end), answers=self.answers) for one in hits)


@pytest.mark.parametrize(("answers", "read_again_count"), [(ANSWERED, READ_AT_ONCE), (-1.0, SECOND_PASSAGES)])
def test_the_first_passages_are_read_again_until_some_answer_and_all_hits_stay(answers, read_again_count):
    names = [f"a{number}" for number in range(SECOND_PASSAGES + 2)]
    read = tuple((hit(passage([50], article=name)), reading(Span(10, 12))) for name in names)
    unread = tuple(hit(passage([50], article=name)) for name in ("copy", "rest"))
    ranked = Ranked((unread[0], *(one for one, _ in read), unread[1]), read, {}, {}, {})
    hits, readings = merged_readings("who?", ranked, LastCharacter(answers))
    assert hits == [*(one for one, _ in read), *unread]
    assert len(readings) == len(read)
    for number, (found, (one, first)) in enumerate(zip(readings, read, strict=True)):
        if number < read_again_count:
            assert found.answers == pytest.approx(1.0 + (answers - 1.0) * ANSWERS_SHARE)
            assert {each.span for each in found.spans} <= {Span(10, 12), Span(one.passage.end - 1, one.passage.end)}
        else:
            assert found == first


def test_only_a_ranking_with_hope_is_read_twice():
    one = hit(passage([50], article="a"))
    once = Ranked((one,), ((one, reading(Span(10, 12))),), {}, {}, {})

    def rank(hits, readings):
        return Ranked(tuple(hits), tuple(zip(hits, readings, strict=True)), {}, {}, {})

    def again(ranked, reader, hopeless):
        return read_again("who?", ranked, reader, hopeless=hopeless, rank=rank)

    hope = once.best_answers
    assert again(once, None, hope) is once
    assert again(once, LastCharacter(3.0), hope + 0.1) is once
    unread = Ranked((one,), (), {}, {}, {})
    assert again(unread, LastCharacter(3.0), -math.inf) is unread
    twice = again(once, LastCharacter(3.0), hope)
    assert (once.read_twice, twice.read_twice) == (False, True)
    assert twice.best_answers == pytest.approx(1.0 + 2.0 * ANSWERS_SHARE)


def test_a_span_that_both_readers_find_goes_before_one_that_only_one_finds():
    both, only = Span(0, 3), Span(10, 12)
    first = Reading(0.0, (AnswerSpan(only, 4.0), AnswerSpan(both, 3.5)))
    second = Reading(2.0, (AnswerSpan(both, 5.0),))
    merged = merge(first, second)
    assert [one.span for one in merged.spans] == [both, only]
    assert merged.spans[0].score == pytest.approx((1 - SPAN_SHARE) * 3.5 + SPAN_SHARE * 5.0)
    assert merged.spans[1].score == pytest.approx((1 - SPAN_SHARE) * 4.0 + SPAN_SHARE * 4.0)


SPANS = st.lists(
    st.builds(
        AnswerSpan,
        st.builds(lambda start, length: Span(start, start + length), st.integers(0, 30), st.integers(1, 9)),
        st.floats(-20, 20),
    ),
    max_size=3,
)


@given(SPANS, SPANS, st.floats(-9, 9), st.floats(-9, 9))
def test_merged_spans_are_best_first_and_disjoint(one, other, here, there):
    merged = merge(Reading(here, tuple(one)), Reading(there, tuple(other)))
    assert merged.answers == pytest.approx((1 - ANSWERS_SHARE) * here + ANSWERS_SHARE * there)
    assert [each.score for each in merged.spans] == sorted((each.score for each in merged.spans), reverse=True)
    for number, each in enumerate(merged.spans):
        assert all(
            each.span.end <= later.span.start or later.span.end <= each.span.start
            for later in merged.spans[number + 1 :]
        )
    assert bool(merged.spans) == bool(one or other)
