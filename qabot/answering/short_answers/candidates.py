"""Short answers: the spans that the reader found, grouped by their words over all passages, and scored."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from qabot.answering.short_answers.bounds import whole_phrase
from qabot.answering.short_answers.how_many import says_another_count
from qabot.answering.short_answers.provable import can_prove
from qabot.answering.short_answers.required_kind import is_possible
from qabot.answering.short_answers.typed_spans import nearness, typed_spans
from qabot.model import AnswerType, Candidate, Evidence, Span
from qabot.text.squad import plain_answer
from qabot.text.words import coverage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from qabot.answering.weights import CandidateWeights
    from qabot.model import Asked, Hit, Passage, Reading, Term

MAX_CHARS = 1_000
"""A longer "sentence" is a table or a list: it is searched, never quoted."""
_MAX_LOGIT = 12.0


class _Place(NamedTuple):
    """A span that the reader found, with the sentence around it; ``weight`` is its part of the mass, unscaled."""

    hit: Hit
    reading: Reading
    sentence: Span
    span: Span
    logit: float
    weight: float

    @property
    def text(self) -> str:
        passage = self.hit.passage
        return passage.text[self.span.start - passage.start : self.span.end - passage.start]

    @property
    def in_sentence(self) -> Span:
        """Return the span in the sentence's own characters."""
        return Span(self.span.start - self.sentence.start, self.span.end - self.sentence.start)


def collect_candidates(
    asked: Asked,
    read: Sequence[tuple[Hit, Reading]],
    *,
    terms: Callable[[str], Sequence[Term]],
    weights: CandidateWeights,
) -> tuple[Candidate, ...]:
    """Return the short answers that were found, best first; equal scores by their text.

    Args:
        asked: the question.
        read: hits with their final scores, and what the reader made of each.
        terms: gives the words of a text as the lexical index knows them.
        weights: of the signals.
    """
    top = max((hit.score for hit, _ in read), default=0.0)
    groups: dict[str, list[_Place]] = {}
    for place in _places(read, top):
        told = place.hit.passage.sentence(place.sentence)
        if is_possible(asked.text, place.text) and not says_another_count(asked.text, told):
            groups.setdefault(plain_answer(place.text), []).append(place)
    groups.pop("", None)
    total = math.fsum(place.weight for places in groups.values() for place in places) or 1.0
    mass = {text: math.fsum(place.weight for place in places) / total for text, places in groups.items()}
    candidates = []
    for text, places in groups.items():
        places.sort(key=lambda place: (-place.weight, place.hit.passage.id, place.span))
        best = places[0]
        signals = {
            "span": best.logit,
            "answers": clip_logit(best.reading.answers),
            "rank": best.hit.score - top,
            "top": best.hit.score,
            "mass": mass[text],
            "support": _support(text, mass),
            "articles": math.log(len({place.hit.passage.article_id for place in places})),
            **_wording(asked, text, best, terms),
        }
        evidence = [Evidence(one.hit.passage, one.sentence, math.log(one.weight), (one.span,)) for one in places]
        candidates.append(Candidate(" ".join(best.text.split()), tuple(evidence), signals, weights.score(signals)))
    return tuple(sorted(candidates, key=lambda one: (-one.score, one.text)))


def _places(read: Sequence[tuple[Hit, Reading]], top: float) -> Iterator[_Place]:
    """Yield the spans that the reader found in sentences that can prove something; ``top`` is the best hit's score."""
    for hit, reading in read:
        for found in reading.spans:
            span = whole_phrase(hit.passage, found.span)
            sentence = enclosing_sentence(hit.passage, span)
            logit = clip_logit(found.score)
            if sentence and can_prove(hit.passage, sentence, span):
                weight = math.exp(max(-50.0, hit.score - top + logit / 2 - _MAX_LOGIT / 2))
                yield _Place(hit, reading, sentence, span, logit, weight)


def _support(text: str, mass: Mapping[str, float]) -> float:
    """Return the mass of the other candidates that contain a candidate's words, or whose words it contains."""
    padded = f" {text} "
    return math.fsum(
        share for other, share in mass.items() if other != text and (f" {other} " in padded or padded in f" {other} ")
    )


def _wording(asked: Asked, text: str, best: _Place, terms: Callable[[str], Sequence[Term]]) -> dict[str, float]:
    """Return the signals that compare a candidate's words, and the sentence around it, with the question."""
    sentence = best.hit.passage.sentence(best.sentence)
    forms = [term.form for term in terms(best.text)]
    words = terms(sentence)
    return {
        "kind": float(_has_type(asked, sentence, best, terms)),
        "thing": nearness([word.span for word in words if word.form in asked.focus], [best.in_sentence]),
        "echo": sum(form in asked.query.weights for form in forms) / max(1, len(forms)),
        "words": math.log(len(text.split())),
        "sentence": coverage(asked.query.weights, {word.form for word in words}),
    }


def enclosing_sentence(passage: Passage, span: Span) -> Span | None:
    """Return the sentence or run of sentences that contains a span; ``None`` when it is too long to be quoted."""
    inside = [one for one in passage.sentences if one.start < span.end and one.end > span.start]
    if not inside:
        return None
    whole = Span(min(inside[0].start, span.start), max(inside[-1].end, span.end))
    return whole if whole.end - whole.start <= MAX_CHARS else None


def clip_logit(logit: float) -> float:
    """Return a logit clipped to ±12."""
    return max(-_MAX_LOGIT, min(_MAX_LOGIT, logit))


def _has_type(asked: Asked, sentence: str, place: _Place, terms: Callable[[str], Sequence[Term]]) -> bool:
    """Return whether a place is of the type that the question asks for; of any type if it asks for none."""
    if asked.answer_type is AnswerType.OTHER:
        return True
    spans = typed_spans(asked.answer_type, sentence, asked=asked.query.weights, terms=terms)
    return any(one.start < place.in_sentence.end and one.end > place.in_sentence.start for one in spans)
