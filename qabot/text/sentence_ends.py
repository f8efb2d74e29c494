"""Where sentences end within a paragraph: sentencex's boundaries, mended where news articles need it."""

import re
from itertools import pairwise

from qabot.model import Span
from qabot.text.months import ENGLISH_MONTH, WEEKDAYS

_INCH = "″"
_WEEKDAY = "|".join(day.title() for day in WEEKDAYS)
_STARTERS = "The|A|An|He|She|It|We|They|You|I|This|That|These|Those|There|In|On|At|But|And|For|His|Her|Its|Their|No"
_ORDINALS = "First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth|Eleventh|Twelfth"
_GERMAN_MONTHS = "Januar|Jänner|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
_SHARED_MONTHS = "April|August|September|November"
_ZONE = r"[A-Z]{1,4}T\b|GMT\b|UTC\b|(?:Eastern|Central|Mountain|Pacific|Moscow|London|Beijing) (?:[Tt]ime|[A-Z])"
_RANKS = (
    "Amb|Atty|Asst|Assoc|Gen|Gov|Lt|Col|Maj|Brig|Capt|Cmdr|Cdr|Adm|Sgt|Cpl|Pvt|Det|Insp|Supt|Comm|Commr|Cllr|Pres|Sec"
    "|Treas|Rev|Hon|Msgr|Prof|Dr|Mr|Mrs|Ms|Messrs|Sens?|Reps?|Ald|Dep|Dir|Min|Del"
)
_NUMBERED = "Vols?|Nos?|Figs?|Art|Sec|Ch|Chap|[Pp]{1,2}|Op|Pt|Par|Ex|Rte|Apt"
_GERMAN = r"[Aa]m|[Vv]om|[Zz]um|[Bb]is|[Aa]b|[Ss]eit|[Dd]e[rmn]|[Uu]nd|[Nn]ach|[Vv]or|\w+tag,?"
_DAY = r"(?:[12]?\d|3[01])\."


def _rule(before: str, after: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rf"(?<!\w)(?:{before})\Z"), re.compile(after)


_CONTINUES = (
    # at 7 p.m. Friday in the hall, at 7 p.m. May 5, at 7 p.m. EST
    _rule(r"[ap]\.m\.", rf"[a-z\d(]|(?:{_WEEKDAY})\b(?! (?:is|was|will)\b)|(?:{ENGLISH_MONTH})\.? \d|{_ZONE}"),
    # Vol. 3, No. IV
    _rule(rf"(?:{_NUMBERED})\.", r"\d|[IVXL]+\b"),
    # approx. 5 million, 5 pct. in May
    _rule(r"(?:approx|appr|ca|circa|est|incl|excl|avg|max|min|pct|resp|viz|cf|tel)\.", r"[a-z\d$€£¥]"),
    # Tues. night, Dec. 5
    _rule(rf"(?:Mon|Tues?|Weds?|Thurs?|Thu|Fri|Sat|Sun)\.|(?:{ENGLISH_MONTH})(?<=\.)", r"[a-z\d]"),
    # Amb. Poe, Atty. Gen. Roe
    _rule(rf"(?:{_RANKS})\.", rf"(?!(?:{_STARTERS})\b)[A-ZÀ-ÖØ-Þ]"),
    # the U.S. Sixth Fleet
    _rule(r"(?:[A-Z]\.){2,}", rf"(?:{_ORDINALS}) [A-Z]"),
    # 1. "Emma", by Jane Austen
    _rule(r"(?:\A|\n)[^\S\n]*\d{1,3}\.(?:\s?[\"“‘'])?", r"."),
    # 15. Oktober, am 15. November
    _rule(_DAY, rf"(?:{_GERMAN_MONTHS})\b|(?:{_SHARED_MONTHS}) \d{{4}}\b"),
    _rule(rf"(?:{_GERMAN}) {_DAY}", rf"(?:{_SHARED_MONTHS})\b"),
)
"""A sentence goes on where the text before a boundary ends with the first and that behind begins with the second."""
_LOOK_BACK = 24
_ITEM = re.compile(r"(?:\A|\n)[^\S\n]*(?=[–—·•‣▪●*-]\s)")
_MIN_ITEMS = 2


def sentences_of_paragraph(paragraph: str) -> list[Span]:
    """Return the sentences of a paragraph as spans that follow each other without gaps, with white space at their ends.

    Boundaries are those of sentencex (Wikimedia, github.com/wikimedia/sentencex), which knows English abbreviations.
    A boundary is dropped behind an abbreviation that it does not know or in a German date, and added before each item
    of a list. A quotation mark without a partner opens no quotation: it is an inch mark, or the quotation goes on in
    the next paragraph.
    """
    from sentencex import get_sentence_boundaries

    found = get_sentence_boundaries("en", _without_lone_marks(paragraph))
    ends = [_behind_mark(paragraph, one["end_index"]) for one in found]
    kept = [end for end in ends[:-1] if not _continues(paragraph, end)]
    items = [item.end() for item in _ITEM.finditer(paragraph)]
    starts_list = len(items) >= _MIN_ITEMS or (items and paragraph[: items[0]].rstrip().endswith(":"))
    cuts = sorted({0, *kept, *(items if starts_list else ()), len(paragraph)})
    return [Span(start, end) for start, end in pairwise(cuts)]


def _behind_mark(text: str, boundary: int) -> int:
    """Return the boundary behind a quotation mark that closes the sentence before it."""
    return boundary + (text[boundary : boundary + 1] == '"' and text[boundary + 1 : boundary + 2].isspace())


def _continues(text: str, boundary: int) -> bool:
    before = text[max(0, boundary - 2 * _LOOK_BACK) : boundary].rstrip()[-_LOOK_BACK:]
    after = text[boundary : boundary + _LOOK_BACK].lstrip()
    return any(last.search(before) and first.match(after) for last, first in _CONTINUES)


def _without_lone_marks(text: str) -> str:
    """Return a text of the same length in which straight quotation marks without a partner are inch marks."""
    if '"' not in text:
        return text
    characters = list(text)
    opened: int | None = None
    for place, character in enumerate(text):
        if character != '"':
            continue
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        opens = not before or before.isspace() or before in "([—–-"
        if opens and after and not after.isspace():
            if opened is not None:
                characters[opened] = _INCH
            opened = place
        elif opened is not None:
            opened = None
        else:
            characters[place] = _INCH
    if opened is not None:
        characters[opened] = _INCH
    return "".join(characters)
