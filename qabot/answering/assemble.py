"""The last arrow: from a verdict with its proof to the answer that a person sees."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.answering.confidence import unknown_words
from qabot.answering.conflicts.disagreement import alternatives, independent_sources
from qabot.answering.display_order import has_best_answer
from qabot.answering.relative_days import with_meant_day
from qabot.answering.short_answers.parts import short_answer
from qabot.answering.staleness import staleness_note
from qabot.answering.verify import proves
from qabot.model import Answer, Explanation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qabot.model import Article, Asked, Cited, Hit, Ranked, Verdict

MAX_EXPLAINED = 10
"""Candidates that an explanation keeps, at most."""


def assemble(
    asked: Asked,
    ranked: Ranked,
    verdict: Verdict,
    cited: Cited,
    shown: Sequence[Hit],
    *,
    build: str,
    threshold: float,
    stale_after_days: int,
    timings_ms: Mapping[str, float],
    agreeing: Sequence[tuple[Article, str]] = (),
    suggestion: str | None = None,
) -> Answer:
    """Return the answer: what is proved of the verdict, or a refusal if nothing is.

    Args:
        asked: the question.
        ranked: the passages in the ranking's order.
        verdict: what was decided.
        cited: the statements that passed the verification, and their citations.
        shown: the passages that the answer carries, in the order in which they are shown.
        build: the id of the build that was searched.
        threshold: the least confidence with which an answer is given.
        stale_after_days: a note says so if all evidence is older; 0 for never.
        timings_ms: milliseconds by stage.
        agreeing: see ``independent_sources``.
        suggestion: the question with its probable typing errors mended, for a refusal.
    """
    others = tuple(
        replace(other, answer=with_meant_day(other.answer, [cited.citations[number - 1] for number in other.citations]))
        for other in alternatives(verdict.rivals, cited.citations, earlier=verdict.earlier)
    )
    proved = [
        replace(part, text=with_meant_day(part.text, cited.citations))
        for part in verdict.parts
        if proves(cited.citations, part.text)
    ]
    unknown = unknown_words(asked.query)
    return Answer(
        question=asked.typed,
        standalone_question=asked.text,
        status="answered" if cited.statements else "not_found",
        answer=short_answer(proved, asked.form),
        confidence=verdict.confidence,
        statements=cited.statements,
        citations=cited.citations,
        passages=tuple(shown),
        notes=(*verdict.notes, *staleness_note(cited.citations, day=asked.day, stale_after_days=stale_after_days)),
        unknown_words=unknown,
        missing_words=() if cited.statements else tuple(word for word in verdict.missing_words if word not in unknown),
        build=build,
        timings_ms=timings_ms,
        alternatives=others,
        independent_sources=independent_sources(
            cited.citations, others, duplicate_groups=ranked.duplicate_groups, agreeing=agreeing
        ),
        candidate=short_answer(verdict.parts, asked.form),
        explanation=Explanation(
            ranking=tuple(ranked.contributions.get(hit.passage.id, {}) for hit in shown),
            has_answer=tuple(has_best_answer(hit, verdict) for hit in shown),
            candidates=verdict.candidates[:MAX_EXPLAINED],
            confidence=verdict.confidence_signals,
            threshold=threshold,
        ),
        kind=asked.kind,
        suggestion=suggestion,
    )
