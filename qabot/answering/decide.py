"""From ranked passages to a short answer and how sure it is, or to a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qabot.answering.confidence import confidence_signals
from qabot.answering.conflicts.disagreement import resolve_conflicts
from qabot.answering.conflicts.newest import newest_first
from qabot.answering.conflicts.withdrawn import without_withdrawn
from qabot.answering.short_answers.candidates import collect_candidates
from qabot.answering.short_answers.how_many import count_asked_for
from qabot.answering.short_answers.parts import choose_parts, proving_sentences, with_list_items
from qabot.answering.support import missing_words
from qabot.answering.weights import CandidateWeights, ConfidenceWeights, threshold_for
from qabot.model import Verdict

if TYPE_CHECKING:
    from qabot.model import Asked, Ranked
    from qabot.ports import Store


@dataclass(frozen=True, slots=True)
class DecideOptions:
    """When an answer is given, and of how many parts.

    Attributes:
        threshold: the least confidence with which an answer is given in a small build, in [0, 1]; see
            ``threshold_for``.
        parts: of an answer to a question for several things, at most, at least 1.
        part_margin: how far below the best candidate's score another may lie and still be a part.
        rival_margin: how far below the best candidate's score another may lie and count as what other sources say.
        candidates: weights of the short answers' signals.
        confidence: weights of the confidence's signals.
    """

    threshold: float
    parts: int
    part_margin: float
    rival_margin: float
    candidates: CandidateWeights = field(default_factory=CandidateWeights)
    confidence: ConfidenceWeights = field(default_factory=ConfidenceWeights)


def decide(asked: Asked, ranked: Ranked, *, store: Store, options: DecideOptions) -> Verdict:
    """Return the verdict over what was read; without a short answer in it, a refusal with confidence 0."""
    found = collect_candidates(asked, ranked.read, terms=store.terms, weights=options.candidates)
    found, notes = without_withdrawn(asked, found, ranked.hits, article=store.article, terms=store.terms)
    if not found:
        return Verdict(notes=notes)
    candidates, rivals = resolve_conflicts(
        asked,
        found,
        article=store.article,
        duplicate_groups=ranked.duplicate_groups,
        margin=options.rival_margin,
    )
    candidates, rivals, earlier = newest_first(
        asked, candidates, rivals, article=store.article, margin=options.rival_margin
    )
    signals = confidence_signals(
        asked.query,
        candidates,
        best_answers=max(reading.answers for _, reading in ranked.read),
        terms=store.terms,
        article=store.article,
    )
    confidence = options.confidence.probability(signals, passage_count=store.passage_count)
    chosen = choose_parts(
        candidates,
        asked.form,
        most=options.parts,
        margin=options.part_margin,
        count=count_asked_for(asked.text),
    )
    parts = with_list_items(chosen, candidates, asked)
    stated = (*parts, *rivals)
    given = confidence >= threshold_for(options.threshold, store.passage_count)
    return Verdict(
        candidates=candidates,
        parts=parts,
        rivals=rivals,
        confidence=confidence,
        confidence_signals=options.confidence.contributions(signals, passage_count=store.passage_count),
        evidence=tuple(proving_sentences(stated, candidates, asked.form)) if given else (),
        needed=len(stated),
        earlier=earlier,
        notes=notes,
        missing_words=missing_words(asked.query, candidates[0], terms=store.terms, article=store.article),
    )
