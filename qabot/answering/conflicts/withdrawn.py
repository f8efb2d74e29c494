"""Takes away what a correction has withdrawn, and puts what it says instead in its place."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from qabot.answering.conflicts.correction_notes import Note, article_of, value_in
from qabot.model import AnswerType, Evidence, Form, Span
from qabot.text.corrections import corrections_in
from qabot.text.facts import facts_of
from qabot.text.squad import holds_answer, plain_answer
from qabot.text.words import coverage, same_stem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qabot.model import Article, Asked, Candidate, Hit, Term

_MIN_ABOUT = 0.4
"""Least share of the question's words, by weight, in a correction and its article's title, if it is about them."""
_LEAST_SPAN = -4.0
"""Least logit of the reader for a figure or day that may replace one that the correction does not name."""
_MAX_QUOTE_CHARS = 400


class Standing(NamedTuple):
    """The short answers that still stand, best first, and notes on what was withdrawn."""

    candidates: tuple[Candidate, ...]
    notes: tuple[str, ...] = ()


def without_withdrawn(
    asked: Asked,
    candidates: Sequence[Candidate],
    hits: Sequence[Hit],
    *,
    article: Callable[[str], Article],
    terms: Callable[[str], Sequence[Term]],
) -> Standing:
    """Return the candidates without what a correction withdrew; the value that it gives instead takes the first place.

    A correction's recital ("An earlier version said that six people died") supports nothing, whatever is asked. A value
    that it recites is withdrawn in its article, and in earlier articles of the same publisher if the correction stands
    in an article of its own. If the best candidate is withdrawn and nothing is said instead, no candidate is left.

    Args:
        asked: the question.
        candidates: best first.
        hits: the passages that were found; the corrections in their articles count.
        article: gives an article by its id.
        terms: gives the words of a text as the lexical index knows them.
    """
    articles = {hit.passage.article_id: article(hit.passage.article_id) for hit in hits}
    notes = [Note(one, source) for source in articles.values() for one in corrections_in(source.text, source.title)]
    about = [note for note in notes if _is_about(asked, note, terms)]
    candidates = _without_recitals(candidates, [note for note in notes if note not in about])
    notes = about
    if not notes or not candidates:
        return Standing(tuple(candidates))
    if asked.form in (Form.SENTENCES, Form.EVIDENCE):
        return _of_sentences(candidates, notes, article)
    return _of_values(asked, candidates, notes, hits, article)


def _without_recitals(candidates: Sequence[Candidate], notes: Sequence[Note]) -> Sequence[Candidate]:
    """Return the candidates without places in which a correction recites what it withdraws."""
    kept = []
    for one in candidates:
        places = tuple(place for place in one.evidence if not any(note.recites(place) for note in notes))
        # The signals of a candidate are those of its first place.
        if places[:1] == one.evidence[:1]:
            kept.append(replace(one, evidence=places))
    return kept


def _of_sentences(
    candidates: Sequence[Candidate], notes: Sequence[Note], article: Callable[[str], Article]
) -> Standing:
    """Return the candidates without the sentences that a correction recites or withdraws."""
    said: list[str] = []
    kept = []
    for one in candidates:
        places = []
        for place in one.evidence:
            source = article(article_of(place))
            against = [note for note in notes if note.concerns(source) and note.withdraws_sentence(place)]
            said += [note.describe(source) for note in against if not note.recites(place)]
            if not against:
                places.append(place)
        if places:
            kept.append(replace(one, evidence=tuple(places)))
    return Standing(tuple(kept), tuple(dict.fromkeys(said)))


def _of_values(
    asked: Asked,
    candidates: Sequence[Candidate],
    notes: Sequence[Note],
    hits: Sequence[Hit],
    article: Callable[[str], Article],
) -> Standing:
    """Return the candidates without the values that a correction withdraws, with that which it gives instead first."""
    best = candidates[0]
    against = {
        (one.text, place): next((note for note in notes if note.withdrawsvalue_in(one, place, article)), None)
        for one in candidates
        for place in one.evidence
    }
    acting = [note for place in best.evidence if (note := against[best.text, place])]
    if acting:
        instead = _given_instead(candidates, best, acting) or _in_note(asked, best, acting, hits)
    else:
        acting = [note for note in notes if note.may_replace(best, asked.answer_type)]
        instead = _given_instead(candidates, best, acting, least_span=_least_span(asked))
        for place in best.evidence if instead else ():
            against[best.text, place] = next((one for one in acting if one.concerns(article(article_of(place)))), None)
    said: dict[Note, str] = {}
    for (value, place), note in against.items():
        concerned = note and (instead or value == best.text or any(note.states(one) for one in best.evidence))
        if note and concerned and not note.recites(place) and article_of(place) != note.retraction:
            said.setdefault(note, note.describe(article(article_of(place)), value))
    # The signals of a candidate are those of its first place.
    kept = [
        replace(one, evidence=tuple(place for place in one.evidence if against[one.text, place] is None))
        for one in candidates
        if against[one.text, one.evidence[0]] is None
    ]
    if instead:
        right = _as_answer(*instead, best)
        kept = [right, *(one for one in kept if one.text != right.text)]
    elif against[best.text, best.evidence[0]]:
        kept = []
    return Standing(tuple(kept), tuple(said.values()))


def _given_instead(
    candidates: Sequence[Candidate], best: Candidate, notes: Sequence[Note], *, least_span: float = -math.inf
) -> tuple[Candidate, Note] | None:
    """Return the candidate of the right type that one of the notes gives in place of the best, and that note."""
    found = [
        (one, note)
        for one in candidates
        for note in notes
        if one.signals["kind"]
        and one.signals["span"] >= least_span
        and not _overlap(one.text, best.text)
        and any(note.states(place) for place in one.evidence)
    ]
    return max(found, key=lambda pair: (pair[0].signals["span"], pair[0].text), default=None)


def _in_note(
    asked: Asked,
    best: Candidate,
    notes: Sequence[Note],
    hits: Sequence[Hit],
) -> tuple[Candidate, Note] | None:
    """Return the only figure or day that a note states, if the reader did not find it, and that note."""
    if asked.answer_type not in (AnswerType.NUMBER, AnswerType.DATE):
        return None
    for note in notes:
        places = []
        for passage in (hit.passage for hit in hits if hit.passage.article_id == note.article.id):
            for sentence in passage.sentences:
                facts = facts_of(passage.sentence(sentence))
                values = facts.moments if asked.answer_type is AnswerType.DATE else facts.numbers
                found = [Span(sentence.start + one.span.start, sentence.start + one.span.end) for one in values]
                places += [Evidence(passage, sentence, best.evidence[0].score, (span,)) for span in found]
        stated = [one for one in places if note.states(one) and not _overlap(_text(one), best.text)]
        if len({plain_answer(_text(one)) for one in stated}) == 1:
            return replace(best, text=_text(stated[0]), evidence=(stated[0],)), note
    return None


def _as_answer(right: Candidate, note: Note, withdrawn: Candidate) -> Candidate:
    """Return the value that a correction gives, as sure as what it corrects, with the whole correction as its proof."""
    stated = [place for place in right.evidence if note.states(place)]
    others = [place for place in right.evidence if place not in stated and not holds_answer(place.text, withdrawn.text)]
    first = stated[0]
    start, end = note.correction.span.start, max(first.span.end, value_in(first).end)
    if first.passage.start <= start and end - start <= _MAX_QUOTE_CHARS:
        stated[0] = replace(first, span=Span(start, end))
    surer = right if right.score >= withdrawn.score else withdrawn
    return replace(right, evidence=(*stated, *others), signals=surer.signals, score=surer.score)


def _least_span(asked: Asked) -> float:
    """Return the least logit of a value that may replace another which the correction does not name."""
    return 0.0 if asked.answer_type is AnswerType.NAME else _LEAST_SPAN


def _is_about(asked: Asked, note: Note, terms: Callable[[str], Sequence[Term]]) -> bool:
    """Return whether a correction is about the question: it has the things asked for and enough of its other words."""
    forms = {term.form for term in terms(note.text)}
    if not all(same_stem(form, forms) for form in asked.focus) and not note.correction.retracts:
        return False
    return coverage(asked.query.weights, forms | {term.form for term in terms(note.article.title)}) >= _MIN_ABOUT


def _overlap(one: str, other: str) -> bool:
    """Return whether one of two values contains the other, in whole words."""
    first, second = f" {plain_answer(one)} ", f" {plain_answer(other)} "
    return first in second or second in first


def _text(place: Evidence) -> str:
    """Return the value that stands in a place."""
    start, end = value_in(place)
    return place.passage.text[start - place.passage.start : end - place.passage.start]
