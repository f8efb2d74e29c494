"""From a question to a cited answer, or to "the articles do not say": each line is one arrow of the flow."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from qabot.answering.assemble import assemble
from qabot.answering.cite import cite
from qabot.answering.conflicts.disagreement import agreeing_sentences
from qabot.answering.decide_by_kind import decide_by_kind
from qabot.answering.display_order import order_for_display
from qabot.answering.overviews.one_article import article_asked_about, names_nothing
from qabot.answering.previous_sources import answer_who_said_so, previous_answer
from qabot.answering.short_answers.readings import correct_readings
from qabot.answering.talk import answer_talk
from qabot.answering.verify import verify
from qabot.answering.weights import threshold_for
from qabot.model import IN_SENTENCES, Conversation, Kind
from qabot.question.spelling import mend_spelling
from qabot.question.understand import understand
from qabot.ranking.near_duplicates import drop_near_duplicates
from qabot.ranking.passages import SCORED_PASSAGES, rank
from qabot.ranking.second_reading import read_again
from qabot.search.hybrid import interleave, search, search_topics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.ask_options import AskOptions
    from qabot.model import Answer, Hit, Ranked, Reading, Scope
    from qabot.ports import Embedder, Reader, Store


def ask(
    question: str,
    *,
    store: Store,
    embedder: Embedder,
    reader: Reader,
    options: AskOptions,
    second_reader: Reader | None = None,
    scope: Scope | None = None,
    passages: int = 10,
    today: date | None = None,
    conversation: Conversation | None = None,
    since: date | None = None,
) -> Answer:
    """Answer one question.

    Args:
        question: as a person typed it.
        store: the build to answer from.
        embedder: the embedding model that the build was made with.
        reader: finds where each passage answers.
        options: how to search and what to say.
        second_reader: a stronger reader that reads the best passages once more, or ``None``.
        scope: which articles may answer; all of them when ``None``.
        passages: how many of the best passages the answer carries, at least 1.
        today: from which "last week" and the age of the evidence count when the scope has no day of its own; ``None``
            leaves both out.
        conversation: what was asked and said before; it turns a follow-up into a question that stands alone.
        since: asks what is new since that day: about the question's topic what older articles do not say; any other
            question is answered from the articles of that day and later.

    Raises:
        QuestionError: the question is empty, has no words, or is too long.
        IndexCorrupt: the build cannot be read.
    """
    began = time.perf_counter()
    ask_here = partial(ask, store=store, embedder=embedder, reader=reader, second_reader=second_reader, options=options)
    ask_again = partial(ask_here, scope=scope, passages=passages, today=today)
    asked = understand(
        question,
        store=store,
        embedder=embedder,
        max_chars=options.max_question_chars,
        conversation=conversation,
        scope=scope,
        today=today,
        since=since,
    )
    previous = previous_answer(asked, ask_again)
    article = article_asked_about(asked, conversation or Conversation(), ask_again, store=store)
    if asked.kind in (Kind.TALK, Kind.CATALOGUE) or (names_nothing(asked) and article is None):
        return answer_talk(asked, previous, store=store)
    if previous:
        return answer_who_said_so(asked, previous)

    limit = max(options.read, SCORED_PASSAGES, passages)
    by_topic = search_topics(asked, store=store, options=options.search)
    found = interleave(by_topic) if by_topic else search(asked, limit, store=store, options=options.search)
    searched = time.perf_counter()

    def rank_by(hits: Sequence[Hit], readings: Sequence[Reading]) -> Ranked:
        corrected = correct_readings(asked, hits, readings, store=store)
        return rank(asked, hits, corrected, store=store, weights=options.ranking)

    readings = () if asked.kind in IN_SENTENCES else reader.read(asked.text, found[: options.read])
    ranked = rank_by(found, readings)
    ranked = read_again(asked.text, ranked, second_reader, hopeless=options.hopeless, rank=rank_by)
    verdict = decide_by_kind(
        asked,
        ranked,
        by_topic=by_topic,
        article_id=article,
        store=store,
        embedder=embedder,
        options=options.decide_again if ranked.read_twice else options.decide,
    )
    cited = verify(cite(asked, verdict, store=store, options=options.cite), store=store)
    # What a follow-up leaves out is in its context, which only the search has seen.
    shown = found if asked.context else order_for_display(ranked, verdict, weights=options.relevance)
    mended = None if cited.statements else mend_spelling(asked.query, scope=asked.scope, store=store, tokens=embedder)
    if mended and (meant := ask_again(mended, since=since)).status != "answered":
        # There is no use in offering it, and the typing errors are not why there is no answer.
        return replace(meant, question=question)
    done = time.perf_counter()
    return assemble(
        asked,
        ranked,
        verdict,
        cited,
        shown[:passages],
        build=store.build,
        threshold=threshold_for(options.decide.threshold, store.passage_count),
        # Once in a conversation is enough.
        stale_after_days=0 if _was_answered(conversation) else options.stale_after_days,
        timings_ms={
            "search": round(1000 * (searched - began), 2),
            "read": round(1000 * (done - searched), 2),
            "total": round(1000 * (done - began), 2),
        },
        agreeing=agreeing_sentences(verdict.parts, margin=options.cite.margin, article=store.article),
        suggestion=mended,
    )


def _was_answered(conversation: Conversation | None) -> bool:
    """Return whether a conversation has an answer from the articles."""
    turns = conversation.turns if conversation else ()
    return any(turn.said and not (turn.answer and turn.answer.is_talk) for turn in turns)


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
    """Return the passages that a search finds, best first and without near-duplicates; nothing is read or answered.

    Raises:
        QuestionError: the text is empty, has no words, or is too long.
        IndexCorrupt: the build cannot be read.
    """
    asked = understand(
        text,
        store=store,
        embedder=embedder,
        max_chars=options.max_question_chars,
        conversation=conversation,
        scope=scope,
        today=today,
    )
    found = search(asked, 2 * limit, store=store, options=options.search)
    groups = store.duplicate_groups({hit.passage.article_id for hit in found})
    return drop_near_duplicates(found, duplicate_groups=groups)[:limit]
