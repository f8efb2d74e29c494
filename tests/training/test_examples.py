"""Training examples: marked spans are the answer, and a passage that does not answer has no marked span."""

import random
from dataclasses import replace

import pytest
from bridges import asked_about, paragraph, span_of
from hypothesis import given
from hypothesis import strategies as st

from qabot.model import Span
from qabot.text.sentences import sentence_spans
from qabot.text.squad import plain_answer
from qabot.training import examples
from qabot.training.examples import LONG_CHARS, SHORT_CHARS, random_header, sentence_window
from qabot.training.sources import TrainingQuestion

GENERATORS = st.integers(0, 10_000).map(random.Random)
NUMBERS = st.integers(0, 60)
CHARS = st.sampled_from([SHORT_CHARS, LONG_CHARS, (20, 60)])
SENTENCES = (
    "Mara Quill drew it.",
    "It was 1,140 metres long and cost two crowns, the council said on Friday.",
    "Nobody was hurt.",
    "The U.S. engineer, Dr. Quill, came back in 1999 to see it.",
    "Is it still there?",
    "Trams cross it.",
    "In winter the keeper sweeps the snow from the rails before the first tram of the morning comes from Brill.",
)
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=14).map(" ".join)


def rng(seed=0):
    return random.Random(seed)


def marked(example):
    return [example.passage[start:end] for (start, end), _ in example.spans]


@st.composite
def question_somewhere(draw):
    """A question whose answer is some words of a text, annotated once or twice."""
    text = draw(TEXTS)
    words = [Span(one, one + len(word)) for one, word in _words(text)]
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, min(len(words) - 1, first + 3)))
    place = Span(words[first].start, words[last].end)
    answers = [(text[place.start : place.end], place.start)]
    if draw(st.booleans()):
        answers.append((text[place.start : words[first].end], place.start))
    return TrainingQuestion("Who drew the first bridge of Brill in 1999?", tuple(answers), text, "Bridges")


def _words(text):
    at = 0
    for word in text.split(" "):
        yield at, word
        at += len(word) + 1


@given(question_somewhere(), CHARS, GENERATORS)
def test_marked_spans_are_the_answer(asked, chars, generator):
    example = examples.answerable_example(asked, generator, chars=chars)
    assert example.answers
    assert example.question == asked.question
    assert example.passage in asked.paragraph
    texts = {text.lower() for text, _ in asked.answers}
    assert {text.lower() for text in marked(example)} <= texts
    assert marked(example)
    assert sum(share for _, share in example.spans) == pytest.approx(1.0)
    assert all(share > 0 for _, share in example.spans)


def test_the_annotated_place_has_most_of_the_target():
    text = "Mara drew it. So Mara said, and MARA knew."
    asked = TrainingQuestion("Who?", (("Mara", 17),), text)
    example = examples.answerable_example(asked, rng(), chars=(500, 500))
    shares = dict(example.spans)
    assert shares == pytest.approx({Span(17, 21): 0.8, Span(0, 4): 0.1, Span(32, 36): 0.1})


def test_annotators_that_agree_count_together():
    text = "Mara Quill drew it."
    asked = TrainingQuestion("Who?", (("Mara Quill", 0), ("Mara Quill", 0), ("Quill", 5), ("Mara", 0)), text)
    example = examples.answerable_example(asked, rng(), chars=(500, 500))
    assert dict(example.spans) == pytest.approx({Span(0, 10): 0.5, Span(5, 10): 0.25, Span(0, 4): 0.25})


def test_spans_have_the_same_order_in_every_process():
    names = ("Mara", "Quill", "Juno", "Brill", "Arden", "Tolva")
    text = ". ".join(names) + ". " + ". ".join(names) + "."
    answers = tuple((name, text.index(name)) for name in names)
    example = examples.answerable_example(TrainingQuestion("Who?", answers, text), rng(), chars=(500, 500))
    assert marked(example) == [*names, *names]


def test_a_paragraph_that_answers_in_other_words_has_no_span():
    asked = replace(asked_about(1), answers=())
    example = examples.answerable_example(asked, rng(), chars=SHORT_CHARS)
    assert (example.spans, example.answers) == ((), True)


@given(TEXTS, st.integers(10, 400), GENERATORS, st.data())
def test_a_window_is_whole_sentences_and_contains_the_span_to_keep(text, max_chars, generator, data):
    sentences = sentence_spans(text)
    start = data.draw(st.integers(0, len(text) - 1))
    keep = data.draw(st.none() | st.integers(start + 1, len(text)).map(lambda end: Span(start, end)))
    cut, (first, last) = sentence_window(text, keep, max_chars, generator)
    assert cut == text[first:last]
    assert first in {0, *(one.start for one in sentences)}
    assert last in {len(text), *(one.end for one in sentences)}
    if keep is not None and text[keep.start : keep.end].strip():
        wanted = text[keep.start : keep.end].strip()
        assert wanted in cut
        inner = text.index(wanted, keep.start)
        assert first <= inner
        assert inner + len(wanted) <= last
    longest = max(one.end - one.start for one in sentences)
    if keep is None:
        assert len(cut) <= max_chars + longest + 1
    assert len(cut) >= min(max_chars, len(text))


