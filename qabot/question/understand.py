"""The first arrow: from what a person typed to what is asked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from qabot.errors import ConfigError
from qabot.model import IN_SENTENCES, Asked, Conversation, Kind, Query, Scope, Talk
from qabot.question.follow_ups.history import changes_topic, context_of
from qabot.question.follow_ups.mentions import spoken_turns
from qabot.question.follow_ups.reactions import reaction_to
from qabot.question.follow_ups.resolve import asks_who_said_so, resolve
from qabot.question.kind import expected_answer_type, question_focus, wanted_form
from qabot.question.language import count_foreign_words, is_english
from qabot.question.period import find_period
from qabot.question.query import prepare_query
from qabot.question.request import Request, recognise
from qabot.question.spelling import mend_spelling
from qabot.question.typed import check_question, replace_surrogates
from qabot.question.wordings.sayings import speaker_asked_for
from qabot.text.dates import parse_day
from qabot.text.words import coverage

if TYPE_CHECKING:
    from qabot.ports import Embedder, Store

_MORE = re.compile(
    r"\b(?:more|else|further|details?|the rest)\b|\b(?:go|carry|keep) (?:on|going)\b|\bcontinue\b|\belaborate\b", re.I
)
"""Asks for what was not told yet."""
_LEXICAL = "bm25"
_FEW = 8
_MOST_WORDS = 0.7


def understand(
    typed: str,
    *,
    store: Store,
    embedder: Embedder,
    max_chars: int,
    conversation: Conversation | None = None,
    scope: Scope | None = None,
    today: date | None = None,
    since: date | None = None,
) -> Asked:
    """Return what is asked, resolved with the conversation into a question that stands alone.

    Args:
        typed: the question as a person typed it.
        store: knows how rare each word is.
        embedder: the embedding model that the build was made with.
        max_chars: a longer question is refused; a resolved one is cut there.
        conversation: what was asked and said before.
        scope: which articles may answer; all of them when ``None``.
        today: from which "last week" counts when the scope has no day of its own.
        since: asks what is new since that day: about the question's topic what older articles do not say; any other
            question is answered from the articles of that day and later.

    Raises:
        QuestionError: the question is empty, has no words, or is too long.
    """
    folded = check_question(typed, max_chars=max_chars)
    conversation, scope = conversation or Conversation(), scope or Scope()
    standalone = resolve(
        folded, conversation, is_told=lambda text: is_told(text, scope=scope, store=store, embedder=embedder)
    )[:max_chars]
    request = _request(folded, standalone)
    if reaction := reaction_to(folded, standalone, request, conversation):
        request, standalone = Request(Kind.TALK, talk=reaction), folded
    query = prepare_query(standalone, store=store, embedder=embedder)
    is_new = standalone == folded and changes_topic(query, conversation, store=store)
    said_before = "" if is_new else context_of(conversation)
    day = scope.as_of or today
    if request.talk is Talk.LANGUAGE and _is_misspelt_english(query, scope=scope, store=store, embedder=embedder):
        request = Request(Kind.FACT)
    if request.kind is Kind.NEWS and not request.topics:
        request = replace(request, kind=Kind.CATALOGUE)
    said_by = speaker_asked_for(query.text) if request.kind is Kind.FACT else ""
    goes_on = bool(said_by or request.kind is Kind.OVERVIEW) and bool(_MORE.search(folded))
    topics = request.topics if request.kind in IN_SENTENCES else ()
    asked = Asked(
        typed=replace_surrogates(typed),
        query=query,
        context=prepare_query(f"{query.text} {said_before}", store=store, embedder=embedder) if said_before else None,
        scope=scope,
        day=day,
        period=find_period(query.text, day=day),
        kind=request.kind,
        topics=request.topics,
        topic_queries=tuple(prepare_query(topic, store=store, embedder=embedder) for topic in topics),
        form=wanted_form(query.text),
        answer_type=expected_answer_type(query.text),
        focus=question_focus(query),
        sources_of=_answer_spoken_of(folded, request, conversation),
        told=_told(conversation) if goes_on else frozenset(),
        said_by=said_by,
        since=_day_of(request.since, today=day),
        talk=request.talk,
    )
    return only_new(asked, since) if since else asked


def is_told(text: str, *, scope: Scope, store: Store, embedder: Embedder) -> bool:
    """Return whether one of the articles that have a question's words has most of them, by their weights."""
    query = prepare_query(text, store=store, embedder=embedder)
    found = (searcher.search(query, _FEW, scope) for searcher in store.searchers if searcher.name == _LEXICAL)
    passages = store.passages([one.ordinal for results in found for one in results])
    texts = (store.article(name).text for name in {passage.article_id for passage in passages})
    return any(coverage(query.weights, {term.form for term in store.terms(text)}) >= _MOST_WORDS for text in texts)


def only_new(asked: Asked, since: date) -> Asked:
    """Turn a question about a topic into a question for its news; limit any other to the articles since a day."""
    if asked.kind is Kind.TALK:
        return asked
    if asked.kind is Kind.CATALOGUE:
        return replace(asked, since=since)
    if asked.topics and asked.kind in IN_SENTENCES:
        return replace(asked, kind=Kind.NEWS, since=since)
    first = max(since, asked.scope.published_from or since)
    return replace(asked, scope=replace(asked.scope, published_from=first))


def _told(conversation: Conversation) -> frozenset[str]:
    """Return the sentences of all answers of a conversation."""
    return frozenset(" ".join(line.split()) for turn in conversation.turns for line in turn.said.split("\n") if line)


def _is_misspelt_english(query: Query, *, scope: Scope, store: Store, embedder: Embedder) -> bool:
    """Return whether what looks like another language is English once its typing errors are mended.

    One error may look like a word of another language ("wen"), two hardly.
    """
    if count_foreign_words(query.text) > 1:
        return False
    mended = mend_spelling(query, scope=scope, store=store, tokens=embedder)
    return mended is not None and is_english(mended)


def _request(typed: str, standalone: str) -> Request:
    """Return what is asked for; "how?" asks for a way, however "About the lake: how?" is worded."""
    request = recognise(standalone)
    if standalone == typed or not standalone.startswith("About "):
        return request
    return replace(request, kind=recognise(typed).kind)


def _day_of(words: str, *, today: date | None) -> date | None:
    """Return the day that some words name; ``None`` if they name none ("the last time"), or it cannot be known."""
    try:
        return parse_day(words, today=today or date.max) if words else None
    except ConfigError:
        return None


def _answer_spoken_of(typed: str, request: Request, conversation: Conversation) -> Conversation | None:
    """Return the conversation up to the answer that "Who said so?", "are you sure?" or "why?" speaks of.

    "Who said so?" speaks of the last answer that is not itself to such a question; a doubt also of a refusal.
    ``None`` if there is no such answer.
    """
    doubted = request.talk in (Talk.CERTAINTY, Talk.REFUSED)
    if not doubted and not asks_who_said_so(typed):
        return None
    spoken = spoken_turns(conversation)
    for count in range(len(conversation.turns), 0, -1):
        turn = conversation.turns[count - 1]
        if turn in spoken if doubted else turn.said and not asks_who_said_so(turn.question):
            return Conversation(conversation.turns[:count])
    return None
