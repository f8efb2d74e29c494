"""From what is asked for to the verdict that answers it in whole sentences: one function for each kind of question."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qabot.answering.overviews.comparison import compare
from qabot.answering.overviews.definition import find_definitions
from qabot.answering.overviews.material import articles_about
from qabot.answering.overviews.news import news_about
from qabot.answering.overviews.one_event import of_one_event
from qabot.answering.overviews.overview import LEAST, overview_of_article, overview_of_topic
from qabot.answering.overviews.reasons import find_reasons
from qabot.answering.overviews.sides import kind_compared, two_in_order, two_named
from qabot.answering.overviews.timeline import timeline_of
from qabot.answering.overviews.topic import subject_of, topic_of
from qabot.answering.overviews.yes_no import which_way
from qabot.model import Candidate, Kind, Verdict
from qabot.text.months import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.answering.overviews.comparison import SideSentence
    from qabot.answering.overviews.material import ArticleAbout
    from qabot.answering.overviews.sentences import Sentence
    from qabot.answering.overviews.topic import Topic
    from qabot.model import Asked, Evidence, Hit, Ranked
    from qabot.ports import Embedder, Store

_STANDS_FOR = re.compile(
    r"\bst(?:and|ood)s? for\b|\babbreviat|\bacronym\b|\bshort for\b|\bspelt out\b|\bspelled out\b", re.I
)
_ONE_ARTICLE = re.compile(
    r"\b(?:the|this|that|an|your) (?:[\w-]+ ){0,2}(?:article|story|report|piece|text) (?:about|on|of|titled)\b",
    re.I,
)
"""Asks for one article by what it is about: the one that is most about it."""
_IN_TIME = re.compile(
    rf"(?P<topic>.+?),? (?:in|during|on)"
    rf" (?P<time>(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)})(?: \d{{4}})?|(?:1[5-9]|20)\d\d)",
    re.I,
)
"""A topic within a month or year."""
_HAPPENED = re.compile(r"\b(?:happen(?:ed|s|ing)?|took place|went on|going on)\b", re.I)
"""Asks for events, and not for what a place is."""
_EMBEDDED = 16
"""Sentences that are embedded to find the two that follow a definition."""
_SURE = 0.9
"""The most that is claimed for sentences which were chosen by their words."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a verdict in sentences is made from.

    Attributes:
        ranked: all passages that were found, best first.
        by_topic: the passages that were found for each topic, best first.
        article_id: the one article that is asked about ("summarise it"), or ``None``.
        store: has the articles.
        embedder: the embedding model that the build was made with.
    """

    ranked: Ranked
    by_topic: Sequence[Sequence[Hit]]
    article_id: str | None
    store: Store
    embedder: Embedder

    def articles_about(self, topic: Topic, number: int = 0) -> list[ArticleAbout]:
        """Return the articles about a topic, the most central first; ``number`` is its place in the question."""
        hits = self.by_topic[min(number, len(self.by_topic) - 1)]
        return articles_about(topic, hits, store=self.store, duplicate_groups=self.ranked.duplicate_groups)


def decide_in_sentences(asked: Asked, sources: Sources, *, threshold: float) -> Verdict:
    """Return the verdict on a question whose kind is ``IN_SENTENCES``: an overview, a definition, a timeline, ...

    Refused, with confidence 0, where no sentence does what is asked: none says who X is, none is dated, or the topic's
    words are in no article.

    Args:
        asked: the question.
        sources: what was found for it.
        threshold: the least confidence with which an answer is given.
    """
    verdict = _decide(asked, sources)
    return verdict if verdict.confidence >= threshold else Verdict(confidence=verdict.confidence, notes=verdict.notes)


def _decide(asked: Asked, sources: Sources) -> Verdict:
    topics = [topic_of(text, store=sources.store) for text in asked.topics]
    topics = [topic for topic in topics if topic.weights] or _whole_question(asked, sources)
    match asked.kind:
        case Kind.OVERVIEW | Kind.KEYWORDS if sources.article_id:
            found = overview_of_article(sources.article_id, store=sources.store, embedder=sources.embedder)
            return _state(found, confidence=_SURE)
        case Kind.COMPARISON if len(topics) > 1:
            return _comparison(topics[:2], sources)
        case _ if not topics:
            return Verdict()
        case Kind.COMPARISON:
            return _two_of_a_kind(topics[0], sources)
        case Kind.DEFINITION:
            return _definition(topics[0], sources, stands_for=bool(_STANDS_FOR.search(asked.text)))
        case Kind.TIMELINE:
            return _timeline(topics[0], sources)
        case Kind.NEWS:
            return _news(asked, topics[0], sources)
    if timed := _IN_TIME.fullmatch(topics[0].text):
        return _in_time(topic_of(timed["topic"], store=sources.store), timed["time"], sources)
    articles = of_one_event(topics[0].text, sources.articles_about(topics[0]))
    if articles and asked.kind is Kind.OVERVIEW and _ONE_ARTICLE.search(asked.text):
        found = overview_of_article(articles[0].id, store=sources.store, embedder=sources.embedder)
        return _state(found, confidence=_sure(topics[0], found, sources.store))
    defined = () if _HAPPENED.search(asked.text) else None
    found = overview_of_topic(topics[0], articles, embedder=sources.embedder, told=asked.told, defined=defined)
    if articles and asked.told and not found:
        return Verdict(notes=(f"That was all that the articles tell about {topics[0].text}.",))
    # What goes on from earlier sentences need not name the topic again.
    known = [one for article in articles for one in article.sentences] if asked.told else []
    return _state(found, confidence=_sure(topics[0], [*found, *known], sources.store) if found else 0.0)


def say_which_way(asked: Asked, verdict: Verdict) -> Verdict:
    """Return a verdict on a question for yes or no whose sentences say which way they point where that is plain."""
    evidence = tuple(
        replace(one, label=which_way(asked.text, one.text, before=_text_before(one))) for one in verdict.evidence
    )
    return replace(verdict, evidence=evidence)


def give_reasons(
    asked: Asked, ranked: Ranked, verdict: Verdict, *, store: Store, embedder: Embedder, threshold: float
) -> Verdict:
    """Return the verdict on a question for a reason or a way: only sentences that give one are stated.

    Refused if none does, however sure the reader is; "how" is also answered by what the reader found, because a way can
    be told without any word for it.

    Args:
        asked: a question with "why" or "how".
        ranked: the passages with what the reader made of them.
        verdict: the verdict on the short answers that the reader found.
        store: has the articles.
        embedder: the embedding model that the build was made with.
        threshold: the least confidence with which an answer is given.
    """
    way = asked.kind is Kind.HOW
    found = find_reasons(asked.query, ranked, way=way, store=store, embedder=embedder)
    evidence = tuple(one for _, one in found)
    read = verdict.candidates[0].evidence[0] if verdict.candidates else None
    confidence = min(_SURE, round(max((score for score, _ in found), default=0.0), 4))
    near = [(score, one) for score, one in found if read and _touches(one, read)]
    if near and verdict.confidence > confidence:
        confidence = verdict.confidence
        evidence = tuple(one for score, one in found if score >= threshold or (score, one) in near)
    given = bool(evidence) and confidence >= threshold
    if not given and way and verdict.evidence:
        return replace(verdict, parts=(), rivals=())
    if not given:
        return replace(
            verdict, confidence=min(confidence, verdict.confidence), parts=(), rivals=(), evidence=(), needed=0
        )
    return replace(verdict, confidence=confidence, parts=(), rivals=(), evidence=evidence, needed=len(evidence))


def _touches(one: Evidence, other: Evidence) -> bool:
    """Return whether two sentences are the same or neighbours."""
    if one.passage.article_id != other.passage.article_id:
        return False
    return one.span.start <= other.span.end + 2 and other.span.start <= one.span.end + 2


def _text_before(one: Evidence) -> str:
    """Return the sentence before a sentence of a passage, ``""`` if there is none."""
    passage = one.passage
    before = [span for span in passage.sentences if span.end <= one.span.start]
    return passage.sentence(before[-1]) if before else ""


def _whole_question(asked: Asked, sources: Sources) -> list[Topic]:
    """Return the question's own words as a topic, where no topic was recognised."""
    if asked.kind is Kind.KEYWORDS or (asked.topics and asked.kind is not Kind.DEFINITION):
        topic = topic_of(asked.text, store=sources.store)
        return [topic] if topic.weights else []
    return []


