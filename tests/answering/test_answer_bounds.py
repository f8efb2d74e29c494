"""Short answers end where a person would end them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering.short_answers.bounds import whole_phrase
from qabot.model import Passage, Span
from qabot.text.sentences import sentence_spans


def passage_of(text, start=40):
    sentences = tuple(Span(start + one.start, start + one.end) for one in sentence_spans(text))
    return Passage("an-article", start, start + len(text), text, sentences)


def cut(text, found):
    passage = passage_of(text)
    at = passage.start + text.index(found)
    span = whole_phrase(passage, Span(at, at + len(found)))
    return text[span.start - passage.start : span.end - passage.start]


@pytest.mark.parametrize(
    ("text", "found", "wanted"),
    [
        (
            "The song has Ada Brill and 070 Shake. In an interview, Shake told of it.",
            "Ada Brill and 070 Shake. In an interview",
            "Ada Brill and 070 Shake",
        ),
        ("It was written by J. K. Rowling in Leith.", "J. K. Rowling", "J. K. Rowling"),
        (
            "They filmed in Arden, Colorado, while it would also be shot in Varna.",
            "Arden, Colorado, while it would also be shot in Varna",
            "Arden, Colorado",
        ),
        ("It belongs to Olga Brandt, who leads the council.", "Olga Brandt, who leads", "Olga Brandt"),
        (
            "The twins Jody (Jonas Wray) and Buffy (Anna Joss) moved in.",
            "Jonas Wray) and Buffy (Anna Joss",
            "Jody (Jonas Wray) and Buffy (Anna Joss)",
        ),
        ("The twins, Jody (Jonas Wray), moved in.", "Jonas Wray)", "Jonas Wray"),
        ("The twins, Jody (Jonas Wray), moved in.", "(Jonas Wray", "Jonas Wray"),
        ("The tower (34 feet high) stands.", "tower (34 feet high)", "tower (34 feet high)"),
        ("The town where she was born is Arden.", "The town where she was born", "The town where she was born"),
        ("It left on Friday,", "on Friday,", "on Friday"),
    ],
)
def test_an_answer_ends_where_a_person_ends_it(text, found, wanted):
    assert cut(text, found) == wanted


@given(st.text("ab (),.AThe \n", min_size=1, max_size=60), st.data())
def test_an_answer_stays_in_its_passage_and_is_never_empty(text, data):
    passage = passage_of(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = whole_phrase(passage, Span(passage.start + start, passage.start + end))
    assert passage.start <= span.start < span.end <= passage.end
