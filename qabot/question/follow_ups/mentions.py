"""Weighs what a conversation has spoken of, so that a pronoun can be taken for what is most present."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qabot.model import Kind, Span
from qabot.question.follow_ups.phrases import WORD, Phrase, phrases
from qabot.question.request import recognise
from qabot.text.months import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qabot.model import Conversation, Turn

LOOK_BACK = 6
"""How many of the last turns a question can refer to."""
_FADE = 0.55
_SAID_CHARS = 400
_INVERTED = re.compile(
    r"\b(?:did|does|do|will|can|could|would|should|may|might|must) (?:(?:the|a|an|his|her|its|their) )?$", re.I
)
_IS_IT = re.compile(
    r"\W*(?:(?:and|but|so) )?(?:why |by whom )?(?:is|are|was|were) (?:(?:the|an?|his|her|its|their) )?", re.I
)
_NO_VERB = re.compile(
    r"\s*(?:[?.!,]|$|(?:in|at|on|for|from|to|with|by|of|the|a|an|its|his|her|their|about|after|before)\b)"
)
_MEASURED = re.compile(r"\bhow (?:many|much) $", re.I)
_OF_ANOTHER = re.compile(
    r" (?:do|does|did|can|could|will|would|may|might|has|have|had)"
    r" (?:the |an? |its |his |her |their |this |that |[A-Z])"
)
"""What follows "how many passengers" where another thing is the subject: "does the tram carry"."""
_ACTS = re.compile(r"\bby (?:the |an? )?$", re.I)
_ASIDE = 0.4
"""How present a phrase is that is measured, or by which something is done, beside the thing that is asked about."""
_NAMED_TOPIC = 2.0
"""How present what somebody asks to be told about is, against what a question only names."""
_SAID_OF_IT = 0.15
_BEFORE_A_NOUN = frozenset(
    """
    the a an this that these those its his her their our your my some any no all both each every which what whose many
    much more of in at on for from to with by about after before under over near between against into through during
    since until without than and or versus timeline overview summary compare summarise summarize
    """.split()  # noqa: SIM905
)
"""Words after which a noun is named; after others, as "people" or "so", stands what is said of one."""
_WHO = re.compile(r"(?:and )?who\b", re.I)
_WHO_IS = re.compile(r"(?:and )?who(?:['’]s| is| was) (?!the\b|an?\b|in\b|on\b)", re.I)
_SHE = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.I)
_PART = 0.4
_WHOLE = 0.5
"""How much more present a phrase is with a name that belongs to it, which makes it a thing rather than a verb."""
_JOINING = re.compile(r"\s+(?:of|under|over|at|to|between|across|near|on|in|for|from|against|with)\s+(?:the\s+)?", re.I)
_WORD_ALONE = re.compile(r"(?:and |but |so )?(?:why|when|where|who|what|how|how come|why not)[\s?.!]*", re.I)
"""A question word that stayed alone: there was nothing that it could ask of."""
_DOUBT = re.compile(
    r"(?:and |but |so )?(?:is|was|can|could) (?:that|this|it)(?: really| actually| even)?(?: be)?"
    r" (?:true|right|correct|so)[\s?.!]*",
    re.I,
)
_THE = re.compile(r"\b(?:the|a|an) (?P<between>(?:[a-z]+ ){0,2})$", re.I)
_OF_A_REQUEST = frozenset(
    """
    article articles text texts source sources news update updates overview summary timeline chronology comparison
    difference differences example examples question questions information details events dates version story order
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Words that name what is asked for, not what it is about."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of the conversation; a higher weight means that it is more present.

    Attributes:
        whole: the phrase with its article and with what belongs to it: "the tunnel under the Sound".
        answers: it is the last short answer.
        person: it was named in answer to "who", or taken for "he" or "she".
        within: it belongs to another phrase: the "Sound" of "the tunnel under the Sound".
    """

    phrase: Phrase
    weight: float
    whole: str
    answers: bool = False
    person: bool = False
    within: bool = False

    @property
    def presence(self) -> float:
        """Return how likely "it" means the phrase: less if it is part of another phrase, or a person."""
        return self.weight * (_PART if self.within else 1.0) * (_PART if self.person else 1.0)

    @property
    def is_number(self) -> bool:
        """Return whether it is a number, an amount or a date, which no pronoun means."""
        words = self.phrase.words
        return words[0][0].isdigit() or all(word[0].isdigit() or word in MONTHS for word in words)


def spoken_turns(conversation: Conversation) -> list[Turn]:
    """Return the last turns that a question can refer to, oldest first, without talk to the bot itself."""
    turns = [turn for turn in conversation.turns if turn.question.strip() and not _was_talk(turn)]
    return turns[-LOOK_BACK:]


def _was_talk(turn: Turn) -> bool:
    """Return whether a turn was talk, by its words or because it was answered as talk: "why?" after a refusal."""
    answered = turn.answer is not None and turn.answer.kind is Kind.TALK
    return (
        answered or is_talk(turn.question) or (not turn.said and bool(_WORD_ALONE.fullmatch(turn.standalone_question)))
    )


def is_doubt(question: str) -> bool:
    """Return whether a question asks only whether the last answer is true."""
    return bool(_DOUBT.fullmatch(question))


@lru_cache(maxsize=256)
def is_talk(question: str) -> bool:
    """Return whether a question is talk with the bot itself, or doubts what it said."""
    return is_doubt(question) or recognise(question).kind is Kind.TALK


def present(turns: Sequence[Turn], *, leave_out: Iterable[str] = ()) -> list[Mention]:
    """Return the phrases of earlier turns, most present first, equal ones in the order of the conversation.

    Args:
        turns: oldest first.
        leave_out: words of the question; a phrase that consists of them is left out.
    """
    weights: dict[tuple[str, ...], float] = {}
    shown: dict[tuple[str, ...], Mention] = {}
    known, within, people = frozenset(leave_out), set(), _people(turns)
    places: dict[tuple[str, ...], str] = {}
    newest_first = list(reversed(turns))
    short = newest_first[0].said.strip().split("\n", 1)[0].casefold() if newest_first else ""
    for age, turn in enumerate(newest_first):
        faded = _FADE**age
        said = turn.said[:_SAID_CHARS]
        topic = _topic_of(turn)
        asked = (f"About {topic}", _NAMED_TOPIC) if topic else (turn.standalone_question, 1.0)
        texts = (asked, (turn.question, 0.3), (said, 0.25))
        for text, share in texts:
            found = [without_verb(phrase, text) for phrase in phrases(text)]
            for place, phrase in enumerate(found):
                if set(phrase.words) <= known or set(phrase.words) <= _OF_A_REQUEST or is_superlative(phrase):
                    continue
                kind = 1.6 if phrase.name else 1.3 if len(phrase.words) > 1 else 1.0
                later = 0.85**place if share < 1 else _ASIDE if _is_aside(phrase, text) else 1.0
                later *= _SAID_OF_IT if text != said and _is_predicate(phrase, text) else 1.0
                key = phrase.words
                places[key] = places.get(key) or phrase.place
                weights[key] = weights.get(key, 0.0) + faded * share * kind * later
                whole = _whole(text, found, place)
                if len(whole) > len(phrase.article + phrase.text) and place + 1 < len(found):
                    within.add(found[place + 1].words)
                    weights[key] += faded * share * _WHOLE
                if key not in shown or len(whole) > len(shown[key].whole):
                    shown[key] = Mention(phrase, 0.0, whole, answers=phrase.text.casefold() == short)
    ordered = sorted(weights, key=lambda key: -weights[key])
    return [
        replace(
            shown[key],
            phrase=replace(shown[key].phrase, place=places[key]),
            weight=weights[key],
            within=key in within,
            person=key in people,
        )
        for key in ordered
    ]


def _topic_of(turn: Turn) -> str:
    """Return the topics that a turn's question names ("timeline of Webb"), ``""`` where it asks for a fact."""
    request = recognise(turn.standalone_question)
    return " and ".join(request.topics) if request.kind is not Kind.KEYWORDS else ""