def _state(sentences: Sequence[Sentence], *, confidence: float, labels: Sequence[str] = ()) -> Verdict:
    """Return the verdict that states sentences in this order; a refusal when there are none."""
    labels = labels or [""] * len(sentences)
    evidence = tuple(one.evidence(label=label) for one, label in zip(sentences, labels, strict=True))
    return Verdict(confidence=confidence if evidence else 0.0, evidence=evidence, needed=len(evidence))


def _sure(topic: Topic, sentences: Sequence[Sentence], store: Store) -> float:
    """Return how sure it is that sentences are about a topic: by the share of its words in them and their titles."""
    articles = {one.article.id: one.article for one in sentences}.values()
    named = (subject_of(article, store=store) for article in articles)
    forms = frozenset[str]().union(*named, *(one.forms for one in sentences))
    return _SURE * topic.coverage(forms)


def _definition(topic: Topic, sources: Sources, *, stands_for: bool) -> Verdict:
    articles = sources.articles_about(topic)
    found = find_definitions(topic, articles, stands_for=stands_for)
    if not found:
        return Verdict()
    best = found[0]
    more: list[Sentence] = []
    if not stands_for:
        more = overview_of_topic(
            topic,
            articles,
            embedder=sources.embedder,
            most=LEAST,
            named_only=True,
            embedded=_EMBEDDED,
            defined=found,
        )
    opening = next((one for one in more if one.overlaps(best.sentence)), best.sentence)
    stated = [opening, *(one for one in more if not one.overlaps(opening))][:LEAST]
    verdict = _state(stated, confidence=_SURE * min(1.0, best.score))
    if stands_for and best.long_form:
        first = replace(verdict.evidence[0], highlights=(best.long_form,))
        text = " ".join(best.sentence.article.text[best.long_form.start : best.long_form.end].split())
        answer = Candidate(text, (first,), {}, 0.0)
        return replace(verdict, candidates=(answer,), parts=(answer,), evidence=(first,))
    return verdict


