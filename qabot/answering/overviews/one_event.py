"""Keeps an overview of one event ("the earthquake in Afghanistan") to that event, where articles tell of another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.answering.overviews.material import ArticleAbout

_EVENT = re.compile(
    r"(?:^|\b(?!two |both |all |these |those |many |several )[\w’'-]+ )"
    r"(?:earthquake|quake|flood|flooding|fire|wildfire|shooting|crash|attack|bombing|explosion|blast|hurricane|cyclone"
    r"|typhoon|tornado|storm|eruption|landslide|avalanche|tsunami|outbreak|coup|massacre|shipwreck|derailment|heist"
    r"|robbery|kidnapping|murder|strike|siege|election|referendum|verdict)(?= |$)",
    re.I,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_DAYS = 60
"""Articles about one event come out within so many days of each other, nearly always."""


def of_one_event(topic: str, articles: Sequence[ArticleAbout]) -> list[ArticleAbout]:
    """Return the articles about one event, the one that most tell of, where a topic names a single event; else all.

    Articles belong together while no more than sixty days lie between one and the next; undated ones are kept. Of
    events that as many articles tell of, the newest is meant.

    Args:
        topic: as a person named it; one with a year means no other.
        articles: those that have its words.
    """
    if not _EVENT.search(topic) or _YEAR.search(topic):
        return list(articles)
    groups: list[list[ArticleAbout]] = []
    for article in sorted((one for one in articles if one.sentences[0].day), key=lambda one: one.sentences[0].day):
        if groups and article.sentences[0].day - groups[-1][-1].sentences[0].day <= _DAYS:
            groups[-1].append(article)
        else:
            groups.append([article])
    told = max(
        groups,
        key=lambda group: (round(sum(one.centrality for one in group), 3), group[-1].sentences[0].day),
        default=[],
    )
    return [one for one in articles if one in told or not one.sentences[0].day]
