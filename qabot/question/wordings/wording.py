"""The words of a question in one plain spelling, each with its place in what was typed, without courtesies around them.

"Hi, whats new about Tartus pls" and "What is new about Tartus?" have the same words here, so one pattern fits both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qabot.model import Span
from qabot.question.wordings.patterns import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r"tl;dr|[^\W_]+(?:[.&/’'-][^\W_]+)*['’]?|[,:;!?.…–—]")
_CONTRACTIONS = {
    "i'm": "i am",
    "i'd": "i would",
    "i've": "i have",
    "let's": "let us",
    "can't": "can not",
    "cant": "can not",
    "won't": "will not",
    "wont": "will not",
    "whats": "what is",
    "whos": "who is",
    "wheres": "where is",
    "hows": "how is",
    "thats": "that is",
    "u": "you",
    "ur": "your",
    "r": "are",
    "im": "i am",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "werent": "were not",
    "hasnt": "has not",
    "havent": "have not",
    "wouldnt": "would not",
    "couldnt": "could not",
    "shouldnt": "should not",
    "gimme": "give me",
    "wanna": "want to",
    "lemme": "let me",
    "tl;dr": "tldr",
    "abt": "about",
    "gud": "good",
    "wy": "why",
    "y": "why",
    "whys": "why is",
    "wyh": "why",
    "hwy": "why",
    "whi": "why",
    "hwo": "how",
    "howd": "how did",
    "whod": "who did",
    "teh": "the",
    "adn": "and",
    "shwo": "show",
    "tel": "tell",
    "giv": "give",
    "fidn": "find",
    "lst": "list",
    "wat": "what",
    "wht": "what",
    "hw": "how",
}
_IS_AFTER = frozenset("what who where when why how that there here it he she which".split())  # noqa: SIM905
_ENDINGS = (("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"), ("'m", "am"))
_MISSPELT = frozenset(
    """
    what which when where who why how article articles summarise summarize summary overview timeline chronology
    compare comparison difference differences news latest newest recent recently mentions mention sources reason
    reasons cause causes stands comparing summarising outline describe happens changed since history
    chronological between versus happened happening latest news updates about tell please explain describe hello
    thanks thank everything events development developments background common definition meaning
    """.split()  # noqa: SIM905 - a word list reads better as words
)
"""Words that decide the kind of a question; a word that differs by one typing error counts as such a word."""
_NO_SLIP = frozenset(
    """
    wheat whey whale white whole whose whom while with want whit watch then than there them these here ware were
    wow how hot show who's new news now know tells tall till bell sell well article articles events event evens
    even told common commons meanings meaning happens happen thank thanks hell hallo plane planes place places
    pleas lease lest last lates later plates complained complain explains explained explain described describes
    compared compares summaries summary thanked hews newt wan wen hoe hows whats particle particles science
    sciences clause clauses mansion tension resent decent stand sands season season reasoned changes charged
    pause created sense single singe recess course courses coarse sources source resources because cause caused
    lates lasted hated happy happier
    """.split()  # noqa: SIM905
)
"""Words that look like typing errors, and are not."""
_SHORTEST_SLIP = 4
_LONG = 7
"""In words with at least this many letters, letters anywhere may have changed places."""

_COURTESY = frozenset(
    """
    please pls plz plse hi hello hey hiya hallo yo thanks thank thx ty cheers ok okay so well and but now then
    oh um uh hmm great good nice cool sorry right alright yes no yeah sure anyway also qabot bot wow perfect
    interesting you kindly just quick question ta lovely brilliant excellent
    """.split()  # noqa: SIM905
)
_GREETS = frozenset("hi hello hey hiya thanks thank thx good dear greetings sorry cheers".split())  # noqa: SIM905
_TIMES_OF_DAY = frozenset(("morning", "evening", "afternoon", "day"))
_CLOSES = frozenset("please pls plz thanks thx then exactly again ta mate ok okay".split())  # noqa: SIM905
_STARTS = frozenset(
    """
    who whom whose what which when where why how is are was were am do does did has have had can could will
    would should shall may might must tell give show list name find explain describe summarise summarize compare
    define any anything to by in for from since the a an make is
    """.split()  # noqa: SIM905
)
_CLASSES = {
    "ASKING": tuple("why how what who whom whose when where which if whether".split()),  # noqa: SIM905
    "ORDERING": tuple(
        """
        tell show give list find explain describe summarise summarize compare define name make sum brief inform
        update catch bring fill talk walk take go write outline recap put search look get create draw build
        arrange sort order discuss introduce elaborate expand say do provide offer pull contrast remind help let
        fetch check run guide lead
        """.split()  # noqa: SIM905
    ),
    "YOU": ("you", "someone", "somebody", "anyone", "anybody", "we", "u"),
    "I": ("i", "we"),
    "KNOW": ("know", "ask", "hear", "learn", "find out", "understand", "see", "remember", "get"),
    "WONDER": (
        "wonder",
        "wondering",
        "curious",
        "interested in",
        "asking",
        "looking for",
        "searching for",
        "asking myself",
    ),
    "SOFTLY": (
        "please",
        "kindly",
        "quickly",
        "just",
        "maybe",
        "possibly",
        "perhaps",
        "again",
        "exactly",
        "briefly",
        "to me",
        "me",
        "us",
    ),
}
_LEADS = tuple(
    compile_pattern(pattern, _CLASSES)
    for pattern in (
        "can|could|would|will|might|may YOU SOFTLY* >ORDERING",
        "would|do you mind telling|explaining SOFTLY* >ASKING",
        "is it possible to >ORDERING",
        "help me (to) >ORDERING",
        "help me (to) KNOW|find|figure (out) >ASKING",
        "tell|show|explain|remind|describe|say SOFTLY* >ASKING",
        "I (would) want|like|love|need|have|trying|hoping to KNOW|be (told) (you) >ASKING",
        "I am|was (trying) (to) KNOW >ASKING",
        "I (am) (was) (just) WONDER (to) (know) >ASKING",
        "do|does|did YOU (happen) (to) KNOW|have (any) (idea) >ASKING",
        "who|anyone|anybody|YOU knows|know >ASKING",
        "any|no idea >ASKING",
        "let me know >ASKING",
        "find out >ASKING",
        "check|question (is) >ASKING",
        "my|a|one|another question (is) >ASKING",
        "I do|can not KNOW >ASKING",
    )
)
"""Openings that say only that something is asked: "can you tell me", "I would like to know"."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in plain spelling, its place in what was typed, and whether a comma or the like follows it."""

    text: str
    span: Span
    pause: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a question."""

    typed: str
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Return the words, with one space between them."""
        return " ".join(word.text for word in self.words)

    def as_typed(self, start: int, end: int) -> str:
        """Return what was typed for the words at the characters ``[start, end)`` of ``text``."""
        place, found = 0, []
        for word in self.words:
            if start <= place < end:
                found.append(word.span)
            place += len(word.text) + 1
        return self.typed[found[0].start : found[-1].end].strip(" '’\"“”") if found else ""


