"""Rewrites a follow-up question so that it stands alone, by rules, in about a millisecond.

A pronoun, an ellipsis or a bare noun refers to the phrase that is most present in what was asked and answered: recent
and repeated, as in centering (Grosz, Joshi and Weinstein, 1995). A question that names its own subject is left as it
is, character for character.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.question.follow_ups.agreement import with_agreement
from qabot.question.follow_ups.corrections import corrected, meant_instead
from qabot.question.follow_ups.elliptic import completed
from qabot.question.follow_ups.items import named_item
from qabot.question.follow_ups.last_time import with_last_day
from qabot.question.follow_ups.mentions import Mention, is_talk, present, spoken_turns
from qabot.question.follow_ups.phrases import content_words, phrases
from qabot.question.wordings.definition import ROLES
from qabot.text.months import MONTHS
from qabot.text.sentence_ends import sentences_of_paragraph

if TYPE_CHECKING:
    from collections.abc import Callable

    from qabot.model import Conversation, Turn

_FEW_WORDS = 4
_SAID_CHARS = 240

_POLITE = re.compile(
    r"^(?:(?:okay|ok|oh|wow|yes|no|well|so|but|cool|great|interesting|thanks|thank you|hmm|right|sure|never mind)\b"
    r"[\s,.!…-]*)+",
    re.I,
)
_ABOUT = re.compile(r"^(?:and\s+)?(?:what|how)\s+about\s+(?P<rest>.+?)[\s?.!]*$", re.I)
_AND = re.compile(r"^(?:and|or)\s+(?P<rest>(?:(?:in|at|for|from|on|near|by|with|of)\s+)?.+?)[\s?.!]*$", re.I)
_THEN = re.compile(
    r"^(?:and|(?:and )?(?:what|how) about)\s+(?P<when>before|after|since)\s+(?:that|this|then|it)\s*\?*$", re.I
)
_DAY = re.compile(rf"\b(?:(?:\d{{1,2}} )?(?:{'|'.join(MONTHS).title()}) )?(?:1[5-9]|20)\d\d\b")
_SAID_SO = re.compile(r"^who\s+(?:said|says|told|claims?|claimed|reported|reports)\s+(?:so|that|this|it)\s*\?*$", re.I)
_PRONOUN = re.compile(
    r"\b(?P<it>it|its|itself|this|that)\b"
    r"(?!['’]s\b|\s+(?:possible|true|worth|better|safe|necessary|sounds?|seems?|is said))"
    r"|\b(?P<they>they|them|their|theirs|these|those)\b"
    r"|\b(?P<he>he|him|his|she|her|hers)\b"
    r"|\b(?P<there>there)\b(?!\s+(?:\w+\s+)?(?:is|are|was|were|any|a|an|been|be|ever|many|some|other)\b)",
    re.I,
)
_NAME = re.compile(
    r"(?:and |but |so )?(?:(?:(?:what|which) (?:is|was|are|were)|what['’]s) (?:his|her|their|(?P<its>its))"
    r" (?:full |first |last )?names?|(?:what|how) (?:is|was) (?:he|she) called|who (?:is|was) (?:he|she))[\s?.!]*",
    re.I,
)
_SOMEBODY = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.I)
_EXPLETIVE = re.compile(r"\b(?:is|are|was|were|been|be|has|have|had)\s+there\b", re.I)
_ACTING = re.compile(r"did they\b", re.I)
_ARTICLE = re.compile(r"\b(?:the|a|an)\s+$", re.I)
_THE_THE = re.compile(r"\b(the) the\b", re.I)
_LEAD = re.compile(r"(?P<before>in|at|for|from|on|near|by|with|of)\s+", re.I)
_FIGURE = re.compile(r"\d")
_OWNING = frozenset(("its", "their", "theirs", "his", "hers"))


def resolve(question: str, conversation: Conversation, *, is_told: Callable[[str], bool] | None = None) -> str:
    """Return the question as it would be put to somebody who has not followed the conversation.

    Args:
        question: as typed, with white space folded.
        conversation: what was asked and said so far; only the last six turns count.
        is_told: whether an article may answer a question; "what about Djibouti?" is a topic of its own if none tells of
            Djibouti what was asked last. Without it, any may be answered.
    """
    question = with_last_day(question, conversation)
    turns = spoken_turns(conversation)
    if not turns or is_talk(question):
        return question
    last = turns[-1]
    bare = _POLITE.sub("", question) or question
    if asks_who_said_so(question):
        answered = next((turn for turn in reversed(turns) if turn.said), last)
        short, _, sentences = answered.said.partition("\n")
        said = _first_sentence(sentences or short) or answered.standalone_question
        return f"Who said: {said}"
    then = _THEN.match(bare)
    if then:
        # After "Who said so?", "before that" still means before what was said, not before that question.
        spoken_of = next((turn for turn in reversed(turns) if not asks_who_said_so(turn.question)), last)
        day = _DAY.search(spoken_of.said)
        return (
            f"{spoken_of.standalone_question.rstrip(' ?.!')} {then['when'].lower()} {day.group() if day else 'that'}?"
        )
    item = named_item(bare, turns)
    if item:
        return item
    meant = meant_instead(question)
    if meant and not _asks(meant):
        return corrected(last, meant) or _in_place(meant, turns)
    bare = meant or bare
    mentions = present(turns, leave_out=content_words(bare))
    complete = _named(bare, last, mentions) or completed(bare, turns, mentions)
    if complete:
        return complete
    about = _ABOUT.match(bare) or _AND.match(bare)
    if about and len(content_words(about["rest"])) <= _FEW_WORDS and not _asks(about["rest"]):
        placed = _in_place(about["rest"], turns)
        is_placed = _LEAD.match(about["rest"]) or is_told is None or is_told(placed)
        return placed if is_placed else f"What about {about['rest']}?"
    replaced = _replaced(bare, mentions)
    resolved = replaced if replaced != bare else _with_topic(bare, mentions)
    return _THE_THE.sub(r"\1", resolved) if resolved != bare else question


def asks_who_said_so(question: str) -> bool:
    """Return whether a question asks only who said what was just answered."""
    return bool(_SAID_SO.match(_POLITE.sub("", question) or question))


def _replaced(question: str, mentions: list[Mention]) -> str:
    """Return the question with the first pronoun that can be resolved replaced by what it refers to."""
    own = phrases(question)
    for found in _PRONOUN.finditer(question):
        kind = str(found.lastgroup)
        if kind == "there" and _EXPLETIVE.search(question):
            continue
        if found.group().casefold() in ("this", "that", "these", "those") and _followed_by_noun(question, found.end()):
            continue
        if any(phrase.name and phrase.span.end <= found.start() for phrase in own) and kind != "there":
            return question
        referent = _fitting(kind, mentions, acting=bool(_ACTING.match(question[max(0, found.start() - 4) :])))
        if referent is None:
            continue
        owning = found.group().casefold() in _OWNING or (
            found.group().casefold() == "her" and _followed_by_noun(question, found.end())
        )
        named = referent.phrase.article + referent.phrase.text
        text = f"in {named}" if kind == "there" else named if kind == "he" else referent.whole
        if owning:
            text += "’" if text.endswith("s") else "’s"
        before, after = question[: found.start()], question[found.end() :]
        if owning or kind not in ("it", "they") or (kind == "they") == _is_plural(referent):
            return before + text + after
        return with_agreement(before, text, after, plural=kind == "it")
    return question


def _is_plural(referent: Mention) -> bool:
    """Return whether a mention is of several things; a name that ends in "s" may be of one."""
    return referent.phrase.plural or " and " in referent.whole


def _named(question: str, last: Turn, mentions: list[Mention]) -> str:
    """Return "Who is Olga Brandt?" for "what is her name?", and "Who is the mayor?" where only that was said."""
    found = _NAME.fullmatch(question)
    if not found:
        return ""
    asked = [one for one in present([replace(last, said="")]) if not one.is_number]
    person = next((one for one in asked if _may_be_somebody(one)), None)
    person = person or _fitting("he", mentions, acting=False)
    if person is None or (found["its"] and person.phrase.head not in ROLES):
        return ""
    return f"Who is {'the ' if person.phrase.head in ROLES and not person.phrase.proper else ''}{person.phrase.text}?"


def _fitting(kind: str, mentions: list[Mention], *, acting: bool) -> Mention | None:
    """Return what a pronoun most likely means; who acts ("why did they do it?") is more likely a name."""

    def fit(one: Mention) -> float:
        phrase = one.phrase
        if kind == "they":
            return one.presence * (2.0 if acting and phrase.name else 1.5 if phrase.plural else 1.0)
        if kind == "it":
            return one.presence * (0.75 if phrase.plural and not phrase.name else 1.0)
        if kind == "he":
            return (
                one.weight
                * (8.0 if phrase.proper and not phrase.place else 0.5)
                * (8.0 if one.answers else 1.0)
                * (4.0 if one.person else 1.0)
            )
        return one.weight * (3.0 if phrase.name and phrase.place else 1.0 if phrase.name else 0.3)

    able = [one for one in mentions if not one.is_number and (kind != "he" or _may_be_somebody(one))]
    return max(able, key=fit, default=None)


def _may_be_somebody(one: Mention) -> bool:
    """Return whether a mention may be of a person: a name that is no place's, or what somebody is."""
    phrase = one.phrase
    is_name = phrase.name and phrase.proper and (one.person or one.answers or not phrase.place)
    return not _FIGURE.search(phrase.text) and (is_name or phrase.head in ROLES)


