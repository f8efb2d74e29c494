"""Answers talk with the bot itself, and questions for the articles rather than for what they say.

Such an answer has no passages and no citations: its ``notes`` are what is said, and its status is ``not_found``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from qabot.model import IN_SENTENCES, Answer, Kind, Talk
from qabot.text.months import MONTHS
from qabot.text.titles import example_questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.model import Article, ArticleSummary, Asked
    from qabot.ports import Store

_TIME = re.compile(rf"(?:(?:\d+|{'|'.join(MONTHS)}|the|last|past|this|week|month|year|early|late)\b[ ,]*)+", re.I)
_TITLES = 5
"""Titles that are listed, at most."""
_SOURCES = 2
"""Articles that are named as the sources of an answer, at most."""
_TITLE_CHARS = 90
_LOOKED_THROUGH = 400
"""Passages that are looked through for articles about something."""


def answer_talk(asked: Asked, previous: Answer | None, *, store: Store) -> Answer:
    """Return what is said to a greeting, thanks, "what can you do?", "which articles do you have?" and the like.

    Args:
        asked: talk, a question for articles, or one that names nothing; only the articles of its scope are spoken of.
        previous: the answer that it doubts; ``None`` if that was a refusal, or it doubts none.
        store: the build.
    """
    articles = newest_first(store.summaries(asked.scope))
    if asked.kind is Kind.CATALOGUE and asked.since:
        articles = [one for one in articles if one.published and one.published >= asked.since]
    if asked.kind is Kind.CATALOGUE and asked.topics:
        said = _articles_about(asked, articles, store=store)
    elif asked.kind is Kind.CATALOGUE or asked.talk is Talk.ARTICLES:
        said = _listed(f"I have {describe_articles(articles)}", articles)
    else:
        said = (_reply(asked, previous, articles),)
    return Answer(
        question=asked.typed,
        standalone_question=asked.text,
        status="not_found",
        answer=None,
        confidence=0.0,
        statements=(),
        citations=(),
        passages=(),
        notes=said,
        unknown_words=(),
        build=store.build,
        timings_ms={"search": 0.0, "read": 0.0, "total": 0.0},
        kind=asked.kind if asked.kind is Kind.CATALOGUE else Kind.TALK,
    )


def newest_first(articles: Sequence[ArticleSummary]) -> list[ArticleSummary]:
    """Return articles by day of publication, the newest first; undated ones last, those of one day by title."""
    return sorted(articles, key=lambda one: (-(one.published or date.min).toordinal(), one.title, one.path))


def describe_articles(articles: Sequence[ArticleSummary]) -> str:
    """Return how many articles there are and from when to when: "12 articles, from 2 March 2024 to 1 June 2025"."""
    days = sorted(one.published for one in articles if one.published)
    count = f"{len(articles):,} article{'' if len(articles) == 1 else 's'}"
    if not days:
        return count
    span = f"of {_written(days[0])}" if days[0] == days[-1] else f"from {_written(days[0])} to {_written(days[-1])}"
    return f"{count}, {span}"


def _reply(asked: Asked, previous: Answer | None, articles: Sequence[ArticleSummary]) -> str:
    talk = asked.talk or (Talk.UNCLEAR if asked.kind is Kind.OVERVIEW else Talk.OTHER)
    examples = example_questions([one.title for one in articles])
    quoted = " or ".join(f"“{example}”" for example in examples)
    for_example = f" Ask, for example: {quoted}." if examples else ""
    replies = {
        Talk.GREETING: f"Hello. I answer from {describe_articles(articles)}.{for_example}",
        Talk.THANKS: "You are welcome.",
        Talk.FAREWELL: "Goodbye.",
        Talk.HELP: (
            "I answer questions from the articles, and show where each answer stands: a fact, what is new about"
            f" something, an overview, a timeline, a comparison.{for_example}"
        ),
        Talk.BOT: (
            f"I am qabot, a program. I answer from {describe_articles(articles)}, in their own words, and know nothing"
            f" else.{for_example}"
        ),
        Talk.LANGUAGE: f"I read English only.{for_example}",
        Talk.OBJECTION: f"I am sorry. Ask it in other words, and name what you mean.{for_example}",
        Talk.CERTAINTY: _how_sure(asked, previous),
        Talk.ASSENT: "All right. Ask on whenever you like.",
        Talk.REFUSED: (
            f"Because I found no sentence in the articles that answers “{_short(_asked_before(asked))}”. Ask it in"
            " other words, or ask about something near it."
        ),
        Talk.UNCLEAR: f"I do not know what that refers to. Ask a whole question.{for_example}",
        Talk.OTHER: f"I answer only from the articles.{for_example}",
    }
    return replies[talk]


def _how_sure(asked: Asked, previous: Answer | None) -> str:
    """Return how sure the last answer is and where it stands, or that there is none."""
    if asked.sources_of is None:
        return "There is no answer yet that could be doubted. Ask me something."
    if previous is None:
        return f"I am only sure that I found no answer to “{_short(_asked_before(asked))}” in the articles."
    cited = list({one.article.id: one.article for one in previous.citations}.values())
    lines = " and ".join(_line(one) for one in cited[:_SOURCES])
    more = len(cited) - _SOURCES
    where = f"{lines}{f' and {more} more' if more > 0 else ''}"
    if previous.kind in IN_SENTENCES or not previous.answer:
        return f"Those are the articles’ own words, from {where}."
    return f"I am {previous.confidence:.0%} sure of “{_short(previous.answer)}”. It stands in {where}."


def _asked_before(asked: Asked) -> str:
    return asked.sources_of.turns[-1].standalone_question if asked.sources_of else ""


def _articles_about(asked: Asked, articles: Sequence[ArticleSummary], *, store: Store) -> tuple[str, ...]:
    """Return how many articles have all words of the topic in their title or text, and the titles of some of them."""
    topic = " and ".join(asked.topics)
    by_source = [one for one in articles if one.source and one.source.casefold() == _bare(topic)]
    if by_source:
        return _listed(f"I have {describe_articles(by_source)}, from {by_source[0].source}", by_source)
    if asked.period:
        articles = [one for one in articles if one.published and asked.period[0] <= one.published <= asked.period[1]]
        if _TIME.fullmatch(topic):
            return _listed(f"I have {describe_articles(articles)}", articles)
    found, is_all = _with_words(topic, asked, articles, store=store)
    if not found:
        return (f"No article is about {_short(topic)}.",)
    number = describe_articles(found).partition(",")
    verb = "mentions" if len(found) == 1 else "mention"
    return _listed(f"{'' if is_all else 'At least '}{number[0]} {verb} {_short(topic)}{number[1]}{number[2]}", found)


def _with_words(
    topic: str, asked: Asked, articles: Sequence[ArticleSummary], *, store: Store
) -> tuple[list[ArticleSummary], bool]:
    """Return the articles that have all words of a topic, by title or text, and whether those are all of them."""
    terms = store.terms(topic)
    wanted = {term.form for term in terms}
    query = replace(asked.query, text=topic, terms=terms, weights={form: store.weight(form) for form in wanted})
    results = store.searchers[0].search(query, _LOOKED_THROUGH, asked.scope)
    ids = {passage.article_id for passage in store.passages([result.ordinal for result in results])}
    in_title, in_text = [], []
    for summary in articles:
        if summary.id not in ids:
            continue
        title = {term.form for term in store.terms(summary.title)}
        if wanted <= title:
            in_title.append(summary)
        elif wanted <= title | {term.form for term in store.terms(store.article(summary.id).text)}:
            in_text.append(summary)
    return in_title + in_text, len(results) < _LOOKED_THROUGH


def _listed(said: str, articles: Sequence[ArticleSummary]) -> tuple[str, ...]:
    """Return a sentence and, a line each, the first articles with their publisher and day."""
    more = len(articles) - _TITLES
    lines = [_line(one) for one in articles[:_TITLES]]
    return (f"{said}{':' if lines else '.'}", *lines, *((f"… and {more:,} more.",) if more > 0 else ()))


def _line(article: Article | ArticleSummary) -> str:
    day = _written(article.published) if article.published else ""
    return ", ".join(part for part in (f"“{_short(article.title or article.path)}”", article.source, day) if part)


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def _short(text: str) -> str:
    return text if len(text) <= _TITLE_CHARS else text[: _TITLE_CHARS - 1].rstrip() + "…"


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()
