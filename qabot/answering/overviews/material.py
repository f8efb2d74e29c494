"""The material of an overview: articles about a topic, and their sentences with vectors and what each is worth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qabot.answering.overviews.sentences import (
    Sentence,
    can_be_stated,
    joined,
    says_little,
    sentences_of,
    speaks_to_reader,
    stands_alone,
)
from qabot.answering.overviews.topic import MIN_COVERAGE, subject_of
from qabot.text.antonyms import stem
from qabot.text.words import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qabot.answering.overviews.topic import Topic
    from qabot.model import Hit
    from qabot.ports import Embedder, Store, Vectors

MAX_ARTICLES = 8
_MAX_LOOKED_AT = 12
MAX_EMBEDDED = 48
"""Sentences that are embedded for one overview: about as many words as a reader reads for a fact."""
_OPENING_SENTENCES = 3
_LEAD = 2.0
_LEAD_SENTENCES = 4.0
_WORD = re.compile(r"\w+")
_SHORT_NAME = 0.8
_REST = 0.8
_NO_TOPIC = 0.25
_ABOUT_NAME = 0.5
_ABOUT_THING = 0.35
"""From this centrality on, an article's sentences without the topic's words may tell of it as well. One that has a name
in its opening can be about something else; one that has a common word there ("the tram") seldom is."""
_TO_READER = 0.3
_SAYS_LITTLE = 0.5
_OFTEN = 0.1
"""The least share of an article's sentences that name a topic which its title does not, for the others to count."""
_LISTS = re.compile(
    r"^\d+ (?:big |more |other )?(?:things|stories|takeaways)\b"
    r"|: [^,;:]{2,40}(?:[,;] [^,;:]{2,40}){2,}(?:\.{3}|…)?$"
    r"|\b(?:roundup|briefing|headlines|in brief|news quiz|news from around)\b",
    re.I,
)
_ABOUT_ALL = 0.6
_CENTRAL = 0.45
"""From this centrality on, an article's sentences without the topic's words are worth more than in others."""
_BEGINNING = 3
"""So many letters a word and its stem have in common; an irregular form may have fewer, and is then not looked at."""


@dataclass(frozen=True, slots=True)
class ArticleAbout:
    """An article that has a topic's words.

    Attributes:
        sentences: all of its sentences, in order.
        mentions: how far each sentence names the topic, from 0 to 1: by all of its words, or by the one that the
            article uses most if that is in its title and short for a name ("Webb" where the topic is "the James Webb
            telescope"), or by all that its title leaves out ("the tram" in an article on Kestervik where the topic is
            "the Kestervik tram").
        centrality: how much the article is about the topic, from 0 to 1.
        as_a_whole: whether the sentences that do not name the topic may tell of it too; not where it is a part of what
            the article is about ("the American base" in an article on five bases).
    """

    sentences: tuple[Sentence, ...]
    mentions: tuple[float, ...]
    centrality: float
    as_a_whole: bool = True

    @property
    def id(self) -> str:
        """Return the article's id."""
        return self.sentences[0].article.id


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences to choose from.

    Attributes:
        sentences: by article, then in the article's order.
        vectors: (sentences, dim) of L2 norm 1.
        worth: of each sentence by itself, at least 0.
    """

    sentences: tuple[Sentence, ...]
    vectors: Vectors
    worth: tuple[float, ...]

    def picked(self, numbers: Iterable[int]) -> list[int]:
        """Return the numbers without those whose sentence is part of one before it in the list."""
        kept: list[int] = []
        for number in numbers:
            one = self.sentences[number]
            if not any(one.overlaps(self.sentences[other]) for other in kept):
                kept.append(number)
        return kept


def articles_about(
    topic: Topic, hits: Sequence[Hit], *, store: Store, duplicate_groups: Mapping[str, str]
) -> list[ArticleAbout]:
    """Return the articles among the hits that have the topic's words, the most central first, one of each text.

    Args:
        topic: what they must be about.
        hits: passages that were found, best first.
        store: has their articles.
        duplicate_groups: for each article, the id of the first article with the same text.
    """
    found: dict[str, ArticleAbout] = {}
    for name in list(dict.fromkeys(hit.passage.article_id for hit in hits))[:_MAX_LOOKED_AT]:
        group = duplicate_groups.get(name, name)
        if group in found:
            continue
        about = article_about(topic, name, store=store)
        if about is not None:
            found[group] = about
    return sorted(found.values(), key=lambda one: (-one.centrality, -one.sentences[0].day, one.id))


def article_about(topic: Topic, article_id: str, *, store: Store) -> ArticleAbout | None:
    """Return an article with what it says of a topic, ``None`` if it lacks the topic's words."""
    sentences = tuple(sentences_of(article_id, store=store))
    if not sentences:
        return None
    title = subject_of(sentences[0].article, store=store)
    whole = title.union(*(one.forms for one in sentences))
    if topic.coverage(whole) < MIN_COVERAGE:
        return None
    mentions = _mentions(topic, sentences, title)
    opening = title.union(*(one.forms for one in sentences[:_OPENING_SENTENCES]))
    frequent = sum(mention >= MIN_COVERAGE for mention in mentions) / (1 + len(sentences) / 10)
    centrality = 0.4 * topic.coverage(title) + 0.3 * topic.coverage(opening) + 0.3 * min(1.0, frequent / 2)
    named = sum(mention >= MIN_COVERAGE for mention in mentions)
    missing = topic.weights.keys() - topic.part_in(title).weights.keys()
    is_part = any(_is_written_as_name(form, sentences[0].article.text) for form in missing)
    is_part = is_part and len(topic.weights) > 1 and named < _OFTEN * len(sentences)
    as_a_whole = not is_part and not lists_several(sentences[0].article.title)
    return ArticleAbout(sentences, mentions, centrality, as_a_whole)


