"""From a question to a cited answer, or to "the articles do not say": each line is one arrow of the flow."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qabot.answering.assemble import assemble
from qabot.answering.cite import CiteOptions, cite
from qabot.answering.decide import DecideOptions, decide
from qabot.answering.display_order import order_for_display
from qabot.answering.overviews.one_article import asks_about_article, last_cited, only_article
from qabot.answering.overviews.verdicts import Sources, decide_in_sentences, give_reasons, say_which_way
from qabot.answering.previous_sources import answer_who_said_so, says_the_same
from qabot.answering.short_answers.table_cells import choose_cells
from qabot.answering.talk import answer_talk
from qabot.answering.verify import verify
from qabot.answering.weights import RelevanceWeights, threshold_for
from qabot.model import IN_SENTENCES, Conversation, Kind
from qabot.question.query import prepare_query
from qabot.question.spelling import mend_spelling
from qabot.question.understand import understand
from qabot.ranking.near_duplicates import drop_near_duplicates
from qabot.ranking.passages import SCORED_PASSAGES, rank
from qabot.ranking.second_reading import read_again
from qabot.ranking.weights import RankingWeights
from qabot.search.hybrid import SearchOptions, interleave, search

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from qabot.model import Answer, Asked, Hit, Ranked, Scope, Verdict
    from qabot.ports import Embedder, Reader, Store

TOPIC_PASSAGES = 48
"""Passages that are found for each topic of an overview: enough for several articles."""


@dataclass(frozen=True, slots=True)
class AskOptions:
    """How a question is answered.

    Attributes:
        max_question_chars: a longer question is refused, at least 1.
        read: passages that the reader reads, at least 1.
        hopeless: the second reader is not asked if the first one's best logit of "this passage answers" is lower.
        search: how passages are found.
        decide: when an answer is given.
        decide_again: the same after a second reading.
        cite: how much is stated.
        stale_after_days: a note says so if all evidence is older; 0 for never.
        ranking: weights of the passages' signals.
        relevance: weights of the articles' signals, which order what is shown.
    """

    max_question_chars: int
    read: int
    hopeless: float
    search: SearchOptions
    decide: DecideOptions
    decide_again: DecideOptions
    cite: CiteOptions
    stale_after_days: int
    ranking: RankingWeights = field(default_factory=RankingWeights)
    relevance: RelevanceWeights = field(default_factory=RelevanceWeights)


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
        embedder: the one that the build was made with.
        reader: finds where each passage answers.
        options: how to search and what to say.
        second_reader: a stronger one that reads the best passages once more, or ``None``.
        scope: which articles may answer; all of them when ``None``.
        passages: how many of the best passages the answer carries, at least 1.
        today: from which "last week" and the age of the evidence count when the scope has no day of its own; ``None``
            leaves both out.
        conversation: what was asked and said before; the question is resolved with it into one that stands alone.
        since: asks what is new since that day: about the question's topic what older articles do not say; any other
            question is answered from the articles of that day and later.

    Raises:
        QuestionError: the question is empty, has no words, or is too long.
        IndexCorrupt: the build cannot be read.
    """

    def ask_again(earlier: str, before: Conversation) -> Answer:
        return ask(
            earlier,
            store=store,
            embedder=embedder,
            reader=reader,
            second_reader=second_reader,
            options=options,
            scope=scope,
            passages=passages,
            today=today,
            conversation=before,
        )

    began = time.perf_counter()
    asked = understand(
        question,
        store=store,
        embedder=embedder,
        max_chars=options.max_question_chars,
        conversation=conversation,
        scope=scope,
        today=today,
    )
    if earlier := _earlier_answer(asked, ask_again):
        return answer_who_said_so(asked, earlier)
    if asked.kind in (Kind.TALK, Kind.CATALOGUE):
        return answer_talk(asked, store=store)
    asked = _since(asked, since)
    about = _article_asked_about(asked, conversation or Conversation(), ask_again, store=store)
    in_sentences = asked.kind in IN_SENTENCES
    limit = max(options.read, SCORED_PASSAGES, passages)
    by_topic = [
        search(replace(asked, query=query, context=None), TOPIC_PASSAGES, store=store, options=options.search)
        for query in (prepare_query(topic, store=store, embedder=embedder) for topic in asked.topics if in_sentences)
    ]
    found = interleave(by_topic) if by_topic else search(asked, limit, store=store, options=options.search)
    searched = time.perf_counter()
    read = () if in_sentences else reader.read(asked.text, found[: options.read])
    readings = choose_cells(asked, found, read, store=store)
    ranked, fitted = rank(asked, found, readings, store=store, weights=options.ranking), options.decide
    if second_reader and readings and ranked.best_answers >= options.hopeless:
        hits, readings = read_again(asked.text, ranked, second_reader)
        readings = choose_cells(asked, hits, readings, store=store)
        ranked, fitted = rank(asked, hits, readings, store=store, weights=options.ranking), options.decide_again
    verdict = _decide(asked, ranked, by_topic, store=store, embedder=embedder, options=fitted, about=about)
    cited = verify(cite(asked, verdict, store=store, options=options.cite), store=store)
    # What a follow-up leaves out is in its context, which only the search has seen.
    shown = found if asked.context else order_for_display(ranked, verdict, weights=options.relevance)
    mended = None
    if not cited.statements:
        mended = mend_spelling(asked.query, scope=asked.scope, store=store, tokens=embedder)
    done = time.perf_counter()
    return assemble(
        asked,
        ranked,
        verdict,
        cited,
        shown[:passages],
        build=store.build,
        threshold=threshold_for(options.decide.threshold, store.passage_count),
        stale_after_days=options.stale_after_days,
        timings_ms={
            "search": round(1000 * (searched - began), 2),
            "read": round(1000 * (done - searched), 2),
            "total": round(1000 * (done - began), 2),
        },
        suggestion=mended,
    )


