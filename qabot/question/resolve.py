"""Resolves a question of a conversation into one that stands alone, by rules, in about a millisecond.

A pronoun, an ellipsis or a bare noun refers to the phrase that is most present in what was asked and answered: recent
and repeated, as in centering (Grosz, Joshi and Weinstein, 1995). A question that names its own subject is left as it
is, character for character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.question.items import named_item
from qabot.question.phrases import Phrase, content_words, phrases
from qabot.text.months import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qabot.model import Conversation, Turn

LOOK_BACK = 6
"""How many of the last turns a question can refer to."""
_FADE = 0.55
_SAID_CHARS = 400
_FEW_WORDS = 4

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
_EXPLETIVE = re.compile(r"\b(?:is|are|was|were|been|be|has|have|had)\s+there\b", re.I)
_ACTING = re.compile(r"did they\b", re.I)
_OWNING = frozenset(("its", "their", "theirs", "his", "hers"))


@dataclass(frozen=True, slots=True)
class _Mention:
    """A phrase of the conversation; a higher weight means that it is more present."""

    phrase: Phrase
    weight: float


def resolve(question: str, conversation: Conversation) -> str:
    """Return the question as it would be put to somebody who has not followed the conversation.

    Args:
        question: as typed, with white space folded.
        conversation: what was asked and said so far; only the last six turns count.
    """
    turns = [turn for turn in conversation.turns if turn.question.strip()][-LOOK_BACK:]
    if not turns:
        return question
    last = turns[-1]
    bare = _POLITE.sub("", question) or question
    if asks_who_said_so(question):
        short, _, sentences = last.said.partition("\n")
        said = _first_sentence(sentences or short) or last.standalone_question
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
    about = _ABOUT.match(bare) or _AND.match(bare)
    if about and len(content_words(about["rest"])) <= _FEW_WORDS and not _asks(about["rest"]):
        return _in_place(about["rest"], last.standalone_question, present(turns))
    mentions = present(turns, leave_out=content_words(bare))
    replaced = _replaced(bare, mentions)
    resolved = replaced if replaced != bare else _with_topic(bare, mentions)
    return resolved if resolved != bare else question


def asks_who_said_so(question: str) -> bool:
    """Return whether a question asks only who said what was just answered."""
    return bool(_SAID_SO.match(_POLITE.sub("", question) or question))


def present(turns: Iterable[Turn], *, leave_out: Iterable[str] = ()) -> list[_Mention]:
    """Return the phrases of earlier turns, most present first, equal ones in the order of the conversation.

    Args:
        turns: oldest first.
        leave_out: words of the question; a phrase that consists of them is left out.
    """
    weights: dict[tuple[str, ...], float] = {}
    shown: dict[tuple[str, ...], Phrase] = {}
    known = frozenset(leave_out)
    for age, turn in enumerate(reversed(list(turns))):
        faded = _FADE**age
        texts = ((turn.standalone_question, 1.0), (turn.question, 0.3), (turn.said[:_SAID_CHARS], 0.25))
        for text, share in texts:
            for place, phrase in enumerate(phrases(text)):
                if set(phrase.words) <= known or _only_how(phrase):
                    continue
                kind = 1.6 if phrase.name else 1.3 if len(phrase.words) > 1 else 1.0
                later = 0.85**place if share < 1 else 1.0
                key = phrase.words
                weights[key] = weights.get(key, 0.0) + faded * share * kind * later
                shown.setdefault(key, phrase)
    ordered = sorted(weights, key=lambda key: -weights[key])
    return [_Mention(shown[key], weights[key]) for key in ordered]


def names_in(conversation: Conversation) -> list[str]:
    """Return the names in a conversation, most present first, each once."""
    spoken_of = present(conversation.turns[-LOOK_BACK:])
    return [mention.phrase.text for mention in spoken_of if mention.phrase.name]


def _only_how(phrase: Phrase) -> bool:
    """Return whether a phrase is only a superlative ("which is healthiest?"), which "it" cannot mean."""
    return not phrase.name and len(phrase.words) == 1 and phrase.words[0].endswith("est")


def _replaced(question: str, mentions: list[_Mention]) -> str:
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
        text = ("in " if kind == "there" else "") + referent.article + referent.text
        if owning:
            text += "’" if text.endswith("s") else "’s"
        return question[: found.start()] + text + question[found.end() :]
    return question


def _fitting(kind: str, mentions: list[_Mention], *, acting: bool) -> Phrase | None:
    """Return what a pronoun most likely means; who acts ("why did they do it?") is more likely a name."""

    def fit(one: _Mention) -> float:
        phrase = one.phrase
        if kind == "they":
            return one.weight * (2.0 if acting and phrase.name else 1.5 if phrase.plural else 1.0)
        if kind == "it":
            return one.weight * (0.75 if phrase.plural and not phrase.name else 1.0)
        if kind == "he":
            return one.weight * (8.0 if phrase.proper and not phrase.place else 0.5)
        return one.weight * (3.0 if phrase.name and phrase.place else 1.0 if phrase.name else 0.3)

    return max(mentions, key=fit).phrase if mentions else None


def _in_place(rest: str, asked: str, mentions: list[_Mention]) -> str:
    """Return the last question with ``rest`` ("in Libya", "the navy") in place of its phrase of that kind."""
    lead = re.match(r"(?P<before>in|at|for|from|on|near|by|with|of)\s+", rest, re.I)
    thing = rest[lead.end() :] if lead else rest
    found = phrases(asked)
    capital = bool(re.search(r"\b[A-Z\d]", thing))
    if lead:
        same = [
            one for one in found if re.search(rf"\b{lead['before']}\s+(?:the\s+|a\s+)?$", asked[: one.span.start], re.I)
        ]
        if same:
            return asked[: same[-1].span.start] + thing + asked[same[-1].span.end :]
        return asked.rstrip(" ?.!") + f" {rest}?"
    if capital:
        same = [one for one in found if one.name]
        if same:
            return asked[: same[-1].span.start] + thing + asked[same[-1].span.end :]
    topic = next((one.phrase for one in mentions if not set(one.phrase.words) & set(content_words(thing))), None)
    return f"About {topic.article}{topic.text}: what about {rest}?" if topic else f"What about {rest}?"


def _with_topic(question: str, mentions: list[_Mention]) -> str:
    """Return the question with its topic in front ("About X: ..."), if it names nothing itself."""
    bare = not content_words(question) and not any(one.name for one in phrases(question))
    if not mentions or not bare or not _asks(question):
        return question
    return f"About {mentions[0].phrase.article}{mentions[0].phrase.text}: {question[0].lower()}{question[1:]}"


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
    found = re.match(r"[^\n]{0,240}?[.!?](?=\s|$)", said.strip())
    return found.group() if found else said.strip()[:240]