def lists_several(title: str) -> bool:
    """Return whether a title lists several things, so that its article is about each of them only in part."""
    return bool(_LISTS.search(title))


def _mentions(topic: Topic, sentences: Sequence[Sentence], title: frozenset[str]) -> tuple[float, ...]:
    """Return how far each sentence of an article names a topic; see ``ArticleAbout.mentions``."""
    text = sentences[0].article.text
    names = [form for form in topic.weights if _is_written_as_name(form, text)]
    in_title = topic.part_in(title)
    short = topic.only(name for name in names if name in in_title.weights).commonest([one.forms for one in sentences])
    if not all(form in in_title.weights or _is_beside(form, short, topic, names) for form in topic.weights):
        short = topic.only(())
    rest = topic.only(topic.weights.keys() - in_title.weights.keys())
    completes = 0 < len(rest.weights) < len(topic.weights)
    return tuple(
        max(
            topic.coverage(one.forms),
            _SHORT_NAME * bool(short.weights) * (short.coverage(one.forms) > 0),
            _REST * completes * (rest.coverage(one.forms) == 1),
        )
        for one in sentences
    )


def _is_beside(form: str, short: Topic, topic: Topic, names: Sequence[str]) -> bool:
    """Return whether a word of a topic belongs to the name that one of its words is short for: James to Webb."""
    order = list(topic.weights)
    places = sorted((order.index(form), *(order.index(one) for one in short.weights)))
    return len(places) > 1 and all(one in names for one in order[places[0] : places[-1] + 1])


def _is_written_as_name(form: str, text: str) -> bool:
    """Return whether a text writes a word with a capital more often than not."""
    found = re.findall(rf"\b{re.escape(form[:-1] if len(form) > _BEGINNING else form)}\w{{0,3}}\b", text, re.I)
    return sum(not word[0].islower() for word in found) > len(found) / 2


def material_about(
    topic: Topic,
    articles: Sequence[ArticleAbout],
    *,
    embedder: Embedder,
    named_only: bool = False,
    most: int = MAX_EMBEDDED,
) -> Material:
    """Return the sentences that can be stated about a topic, each worth more the more it says of the topic.

    A sentence that mentions the topic counts in full, another by how much its article is about the topic. Openings and
    newer articles count more; so do sentences whose vectors are near the topic's.

    Args:
        topic: what the sentences should tell of.
        articles: the most central first.
        embedder: the embedding model that the build was made with.
        named_only: only sentences that name the topic.
        most: so many sentences, those that are worth most without their vectors, are embedded.
    """
    days = sorted({one.sentences[0].day for one in articles[:MAX_ARTICLES]})
    least = 0.0 if named_only else _ABOUT_NAME if is_name(topic, articles) else _ABOUT_THING
    rows: list[tuple[float, Sentence]] = []
    for article in articles[:MAX_ARTICLES]:
        newness = (days.index(article.sentences[0].day) + 1) / len(days)
        without = _CENTRAL if article.centrality >= _ABOUT_ALL else _NO_TOPIC
        is_told = not named_only and article.centrality >= least and article.as_a_whole
        before: Sentence | None = None
        earlier = 0.0
        for single, alone in zip(article.sentences, article.mentions, strict=True):
            sentence = single if stands_alone(single) else joined(before, single) if before else None
            mention = alone if sentence is single else max(alone, earlier)
            before = single if stands_alone(single) else None
            earlier = alone
            if mention < MIN_COVERAGE and (not is_told or sentence is not single):
                continue
            if sentence is None or not can_be_stated(single):
                continue
            named = mention if mention >= MIN_COVERAGE else without * article.centrality + mention / 2
            named *= _SAYS_LITTLE if says_little(sentence) else 1.0
            lead = 1 + _LEAD * article.centrality / (1 + sentence.number / _LEAD_SENTENCES)
            address = _TO_READER if speaks_to_reader(sentence) else 1.0
            rows.append((named * lead * (0.3 + 0.7 * article.centrality) * (0.5 + 0.5 * newness) * address, sentence))
    rows = sorted(rows, key=lambda row: (-row[0], row[1].key))[:most]
    order = {one.id: number for number, one in enumerate(articles)}
    rows.sort(key=lambda row: (order[row[1].article.id], row[1].number))
    sentences = tuple(sentence for _, sentence in rows)
    vectors = embedder.embed([topic.text, *(one.plain for one in sentences)])
    near = np.clip(vectors[1:] @ vectors[0], 0.0, 1.0)
    worth = tuple(float(value * (0.25 + one)) for (value, _), one in zip(rows, near, strict=True))
    return Material(sentences, vectors[1:], worth)


def is_name(topic: Topic, articles: Sequence[ArticleAbout]) -> bool:
    """Return whether the articles write each of the topic's words with a capital where it does not begin a sentence."""
    words = {stem(word.casefold()) for word in _WORD.findall(topic.text) if word.casefold() not in STOP_WORDS}
    if not words:
        return True
    begins = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(re.escape(word[:_BEGINNING]) for word in words))})\w*", re.I)
    capitals: dict[str, list[bool]] = {word: [] for word in words}
    for article in articles[:MAX_ARTICLES]:
        for sentence in article.sentences:
            for match in begins.finditer(sentence.text):
                found = capitals.get(stem(match.group().casefold())) if match.start() else None
                if found is not None:
                    found.append(not match.group()[0].islower())
    return all(sum(found) > len(found) / 2 for found in capitals.values() if found)