def test_a_short_text_is_its_own_window():
    assert sentence_window("One. Two.", Span(0, 3), 9, rng()) == ("One. Two.", Span(0, 9))
    assert sentence_window("", None, 9, rng()) == ("", Span(0, 0))


def test_windows_grow_on_both_sides_of_the_span_to_keep():
    text = " ".join(f"Sentence number {number} is here." for number in range(30))
    keep = span_of(text, "number 15")
    starts = {sentence_window(text, keep, 200, rng(seed))[1].start for seed in range(30)}
    assert min(starts) < keep.start - 100
    assert max(starts) > keep.start - 60


@given(NUMBERS, NUMBERS, CHARS, GENERATORS)
def test_beside_a_distractor_the_answer_stays_marked(number, other, chars, generator):
    asked = asked_about(number)
    distractor = {"header": "Distractor\nPost", "text": " ".join(SENTENCES) + f" It was not number{other}."}
    example = examples.example_with_distractor(asked, distractor, generator, chars=chars)
    before, _, after = example.passage.partition(asked.paragraph)
    assert before == "" or (after == "" and before.endswith("\n\n"))
    assert (before + after).strip() in distractor["text"]
    ((answer, start),) = asked.answers
    shares = dict(example.spans)
    assert shares[Span(len(before) + start, len(before) + start + len(answer))] >= 0.8
    assert {text.lower() for text in marked(example)} == {answer.lower()}
    assert sum(shares.values()) == pytest.approx(1.0)


def test_a_distractor_comes_before_or_after_under_either_header():
    distractor = {"header": "Distractor\nPost", "text": "Nothing of that. " * 20}
    made = [
        examples.example_with_distractor(asked_about(1), distractor, rng(seed), chars=SHORT_CHARS) for seed in range(40)
    ]
    assert {one.passage.startswith("Nothing") for one in made} == {True, False}
    assert {one.header == distractor["header"] for one in made} == {True, False}


@given(NUMBERS, CHARS, GENERATORS)
def test_a_negative_is_cut_like_a_passage_that_answers(number, chars, generator):
    negative = {"header": "Title\nPost, 17 May 2024", "text": paragraph(number)[0]}
    example = examples.negative_example("Who won?", negative, generator, chars=chars)
    assert (example.question, example.spans, example.answers) == ("Who won?", (), False)
    assert example.passage in negative["text"]
    assert example.passage
    assert example.header in (negative["header"], "Post, 17 May 2024", "")


@given(NUMBERS, CHARS, GENERATORS)
def test_the_answer_can_be_removed_from_a_passage(number, chars, generator):
    asked = asked_about(number)
    example = examples.example_without_answer(asked, generator, chars=chars)
    if example is not None:
        assert (example.spans, example.answers) == ((), False)
        assert example.question == asked.question
        assert len(example.passage) >= SHORT_CHARS[0] // 2
        ((answer, _),) = asked.answers
        assert f" {plain_answer(answer)} " not in f" {plain_answer(example.passage)} "
        assert all(one in asked.paragraph for one in example.passage.split(". "))


def test_a_passage_without_its_answer_must_not_be_too_short():
    only = TrainingQuestion(
        "Who?", (("Mara", 0),), "Mara drew the first bridge of Brill. Nobody knew. " + "Mara came again. " * 20
    )
    assert examples.example_without_answer(only, rng(), chars=LONG_CHARS) is None
    assert examples.example_without_answer(asked_about(1), rng(), chars=LONG_CHARS) is not None


@given(NUMBERS, CHARS, GENERATORS)
def test_a_perturbed_question_is_different_and_nothing_is_marked(number, chars, generator):
    asked = asked_about(number)
    example = examples.perturbed_example(asked, ["Arden", "Quay End", "1999", "7"], generator, chars=chars)
    assert example is not None
    assert example.question != asked.question
    assert (example.spans, example.answers) == ((), False)
    assert example.passage in asked.paragraph
    assert example.passage


def test_a_header_has_the_title_and_sometimes_a_byline():
    asked = asked_about(4)
    made = {random_header(asked, rng(seed)) for seed in range(80)}
    assert "" in made
    assert asked.title in made
    assert any(one.startswith(f"{asked.title}\n") for one in made)
    assert all(one == "" or one.split("\n")[0] == asked.title for one in made)
    dated = {random_header(replace(asked, title="", published="2024-05-07"), rng(seed)) for seed in range(80)}
    assert len(dated) > 3
    assert all(one == "" or one.endswith(", 7 May 2024") for one in dated)


def test_the_same_seed_makes_the_same_example():
    for make in (examples.answerable_example, examples.example_without_answer):
        assert make(asked_about(2), rng(5), chars=LONG_CHARS) == make(asked_about(2), rng(5), chars=LONG_CHARS)


def test_an_unanswerable_example_keeps_the_sentence_most_similar_to_the_question():
    text, _ = paragraph(4)
    asked = TrainingQuestion("How many trams and bicycles cross the bridge in winter?", (), text, "Bridges")
    for seed in range(20):
        example = examples.unanswerable_example(asked, random.Random(seed), chars=(60, 120))
        assert "trams and bicycles" in example.passage
        assert len(example.passage) < len(text)
        assert (example.answers, example.spans) == (False, ())