def wording_of(typed: str) -> Wording:
    """Return all words of a question in plain spelling."""
    return Wording(typed, tuple(_words(typed)))


def without_courtesies(wording: Wording) -> Wording:
    """Return the words that ask: without "hi", "please", "can you tell me", and the sentences around the question."""
    words = list(_asking_sentence(wording.words))
    while True:
        left = _without_opening(words)
        if len(left) == len(words):
            break
        words = left
    while len(words) > 1 and words[-1].text in _CLOSES:
        words.pop()
    return Wording(wording.typed, tuple(words))


def _words(typed: str) -> Iterator[Word]:
    """Yield the words; "what's" gives two words with one place."""
    waiting: list[Word] = []
    for found in _TOKEN.finditer(typed):
        text, span = found.group().casefold().replace("’", "'"), Span(*found.span())
        if not text[0].isalnum():
            if waiting:
                waiting[-1] = Word(waiting[-1].text, waiting[-1].span, pause=True)
            continue
        yield from waiting
        waiting = [Word(part, span) for part in _spelt(text.strip("'"))]
    yield from waiting


def _spelt(word: str) -> list[str]:
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word].split()
    stem, _, ending = word.rpartition("'")
    if ending == "s" and stem in _IS_AFTER:
        return [stem, "is"]
    for shortened, full in _ENDINGS:
        if word.endswith(shortened) and len(word) > len(shortened):
            return [word.removesuffix(shortened), full]
    return [_mended(word)]


def _mended(word: str) -> str:
    """Return the request word that differs from a word by one typing error, else the word itself."""
    if len(word) < _SHORTEST_SLIP or word in _MISSPELT or word in _NO_SLIP:
        return word
    return next((right for right in sorted(_MISSPELT) if right[0] == word[0] and _one_slip(word, right)), word)


def _one_slip(word: str, right: str) -> bool:
    """Return whether one letter is missing, too many, wrong, or changed places with its neighbour."""
    if abs(len(word) - len(right)) > 1 or len(right) < _SHORTEST_SLIP - 1 or f"{word}s" == right or f"{right}s" == word:
        return False
    same = next((at for at, (a, b) in enumerate(zip(word, right, strict=False)) if a != b), min(len(word), len(right)))
    rest, wanted = word[same:], right[same:]
    if len(word) != len(right):
        return rest[1:] == wanted or rest == wanted[1:]
    if len(word) >= _LONG and sorted(word) == sorted(right):
        return True
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or (len(right) > _SHORTEST_SLIP and rest[1:] == wanted[1:])


def _asking_sentence(words: Sequence[Word]) -> Sequence[Word]:
    """Return the words after a greeting, thanks or an aside with a pause after it, if a question begins there."""
    for at, word in enumerate(words[:-1]):
        if word.pause and words[0].text in _GREETS and words[at + 1].text in _STARTS | _COURTESY:
            return words[at + 1 :]
    return words


def _without_opening(words: list[Word]) -> list[Word]:
    if len(words) > 1 and words[0].text == "good" and words[1].text in _TIMES_OF_DAY:
        return words[2:]
    if words and words[0].text in _COURTESY:
        return words[1:]
    text = "".join(f"{word.text} " for word in words)
    lead = next((found for pattern in _LEADS if (found := pattern.match(text))), None)
    return words[len(lead.group().split()) :] if lead else words
