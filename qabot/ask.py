"""From a question to a cited answer, or to "the articles do not say": the right half of the flow, told once."""

import re
import time
from dataclasses import dataclass
from datetime import date

from qabot.answering.candidates import CandidateWeights, collect_candidates
from qabot.answering.compose import ComposeOptions, chosen_parts, compose, proof, short_answer
from qabot.answering.confidence import ConfidenceWeights, confidence_signals, unknown_words
from qabot.answering.disagreement import alternatives, independent_sources, resolve_conflicts
from qabot.answering.display_order import SCORED_PASSAGES, RelevanceWeights, display_order
from qabot.answering.previous_sources import answer_who_said_so
from qabot.answering.question_kind import wanted_form
from qabot.answering.staleness import staleness_note
from qabot.answering.verify import proves, verify
from qabot.errors import QuestionError
from qabot.model import Answer, Conversation, Explanation, Hit, Query, Scope
from qabot.ports import Embedder, Reader, Store
from qabot.question.history import context_of
from qabot.question.period import find_period
from qabot.question.resolve import asks_who_said_so, resolve
from qabot.ranking.near_duplicates import drop_near_duplicates
from qabot.ranking.passages import RankingWeights, apply_scores, rank_scores, rank_signals
from qabot.search.hybrid import SearchOptions, prepare, search
from qabot.text.squad import holds_answer