def without_verb(phrase: Phrase, text: str) -> Phrase:
    """Return a phrase without what its question says of it: "when did the tram open?", "why was the tram late?"."""
    words = list(WORD.finditer(phrase.text))
    ahead = text[: phrase.span.start]
    said = _INVERTED.search(ahead) or (_IS_IT.fullmatch(ahead) and words[-1].group().islower())
    if len(words) == 1 or not (said and _NO_VERB.match(text[phrase.span.end :])):
        return phrase
    shown = phrase.text[: words[-2].end()]
    return replace(phrase, text=shown, span=Span(phrase.span.start, phrase.span.start + len(shown)))


def _is_aside(phrase: Phrase, question: str) -> bool:
    """Return whether a question asks about something else than a phrase: "how many passengers does the tram carry"."""
    ahead = question[: phrase.span.start]
    measured = _MEASURED.search(ahead) and _OF_ANOTHER.match(question[phrase.span.end :])
    return bool(measured or _ACTS.search(ahead))


def _is_predicate(phrase: Phrase, question: str) -> bool:
    """Return whether a phrase says something of another: "swim again" of "when could people swim again"."""
    ahead = question[: phrase.span.start]
    before = WORD.findall(ahead)
    # What stands behind "will" or "did" is what the question is about: "what will bridge carry".
    if phrase.name or phrase.plural or not before or _INVERTED.search(ahead):
        return False
    return before[-1].casefold() not in _BEFORE_A_NOUN


def _people(turns: Iterable[Turn]) -> set[tuple[str, ...]]:
    """Return the words of the names that are people's: named in answer to "who", or put in place of "he" or "she"."""
    people = set()
    for turn in turns:
        short = turn.said.strip().split("\n", 1)[0]
        named = phrases(short) if _WHO.match(turn.standalone_question) else []
        if _WHO_IS.match(turn.standalone_question):
            named = phrases(turn.standalone_question)
        if _SHE.search(turn.question):
            named = [one for one in phrases(turn.standalone_question) if one.text not in turn.question] + named
        people |= {one.words for one in named if one.name and one.proper}
    return people


def names_in(conversation: Conversation) -> list[str]:
    """Return the names in a conversation, most present first, each once."""
    spoken_of = present(spoken_turns(conversation))
    return [mention.phrase.text for mention in spoken_of if mention.phrase.name]


def _whole(text: str, found: list[Phrase], place: int) -> str:
    """Return a phrase with its article and the name that belongs to it: "the new bridge to Fann"."""
    phrase = found[place]
    alone = phrase.article + phrase.text
    opening = _THE.search(text[: phrase.span.start])
    if phrase.name or not opening or place + 1 == len(found):
        return alone
    after = found[place + 1]
    joined = _JOINING.fullmatch(text[phrase.span.end : after.span.start])
    if not joined or not after.name or after.words[0][0].isdigit() or after.words[0] in MONTHS:
        return alone
    return f"the {opening['between']}{text[phrase.span.start : after.span.end]}"


def is_superlative(phrase: Phrase) -> bool:
    """Return whether a phrase is only a superlative ("which is healthiest?"), which "it" cannot mean."""
    return not phrase.name and len(phrase.words) == 1 and phrase.words[0].endswith("est")
