"""Training examples: passages as the reader sees them in use, some that answer and some that only look like answers."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.text.months import MONTHS
from qabot.text.sentences import sentence_spans
from qabot.text.squad import holds_answer
from qabot.training.perturbation import perturb_question
from qabot.training.sources import TrainingQuestion, occurrences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage, with the targets of training.

    Attributes:
        question: the question's text.
        header: title and byline above the passage, or ``""``.
        passage: the passage's text.
        spans: where the answer stands in ``passage``, each with its share of the target; empty when it does not.
        answers: whether the passage answers the question, literally or in other words.
    """

    question: str
    header: str
    passage: str
    spans: tuple[tuple[Span, float], ...]
    answers: bool


SHORT_CHARS, LONG_CHARS = (180, 520), (350, 950)
"""Shortest and longest passage, in characters, in the first and the second half of training.

Short passages train faster: see "short passages first" in the README.
"""
_ANNOTATED_SHARE = 0.8
"""Share of the target for the annotated spans; the answer's other occurrences share the rest. Set by hand."""
_MIN_DISTRACTOR_CHARS = 60
"""About half a sentence: a distractor is at least one sentence long. Set by hand."""
_HEADER_SHARE, _BYLINE_SHARE = 0.6, 0.5
"""Share of examples with a header, and of headers with an invented byline, so that the reader needs neither."""
_YEARS = (2010, 2026)
_CONTENT_WORD = re.compile(r"\w{4,}|\d+")
_PUBLISHERS = ("Reuters", "BBC News", "The Guardian", "CNN", "Daily Post", "npr.org", "apnews.com", "Harbour Courier")


def answerable_example(question: TrainingQuestion, rng: random.Random, *, chars: tuple[int, int]) -> Example:
    """Return the paragraph that answers, cut to the sentences around an answer, sometimes under a header."""
    places = [Span(start, start + len(text)) for text, start in question.answers]
    keep = rng.choice(places) if places else None
    text, cut = sentence_window(question.paragraph, keep, rng.randint(*chars), rng)
    header = random_header(question, rng)
    return Example(question.question, header, text, _target_spans(question, text, cut), answers=True)


def example_with_distractor(
    question: TrainingQuestion, distractor: Mapping[str, str], rng: random.Random, *, chars: tuple[int, int]
) -> Example:
    """Return the paragraph that answers, with part of another passage ({"header", "text"}) before or after it."""
    max_chars = max(_MIN_DISTRACTOR_CHARS, rng.randint(*chars) - len(question.paragraph))
    other, _ = sentence_window(distractor["text"], None, max_chars, rng)
    before = rng.random() < 0.5
    text = f"{other}\n\n{question.paragraph}" if before else f"{question.paragraph}\n\n{other}"
    cut = Span(-len(other) - 2, 0) if before else Span(0, 0)
    header = rng.choice((distractor["header"], random_header(question, rng)))
    return Example(question.question, header, text, _target_spans(question, text, cut), answers=True)


def negative_example(
    question: str, negative: Mapping[str, str], rng: random.Random, *, chars: tuple[int, int]
) -> Example:
    """Return a mined passage ({"header", "text"}) that does not answer, cut like the passages that do."""
    text, _ = sentence_window(negative["text"], None, rng.randint(*chars), rng)
    header = negative["header"]
    byline = header.partition("\n")[2]
    return Example(question, rng.choice((header, header, byline, "")), text, (), answers=False)


def example_without_answer(question: TrainingQuestion, rng: random.Random, *, chars: tuple[int, int]) -> Example | None:
    """Return the passage without the sentences that contain the answer, or ``None`` when too little is left."""
    example = answerable_example(question, rng, chars=chars)
    answers = {text for text, _ in question.answers}
    sentences = (example.passage[span.start : span.end] for span in sentence_spans(example.passage))
    kept = [sentence for sentence in sentences if not any(holds_answer(sentence, answer) for answer in answers)]
    text = " ".join(kept)
    return replace(example, passage=text, spans=(), answers=False) if len(text) >= SHORT_CHARS[0] // 2 else None