EXPLAINED = 10
"""Candidates that an explanation keeps."""
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How a question is answered.

    Attributes:
        max_question_chars: a longer one is refused, at least 1.
        read: passages that the reader reads, at least 1.
        threshold: the least confidence with which an answer is given, in [0, 1].
        differ_margin: how far below the best candidate's score another may lie and count as what other sources say.
        stale_after_days: a note tells of evidence that is older; 0 for never.
    """

    max_question_chars: int
    read: int
    threshold: float
    search: SearchOptions
    ranking: RankingWeights
    relevance: RelevanceWeights
    scoring: CandidateWeights
    confidence: ConfidenceWeights
    compose: ComposeOptions
    differ_margin: float
    stale_after_days: int


def ask(
    question: str,
    *,
    store: Store,
    embedder: Embedder,
    reader: Reader,
    options: AskOptions,
    scope: Scope | None = None,
    passages: int = 10,
    today: date | None = None,
    conversation: Conversation | None = None,
) -> Answer:
    """Answer one question.

    Args:
        question: as a person typed it.
        store: the build to answer from.
        embedder: the one that the build was made with.
        reader: finds where each passage answers.
        options: how to search and what to say.
        scope: which articles may answer; all of them when ``None``.
        passages: how many of the best passages the answer carries, at least 1.
        today: from which "last week" and the age of the evidence count when the scope has no day of its own; ``None``
            leaves both out.
        conversation: what was asked and said before; the question is resolved with it into one that stands alone.

    Raises:
        QuestionError: the question is empty, has no words, or is too long.
        IndexCorrupt: the build cannot be read.
    """
    began = time.perf_counter()
    typed = checked_question(question, max_chars=options.max_question_chars)
    asked = resolve(typed, conversation or Conversation())[: options.max_question_chars]
    last = conversation.turns[-1].answer if conversation and conversation.turns else None
    if last and last.citations and asks_who_said_so(typed):
        return answer_who_said_so(last, question=_encodable(question), asked=asked)
    scope = scope or Scope()
    day = scope.as_of or today
    period = find_period(asked, day=day)
    query = prepare(asked, store=store, embedder=embedder)
    in_context = _in_context(asked, conversation, store=store, embedder=embedder)
    found = search(
        query,
        max(options.read, SCORED_PASSAGES, passages),
        store=store,
        scope=scope,
        options=options.search,
        period=period,
        in_context=in_context,
    )
    searched = time.perf_counter()
    stories = store.duplicate_groups({hit.passage.article_id for hit in found})
    readings = reader.read(asked, found[: options.read])
    signals = rank_signals(query, found[: max(options.read, SCORED_PASSAGES)], readings, store=store, period=period)
    scores = rank_scores(signals[: len(readings)], ranking=options.ranking)
    hits = apply_scores(found, scores)
    distinct = drop_near_duplicates(hits, store=store)
    read_as = {hit.passage.id: reading for hit, reading in zip(found[: options.read], readings, strict=True)}
    weighty = {hit.passage.id: row for hit, row in zip(found, signals, strict=False)}
    read = [(hit, read_as[hit.passage.id]) for hit in distinct if hit.passage.id in read_as]
    form = wanted_form(asked)
    candidates, others = resolve_conflicts(
        asked,
        collect_candidates(query, read, terms=store.terms, scoring=options.scoring),
        form,
        article=store.article,
        story=stories.__getitem__,
        margin=options.differ_margin,
    )
    sure = confidence_signals(query, candidates, passage_count=store.passage_count) if candidates else {}
    confidence = options.confidence.of(sure) if candidates else 0.0
    parts = chosen_parts(candidates, form, options=options.compose)
    answered = bool(parts) and confidence >= options.threshold
    told = (*parts, *others)
    statements, citations = compose(
        proof(told, candidates, form) if answered else [],
        needed=len(told),
        article=store.article,
        copies=lambda article_id: store.copies(article_id, scope),
        terms=store.terms,
        options=options.compose,
    )
    statements, citations = verify(statements, citations, article=store.article)
    differing = alternatives(others, citations)
    best = candidates[0].text if candidates else ""
    holding = {hit.passage.id for hit in hits if holds_answer(hit.passage.text, best)}
    # What a follow-up leaves out is in its context, which only the search has seen.
    shown = (found if in_context else display_order(hits, weighty, relevance=options.relevance, holding=holding))[
        :passages
    ]
    done = time.perf_counter()
    proved = tuple(part for part in parts if proves(citations, part.text))
    return Answer(
        question=_encodable(question),
        standalone_question=asked,
        status="answered" if statements else "not_found",
        answer=short_answer(proved, form),
        confidence=confidence,
        statements=statements,
        citations=citations,
        passages=tuple(shown),
        notes=staleness_note(citations, today=day, stale_after_days=options.stale_after_days) if day else (),
        unknown_words=unknown_words(query),
        build=store.build,
        timings_ms={
            "search": round(1000 * (searched - began), 2),
            "read": round(1000 * (done - searched), 2),
            "total": round(1000 * (done - began), 2),
        },
        alternatives=differing,
        independent_sources=independent_sources(citations, differing, story=stories.__getitem__),
        candidate=short_answer(parts, form),
        explanation=Explanation(
            ranking=tuple(
                options.ranking.contributions(weighty[one.passage.id]) if one.passage.id in read_as else {}
                for one in shown
            ),
            has_answer=tuple(one.passage.id in holding for one in shown),
            candidates=candidates[:EXPLAINED],
            confidence=options.confidence.contributions(sure) if candidates else {},
            threshold=options.threshold,
        ),
    )


def _in_context(asked: str, conversation: Conversation | None, *, store: Store, embedder: Embedder) -> Query | None:
    """Return a follow-up together with what was said before it, ``None`` where nothing was."""
    said = context_of(conversation) if conversation else ""
    return prepare(f"{asked} {said}", store=store, embedder=embedder) if said else None


def find(
    text: str,
    limit: int,
    *,
    store: Store,
    embedder: Embedder,
    options: AskOptions,
    scope: Scope | None = None,
    today: date | None = None,
    conversation: Conversation | None = None,
) -> list[Hit]:
    """Return the passages that a search finds, best first, without reading or answering; what copies tell, once.

    Raises:
        QuestionError: the text is empty, has no words, or is too long.
        IndexCorrupt: the build cannot be read.
    """
    scope = scope or Scope()
    typed = checked_question(text, max_chars=options.max_question_chars)
    asked = resolve(typed, conversation or Conversation())[: options.max_question_chars]
    hits = search(
        prepare(asked, store=store, embedder=embedder),
        2 * limit,
        store=store,
        scope=scope,
        options=options.search,
        period=find_period(asked, day=scope.as_of or today),
        in_context=_in_context(asked, conversation, store=store, embedder=embedder),
    )
    return drop_near_duplicates(hits, store=store)[:limit]


def checked_question(text: str, *, max_chars: int) -> str:
    """Return the question with its white space folded, or say why it cannot be asked.

    Raises:
        QuestionError: it is empty, has no letter or digit in it, or has more than ``max_chars`` characters.
    """
    folded = " ".join(_encodable(text).split())
    if not folded:
        raise QuestionError("The question is empty", remedy='Ask something: qabot ask "who won the election?"')
    if not _WORD.search(folded):
        raise QuestionError("The question has no words in it", remedy="Ask it in words")
    if len(folded) > max_chars:
        raise QuestionError(
            f"The question has {len(folded):,} characters; at most {max_chars:,} can be asked",
            remedy="Ask it in a sentence or two",
        )
    return folded


def _encodable(text: str) -> str:
    """Return text without lone surrogates, which a terminal makes of bytes that are not UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
