"""The sentences that a stronger reader reads once more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import AnswerSpan, Hit, Passage, Ranked, Reading, Span
from qabot.ranking.second_reading import MAX_WINDOW_CHARS, best_windows, read_again


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


def reading(*spans):
    return Reading(1.0, tuple(AnswerSpan(span, 2.0) for span in spans))


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


class Reversed:
    """A stronger reader that finds the last character of each window."""

    def read(self, question, hits):
        assert question == "who?"
        return tuple(reading(Span(one.passage.end - 1, one.passage.end)) for one in hits)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_only_the_first_passages_are_read_again(count):
    read = tuple((hit(passage([50], article=name)), reading(Span(10, 12))) for name in "abc")
    ranked = Ranked(tuple(one for one, _ in read), read, {}, {}, {})
    again = read_again("who?", ranked, Reversed(), count=count)
    assert [one for one, _ in again.read] == [one for one, _ in read]
    for number, (one, found) in enumerate(again.read):
        assert found.spans == read[number][1].spans
        assert (found.second is not None) == (number < count)
        if found.second:
            assert found.second.spans[0].span == Span(one.passage.end - 1, one.passage.end)
