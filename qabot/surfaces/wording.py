"""How every surface words confidence, days, counts, sizes and ages, and makes text from articles safe to show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from qabot.text.clauses import is_cut

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from qabot.model import Answer, Article, Citation, Explanation

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LEFT_OUT = "[…]"
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3_600, 86_400
_MAX_PUBLISHERS = 4
SURE, LIKELY = 0.75, 0.5
"""The least confidence that is called sure, and likely; below, an answer is called weak."""


def sanitize(text: str) -> str:
    """Return text on one line, without characters that control a terminal or change the direction of writing."""
    return _UNSAFE.sub("", re.sub(r"\s+", " ", text))


def truncate(text: str, max_chars: int) -> str:
    """Return text on one safe line of at most ``max_chars`` characters; an ellipsis stands for what was cut off."""
    line = sanitize(text)
    return line if len(line) <= max_chars else line[: max_chars - 1].rstrip() + "…"


def describe_confidence(confidence: float) -> Literal["sure", "likely", "weak"]:
    """Return a confidence, from 0 to 1, in a word."""
    return "sure" if confidence >= SURE else "likely" if confidence >= LIKELY else "weak"


def describe_sources(count: int) -> str:
    """Return "2 independent sources" from two on; a single source is not worth a word, so nothing for it."""
    return format_count(count, "independent source") if count > 1 else ""


def timeline_question(topic: str) -> str:
    """Return the question that asks for the timeline of a topic, for commands that take only the topic."""
    return f"timeline of {topic}"


def join_words(words: Sequence[str], *, last: str = "and") -> str:
    """Return safe words as a list in a sentence: "a", "a and b", "a, b and c"."""
    *others, final = [sanitize(word) for word in words] or [""]
    return f"{', '.join(others)} {last} {final}" if others else final


def format_day(day: date | None) -> str:
    """Return a day as "13 Dec 2024", or "undated" for ``None``."""
    return f"{day.day} {day:%b %Y}" if day else "undated"


def describe_publication(article: Article) -> str:
    """Return publisher and day of an article for a page; no-break spaces hold the day together."""
    day = format_day(article.published).replace(" ", "\N{NO-BREAK SPACE}")
    return " · ".join(filter(None, (sanitize(article.source), day)))


def format_count(count: int, noun: str) -> str:
    """Return a number with its noun in the singular or plural: "1 file", "1,204 files"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def format_bytes(count: int) -> str:
    """Return a size such as "258 bytes" or "23.5 MB"; a megabyte is a million bytes."""
    from rich.filesize import decimal

    return decimal(count)


def format_age(seconds: float) -> str:
    """Return how long ago something happened: "just now", "3 hours ago", "45 days ago"."""
    for unit_s, unit in ((_DAY_S, "day"), (_HOUR_S, "hour"), (_MINUTE_S, "minute")):
        count = int(seconds // unit_s)
        if count > 0:
            return f"{format_count(count, unit)} ago"
    return "just now"


def describe_copies(citation: Citation) -> str:
    """Return who else published the text of the cited article: up to four names, then how many more articles."""
    names = list(dict.fromkeys(copy.source or copy.title or copy.path for copy in citation.also))
    more = len(names) - _MAX_PUBLISHERS
    return ", ".join(names[:_MAX_PUBLISHERS]) + (f" and {more:,} more" if more > 0 else "")


def omission_marks(citation: Citation) -> tuple[str, str]:
    """Return what stands before and behind a quote where it leaves out the rest of its sentence: "[…] " and " […]".

    The brackets say that the article does not have these characters. Where nothing is left out, there is ``""``.
    """
    begins, ends = is_cut(citation.article.text, citation.start, citation.end)
    return f"{_LEFT_OUT} " if begins else "", f" {_LEFT_OUT}" if ends else ""


def quotation_marks(citation: Citation) -> tuple[str, str]:
    """Return what stands before and behind a quote: “ and ”, with the marks of an omission inside them."""
    before, behind = omission_marks(citation)
    return f"“{before}", f"{behind}”"


def describe_decision(answer: Answer, explanation: Explanation) -> str:
    """Return in one sentence why the question was answered or refused."""
    sure, enough = (f"{100 * share:.1f} %" for share in (answer.confidence, explanation.threshold))
    if answer.status == "answered":
        return f"Answered, because it is {sure} sure, and {enough} is enough."
    if not explanation.candidates:
        return "Refused, because no passage has anything that could be an answer."
    best = explanation.candidates[0].text
    return f"Refused, because the best guess, “{best}”, is only {sure} sure, and {enough} is needed."


def describe_writing(answer: Answer) -> str:
    """Return whose sentences an answer has, if a language model was asked to write it; else ``""``."""
    writing = answer.writing
    if writing is None or answer.status != "answered" or answer.is_talk:
        return ""
    left_out = f"{format_count(writing.left_out, 'sentence')} {'was' if writing.left_out == 1 else 'were'} left out"
    if writing.stands:
        written = "Written by a language model from the quotes below"
        return f"{written}; {left_out}: not in the articles." if writing.left_out else f"{written}."
    own = "These are the articles' own sentences."
    if writing.note:
        return f"{writing.note} {own}"
    if writing.left_out:
        return f"A language model wrote nothing that can be said ({left_out}: not in the articles). {own}"
    return f"A language model wrote nothing that answers the question. {own}"