def _since(asked: Asked, since: date | None) -> Asked:
    """Return a question about a topic as one for news, and any other with only the articles since a day."""
    if since is None:
        return asked
    if asked.topics and asked.kind in IN_SENTENCES:
        return replace(asked, kind=Kind.NEWS, since=since)
    first = max(since, asked.scope.published_from or since)
    return replace(asked, scope=replace(asked.scope, published_from=first))


def _decide(
    asked: Asked,
    ranked: Ranked,
    by_topic: Sequence[Sequence[Hit]],
    *,
    store: Store,
    embedder: Embedder,
    options: DecideOptions,
    about: str | None,
) -> Verdict:
    """Return the verdict: what is asked for decides which function makes it."""
    if asked.kind in IN_SENTENCES:
        sources = Sources(ranked, by_topic or [ranked.hits], about, store, embedder)
        return decide_in_sentences(asked, sources, threshold=options.threshold)
    verdict = decide(asked, ranked, store=store, options=options)
    match asked.kind:
        case Kind.YES_NO:
            return say_which_way(asked, verdict)
        case Kind.WHY | Kind.HOW:
            return give_reasons(asked, ranked, verdict, store=store, embedder=embedder, threshold=options.threshold)
        case _:
            return verdict


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


def _earlier_answer(asked: Asked, ask_again: Callable[[str, Conversation], Answer]) -> Answer | None:
    """Return the answer whose sources are asked for ("Who said so?"), ``None`` if the question asks something else.

    A stored conversation has words only, so its question is asked again: the same index gives the same answer. If the
    new answer does not say what was said then, the question is answered like any other, by searching for those words.
    """
    if asked.sources_of is None:
        return None
    *before, last = asked.sources_of.turns
    answer = last.answer
    if answer is None and last.said:
        again = ask_again(last.question, Conversation(tuple(before)))
        answer = again if says_the_same(again, last.said) else None
    return answer if answer and answer.citations else None


def _article_asked_about(
    asked: Asked, conversation: Conversation, ask_again: Callable[[str, Conversation], Answer], *, store: Store
) -> str | None:
    """Return the article that "summarise it" means: the one that was cited last, else the only one there is."""
    if not asks_about_article(asked):
        return None
    for count in range(len(conversation.turns), 0, -1):
        turn = conversation.turns[count - 1]
        answer = turn.answer
        if answer is None and turn.said:
            answer = ask_again(turn.question, Conversation(conversation.turns[: count - 1]))
        if answer and answer.citations:
            return last_cited(answer)
    return only_article(asked, store=store)
