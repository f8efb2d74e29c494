"""What a passage leaves to the text before it: who speaks and what was asked, and which firm "the Company" is."""

import re

from qabot.model import Article, Passage
from qabot.text.months import WEEKDAYS
from qabot.text.turns import count_turns, is_question, label_end
from qabot.text.words import STOP_WORDS

_LOOK_BACK = 6_000
"""Characters before a passage in which its turn is looked for."""
_OPENING = 1_000
_MAX_QUESTION_CHARS = 160
_SHORT_FORMS = (
    "Company|Bank|Group|Firm|Fund|Corporation|Society|Trust|Foundation|Club|Association|Agency|Authority|Institute"
)
_SHORT_FORM = re.compile(rf"\b[Tt]he ({_SHORT_FORMS})\b(?!-?\w| (?:of|for|on|[A-Z]))")
"""A capital, and nothing behind it: "the Bank of England" and "the Company Law" are names of their own."""
_NAME = r"[A-ZÀ-ÖØ-Þ][\w&.'’-]*(?: (?:[A-ZÀ-ÖØ-Þ&][\w&.'’-]*|of|and|de))*"
_DEFINED = re.compile(
    rf"(?P<name>{_NAME}),? \((?:hereinafter )?(?:the )?[“\"'‘]?(?:the )?(?P<short>{_SHORT_FORMS})[”\"'’]?\)"
)
_OPENS = re.compile(
    r"(?:The )?(?P<name>[A-ZÀ-ÖØ-Þ][\w&.'’-]*(?: [A-ZÀ-ÖØ-Þ&][\w&.'’-]*)+)"
    r"(?=,| (?:has|have|had|is|was|said|says|will|plans|reported|reports|published|announced|posted|made|sold)\b)"
)
_BODY = re.compile(rf"{_SHORT_FORMS}|University|Ministry|Department|Museum|College|School|Council|Port|City|House")
_LINE_START = re.compile(r"\n\s*")


def context_of(article: Article, passage: Passage) -> str:
    """Return lines that a reader of the passage alone lacks; ``""`` if there are none.

    In a transcript they are the speaker's label and the question that was put to them, if the passage begins within
    their turn. For "the Company" and the like, they say whose name it stands for: the one that the article's opening
    defines so, else the name that the article begins with.
    """
    return "\n".join(filter(None, (_turn(article.text, passage), _subject(article, passage))))


def _turn(text: str, passage: Passage) -> str:
    before = text[max(0, passage.start - _LOOK_BACK) : passage.start]
    if label_end(passage.text) or count_turns(before) + count_turns(passage.text[:_LOOK_BACK]) < 2:
        return ""
    starts = [0, *(found.end() for found in _LINE_START.finditer(before))]
    start = next((start for start in reversed(starts) if label_end(before, start) > start), None)
    if start is None:
        return ""
    asked = before[:start].rstrip().rpartition("\n")[2].strip()
    asked = asked if is_question(asked) else ""
    return "\n".join(filter(None, (asked[-_MAX_QUESTION_CHARS:], before[start : label_end(before, start)].strip())))


def _subject(article: Article, passage: Passage) -> str:
    used = _SHORT_FORM.search(passage.text)
    if not used:
        return ""
    opening = article.text[:_OPENING]
    defined = next((found for found in _DEFINED.finditer(opening) if found["short"] == used[1]), None)
    found = defined or _OPENS.match(opening.lstrip())
    name = _bare(found["name"]) if found else ""
    return "" if not name or name in passage.text or name in article.title else f"The {used[1]} is {name}."


def _bare(name: str) -> str:
    """Return a name without the words before it that also have a capital: "On Friday Norvik", "Shares of Norvik"."""
    words = name.split()
    while words and (words[0].lower() in STOP_WORDS or words[0].lower() in WEEKDAYS):
        words.pop(0)
    if "of" in words and not _BODY.fullmatch(words[words.index("of") - 1]):
        words = words[words.index("of") + 1 :]
    return " ".join(words)