def _in_place(rest: str, turns: list[Turn]) -> str:
    """Return an earlier question with ``rest`` ("in Libya", "the air base") in place of its phrase of that kind.

    A place takes the place of one; a name, of a name; another noun, only of a phrase with the same head ("the naval
    base"). If the last question has none, the one before it may; if no question has, ``rest`` is a topic of its own.
    """
    lead = _LEAD.match(rest)
    thing = rest[lead.end() :] if lead else rest
    named = phrases(thing)
    head = named[-1].head if named else None
    for turn in reversed(turns):
        asked = turn.standalone_question
        for one in reversed(phrases(asked)):
            before = asked[: one.span.start]
            if lead:
                same = bool(re.search(rf"\b{lead['before']}\s+(?:the\s+|a\s+)?$", before, re.I))
            elif re.search(r"\b[A-Z\d]", thing):
                same = one.name
            else:
                same = one.head == head
            if same:
                start = len(_ARTICLE.sub("", before))
                return asked[:start] + thing + asked[one.span.end :]
    if lead:
        return turns[-1].standalone_question.rstrip(" ?.!") + f" {rest}?"
    return f"What about {rest}?"


def _with_topic(question: str, mentions: list[Mention]) -> str:
    """Return the question with its topic in front ("About X: ..."), if it names nothing itself."""
    bare = not content_words(question) and not any(one.name for one in phrases(question))
    topic = next((one for one in mentions if not one.is_number), None)
    if topic is None or not bare or not _asks(question) or _SOMEBODY.search(question):
        return question
    return f"About {topic.whole}: {question[0].lower()}{question[1:]}"


def _asks(text: str) -> bool:
    return bool(
        re.match(
            r"(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|can|could|will|has|have)\b", text, re.I
        )
    )


def _followed_by_noun(question: str, end: int) -> bool:
    following = re.match(r"\s+([^\W_][\w’'-]*)", question[end:])
    return bool(following) and bool(content_words(following[1])) if following else False


def _first_sentence(said: str) -> str:
    paragraph = said.strip().split("\n", 1)[0][:_SAID_CHARS]
    spans = sentences_of_paragraph(paragraph)
    return paragraph[spans[0].start : spans[0].end].strip() if spans else paragraph
