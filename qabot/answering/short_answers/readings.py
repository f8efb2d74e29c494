"""Corrects what a reader found by what it does not see: rows, turns, clauses, and other people of the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qabot.answering.short_answers.changed_numbers import prefer_new_numbers
from qabot.answering.short_answers.lower_ranks import leave_lower_ranks
from qabot.answering.short_answers.neighbours import leave_neighbours
from qabot.answering.short_answers.other_names import is_about_another
from qabot.answering.short_answers.question_words import question_words
from qabot.answering.short_answers.replies import prefer_replies
from qabot.answering.short_answers.table_cells import choose_cells
from qabot.model import Form, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qabot.answering.short_answers.question_words import QuestionWords
    from qabot.model import Article, Asked, Hit, Passage
    from qabot.ports import Store

_NOT_HERE = -9.0
"""Logit of a passage that speaks of another."""


def correct_readings(
    asked: Asked, hits: Sequence[Hit], readings: Sequence[Reading], *, store: Store
) -> tuple[Reading, ...]:
    """Return the readings with the spans that may answer, where the form of a text tells which those are.

    In tables a cell answers for its row and column, in interviews a reply for its question, in a sentence about several
    a clause for its subject, an article about Felix Aurin not for Martin Aurin, a deputy not for the minister, and the
    end of a change for what is now. All else is as the reader saw it.

    Args:
        asked: the question; only one that asks for a single thing is looked at, but for tables.
        hits: the passages that were read, and perhaps others behind them.
        readings: one for each passage that was read.
        store: has the passages' articles.
    """
    readings = choose_cells(asked, hits, readings, store=store)
    words = question_words(asked.text)
    if asked.form is not Form.THING or not words.words:
        return readings
    passages = [hit.passage for hit in hits[: len(readings)]]
    readings = leave_lower_ranks(asked.text, passages, readings)
    return tuple(
        _corrected(asked, words, passage, reading, store.article(passage.article_id))
        for passage, reading in zip(passages, readings, strict=True)
    )


def _corrected(asked: Asked, words: QuestionWords, passage: Passage, reading: Reading, article: Article) -> Reading:
    if not reading.spans:
        return reading
    if is_about_another(words, article, passage.text):
        return Reading(min(reading.answers, _NOT_HERE), ())
    reading = prefer_new_numbers(asked.text, passage, reading)
    reading = prefer_replies(asked, words, passage, reading, article.title)
    return leave_neighbours(asked, words, passage, reading, article.title)
