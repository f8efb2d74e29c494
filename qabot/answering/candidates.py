"""Short answers: what the reader found in each passage, put together over passages, and weighed as was learned."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

from qabot.answering.question_kind import Kind, answering_spans, asked_thing, expected_kind, nearness
from qabot.model import Candidate, Evidence, Span
from qabot.text.squad import plain_answer
from qabot.text.words import coverage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qabot.model import Hit, Passage, Query, Reading, Term

MAX_CHARS = 1_000
"""A longer "sentence" is a table or a list: it is searched, never quoted."""
_LIMIT = 12.0


@dataclass(frozen=True, slots=True)
class CandidateWeights:
    """Weights of a candidate's signals: logistic regression by ``tests/benchmarks/fit_answers.py``.

    Attributes:
        span: the reader's logit of its best place against "nothing here", held to ±12.
        answers: the reader's logit of "this passage answers", of that place's passage, likewise.
        rank: final score of that passage below the best one's, at most 0.
        top: final score of that passage.
        mass: its share of all places, each weighed by exp(passage score + half its own logit); 0 to 1.
        support: that of other candidates which hold its words, or whose words it holds.
        articles: logarithm of the number of articles that have it.
        kind: 1 when it is the kind of thing that is asked for.
        thing: nearness to the word for what is asked for, in questions for "which base" or "how many ships"; 0 to 1.
        echo: share of its words that stand in the question.
        words: logarithm of the number of its words.
        sentence: share of the question's words in the sentence around it.
    """

    intercept: float = -6.22
    span: float = 0.129
    answers: float = -0.024
    rank: float = -0.331
    top: float = 0.407
    mass: float = 2.865
    support: float = 3.146
    articles: float = 0.575
    kind: float = 0.092
    thing: float = 0.555
    echo: float = 0.377
    words: float = 0.101
    sentence: float = 0.377

    def score(self, signals: Mapping[str, float]) -> float:
        """Return the logit."""
        return self.intercept + math.fsum(getattr(self, name) * value for name, value in signals.items())


CANDIDATE_SIGNALS = tuple(field.name for field in fields(CandidateWeights) if field.name != "intercept")


class _Place(NamedTuple):
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
    def within(self) -> Span:
        """Return the span in the sentence's own characters."""
        return Span(self.span.start - self.sentence.start, self.span.end - self.sentence.start)


def collect_candidates(
    query: Query,
    read: Sequence[tuple[Hit, Reading]],
    *,
    terms: Callable[[str], Sequence[Term]],
    scoring: CandidateWeights,
) -> tuple[Candidate, ...]:
    """Return the short answers found, best first; equal scores by their text.

    Args:
        query: the question.
        read: hits with their final scores, and what the reader made of each.
        terms: gives the words of a text as the lexical index knows them.
        scoring: of the signals.
    """
    top = max((hit.score for hit, _ in read), default=0.0)
    groups: dict[str, list[_Place]] = {}
    for hit, reading in read:
        for found in reading.spans:
            sentence = enclosing_sentence(hit.passage, found.span)
            weight = math.exp(max(-50.0, hit.score - top + clip_logit(found.score) / 2 - _LIMIT / 2))
            if sentence:
                place = _Place(hit, reading, sentence, found.span, clip_logit(found.score), weight)
                groups.setdefault(plain_answer(place.text), []).append(place)
    groups.pop("", None)
    total = math.fsum(place.weight for places in groups.values() for place in places) or 1.0
    mass = {text: math.fsum(place.weight for place in places) / total for text, places in groups.items()}
    kind = expected_kind(query.text)
    things = asked_thing(query.text, terms=terms)
    candidates = []
    for text, places in groups.items():
        places.sort(key=lambda place: (-place.weight, place.hit.passage.id, place.span))
        best = places[0]
        within = f" {text} "
        support = (
            mass[other] for other in mass if other != text and (f" {other} " in within or within in f" {other} ")
        )
        said = best.hit.passage.sentence(best.sentence)
        forms = [term.form for term in terms(best.text)]
        words = terms(said)
        signals = {
            "span": best.logit,
            "answers": clip_logit(best.reading.answers),
            "rank": best.hit.score - top,
            "top": best.hit.score,
            "mass": mass[text],
            "support": math.fsum(support),
            "articles": math.log(len({place.hit.passage.article_id for place in places})),
            "kind": float(_fits(kind, said, best, query, terms)),
            "thing": nearness([word.span for word in words if word.form in things], [best.within]),
            "echo": sum(form in query.weights for form in forms) / max(1, len(forms)),
            "words": math.log(len(text.split())),
            "sentence": coverage(query.weights, {word.form for word in words}),
        }
        evidence = [Evidence(one.hit.passage, one.sentence, math.log(one.weight), (one.span,)) for one in places]
        candidates.append(Candidate(" ".join(best.text.split()), tuple(evidence), signals, scoring.score(signals)))
    return tuple(sorted(candidates, key=lambda one: (-one.score, one.text)))


def enclosing_sentence(passage: Passage, span: Span) -> Span | None:
    """Return the sentence that holds a span, or the run of sentences; ``None`` when it is too long to be quoted."""
    inside = [one for one in passage.sentences if one.start < span.end and one.end > span.start]
    if not inside:
        return None
    whole = Span(min(inside[0].start, span.start), max(inside[-1].end, span.end))
    return whole if whole.end - whole.start <= MAX_CHARS else None


def clip_logit(logit: float) -> float:
    """Return a logit inside ±12."""
    return max(-_LIMIT, min(_LIMIT, logit))


def _fits(kind: Kind, sentence: str, place: _Place, query: Query, terms: Callable[[str], Sequence[Term]]) -> bool:
    if kind is Kind.OTHER:
        return True
    spans = answering_spans(kind, sentence, asked=query.weights, terms=terms)
    return any(one.start < place.within.end and one.end > place.within.start for one in spans)