def _timeline(topic: Topic, sources: Sources) -> Verdict:
    lines = timeline_of(topic, sources.articles_about(topic), embedder=sources.embedder)
    sentences = [line.sentence for line in lines]
    return _state(sentences, confidence=_sure(topic, sentences, sources.store), labels=[line.label for line in lines])


def _in_time(topic: Topic, time: str, sources: Sources) -> Verdict:
    """Return the lines of a topic's timeline that are of a month or year: "what happened in Arden in May 2024"."""
    lines = timeline_of(topic, sources.articles_about(topic), embedder=sources.embedder)
    wanted = set(time.casefold().split())
    fitting = [line for line in lines if wanted <= set(line.time.label.casefold().split())]
    if not fitting:
        return Verdict(notes=(f"No sentence tells what happened to {topic.text} in {time}.",))
    sentences = [line.sentence for line in fitting]
    return _state(sentences, confidence=_sure(topic, sentences, sources.store), labels=[one.label for one in fitting])


def _news(asked: Asked, topic: Topic, sources: Sources) -> Verdict:
    found = news_about(topic, sources.articles_about(topic), since=asked.since, embedder=sources.embedder)
    if asked.since and not found:
        day = f"{asked.since.day} {MONTHS[asked.since.month - 1].title()} {asked.since.year}"
        return Verdict(notes=(f"No article of {day} or later tells anything new about {topic.text}.",))
    return _state(found, confidence=_sure(topic, found, sources.store))


def _comparison(topics: Sequence[Topic], sources: Sources) -> Verdict:
    articles = [sources.articles_about(topic, side) for side, topic in enumerate(topics)]
    sides = compare(topics, articles, embedder=sources.embedder)
    return _state_sides(sides)


def _two_of_a_kind(topic: Topic, sources: Sources) -> Verdict:
    """Return the comparison of two things of one kind that the articles tell apart; refused where they name none."""
    kind = kind_compared(topic.text)
    articles = sources.articles_about(topic_of(kind, store=sources.store))
    if sides := two_in_order(kind, articles):
        return _state_sides(sides)
    if names := two_named(kind, articles):
        return _comparison([topic_of(name, store=sources.store) for name in (names.one, names.other)], sources)
    return Verdict(notes=(f"The articles do not name two of these: {topic.text}. Name both: “compare X and Y”.",))


def _state_sides(sides: Sequence[SideSentence]) -> Verdict:
    evidence = tuple(side.sentence.evidence(label=side.label, highlights=side.highlights) for side in sides)
    return Verdict(confidence=_SURE if evidence else 0.0, evidence=evidence, needed=len(evidence))