def unanswerable_example(question: TrainingQuestion, rng: random.Random, *, chars: tuple[int, int]) -> Example:
    """Return a paragraph that does not answer, cut to the sentences around the one most similar to the question."""
    words = set(_CONTENT_WORD.findall(question.question.lower()))

    def shared_words(span: Span) -> int:
        return len(words & set(_CONTENT_WORD.findall(question.paragraph[span.start : span.end].lower())))

    most_similar = max(sentence_spans(question.paragraph), key=shared_words, default=None)
    text, _ = sentence_window(question.paragraph, most_similar, rng.randint(*chars), rng)
    return Example(question.question, random_header(question, rng), text, (), answers=False)


def perturbed_example(
    question: TrainingQuestion, names: Sequence[str], rng: random.Random, *, chars: tuple[int, int]
) -> Example | None:
    """Return the passage under a perturbed question that it does not answer, or ``None`` when nothing can be changed.

    Args:
        question: the question to perturb.
        names: names and numbers that may be swapped in.
        rng: makes every random choice.
        chars: shortest and longest passage.
    """
    example = answerable_example(question, rng, chars=chars)
    answers = (text for text, _ in question.answers)
    perturbed = perturb_question(question.question, example.passage, answers, names, rng)
    return None if perturbed is None else replace(example, question=perturbed, spans=(), answers=False)


def random_header(question: TrainingQuestion, rng: random.Random) -> str:
    """Return ``""``, or a header: the title when it is known, and sometimes a byline of publisher and date."""
    if rng.random() > _HEADER_SHARE:
        return ""
    date = f"{rng.randint(1, 28)} {rng.choice(MONTHS).title()} {rng.randint(*_YEARS)}"
    if question.published:
        year, month, day = question.published.split("-")
        date = f"{int(day)} {MONTHS[int(month) - 1].title()} {year}"
    byline = f"{rng.choice(_PUBLISHERS)}, {date}" if rng.random() < _BYLINE_SHARE or question.published else ""
    return "\n".join(filter(None, [question.title, byline]))


def sentence_window(text: str, keep: Span | None, max_chars: int, rng: random.Random) -> tuple[str, Span]:
    """Return a run of whole sentences and its span in ``text``.

    Args:
        text: the text to cut.
        keep: a span that the run must contain, however long it is; ``None`` starts at a random sentence.
        max_chars: the run grows, sentence by sentence, until it is at least this long.
        rng: chooses the side on which the run grows.
    """
    sentences = sentence_spans(text)
    if not sentences or len(text) <= max_chars:
        return text, Span(0, len(text))
    if keep is None:
        first = last = rng.randrange(len(sentences))
    else:
        first = max((i for i, sentence in enumerate(sentences) if sentence.start <= keep.start), default=0)
        last = min((i for i, sentence in enumerate(sentences) if sentence.end >= keep.end), default=len(sentences) - 1)
        last = max(first, last)
    while sentences[last].end - sentences[first].start < max_chars:
        backwards = rng.random() < 0.5
        if first > 0 and (backwards or last == len(sentences) - 1):
            first -= 1
        elif last < len(sentences) - 1:
            last += 1
        else:
            break
    span = Span(sentences[first].start, sentences[last].end)
    return text[span.start : span.end], span


def _target_spans(question: TrainingQuestion, text: str, cut: Span) -> tuple[tuple[Span, float], ...]:
    """Return the annotated spans inside the cut and the answer's other occurrences, each with its share of the target.

    ``cut.start`` is the position of ``text`` in the question's paragraph.
    """
    shares: dict[Span, float] = {}
    annotated = [Span(start - cut.start, start - cut.start + len(answer)) for answer, start in question.answers]
    annotated = [span for span in annotated if span.start >= 0 and span.end <= len(text)]
    answers = dict.fromkeys(answer for answer, _ in question.answers)  # not a set: its order differs between processes
    others = [Span(start, start + len(answer)) for answer in answers for start in occurrences(text, answer)]
    others = [span for span in others if span not in annotated]
    for spans, share in (
        (annotated, _ANNOTATED_SHARE if others else 1.0),
        (others, 1 - _ANNOTATED_SHARE if annotated else 1.0),
    ):
        for span in spans:
            shares[span] = shares.get(span, 0.0) + share / len(spans)
    return tuple(shares.items())
