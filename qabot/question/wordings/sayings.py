"""Tells whose words a question asks for: "what did Olga Brandt say about the bridge?"."""

from __future__ import annotations

import re

_VERBS = (
    "say|said|saying|state|stated|announce|announced|tell|told|tweet|tweeted|claim|claimed|write|wrote|written|declare"
    "|declared|comment|commented|answer|answered|reply|replied|promise|promised|argue|argued"
)
_ASKED = re.compile(
    r"\W*(?:(?:and|but|so) )?what (?:(?:else|exactly|all|more) )*(?:did|does|do|has|have|had|is|was|were) (?P<who>.+?)"
    rf" (?:{_VERBS})(?: \w+)?(?: (?:about|on|of|to|regarding|in|when|after|before|at) .+)?\W*",
    re.I,
)
_NOBODY = re.compile(
    r"(?:it|he|she|they|you|we|i|this|that|one|people|anyone|everyone|(?:the|this|that|your|these) (?:\w+ )?"
    r"(?:articles?|texts?|stor(?:y|ies)|sources?|reports?|papers?|pages?))",
    re.I,
)
_MOST_WORDS = 6


def speaker_asked_for(question: str) -> str:
    """Return whose words a question asks for, as typed; ``""`` if it asks for nobody's."""
    found = _ASKED.fullmatch(question.strip())
    who = found["who"] if found else ""
    return "" if _NOBODY.fullmatch(who) or len(who.split()) > _MOST_WORDS else who
